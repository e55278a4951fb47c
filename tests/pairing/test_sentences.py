"""What people tell in sentences about an error of a program: read where it is the program's, never else."""

import pytest

from pairtui.protocol.text.reader import TextReader
from tests.pairing.pasted import read, verdicts


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("# Reading the battery level: Insufficient Authentication", "att:0x05"),
        ("I just get back an insufficient encryption error when I write to the control point.", "att:0x0f"),
        ("Now org.bluez.Error.AuthenticationFailed is what I get, each time.", "dbus:AuthenticationFailed"),
        ("The mug answers with 'org.bluez.Error.NotPermitted: Not paired' on each read", "dbus:NotPermitted"),
        ('In the trace there is "Encryption Change - PIN or Key Missing" at each connect.', "hci:0x06"),
        ("On my phone it says: Couldn't pair with Cuff because of an incorrect PIN or passkey.", "android:1"),
        ("My old phone shows \"Pairing rejected by Cuff\" and the new one too, what is wrong?", "android:2"),
    ],
)  # fmt: skip
def test_an_error_in_a_sentence_is_read(said, code):
    assert [failed[0] for failed in verdicts(f"{said}\n")[0]] == [code]


@pytest.mark.parametrize(
    "said",
    [
        "It does not say AuthenticationFailed any more, and the log has nothing about it.",
        "There is no `org.bluez.Error.AuthenticationFailed` in the log, the daemon just stops.",
        "I have never seen Insufficient Authentication with this device, only with the old one.",
        "Now it pairs without org.bluez.Error.AuthenticationCanceled, but it does not reconnect.",
        "After I typed the PIN it was paired, the pairing was successful and the device is bonded.",
        "The pairing fails after repeated attempts because of invalid parameters that I gave it.",
    ],
)
def test_what_is_denied_or_only_told_is_no_failure_and_no_pairing(said):
    model = read(f"{said}\n")
    assert (model.attempts, [found.code for found in model.findings if found.code]) == ({}, [])
    assert all(found.title.find("as reported") > 0 for found in model.findings)


def test_what_is_told_between_two_denials_is_read():
    said = "It does not say AuthenticationRejected, but org.bluez.Error.AuthenticationFailed comes at once.\n"
    assert [code for code, *_ in verdicts(said)[0]] == ["dbus:AuthenticationFailed"]


def test_sentences_are_counted_apart_from_a_logs_lines():
    reader = TextReader()
    list(reader.feed(b"I did this and that, and got the error 0x05 from Bluetooth, as it seems to me.\n"))
    list(reader.close())
    assert (reader.records, reader.sentences) == (1, 1)


def test_the_words_of_two_machines_are_two_attempts():
    text = (
        'On the gateway: "Pairing failed - GDBus.Error.org.bluez.Error.AuthenticationFailed"\n'
        'On the phone: "Pairing rejected by Cuff"\n'
    )
    assert [code for code, *_ in verdicts(text)[0]] == ["dbus:AuthenticationFailed", "android:2"]


def test_not_paired_is_the_peers_answer():
    (attempt,) = read("bleak.exc.BleakDBusError: [org.bluez.Error.NotPermitted] Not paired\n").attempts.values()
    assert (attempt.failure.by, attempt.diagnosis.cause) == ("peer", "peer-requires-authentication")
    assert attempt.diagnosis.fixes[0].text == "Pair again"


def test_a_request_over_a_proxy_ended_by_the_device():
    line = (
        "Error polling: Peripheral C0:11:22:33:44:55 changed connection status while waiting for "
        "BluetoothGATTReadResponse, BluetoothGATTErrorResponse: Unknown error (19)\n"
    )
    (attempt,) = read(line).attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.kind) == ("hci:0x13", "peer", "connection")


def test_the_steps_of_instructions_are_no_attempts():
    text = """\
1. $ bluetoothctl
2. [bluetooth]# pair C0:11:22:33:44:55
3. [agent] Enter passkey (number in 0-999999): <enter pin>
4. [bluetooth]# trust C0:11:22:33:44:55
"""
    assert read(text).attempts == {}


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("I cannot pair it, the error is: GDBus.Error.bluez.Error.AuthenticationFailed: Authentication Failed.", 1),
        ("With bluetoothctl I see AuthenticationCanceled after some seconds, and the display goes dark.", 1),
        ("The cloud's login raises AuthenticationFailed since my password has changed, that is all.", 0),
    ],
)
def test_the_bare_name_of_bluezs_error_counts_where_the_sentence_is_about_bluetooth(said, codes):
    assert len(verdicts(f"{said}\n")[0]) == codes


def test_an_item_that_quotes_and_names_an_error_is_one_outcome():
    text = "1. It raises `org.bluez.Error.AuthenticationFailed` and my log has AuthenticationFailed when I pair it.\n"
    assert len(verdicts(text)[0]) == 1


def test_a_failure_in_quotation_marks_is_a_line_and_a_success_is_none():
    assert verdicts('The app shows "Connecting with cuff failed: pairing" and stays there until I close it.\n')[1]
    assert (
        read('Then it says "Pairing successful" and "Device bonded", as it should be with this one.\n').attempts == {}
    )


@pytest.mark.parametrize(
    "advice",
    [
        "If you see org.bluez.Error.AuthenticationFailed, make sure that the agent is running.",
        "If you get org.bluez.Error.AuthenticationFailed run the agent",
        "Put the device in pairing mode, otherwise you get org.bluez.Error.AuthenticationFailed.",
        "If pairing fails with Insufficient Authentication (0x05), remove the bond.",
    ],
)
def test_what_to_do_where_a_program_says_something_is_not_what_it_said(advice):
    assert verdicts(f"{advice}\n")[0] == []


def test_what_one_did_and_what_came_of_it_counts():
    told = "If I pair it from the settings I get `Failed to pair: org.bluez.Error.AuthenticationFailed`.\n"
    assert [code for code, *_ in verdicts(told)[0]] == ["dbus:AuthenticationFailed"]


@pytest.mark.parametrize(
    "said",
    [
        'The most common cause of CBErrorDomain Code=14 "Peer removed pairing information" is a reset of the device.',
        "Have you tried to remove it? With org.bluez.Error.AuthenticationFailed it is mostly the agent.",
        "In another post they get GATT_INSUFFICIENT_AUTHENTICATION, mine is different: the scan finds nothing.",
        "Some users report org.bluez.Error.AuthenticationCanceled with this adapter.",
        "On BLE_ERR_PINKEY_MISSING, delete the keys of the peer and connect again.",
        "The status 0x05 means that the key was refused.",
    ],
)
def test_what_is_said_of_an_error_in_general_is_no_failure_here(said):
    assert verdicts(f"{said}\n") == ([], [])


def test_what_only_a_sentence_tells_is_never_certain():
    said = 'The app says "Peer removed pairing information" (CBErrorDomain Code=14) as soon as I open it.\n'
    (attempt,) = read(said).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence.value) == ("peer-bond-missing", "likely")
    said = "I get org.bluez.Error.AuthenticationFailed, which usually means that the agent is missing.\n"
    assert verdicts(said)[0] != []


@pytest.mark.parametrize("said", ["It requires a BLE agent that confirms", "There is no pairing agent on this host"])
def test_an_agent_that_is_said_to_be_missing_speaks_for_that_cause(said):
    (attempt,) = read(f"{said}, and pair() raises org.bluez.Error.AuthenticationFailed at once.\n").attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence.value) == ("no-agent", "likely")
