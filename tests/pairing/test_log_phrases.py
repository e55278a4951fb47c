"""What single lines of the kernel's and bluetoothd's log tell by themselves, of devices and bonds."""

import pytest

from tests.pairing.pasted import HEADSET as PEER
from tests.pairing.pasted import read


@pytest.mark.parametrize(
    ("line", "side"),
    [
        ("Opcode 0x200d failed: -110", "peer"),
        ("request failed to create LE connection: err -110", "peer"),
        ("Opcode 0x2043 failed: -16", "local"),
        ("request failed to create LE connection: err -16", "local"),
    ],
)
def test_a_connection_that_the_kernel_waited_for_is_no_dead_controller(line, side):
    (found,) = read(f"[   12.345678] Bluetooth: hci0: {line}\n").findings
    assert (found.cause, found.by) == ("connect-failed", side)


def test_an_adapter_that_is_blocked_is_unblocked_first():
    line = "Nov  3 10:00:00 gw bluetoothd[412]: Failed to set mode: Blocked through rfkill (0x12)\n"
    (found,) = read(line).findings
    assert (found.cause, found.fixes[0].text.split("`")[1]) == (
        "adapter-unavailable",
        "sudo rfkill unblock bluetooth",
    )


def test_an_input_device_without_a_bond_is_paired_first():
    line = "Nov  3 10:00:00 gw bluetoothd[412]: Rejected connection from !bonded device /org/bluez/hci0/dev_C0_11\n"
    (found,) = read(line).findings
    assert (found.cause, found.fixes[0].action) == ("local-bond-missing", "pair")


def test_a_service_that_nobody_could_allow_is_no_failed_pairing():
    model = read(
        "Apr 17 01:19:26 gw bluetoothd[506]: Authentication attempt without agent\n"
        "Apr 17 01:19:26 gw bluetoothd[506]: Access denied: org.bluez.Error.Rejected\n"
    )
    (found,) = model.findings
    assert found.cause == "no-agent" and "service" in found.title and "trust" in found.fixes[0].text
    assert not model.not_understood and not model.attempts


def test_an_agent_that_does_not_answer_for_a_service_is_told():
    line = "Apr 17 01:19:26 gw bluetoothd[506]: auth_callback() Access denied: Did not receive a reply."
    (found,) = read(line + " Possible causes include: the reply timeout expired\n").findings
    assert found.cause == "prompt-timeout"


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("src/profile.c:ext_auth() Serial Port rejected C0:FF:EE:00:00:01: rejected by the user", "agent-rejected"),
        ("profiles/audio/avdtp.c:auth_cb() Access denied: no, thank you", "agent-rejected"),
        ("src/profile.c:ext_auth() Serial Port rejected C0:FF:EE:00:00:01: Did not receive a reply.", "prompt-timeout"),
    ],
)
def test_the_words_of_an_agent_that_refused_a_service_are_its_own(said, cause):
    model = read(f"Apr 17 01:19:26 gw bluetoothd[506]: {said}\n")
    (found,) = model.findings
    assert found.cause == cause and not model.not_understood


def test_a_device_removed_twice_from_the_accept_list_is_no_failure():
    said = "src/adapter.c:remove_accept_list_complete() Failed to remove device C0:FF:EE:00:00:01: Invalid Parameters"
    model = read(f"Apr 17 01:19:26 gw bluetoothd[506]: {said} (0x0d)\n")
    assert not model.findings and not model.not_understood


def test_a_device_that_is_not_known_here_was_turned_away():
    line = "bluetoothd[5641]: Refusing connection from 00:1B:2C:3D:4E:5F: unknown device\n"
    (found,) = read(line).findings
    assert (found.cause, found.by, found.fixes[0].action) == ("local-bond-missing", "local", "pair")


def test_keys_that_the_kernel_dropped_are_nobodys_fault_for_sure():
    (found,) = read("[   12.345678] Bluetooth: hci0: unexpected SMP command 0x06 from 00:1b:2c:3d:4e:5f\n").findings
    assert (found.cause, found.by) == ("peer-key-distribution", "unknown")


def test_a_pairing_that_the_kernel_does_not_run_is_another_programs():
    (found,) = read("[   12.345678] Bluetooth: hci0: unexpected SMP command 0x02 from 00:1b:2c:3d:4e:5f\n").findings
    assert (found.cause, found.by) == ("two-stacks", "local")


@pytest.mark.parametrize("agent", ["Agent", "Agent :1.5", "Agent /test/agent"])
def test_an_agent_that_answers_with_an_error_said_no(agent):
    line = f"bluetoothd: src/agent.c:pincode_reply() {agent} replied with an error: org.bluez.Error.Rejected, no\n"
    (found,) = read(line).findings
    assert (found.cause, found.by) == ("agent-rejected", "local")


def test_a_key_that_could_not_be_stored_is_this_gateways_disk():
    path = "/var/lib/bluetooth/00:11:22:33:44:55/00:1B:2C:3D:4E:5F/info"
    line = f"bluetoothd[593]: src/adapter.c:store_link_key() Unable set contents for {path}: (7)\n"
    (found,) = read(line).findings
    assert found.cause == "local-bond-missing" and "df -h" in found.fixes[0].text


def test_a_daemon_that_dumped_core_is_told():
    (found,) = read("       Message: Process 15525 (bluetoothd) of user 0 dumped core.\n").findings
    assert (found.cause, found.by) == ("daemon-gone", "local")


def test_a_missing_cipher_does_not_explain_that_no_link_came_about():
    (attempt,) = read(
        "Creating device failed: org.bluez.Error.ConnectionAttemptFailed: Page Timeout\n"
        "Bluetooth: SMP security requested but not available\n"
    ).attempts.values()
    assert attempt.diagnosis.cause == "connect-failed"


def test_a_kernel_line_a_post_set_in_bold_is_read():
    said = "dmesg shows this after it fails to pair:\n\n**Bluetooth: SMP security requested but not available**\n"
    (finding,) = read(said).findings
    assert finding.cause == "kernel-crypto-missing"


def test_bluepy_could_not_connect():
    line = "bluepy.btle.BTLEDisconnectError: Failed to connect to peripheral C0:00:00:00:00:07, addr type: public\n"
    (finding,) = read(line).findings
    assert finding.cause == "connect-failed"


def test_a_program_that_may_not_call_bluetoothd():
    (finding,) = read("GDBus.Error:org.freedesktop.DBus.Error.AccessDenied: Rejected send message, 2 rules;\n").findings
    assert (finding.cause, finding.title) == (
        "adapter-unavailable",
        "The D-Bus policy did not let a program call bluetoothd",
    )


def test_a_daemon_that_does_not_start():
    line = "Job for bluetooth.service failed because the control process exited with error code.\n"
    (finding,) = read(line).findings
    assert finding.cause == "daemon-gone"


def test_a_key_that_the_daemon_keeps_is_a_pairing_whoever_began_it():
    lines = f"""\
12月 22 11:25:04 gw bluetoothd[2476]: src/adapter.c:new_link_key_callback() hci0 new key for {PEER} type 4 pin_len 0 \
store_hint 1
12月 22 11:25:05 gw bluetoothd[2476]: src/adapter.c:pair_device_complete() Success (0x00)
12月 22 11:25:05 gw bluetoothd[2476]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr {PEER} type 0 status 0x0
"""
    (attempt,) = read(lines).attempts.values()
    assert (attempt.outcome, attempt.peer.address) == ("paired", PEER)
    assert not read(lines.splitlines()[0].replace("hint 1", "hint 0") + "\n").attempts


def test_the_daemon_asks_its_agent_about_a_pairing_that_the_other_side_began():
    asked = f"bluetoothd[2476]: src/adapter.c:user_confirm_request_callback() hci0 {PEER}\n"
    (attempt,) = read(asked).attempts.values()
    assert (attempt.role, attempt.outcome) == ("responder", "incomplete")
    failed = f"bluetoothd[2476]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr {PEER} type 0 status 0x5\n"
    (attempt,) = read(asked + failed).attempts.values()
    assert (attempt.role, attempt.failure.code) == ("responder", "mgmt:0x05")


def test_a_link_that_the_daemon_lost_to_silence_is_told():
    (found,) = read("bluetoothd[2]: src/device.c:att_disconnected_cb() Connection timed out (110)\n").findings
    assert (found.cause, found.code, found.by) == ("link-lost", "hci:0x08", "peer")


def test_a_key_is_no_pairing_yet_where_pair_device_still_fails():
    lines = f"""\
bluetoothd[2476]: src/adapter.c:adapter_bonding_attempt() hci0 bdaddr {PEER} type 0 io_cap 0x01
bluetoothd[2476]: src/adapter.c:new_link_key_callback() hci0 new key for {PEER} type 8 pin_len 0 store_hint 1
bluetoothd[2476]: src/adapter.c:pair_device_complete() Authentication Failed (0x05)
"""
    (attempt,) = read(lines).attempts.values()
    assert (attempt.outcome, attempt.failure.code) == ("failed", "mgmt:0x05")


@pytest.mark.parametrize(
    ("line", "cause", "code"),
    [
        ("gw bluetoothd[80]: Refusing input device connect: Operation already in progress (114)", "two-stacks", None),
        ("gw bluetoothd[80]: Refusing connection from C0:FF:EE:00:00:01: setup in progress", "two-stacks", None),
        ("gw bluetoothd[80]: Refusing connection from C0:FF:EE:00:00:01: unknown device", "local-bond-missing", None),
        ("gw kernel: Bluetooth: hci0: Invalid link address type 1 for C0:FF:EE:00:00:01", "local-bond-missing", None),
        ("gw kernel: Bluetooth: hci0: Invalid link key type 9 for C0:FF:EE:00:00:01", "local-bond-missing", None),
        ("gw bluetoothd[80]: Failed to load LTKs for hci0: Invalid Parameters (0x0d)", "local-bond-missing", None),
        (
            "gw bluetoothd[80]: Report Map read failed: Attribute requires authentication before read/write",
            "peer-requires-authentication",
            "att:0x05",
        ),
        (
            "gw bluetoothd[80]: Error reading PNP_ID value: Encryption required before read/write",
            "peer-requires-authentication",
            "att:0x0f",
        ),
        (
            "gw bluetoothd[80]: src/device.c:att_connect_cb() connect error: Function not implemented (38)",
            "connect-failed",
            None,
        ),
        ("gw bluetoothctl: Failed to request default agent: org.bluez.Error.DoesNotExist", "no-agent", None),
        ("gw bluetoothctl: Failed to set power on: org.bluez.Error.Busy", "adapter-unavailable", None),
        ("gw kernel: Bluetooth: re-auth of legacy device is not possible.", "encryption-below-level", None),
        ("gw kernel: Bluetooth: HCI request failed to create LE connection: status 0x0c", "connect-failed", "hci:0x0c"),
    ],
)
def test_what_a_line_tells_of_bonds_and_connections(line, cause, code):
    model = read(f"Nov  3 10:00:00 {line}\n")
    (found,) = model.findings
    assert (found.cause, found.code) == (cause, code) and not model.not_understood


def test_an_answer_over_dbus_that_nobody_waits_for_is_no_policy():
    (found,) = read(
        '[dbus] Rejected send message, 2 matched rules; type="error", sender=":1.8" (uid=0 pid=3 comm="bluetoothd") '
        'interface="(unset)" error name="org.bluez.Error.Failed" requested_reply="0" destination=":1.21"\n'
    ).findings
    assert found.cause == "unknown" and "stopped waiting" in found.title


def test_a_negative_reply_that_bluetoothd_logs_by_its_number_is_this_sides():
    (attempt,) = read(
        "bluetoothd[9]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr C0:FF:EE:00:00:01 type 1 status 0x5\n"
        "bluetoothd[9]: src/shared/mgmt.c:can_read_data() [0x0000] command 0x001d complete: 0x00\n"
    ).attempts.values()
    assert (attempt.failure.by, attempt.diagnosis.cause) == ("local", "agent-rejected")


def test_a_negative_reply_while_a_bond_is_held_is_just_works_repairing():
    said = "Nov  3 10:00:0{} gw bluetoothd[9]: src/{}\n"
    (attempt,) = read(
        said.format(1, "device.c:device_attach_att() Elevating security level since LTK is available")
        + said.format(2, "adapter.c:user_confirm_request_callback() hci0 C0:FF:EE:00:00:01 confirm_hint 1")
        + said.format(2, "adapter.c:btd_adapter_confirm_reply() hci0 addr C0:FF:EE:00:00:01 success 0")
        + said.format(2, "adapter.c:bonding_attempt_complete() hci0 bdaddr C0:FF:EE:00:00:01 type 1 status 0x5")
    ).attempts.values()
    assert (attempt.failure.by, attempt.diagnosis.cause, attempt.diagnosis.confidence) == (
        "local",
        "local-bond-missing",
        "likely",
    )


def test_an_adapter_that_was_unblocked_and_switched_on_is_no_fault():
    model = read(
        "[bluetooth]# power on\nFailed to set power on: org.bluez.Error.Blocked\n"
        "# rfkill unblock bluetooth\n[bluetooth]# power on\nChanging power on succeeded\n"
    )
    assert not model.findings


@pytest.mark.parametrize(
    ("line", "cause", "title"),
    [
        (
            f"W bt_btm: btm_io_capabilities_req: Incoming bond request, but {PEER} is already bonded (removing)",
            "peer-bond-missing",
            "the phone removed the bond",
        ),
        (
            "E/bt_stack: [ERROR:gatt_api.cc(900)] can't Register GATT client, MAX client reached: 32",
            "unknown",
            "no room",
        ),
    ],
)
def test_what_a_phone_logs_of_its_bonds_and_its_room(line, cause, title):
    (found,) = read(f"05-20 03:03:15.099  1250  1596 {line}\n").findings
    assert found.cause == cause
    assert title in found.title
