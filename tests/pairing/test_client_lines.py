"""What programs that use bluetoothd print, beside a pairing or alone: bluetoothctl, btmgmt, gatttool."""

import pytest

from pairtui.pairing.attempt import Outcome
from tests.pairing.pasted import HEADSET, KEYBOARD, read


def test_a_link_that_ends_in_a_pairing_is_not_the_later_connection_failure():
    model = read(f"""\
[bluetooth]# pair {KEYBOARD}
Attempting to pair with {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[agent] Accept pairing (yes/no): yes
[CHG] Device {KEYBOARD} Connected: no
[bluetooth]# connect {KEYBOARD}
Attempting to connect to {KEYBOARD}
Failed to connect: org.bluez.Error.Failed
""")
    pairing, connection = model.attempts.values()
    assert (pairing.kind, pairing.outcome, pairing.failure.code) == ("pairing", "failed", "mgmt-disc:0x00")
    assert pairing.diagnosis.confidence == "possible" and pairing.diagnosis.alternatives
    assert (connection.kind, connection.failure.code) == ("connection", "dbus:Failed")


def test_the_links_end_waits_for_the_error_that_follows():
    model = read(f"""\
Attempting to pair with {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[CHG] Device {KEYBOARD} Connected: no
Failed to pair: org.bluez.Error.AuthenticationCanceled
""")
    (attempt,) = model.attempts.values()
    assert attempt.failure.code == "dbus:AuthenticationCanceled"


def test_a_question_that_nobody_here_began_is_a_pairing_from_the_other_side():
    asked = f"[NEW] Device {HEADSET} Phone\nRequest authorization\n[agent] Accept pairing (yes/no): yes\n"
    (attempt,) = read(asked).attempts.values()
    assert (attempt.peer.address, attempt.role, attempt.outcome) == (HEADSET, "responder", Outcome.INCOMPLETE)
    (attempt,) = read(f"{asked}[CHG] Device {HEADSET} Paired: yes\n").attempts.values()
    assert attempt.outcome is Outcome.PAIRED


def test_a_service_that_is_asked_for_is_no_pairing():
    asked = f"[NEW] Device {HEADSET} Phone\n[agent] Authorize service 0000110d-0000-1000-8000-00805f9b34fb (yes/no): \n"
    assert not read(asked).attempts


@pytest.mark.parametrize("address", [HEADSET, "XX:XX:XX:XX:4E:5F"])
def test_btmgmt_says_that_it_paired(address):
    (attempt,) = read(f"Pairing with {address} (BR/EDR)\nPaired with {address} (BR/EDR)\n").attempts.values()
    assert attempt.outcome is Outcome.PAIRED


def test_btmgmt_says_why_it_could_not_begin():
    (attempt,) = read("Pairing failed with status 0x11 (Invalid Index)\n").attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("mgmt:0x11", "adapter-unavailable")


def denied(destination):
    return (
        'ALSA lib bluealsa-pcm.c:12:(open) Cannot get PCM: Rejected send message, 1 matched rules; type="method_call", '
        f'sender=":1.9" (uid=1000 pid=9 comm="play ") destination="{destination}" (uid=0 pid=7 comm="x ")\n'
    )


def test_the_policy_for_another_program_is_not_bluetoothds():
    model = read(f"Attempting to pair with {HEADSET}\nPairing successful\n{denied('org.bluealsa')}")
    (attempt,), (found,) = model.attempts.values(), model.findings
    assert attempt.outcome is Outcome.PAIRED
    assert found.cause == "profile-unavailable" and "audio" in found.fixes[0].text
    (found,) = read(denied("org.bluez")).findings
    assert found.cause == "adapter-unavailable" and "bluetooth USER" in found.fixes[0].text


def test_gatttool_is_refused_by_its_own_kernel_as_a_rule():
    (found,) = read(f"Attempting to connect to {HEADSET}\nError: connect: Connection refused (111)\n").findings
    assert (found.by, found.fixes[0].action) == ("unknown", "le-on")


def test_a_controller_that_does_not_take_the_command_is_not_the_devices_silence():
    line = "[   12.345678] Bluetooth: hci0: request failed to create LE connection: status 0x0c\n"
    (found,) = read(line).findings
    assert (found.cause, found.by) == ("connect-failed", "local")


def test_a_reply_that_did_not_come_in_time_leaves_open_why():
    line = (
        "Creating device failed: org.freedesktop.DBus.Error.NoReply: Did not receive a reply. Possible causes include: "
        "the remote application did not send a reply, the message bus security policy blocked the reply.\n"
    )
    (found,) = read(line).findings
    assert (found.cause, found.by) == ("unknown", "unknown")


def test_a_device_that_bluez_does_not_know_is_to_be_found_first():
    (found,) = read(f"[bluetooth]# pair {HEADSET}\nDevice {HEADSET} not available\n").findings
    assert found.by == "local" and "scan" in found.fixes[0].text


def test_a_line_of_the_daemon_tells_why_a_connection_failed():
    model = read(f"""\
profiles/input/device.c:control_connect_cb() connect to {KEYBOARD}: Permission denied (13)
Attempting to connect to {KEYBOARD}
Failed to connect: org.bluez.Error.Failed
""")
    assert [found.title for found in model.findings] == ["The link was not authenticated as the profile requires"]


def test_what_comes_of_a_missing_agent_is_no_fault_of_its_own():
    model = read("""\
Dec 13 20:19:58 gw bluetoothd[1620]: No agent available for request type 2
Dec 13 20:19:58 gw bluetoothd[1620]: device_confirm_passkey: Operation not permitted
Dec 13 20:19:58 gw bluetoothd[1620]: connect error: Permission denied (13)
""")
    assert [found.cause for found in model.findings] == ["no-agent"]


def test_bluetoothd_that_gives_a_pairing_up_leaves_open_why():
    (found,) = read("Feb  7 21:05:41 gw bluetoothd[486]: Pair device timed out for hci0\n").findings
    assert (found.cause, found.by) == ("unknown", "unknown")


@pytest.mark.parametrize("words", ["DBusError", "org.freedesktop.dbus.exceptions.DBusExecutionException"])
def test_an_error_without_its_name_is_known_by_its_words(words):
    (attempt,) = read(f"{words}: Software caused connection abort\n").attempts.values()
    assert (attempt.kind, attempt.failure.code) == ("connection", "dbus:le-connection-abort-by-local")


def test_an_error_of_a_connection_is_no_failed_pairing():
    line = f"FAIL: ConnectDevice : GDBus.Error:org.bluez.Error.NotAvailable: not available, device {HEADSET}\n"
    (attempt,) = read(line).attempts.values()
    assert (attempt.kind, attempt.failure.code) == ("connection", "dbus:NotAvailable")


def test_the_controllers_own_no_to_a_connection_is_told_unless_the_next_try_connects():
    refused = """\
> HCI Event: Command Status (0x0f) plen 4                 #801 [hci0] 30.896453
      LE Extended Create Connection (0x08|0x0043) ncmd 1
        Status: Command Disallowed (0x0c)
"""
    (found,) = read(refused).findings
    assert (found.cause, found.code, found.by) == ("connect-failed", "hci:0x0c", "local")
    connected = f"""\
> HCI Event: LE Meta Event (0x3e) plen 31                 #805 [hci0] 31.896453
      LE Enhanced Connection Complete (0x0a)
        Status: Success (0x00)
        Handle: 64
        Role: Central (0x00)
        Peer address type: Public (0x00)
        Peer address: {HEADSET} (OUI 00-1B-2C)
"""
    assert not read(refused + connected).findings


def test_the_signal_of_a_disconnection_says_who_hung_up_and_the_error_stays_the_code():
    (attempt,) = read(f"""\
Attempting to pair with {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[SIGNAL] org.bluez.Device1.Disconnected org.bluez.Reason.Remote Connection terminated by remote user
Failed to pair: org.bluez.Error.AuthenticationCanceled
""").attempts.values()
    assert attempt.failure.code == "dbus:AuthenticationCanceled"
    assert "hung up" in attempt.diagnosis.title


@pytest.mark.parametrize(
    "line",
    [
        "[SIGNAL] org.bluez.Device1.Disconnected org.bluez.Reason.Authentication Authentication failure\n",
        "[SIGNAL] LE.Disconnected - org.bluez.Reason.Authentication, Connection terminated\n",
        "[SIGNAL] Disconnected - org.bluez.Reason.Authentication, Connection terminated\n",
    ],
)
def test_a_disconnection_for_a_missing_key_is_told_without_a_pairing(line):
    (found,) = read(line).findings
    assert (found.cause, found.code, found.by) == ("peer-bond-missing", "mgmt-disc:0x04", "peer")


@pytest.mark.parametrize(
    "text",
    [
        "bleak.exc.BleakDBusError: [org.bluez.Error.NotPermitted] Not paired\n",
        "{ Error: Not paired\n    at new DBusError (lib/error.js:9:9)\n  dbusName: 'org.bluez.Error.NotPermitted' }\n",
    ],
)
def test_a_device_that_answers_paired_hosts_only_is_to_be_paired(text):
    (attempt,) = read(text).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("dbus:NotPermitted", "peer")
    assert attempt.diagnosis.cause == "peer-requires-authentication"
    assert attempt.diagnosis.fixes[0].action == "pair"


def test_a_service_that_was_not_allowed_is_no_failed_pairing_though_the_lines_are_glued():
    model = read("Authentication attempt without agent Access denied: org.bluez.Error.Rejected\n")
    (found,) = model.findings
    assert (found.cause, len(model.attempts)) == ("no-agent", 0)
    assert "service" in found.title


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("HCI authentication request failed: Input/output error", "ssp-failed"),
        ("Can't create connection: Connection timed out", "connect-failed"),
        ("Can't connect RFCOMM socket: Host is down", "connect-failed"),
        ("bluetooth.btcommon.BluetoothError: (52, 'Invalid exchange')", "peer-bond-missing"),
        ("GDBus.Error:org.bluez.Error.NotConnected: Not Connected", "link-lost"),
        (
            "ERROR poll: Failed to connect after 4 attempt(s): failed to discover services, device disconnected",
            "link-lost",
        ),
        ("bluetooth.btcommon.BluetoothError: timed out", "link-lost"),
        ("PairError                                 Traceback (most recent call last)", "unknown"),
        ("ERROR:pygatt.backends.gatttool.gatttool:No response received", "unknown"),
        ("DEBUG:connection:Got exception from bluepy while asking: Device disconnected", "link-lost"),
        (
            "Tmds.DBus.DBusException: org.bluez.Error.NotAvailable: Operation currently not available",
            "profile-unavailable",
        ),
        ('dmesg has the "SMP security requested but not available" message again', "kernel-crypto-missing"),
        ("bluetoothd[7]: 00:1B:2C:3D:4E:5F: error updating services: Host is down (112)", "connect-failed"),
        (
            'Connect: Method "Connect" with signature "" on interface "org.bluez.Device1" doesn\'t exist',
            "connect-failed",
        ),
        ("org.freedesktop.DBus.Error.UnknownMethod: nothing on org.bluez.LEAdvertisingManager1", "unknown"),
        ("`DBusError: Did not receive a reply. Possible causes include: the reply timeout expired`", "unknown"),
    ],
)
def test_a_tool_or_a_call_that_failed_is_told(line, cause):
    assert [found.cause for found in read(f"# tool\n{line}\n").findings] == [cause]


def test_the_exceptions_of_blueman_name_bluez_errors():
    (attempt,) = read("When I try to pair it we get a DBusAuthenticationFailedError and no popup.\n").attempts.values()
    assert attempt.failure.code == "dbus:AuthenticationFailed"


def test_a_busy_adapter_is_not_told_to_be_given_away():
    line = "blueman-manager ERROR connect: GDBus.Error:org.bluez.Error.InProgress: Operation already in progress (36)\n"
    (attempt,) = read(line).attempts.values()
    assert (attempt.diagnosis.cause, attempt.failure.by) == ("two-stacks", "local")  # bluetoothd itself says so
    assert not any("stop bluetoothd" in fix.text for fix in attempt.diagnosis.fixes)


def test_bt_agent_asks_about_a_pairing():
    (attempt,) = read("bt-agent[812]: Authorize this device pairing (yes/no)? Device: Phone\n").attempts.values()
    assert attempt.outcome == Outcome.INCOMPLETE
    (attempt,) = read("Feb 21 12:58:52 gw bt-agent[1170]: Confirm passkey: 120381 (yes/no)?\n").attempts.values()
    assert "120381" not in attempt.steps[0].detail


def test_a_link_that_only_came_and_went_is_told_and_one_that_was_ended_by_hand_is_not():
    up, down = f"[CHG] Device {HEADSET} Connected: yes\n", f"[CHG] Device {HEADSET} Connected: no\n"
    (found,) = read(f"Attempting to connect to {HEADSET}\n{up}{down}").findings
    assert (found.cause, found.by) == ("unknown", "unknown") and "ended again" in found.title
    assert not read(f"{up}Attempting to disconnect from {HEADSET}\n{down}").findings


def test_the_error_of_bluetoothctl_beside_a_microcontrollers_log_is_the_gateways():
    model = read(
        "Failed to pair: org.bluez.Error.AuthenticationFailed\n"
        "[00:03:19.176,910] <dbg> zmk: connected: Connected C0:11:22:33:44:55 (public)\n"
        "[00:03:19.300,628] <err> zmk: Security failed: C0:11:22:33:44:55 (public) level 1 err 4\n"
    )
    first = next(iter(model.attempts.values()))
    assert any("pairtui's agent" in fix.text for fix in first.diagnosis.fixes)


def test_a_passkey_is_left_out_of_the_steps_however_the_prompt_is_broken():
    prompt = "[agent] Confirm passkey 626131 (yes/no):```"
    (attempt,) = read(f"Attempting to pair with {HEADSET}\n{prompt}\n").attempts.values()
    assert "626131" not in "".join(step.text + step.detail for step in attempt.steps)


def test_connect_failed_of_an_address_cut_short_tells_more_than_the_error_after_it():
    (attempt,) = read(
        "hci0 1C:86:9A:** type BR/EDR connect failed (status 0x07, No Resources)\n"
        "Failed to pair: org.bluez.Error.AuthenticationCanceled\n"
    ).attempts.values()
    assert (attempt.kind, attempt.failure.code, attempt.diagnosis.cause) == ("pairing", "mgmt:0x07", "connect-failed")


def test_a_link_between_two_failures_makes_them_two():
    failed = "hci0 DC:0D:30:44:55:66 auth failed with status 0x05 (Authentication Failed)\n"
    gone = "hci0 DC:0D:30:44:55:66 type BR/EDR disconnected with reason 2\n"
    anew = "hci0 DC:0D:30:44:55:66 type BR/EDR connected eir_len 22\n"
    told = list(read(failed + gone + anew + failed + gone).attempts.values())
    assert [attempt.failure.code for attempt in told] == ["mgmt:0x05", "mgmt:0x05"]
    assert all("disconnected" not in step.message.text for attempt in told for step in attempt.steps)
    assert len(read(failed + failed).attempts) == 1


def test_a_connection_attempt_that_failed_reached_no_authentication():
    (attempt,) = read(
        "Creating device failed: org.bluez.Error.ConnectionAttemptFailed: Page Timeout\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.failure.step) == ("dbus:ConnectionAttemptFailed", "connection")


def test_digits_that_were_shown_before_a_failure_are_asked_for_first():
    (attempt,) = read("""\
[bluetooth]# pair 00:11:22:33:44:55
Attempting to pair with 00:11:22:33:44:55
[CHG] Device 00:11:22:33:44:55 Connected: yes
[agent] Passkey: 012345
Failed to pair: org.bluez.Error.AuthenticationFailed
""").attempts.values()
    told = attempt.diagnosis
    assert (told.cause, told.confidence, attempt.failure.by) == ("wrong-passkey", "possible", "unknown")
    assert "no-agent" not in [one.cause for one in told.alternatives]


def test_the_old_agents_word_for_a_device_that_it_paired_with_is_success():
    (attempt,) = read(
        "RequestPinCode (/org/bluez/812/hci0/dev_00_1B_2C_3D_4E_5F)\n"
        "Enter PIN Code: Release\n"
        "New device (/org/bluez/812/hci0/dev_00_1B_2C_3D_4E_5F)\n"
    ).attempts.values()
    assert (attempt.outcome, attempt.peer.address) == (Outcome.PAIRED, HEADSET)


def test_digits_that_somebody_masked_are_no_heading_over_another_log():
    (attempt,) = read(
        f"Attempting to pair with {HEADSET}\n[agent] Enter passkey (number in 0-999999): ******\n"
        f"[CHG] Device {HEADSET} Paired: yes\n"
    ).attempts.values()
    assert attempt.outcome == Outcome.PAIRED


@pytest.mark.parametrize(
    ("error", "cause", "by"),
    [
        ("le-connection-abort-by-remote", "link-lost", "peer"),
        ("br-connection-aborted-by-remote", "link-lost", "peer"),
        ("br-connection-aborted-by-local", "application-disconnect", "unknown"),
    ],
)
def test_who_aborted_a_connection_is_told_as_bluez_says_it(error, cause, by):
    (attempt,) = read(f"Failed to connect: org.bluez.Error.Failed {error}\n").attempts.values()
    assert (attempt.diagnosis.cause, attempt.failure.by) == (cause, by)


def test_an_agent_that_could_not_be_registered_is_no_pairing_that_failed():
    model = read("Failed to register agent: org.bluez.Error.AlreadyExists\n")
    assert not model.attempts and all(finding.cause != "already-paired" for finding in model.findings)


def test_a_pair_that_finds_the_bond_made_before_is_no_failure():
    model = read(f"""\
[bluetooth]# connect {KEYBOARD}
Attempting to connect to {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[CHG] Device {KEYBOARD} Paired: yes
Connection successful
[Board]# pair {KEYBOARD}
Attempting to pair with {KEYBOARD}
Failed to pair: org.bluez.Error.AlreadyExists
""")
    assert [attempt.outcome for attempt in model.attempts.values()] == [Outcome.PAIRED]
    (found,) = model.findings
    assert (found.code, found.title) == ("dbus:AlreadyExists", "The device was to be paired, and is paired already")


@pytest.mark.parametrize(("device", "told"), [(KEYBOARD, 0), (HEADSET, 1)])
def test_a_link_that_comes_back_did_not_fail(device, told):
    model = read(f"""\
[bluetooth]# connect {KEYBOARD}
Attempting to connect to {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[CHG] Device {KEYBOARD} Connected: no
[CHG] Device {device} Connected: yes
""")
    assert len(model.findings) == told


def test_the_kernels_reason_tells_whose_silence_a_timeout_is():
    model = read(f"""\
Attempting to pair with {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
hci0 {KEYBOARD} type LE Public disconnected with reason 1
Failed to pair: org.bluez.Error.AuthenticationTimeout
""")
    (attempt,) = model.attempts.values()
    assert (attempt.failure.by, attempt.diagnosis.cause) == ("peer", "link-lost")


@pytest.mark.parametrize(
    "line",
    [
        "Failed to connect: org.bluez.Error.AlreadyConnected",
        "bluetoothd[7]: src/adapter.c:unpair_device_complete() Failed (0x03)",
    ],
)
def test_what_failed_beside_a_pairing_is_no_attempt(line):
    assert not read(f"{line}\n").attempts
