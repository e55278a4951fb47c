"""What single lines of bluetoothd, the kernel and BlueZ's tools tell where nothing else stands beside them."""

import pytest

from pairtui.knowledge.daemon_phrases import OF_NO_CONSEQUENCE
from tests.pairing.pasted import HEADSET as PEER
from tests.pairing.pasted import read

DAEMON = (
    (f"src/device.c:new_auth() Authentication already requested for {PEER}", "two-stacks", "unknown"),
    ("src/device.c:device_confirm_passkey() Failed requesting authentication", "no-agent", "local"),
    ("src/agent.c:pincode_reply() Invalid PIN length (17) from agent", "wrong-pin", "local"),
    ("src/device.c:create_bond_req_exit() x: requestor exited before bonding was completed", *("application-disconnect",
     "local")),
    (f"src/adapter.c:adapter_bonding_attempt() Failed to pair {PEER} for hci0", "adapter-unavailable", "local"),
    ("sixaxis: could not request cable authorization", "no-agent", "local"),
    ("sixaxis: failed to write central address (No such device)", "unknown", "unknown"),
    ("Access has been denied (org.bluez.Error.Rejected)", "agent-rejected", "local"),
    ("Unable to load key file from /var/lib/bluetooth/A/B/info: (Key file does not start)", *("local-bond-missing",
     "local")),
    ("Unable to open adapter storage directory: /var/lib/bluetooth/A", "local-bond-missing", "local"),
    ("Failed to read info for index 0: Timeout (0x08)", "adapter-unavailable", "local"),
    ("D-Bus setup failed: Name already in use", "daemon-gone", "local"),
    ("Authentication attempt without agent", "no-agent", "local"),
    ("==80== Process terminating with default action of signal 11 (SIGSEGV)", "daemon-gone", "local"),
    ("Program received signal SIGSEGV, Segmentation fault.", "daemon-gone", "local"),
    ("Adapter /org/bluez/845/hci0 has been disabled", "adapter-unavailable", "local"),
    ("profiles/input/server.c:auth_callback() Access denied", "agent-rejected", "local"),
    ("src/shared/gatt-client.c:discover_primary_cb() Primary service discovery failed. ATT ECODE: 0x05",
     "peer-requires-authentication", "peer"),
    ("src/device.c:gatt_client_ready_cb() status: failed, error: 15", "peer-requires-authentication", "peer"),
    ("src/device.c:gatt_client_ready_cb() status: failed, error: 10", "unknown", "unknown"),
    ("src/shared/att.c:timeout_cb() (chan 0x5581ab) Operation timed out: 0x08", "unknown", "peer"),
    ("src/shared/att.c:handle_signed() ATT failed to verify signature: 0x52", "unknown", "unknown"),
    ("bt_uhid_new_default: failed", "profile-unavailable", "local"),
    ("Report Map read failed: Attribute value length is invalid", "unknown", "unknown"),
    ("profiles/audio/avdtp.c:avdtp_parse_rej() OPEN request rejected: Bad State (49)", "profile-unavailable", "peer"),
    (f"Refusing connect from {PEER}: setup in progress", "profile-unavailable", "unknown"),
    (f"Failed to add device {PEER} (1): Invalid Parameters (0x0d)", "unknown", "local"),
    ("Failed to disconnect device: Not Connected (0x06)", "unknown", "local"),
    ("plugins/policy.c:policy_connect() LE auto connection failed: Host is down (112)", "connect-failed", "peer"),
)  # fmt: skip
KERNEL = (
    ("Unable to create ECDH crypto context", "kernel-crypto-missing", "local"),
    ("unable to create SMP context for BR/EDR", "cross-transport", "local"),
    ("Remote and local public keys are identical", "peer-protocol-error", "peer"),
    ("ignoring IRK with no identity address", "peer-key-distribution", "peer"),
    ("failed to read key size for handle 70", "key-size", "local"),
    ("PIN code is not 16 bytes long", "wrong-pin", "local"),
    (f"Skipping blocked LTK for {PEER}", "blocked-key", "peer"),
    ("Invalid security: Missing AES-CCM usage", "encryption-below-level", "local"),
    ("Unable to add to allow list: -16", "unknown", "local"),
    ("Opcode 0x2005 failed: -16", "unknown", "local"),
    ("Failed to suspend: -16", "unknown", "local"),
    ("Ignoring HCI_Connection_Complete for existing connection", "unknown", "local"),
    ("Invalid handle: 0xffff > 0x0eff", "unknown", "local"),
    ("Refusing to pair with our own address", "unknown", "local"),
    (" [<ffffffffa00df1af>] hci_conn_add_sysfs+0x4f/0xe0 [bluetooth]", "unknown", "local"),
    ("sending frame failed (-49)", "adapter-unavailable", "local"),
)
TOOLS = (
    ("Load keys failed with status 0x0d (Invalid Parameters)", "local-bond-missing", "local"),
    ("Unable to start discovery. status 0x0b (Rejected)", "unknown", "local"),
    (f"Disconnecting {PEER} failed with status 0x02 (Not Connected)", "unknown", "local"),
    ("[bluetooth]# trust\nFailed to set trusted: org.bluez.Error.Failed", "unknown", "local"),
    ("[bluetooth]# agent on\nFailed to register agent object", "no-agent", "local"),
)
LINES = (
    *((f"Nov  3 10:00:00 gw bluetoothd[80]: {line}\n", *told) for line, *told in DAEMON),
    *((f"[   12.345678] Bluetooth: hci0: {line}\n", *told) for line, *told in KERNEL),
    *((f"{line}\n", *told) for line, *told in TOOLS),
)


@pytest.mark.parametrize(("line", "cause", "side"), LINES, ids=[line.strip() for line, *_ in LINES])
def test_a_line_alone_is_told(line, cause, side):
    model = read(line)
    assert [(found.cause, found.by) for found in model.findings] == [(cause, side)]
    assert not model.attempts and not model.not_understood


@pytest.mark.parametrize("words", OF_NO_CONSEQUENCE.split("|")[3:12:3])
def test_what_bluetoothd_does_without_is_no_failure(words):
    line = words.replace("[Cc]", "C").replace("[Pp]", "p").replace("[Ee]", "E").split("(?:")[0]
    assert not read(f"Nov  3 10:00:00 gw bluetoothd[80]: src/adapter.c:x() {line} (0x03)\n").findings


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("src/device.c:device_bonding_failed() status 5", "mgmt:0x05"),
        ("src/adapter.c:pair_device_complete() Pair device failed: Rejected (0x0b)", "mgmt:0x0b"),
        ("Pair device failed: Authentication Failed (0x05)", "mgmt:0x05"),
    ],
)
def test_a_line_of_a_pairing_that_failed_begins_it_where_it_stands_alone(line, code):
    (attempt,) = read(f"Nov  3 10:00:00 gw bluetoothd[80]: {line}\n").attempts.values()
    assert (attempt.outcome, attempt.failure.code) == ("failed", code)
    assert attempt.diagnosis.by == "unknown"


PAIRED = f"[CHG] Device {PEER} Bonded: yes\n[CHG] Device {PEER} Paired: yes\n"


@pytest.mark.parametrize("said", [PAIRED, "Pairing successful\n"])
@pytest.mark.parametrize(
    ("after", "dropped"),
    [
        (f"[bluetooth]# info {PEER}\nDevice {PEER} (random)\n\tName: Headset\n\tPaired: no\n\tBonded: no\n", True),
        (f"[bluetooth]# info {PEER}\nDevice {PEER} (random)\n\tPaired: yes\n\tBonded: yes\n", False),
        (f"[bluetooth]# remove {PEER}\nDevice has been removed\nDevice {PEER} (random)\n\tPaired: no\n", False),
        ("Device C0:FF:EE:00:00:09 (random)\n\tPaired: no\n", False),
        (f"Device {PEER} (random)\n\tPaired: no\nAttempting to pair with {PEER}\nPairing successful\n", False),
        (f"[CHG] Device {PEER} Connected: no\n[CHG] Device {PEER} Paired: no\n", True),
        (f"[CHG] Device {PEER} Paired: no\n[CHG] Device {PEER} Paired: yes\n", False),
        (f"[bluetooth]# remove {PEER}\n[CHG] Device {PEER} Paired: no\n[DEL] Device {PEER} Headset\n", False),
        (f"[CHG] Device {PEER} Paired: no\nDevice has been removed\n", False),
        ("[CHG] Device C0:FF:EE:00:00:09 Paired: no\n", False),
    ],
)
def test_a_pairing_whose_bond_goes_again_by_itself_is_no_good_one(said, after, dropped):
    model = read(f"[bluetooth]# pair {PEER}\nAttempting to pair with {PEER}\n{said}{after}")
    last = list(model.attempts.values())[-1]
    assert last.outcome == ("failed" if dropped else "paired")
    assert last.diagnosis is None or last.diagnosis.title == "The device was paired, and BlueZ dropped the bond again"
    assert not model.findings


LINK_GONE = f"[bluetooth]# connect {PEER}\nAttempting to connect to {PEER}\n[CHG] Device {PEER} Connected: yes\n"
GIVEN_UP = "Failed to connect: org.bluez.Error.Failed le-connection-abort-by-local\n"


def test_a_device_that_was_shown_as_connected_did_answer():
    (shown,) = read(LINK_GONE + GIVEN_UP).attempts.values()
    assert "gone again" in shown.diagnosis.title and shown.diagnosis.by == "unknown"
    (never,) = read(f"[bluetooth]# connect {PEER}\nAttempting to connect to {PEER}\n{GIVEN_UP}").attempts.values()
    assert "No connection came about" in never.diagnosis.title


def test_the_end_of_a_link_after_a_pairing_is_no_failure():
    said = "Nov  3 10:00:0{} gw bluetoothd[9]: src/{}\n"
    model = read(
        said.format(1, f"adapter.c:new_long_term_key_callback() hci0 new LTK for {PEER} type 1 enc_size 16")
        + said.format(9, f"adapter.c:bonding_attempt_complete() hci0 bdaddr {PEER} type 1 status 0xe")
        + said.format(9, "device.c:device_bonding_failed() status 14")
    )
    (attempt,) = model.attempts.values()
    assert attempt.outcome == "paired" and not model.findings
    assert all(step.mark != "failed" for step in attempt.steps)


def test_what_a_peer_goes_on_to_send_is_no_second_stack_where_no_agent_was_there():
    lines = "[  1.5] Bluetooth: hci0: unexpected SMP command 0x03 from 00:1B:2C:3D:4E:5F\n"
    model = read("bluetoothd[80]: src/device.c:new_auth() No agent available for request type 2\n" + lines)
    assert [found.cause for found in model.findings] == ["no-agent"]


@pytest.mark.parametrize("name", ["LE Connection Complete (0x01)", "LE Enhanced Connection Complete (0x0a)"])
def test_an_event_of_le_in_the_header_is_read(name):
    (found,) = read(f"> HCI Event: {name}\n        Status: Connection Failed to be Established (0x3e)\n").findings
    assert (found.cause, found.code) == ("connect-failed", "hci:0x3e")


def test_a_line_of_its_debugging_that_a_mail_broke_short_goes_on():
    model = read("""\
Jul 17 15:12:11 gw bluetoothd[735]:
src/adapter.c:user_confirm_request_callback() hci0 C0:11:22:33:44:55
confirm_hint 1
Jul 17 15:12:11 gw bluetoothd[735]:
src/adapter.c:btd_adapter_confirm_reply() hci0 addr C0:11:22:33:44:55
success 0
Jul 17 15:12:11 gw bluetoothd[735]:
src/adapter.c:bonding_attempt_complete() hci0 bdaddr C0:11:22:33:44:55
type 1 status 0x5
Jul 17 15:12:14 gw bluetoothd[735]:
src/adapter.c:dev_disconnected() Device C0:11:22:33:44:55
disconnected, reason 3
""")
    (attempt,) = model.attempts.values()
    assert "this gateway" in attempt.diagnosis.title and "refuses to pair again" in attempt.diagnosis.title
    assert model.around.reading.stack != "zephyr"


def test_a_device_that_no_agent_could_be_asked_about_is_refused_with_the_error_of_bluez():
    (found,) = read(f"bluetoothd[80]: Authentication attempt without agent\n"
                    f"bluetoothd[80]: hfp_hf rejected {PEER}: org.bluez.Error.Rejected\n").findings  # fmt: skip
    assert (found.cause, found.code, found.by) == ("no-agent", "dbus:Rejected", "local")


def test_functions_of_bluetoothd_that_somebody_names_in_a_row_are_one_pairing():
    (attempt,) = read(
        "The log goes round: `user_confirm_request_callback() confirm_hint 1` then\n"
        "`btd_adapter_confirm_reply() ... success 0` then\n"
        "`bonding_attempt_complete() status 0x5` (Authentication Failure), and again.\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("mgmt:0x05", "local")
    assert attempt.diagnosis.cause == "agent-rejected"


@pytest.mark.parametrize("error", ["InProgress br-connection-busy", "Failed br-connection-busy"])
def test_the_words_behind_an_error_of_a_connection_name_it(error):
    (attempt,) = read(
        f"Attempting to connect to {PEER}\nFailed to connect: org.bluez.Error.{error}\n"
    ).attempts.values()
    assert attempt.failure.code == "dbus:br-connection-busy"


def test_a_second_bluetoothd_that_says_so_on_the_terminal_is_read():
    (found,) = read(
        '[B]D-Bus setup failed: Connection ":1.91" is not allowed to own the service "org.bluez" for policies\n[/B]\n'
    ).findings
    assert found.cause == "daemon-gone"


@pytest.mark.parametrize(
    ("error", "side"), [("refused", "peer"), ("aborted-by-remote", "peer"), ("unknown", "unknown")]
)
def test_an_error_of_a_connection_that_the_device_gave_is_its_own(error, side):
    (attempt,) = read(
        f"Attempting to connect to {PEER}\nFailed to connect: org.bluez.Error.Failed br-connection-{error}\n"
    ).attempts.values()
    assert attempt.failure.by == side
