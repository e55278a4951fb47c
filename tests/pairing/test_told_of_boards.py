"""What people tell of boards that they program themselves, and what a board can be told to do."""

import pytest

from tests.pairing.pasted import read


@pytest.mark.parametrize(
    ("said", "title", "side"),
    [
        (
            "My tablet shows a passkey, the board another one, then Disconnected. Both passkeys are different.",
            "The two sides show different codes, as reported",
            "unknown",
        ),
        (
            "If I unpair the board from my tablet and pair it with another laptop it stops to send anything.",
            "Unpaired from one host, it pairs with no other, as reported",
            "unknown",
        ),
        (
            "With my tablet gap_pair gives OSError: ENOENT over Bluetooth.",
            "A Bluetooth call of MicroPython was refused by its own host, as reported",
            "local",
        ),
        (
            "My board cannot connect to the dongle of the car. It has default pin 1234.",
            "It does not connect, as reported; no words of a program say why",
            "unknown",
        ),
    ],
)
def test_what_ails_a_board_is_a_possible_cause(said, title, side):
    (finding,) = read(said).findings
    assert (finding.title, finding.by.value, finding.confidence.value) == (title, side, "possible")


_KEPT = "I forget the bond on my iphone and attempt to re-pair to {board}: it shows the question and then disconnects."


def fixes(board):
    (finding,) = read(_KEPT.format(board=board)).findings
    assert finding.cause == "bond-not-replaced"
    return [fix.text for fix in finding.fixes]


def test_what_bluez_can_be_told_is_offered_to_a_gateway_and_not_to_a_board():
    assert any("main.conf" in fix for fix in fixes("the Linux gateway"))
    assert fixes("the ESP32 with NimBLE")
    assert not any("main.conf" in fix for fix in fixes("the ESP32 with NimBLE"))


def test_a_link_that_bluepad32_did_not_expect_is_told():
    said = "uni_bt_le_on_connection_complete: Device not found for addr: 20:8B:00:11:22:33"
    (finding,) = read(f"I turn the gamepad on again:\n\n{said}\n").findings
    assert (finding.title, finding.by.value) == (
        "A gamepad connected that Bluepad32 did not know, and was left alone",
        "local",
    )


_RAISED = """Traceback (most recent call last):
File "main.py", line 70, in <module>
File "main.py", line 41, in start
OSError: -513
"""


def test_an_exception_without_a_word_of_bluetooth_is_not_understood_where_bluetooth_is_spoken_of():
    model = read(f"The board runs an example for bonding over BLE.\n{_RAISED}")
    assert [text for _, text in model.not_understood] == ["Traceback: OSError: -513"]
    assert [(found.cause, found.confidence.value) for found in model.findings] == [("unknown", "possible")]
    assert not read(f"The board drives a display.\n{_RAISED}").not_understood


@pytest.mark.parametrize(
    "panic",
    [
        "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.",
        "assert failed: queue_put queue.c:9 (queue)",
        "abort() was called at PC 0x40081234 on core 0",
    ],
)
def test_a_panic_of_the_firmware_is_not_understood_where_bluetooth_is_spoken_of(panic):
    model = read(f"I (900) GATTC_DEMO: connected\n[10:00:01]{panic}\n")
    assert [text for _, text in model.not_understood] == [f"Firmware panic: {panic}"]
    assert not read(f"I (900) display: ready\n{panic}\n").not_understood
