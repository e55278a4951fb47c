"""Logs as people paste them: transcripts of bluetoothctl, lines of bluetoothd, errors of programs."""

import pytest

from tests.pairing.pasted import HEADSET, KEYBOARD, read, verdicts


def test_each_device_of_a_transcript_has_its_own_verdict():
    model = read(f"""\
[bluetooth]# pair {HEADSET}
Attempting to pair with {HEADSET}
Failed to pair: org.bluez.Error.AuthenticationRejected
[bluetooth]# pair {KEYBOARD}
Attempting to pair with {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[agent] Passkey: 123456
[agent] Passkey: 123456
Failed to pair: org.bluez.Error.AuthenticationFailed
[bluetooth]# connect {KEYBOARD}
Attempting to connect to {KEYBOARD}
Failed to connect: org.bluez.Error.Failed le-connection-abort-by-local
""")
    told = [
        (a.peer.address, a.kind, a.failure.code, a.failure.step, a.diagnosis.cause) for a in model.attempts.values()
    ]
    assert told == [
        (HEADSET, "pairing", "dbus:AuthenticationRejected", "pairing", "adapter-unavailable"),
        (KEYBOARD, "pairing", "dbus:AuthenticationFailed", "authentication", "wrong-passkey"),
        (KEYBOARD, "connection", "dbus:le-connection-abort-by-local", "connection", "connect-failed"),
    ]
    shown = [step.detail for step in model.attempts[2].steps if "agent" in step.detail]
    assert shown == ["[agent] Passkey: ……"]


@pytest.mark.parametrize("masked", ["C0:XX:XX:XX:XX:XX", "xx:xx:xx:xx:44:55", "C0:11:**:**:**:**", "<mac>", "......"])
def test_a_masked_address_begins_an_attempt_as_well(masked):
    model = read(f"Attempting to pair with {masked}\nFailed to pair: org.bluez.Error.AuthenticationCanceled\n")
    (attempt,) = model.attempts.values()
    assert (attempt.role, attempt.diagnosis.cause) == ("initiator", "link-lost")


@pytest.mark.parametrize(
    "line",
    [
        "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationCanceled] Authentication Canceled",
        "dbus.exceptions.DBusException: org.bluez.Error.AuthenticationCanceled: Authentication Canceled",
        "GLib.GError: GDBus.Error:org.bluez.Error.AuthenticationCanceled: Authentication Canceled (36)",
    ],
)
def test_what_a_program_says_of_pair(line):
    assert verdicts(f"Traceback (most recent call last):\n  await client.pair()\n{line}\n{line}\n") == (
        [("dbus:AuthenticationCanceled", "unknown", "link-lost")],
        [],
    )


def test_what_a_program_says_of_connect():
    line = "CHIP:DL: FAIL: ConnectDevice : GDBus.Error:org.bluez.Error.Failed: le-connection-abort-by-local (36)\n"
    assert verdicts(line)[0] == [("dbus:le-connection-abort-by-local", "unknown", "connect-failed")]


@pytest.mark.parametrize(
    "line",
    [
        "bleak.exc.BleakDBusError: [org.bluez.Error.NotPermitted] Read not permitted",
        "I no longer get org.bluez.Error.AuthenticationFailed since the update",
    ],
)
def test_errors_that_tell_of_no_pairing(line):
    failed, said = verdicts(f"Attempting to connect to {KEYBOARD}\nConnection successful\n{line}\n")
    assert failed == []
    assert said == ([("unknown", None)] if "Error." in line[:60] and "no longer" not in line else [])


def test_btmgmt():
    assert verdicts(f"""\
Pairing with {HEADSET} (BR/EDR)
hci0 {HEADSET} type BR/EDR connected eir_len 14
Pairing with {HEADSET} (BR/EDR) failed. status 0x05 (Authentication Failed)
""") == ([("mgmt:0x05", "unknown", "unknown")], [])
    assert verdicts(
        f"hci0 {HEADSET} auth failed with status 0x05 (Authentication Failed)\nhci0 type 7 discovering on\n" * 4
    ) == ([("mgmt:0x05", "unknown", "unknown")], [])


def bluetoothd(*lines):
    return "".join(f"Dec 08 18:{time} gw-17 bluetoothd[830]: src/{line}\n" for time, line in lines)


def test_a_pin_asked_for_and_never_given_in_the_log_of_bluetoothd():
    begins = ("42:17", f"adapter.c:adapter_bonding_attempt() hci0 bdaddr {HEADSET} type 0 io_cap 0x04")
    asks = ("42:17", f"adapter.c:pin_code_request_callback() hci0 {HEADSET}")
    ends = (
        ("42:47", f"adapter.c:bonding_attempt_complete() hci0 bdaddr {HEADSET} type 0 status 0xe"),
        ("42:47", "device.c:device_bonding_failed() status 14"),
    )
    answers = ("42:19", f"adapter.c:btd_adapter_pincode_reply() hci0 addr {HEADSET} pinlen 4")

    assert verdicts(bluetoothd(begins, asks, *ends)) == ([("mgmt:0x0e", "local", "prompt-timeout")], [])
    assert verdicts(bluetoothd(begins, asks, answers, *ends)) == ([("mgmt:0x0e", "unknown", "link-lost")], [])


def transcript(*lines):
    (attempt,) = read(f"Attempting to pair with {HEADSET}\n" + "".join(f"{line}\n" for line in lines)).attempts.values()
    return attempt.failure.step, attempt.diagnosis.cause


def test_what_the_lines_before_it_make_of_an_error_of_bluetoothctl():
    connected = f"[CHG] Device {HEADSET} Connected: yes"
    other = f"[CHG] Device {KEYBOARD} Connected: yes"
    rejected = "Failed to pair: org.bluez.Error.AuthenticationRejected"
    timeout = "Failed to pair: org.bluez.Error.AuthenticationTimeout"

    assert transcript(other, rejected) == ("pairing", "adapter-unavailable")
    assert transcript(connected, rejected) == ("pairing", "peer-not-in-pairing-mode")
    assert transcript(connected, timeout) == ("pairing", "link-lost")
    assert transcript(connected, "[agent] PIN code: 123456", timeout) == ("authentication", "prompt-timeout")
    assert transcript("Failed to pair: org.bluez.Error.ConnectionAttemptFailed") == ("connection", "connect-failed")


def test_what_the_kernel_said_before_the_error_of_bluetoothctl():
    model = read(f"""\
Attempting to pair with {HEADSET}
[bluetooth]# hci0 {HEADSET} type BR/EDR connect failed (status 0x07, No Resources)
[bluetooth]# Failed to pair: org.bluez.Error.AuthenticationCanceled
""")
    (attempt,) = model.attempts.values()
    assert (attempt.transport, attempt.failure.code, attempt.failure.step) == ("bredr", "mgmt:0x07", "connection")
    assert attempt.diagnosis.cause == "connect-failed"


def test_a_keyboard_that_is_connected_without_a_bond():
    line = f"bluetoothd[194]: src/service.c:service_accept() input-hog profile accept failed for {KEYBOARD}\n"
    assert verdicts(line) == ([], [("profile-unavailable", None)])


def test_a_mail_s_line_breaks_inside_a_daemon_s_lines():
    found, said = verdicts(f"""\
Aug  1 11:21:24  bluetoothd[25706]:
../bluez-5.55/src/adapter.c:bonding_attempt_complete() hci0 bdaddr
{KEYBOARD} type 0 status 0x5
Aug  1 11:21:24  bluetoothd[25706]:
../bluez-5.55/src/device.c:device_bonding_complete() bonding (nil)
status 0x05
""")
    assert ([v[0] for v in found], said) == (["mgmt:0x05"], [])


def test_a_link_that_ended_after_a_question_had_come_about():
    text = (
        f"[bluetooth]# pair {KEYBOARD}\nAttempting to pair with {KEYBOARD}\n[CHG] Device {KEYBOARD} Connected: yes\n"
        f"Request passkey\n[agent] Enter passkey (number in 0-999999): 123456\n[CHG] Device {KEYBOARD} Connected: no\n"
        "Failed to pair: org.bluez.Error.ConnectionAttemptFailed\n"
    )
    (attempt,) = read(text).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("link-lost", "possible")
