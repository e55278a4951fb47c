"""Texts with the words of failures in which nothing failed: denied, mended, explained, listed, or another service's."""

import time

import pytest

from tests.pairing.pasted import read, verdicts

GOOD = (
    "My BLE gateway pairs with all sensors. But ssh gives an authentication failure when I log in with my password.",
    "Our gateway forwards BLE advertisements to MQTT. The broker rejects it: authentication failed, bad user name.",
    "The Bluetooth module pairs with PIN 1234 and never fails in our tests.",
    "The BLE gateway's web server on port 1234 does not work, it failed to bind. The sensor is paired.",
    "We pair a second phone and nothing is lost: both bonds are kept by the Bluetooth lock.",
    "There are too many Bluetooth pairs of headphones on the market. I like the blue one.",
    "Bluetooth share has stopped crashing since the last update of Android. The watch is paired again.",
    "Release 2.1: fixed com.android.bluetooth crash on bonding. Bluetooth is stable now.",
    "Make sure that the device is not connected to another phone. Bluetooth devices accept one connection only.",
    "After I unpaired and paired it again it does not fail any more. The Bluetooth bond is kept.",
    "The dialog of the Bluetooth pairing is shown only the first time. The next time it connects at once, as expected.",
    "Why would pairing fail with Bluetooth LE where the peripheral has no keyboard?",
    "It is possible that pairing fails after we know the Bluetooth peer; its address stays the same then.",
    "No pairing problems with Bluetooth since the last update of the kernel.",
    "Authentication Failure (0x05) is returned when the pairing had incorrect results.\n"
    "PIN or Key Missing (0x06) is returned when the controller has no key.",
    "If the controller returns Pairing Not Allowed (0x18), the host should not retry pairing.",
    "Pair Device can return Rejected (0x0b), Authentication Failed (0x05), Timeout (0x08) and Not Connected (0x02).",
    "BlueZ knows the errors AuthenticationFailed, AuthenticationCanceled and AuthenticationRejected.",
    "BLE_SM_ERR_PASSKEY, BLE_SM_ERR_OOB and BLE_SM_ERR_AUTHREQ are the errors of the pairing in ble_sm.h.",
    "The function of NimBLE returns BLE_ERR_AUTH_FAIL (1285) if the key is wrong.",
    "User Confirmation Negative Reply is a command of HCI which the kernel sends when the agent says no.",
    "GATT Insufficient Authentication (0x05) is what clients get before pairing. The read works after it.",
    '{ 0x05, "Authentication Failure (0x05)" },\n{ 0x06, "PIN or Key Missing (0x06)" },\n'
    '{ 0x18, "Pairing Not Allowed (0x18)" },\n',
)


@pytest.mark.parametrize("text", GOOD)
def test_no_failure_is_made_of_words_that_tell_of_none(text):
    assert verdicts(text) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "After the update we no longer see Authentication Failure (0x05) with the sensor.",
        "Pairing with the keyboard: Already Paired (0x13)\n",
        "btmgmt: pairable: Not Powered (0x0f)\n",
        "MIC failure (0x3d) counter: 0\nencrypted packets: 1822\n",
        "BTstack up and running\nRe-encryption complete - success\nRe-encryption failed, status: 0x00\n",
        "E (1234) esp_ble: authentication with the cloud failed, error code: 97\n",
    ],
)
def test_no_pairing_failed_by_a_code_of_nothing(text):
    assert not verdicts(text)[0]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("The BLE sensor does not pair any more: authentication failed.", "unknown"),
        ("My Bluetooth lock is already connected to another phone.", "peer-bonded-elsewhere"),
        ("When I pair a second phone, the Bluetooth lock loses the first one.", "bond-table-full"),
        ("The pairing with the Bluetooth module: 1234 fails, and 0000 too.", "unknown"),
        ("Bluetooth share keeps crashing while I pair the watch: Bluetooth share crashes.", "daemon-gone"),
    ],
)
def test_the_same_words_for_a_failure_are_heard(text, cause):
    assert [finding.cause for finding in read(text).findings] == [cause]


def test_a_status_told_as_ones_own_is_a_failure():
    ((code, _, _),), _ = verdicts("Since the update I see Authentication Failure (0x05) from the sensor.")
    assert code == "hci:0x05"


def test_a_bond_that_was_not_deleted_is_no_cause():
    said = "I have not deleted the bond on the device, only restarted it.\n\n"
    (attempt,) = read(f"{said}Failed to pair: org.bluez.Error.AuthenticationFailed\n").attempts.values()
    assert attempt.diagnosis.cause == "unknown"


@pytest.mark.parametrize("piece", ["the bond is lost and ", "is paired ", "no pairing bonding connection "])
def test_a_long_account_is_read_in_time_that_grows_with_its_length(piece):
    def seconds(size):
        begun = time.process_time()
        read(f"The Bluetooth sensor is here.\n{(piece * (3000 // len(piece)) + chr(10)) * (size // 3000)}")
        return time.process_time() - begun

    assert seconds(90_000) < 1.5
