"""What programs that use bluetoothd print, beside a pairing or alone: bluetoothctl, btmgmt, gatttool."""

import pytest

from pairtui.pairing.attempt import Outcome
from tests.pairing.test_pasted_logs import HEADSET, KEYBOARD, read


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
