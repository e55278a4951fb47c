"""Failures that are told in a word or a name only: negative replies, a bond that failed, a status in a sentence."""

import pytest

from tests.pairing.pasted import read, verdicts

HEADSET = "00:1B:2C:3D:4E:5F"


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        (
            "When the headset calls, btmon shows `Link Key Request Negative Reply` and then it hangs up.",
            "local-bond-missing",
        ),
        ("It connects, gets a `User Confirmation Negative Reply` and is gone again.", "agent-rejected"),
        ("The trace has `PIN Code Request Negative Reply` although I never saw a question.", "agent-rejected"),
    ],
)
def test_a_negative_reply_named_in_a_sentence_is_a_finding(sentence, cause):
    failed, findings = verdicts(sentence + "\n")
    assert failed == []
    assert [name for name, _ in findings] == [cause]


def test_a_failed_bond_without_a_reason_is_no_all_clear():
    model = read("Evt Device Started: Standby\nACI_EVT_CONNECTED\nBond failed\nACI_EVT_DISCONNECTED\n")
    assert [text for _, text in model.not_understood] == ["Bond failed"]


def test_nimbles_status_is_read_in_a_sentence():
    failed, _ = verdicts("After the bond is deleted I get [app] enc_change status=5 and then it is disconnected.\n")
    assert failed == [("nimble:5", "local", "local-bond-missing")]


@pytest.mark.parametrize(
    ("sentence", "code", "cause"),
    [
        (
            "My ESP32 cannot pair again with the phone: the pairing fails with the error code 0x66.",
            "bluedroid:102",
            "link-lost",
        ),
        (
            "After the passkey the callback gets GAPBOND_PAIRING_STATE_COMPLETE with status = 0x17.",
            "firmware:SmpTimeout",
            "smp-timeout",
        ),
        ("The callback gets GAPBOND_PAIRING_STATE_COMPLETE with status 4.", "smp:0x04", "confirm-mismatch"),
        ("Now and then the tool says “Connection Failed to be Established” and no more.", "hci:0x3e", "connect-failed"),
    ],
)
def test_a_stacks_number_in_a_sentence_is_read(sentence, code, cause):
    failed, _ = verdicts(sentence + "\n")
    assert [(each[0], each[2]) for each in failed] == [(code, cause)]


def test_a_device_that_pairs_by_pin_waited_for_the_pin():
    model = read(
        f"[CHG] Device {HEADSET} LegacyPairing: yes\n"
        f"Attempting to pair with {HEADSET}\n"
        "Failed to pair: org.bluez.Error.AuthenticationTimeout\n"
    )
    (attempt,) = model.attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("prompt-timeout", "possible")
    assert attempt.diagnosis.title == "The PIN was not given in time"


def test_another_device_that_pairs_by_pin_says_nothing_about_this_one():
    failed, _ = verdicts(
        "[CHG] Device 00:1B:2C:3D:4E:60 LegacyPairing: yes\n"
        f"Attempting to pair with {HEADSET}\n"
        "Failed to pair: org.bluez.Error.AuthenticationTimeout\n"
    )
    assert [cause for _, _, cause in failed] == ["link-lost"]


def test_a_link_that_the_failed_attempt_has_told_is_no_finding_besides():
    failed, findings = verdicts(
        "< HCI Command: PIN Code Request Reply (0x01|0x000d) plen 23            #486 [hci0] 878.586220\n"
        "        Address: xx:xx:xx:xx:xx:xx (phone brand)\n"
        "        PIN length: 6\n"
        "        PIN code: 123456\n"
        "> HCI Event: Disconnect Complete (0x05) plen 4                         #488 [hci0] 878.701105\n"
        "        Status: Success (0x00)\n"
        "        Handle: 12\n"
        "        Reason: Authentication Failure (0x05)\n"
    )
    assert [cause for _, _, cause in failed] == ["wrong-pin"]
    assert findings == []


def test_an_exception_that_a_mail_broke_is_read_whole():
    failed, _ = verdicts(
        "org.freedesktop.dbus.exceptions.DBusExecutionException: Authentication\nCanceled\n"
        "\tat com.github.hypfvieh.bluetooth.wrapper.BluetoothDevice.pair(BluetoothDevice.java:507)\n"
    )
    assert [code for code, _, _ in failed] == ["dbus:AuthenticationCanceled"]


def test_the_negative_reply_that_begins_every_first_pairing_is_none_in_a_trace_without_headers():
    failed, findings = verdicts(
        "      Link Key Request Negative Reply (0x01|0x000c) ncmd 1\n        Status: Success (0x00)\n"
    )
    assert (failed, findings) == ([], [])


def test_a_time_out_that_bluetoothctl_shows_is_bluez_s():
    failed, _ = verdicts("bluetoothctl shows no question for the PIN while pairing, only AuthenticationTimeout.\n")
    assert [code for code, *_ in failed] == ["dbus:AuthenticationTimeout"]


@pytest.mark.parametrize(
    "words",
    [
        "I call pair() of bluepy for the scale and it fails at once.",
        "Windows says that didn't work for my BLE board.",
        "The BLE board is found, and then it stops: a pairing problem, I think.",
        "With the Bluetooth scale the pair always failed.",
    ],
)
def test_a_pairing_that_failed_in_the_words_of_a_person_is_reported(words):
    assert verdicts(f"{words}\n") == ([], [("unknown", None)])


def test_each_outcome_of_a_list_is_weighed_by_what_its_item_says_somebody_did():
    cancelled, wrong = read(
        "On my ESP32 with NimBLE I saw this:\n\n"
        "1. When I cancel the question on the tablet, I get enc_change event with status code 1289 on the board.\n"
        "2. When I type a wrong passkey there, I get enc_change event with status code 1028 on the board.\n"
    ).attempts.values()
    assert cancelled.failure.code == "smp:0x09"
    assert (cancelled.diagnosis.cause, cancelled.diagnosis.confidence.value) == ("peer-user-rejected", "possible")
    assert wrong.failure.code == "smp:0x04"
    assert wrong.diagnosis.cause == "wrong-passkey"
