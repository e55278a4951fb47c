"""Logs of Zephyr and nRF Connect, where no trace shows the pairing."""

import subprocess
import sys

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.record import Direction, LogLine, Record


def attempts(*lines, ident="zephyr"):
    model, tracer = Model(), Tracer()
    for number, line in enumerate(lines, 1):
        for event in tracer.feed(Record(number, number / 10, None, Direction.HOST, LogLine(ident, line))):
            model.apply(event)
    model.finish()
    return list(model.attempts.values())


def test_security_failed_and_the_link_that_fell_silent():
    (attempt,) = attempts("Security failed: 58:A0:23:A6:35:0A (public) level 1 err 9", "Disconnected (reason 8)")
    assert (attempt.role, attempt.peer.address) == ("unknown", "58:A0:23:A6:35:0A")
    assert (attempt.failure.code, attempt.failure.by) == ("hci:0x08", "peer")
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("phy-update-collision", "possible")


@pytest.mark.parametrize(("reason", "code"), [("0x13", "hci:0x13"), ("19", "hci:0x13"), ("08", "hci:0x08")])
def test_reasons_in_either_notation(reason, code):
    (attempt,) = attempts("Security failed: 58:A0:23:A6:35:0A level 1 err 9", f"Disconnected (reason {reason})")
    assert attempt.failure.code == code


def test_a_level_reached_is_no_failure():
    (attempt,) = attempts("Security changed: 58:A0:23:A6:35:0A level 2")
    assert attempt.outcome == "encrypted"


def test_a_status_of_nordic_is_the_smp_reason_it_stands_for():
    (attempt,) = attempts("Authentication failed with status BLE_GAP_SEC_STATUS_UNSPECIFIED", ident="nrf")
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x08", "unknown")


def test_a_disconnection_alone_is_no_attempt():
    assert attempts("Disconnected (reason 8)") == []


PEER = "58:A0:23:A6:35:0A (random)"


@pytest.mark.parametrize(
    "line",
    [
        f"app: Security failed: {PEER} level 1 err 4",
        f"app: Security failed: {PEER} level 1 err 4 BT_SECURITY_ERR_AUTH_REQUIREMENT",
        f"app: Security failed: {PEER} level 1 err BT_SECURITY_ERR_AUTH_REQUIREMENT(4)",
        f"app: Security failed: {PEER} level 1 err BT_SECURITY_ERR_AUTH_REQUIREMENT",
        f"security_changed failed for {PEER}: err 4 (BT_SECURITY_ERR_AUTH_REQUIREMENT), level: 1",
        f"Pairing failed conn: {PEER}, reason 4 BT_SECURITY_ERR_AUTH_REQUIREMENT",
        f"Pairing failed for {PEER}, reason: 4(BT_SECURITY_ERR_AUTH_REQUIREMENT)",
        f"Pairing failed conn: {PEER}, reason 4",
    ],
)
def test_every_wording_of_an_error_that_tells_why(line):
    """What happened to the link afterwards is a consequence of it."""
    (attempt,) = attempts(line, f"Disconnected: {PEER}, reason 0x13 BT_HCI_ERR_REMOTE_USER_TERM_CONN")
    assert (attempt.failure.code, attempt.peer.address) == ("zephyr:0x04", "58:A0:23:A6:35:0A")
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("mitm-unachievable", "possible")


def test_an_error_that_tells_nothing_gives_way_to_the_reason_of_the_disconnection():
    (attempt,) = attempts(
        "bt_smp: The in-progress pairing has been deleted!",
        f"Pairing failed for {PEER}, reason: 9(BT_SECURITY_ERR_UNSPECIFIED)",
        f"disconnected from {PEER}, reason 0x3d (BT_HCI_ERR_TERM_DUE_TO_MIC_FAIL)",
    )
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("hci:0x3d", "mic-failure")


@pytest.mark.parametrize(
    ("reason", "step", "cause"),
    [
        ("0x3", "feature exchange", "peer-requires-authentication"),
        ("0x5", "feature exchange", "peer-not-in-pairing-mode"),
        ("0x4", "authentication", "confirm-mismatch"),
        ("0xc", "authentication", "peer-user-rejected"),
    ],
)
def test_what_the_peer_refused_with_is_nearer_than_what_the_application_is_told(reason, step, cause):
    (attempt,) = attempts(
        f"bt_smp: pairing failed (peer reason {reason})",
        "Security failed: level 1 err 1",
        "Pairing failed conn: 58:A0:23:A6:35:0A (random), reason 1",
    )
    failure = attempt.failure
    assert (failure.code, failure.by, failure.step) == (f"smp:0x{int(reason, 16):02x}", "peer", step)
    assert attempt.diagnosis.cause == cause


def test_older_zephyr_says_only_the_reason():
    (attempt,) = attempts("bt_smp: Unexpected SMP code 0x04", "bt_smp: reason 0x4")
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x04", "peer")
    assert attempt.diagnosis.confidence == "possible"  # nothing tells whether a passkey was typed


def test_a_good_pairing_and_a_phone_that_leaves_are_no_failure():
    (attempt,) = attempts(
        f"Security changed: {PEER} level 2",
        f"Pairing completed: {PEER}, bonded: 1",
        f"Disconnected: {PEER}, reason 0x13 BT_HCI_ERR_REMOTE_USER_TERM_CONN",
    )
    assert (attempt.outcome, attempt.failure) == ("paired", None)


def test_a_connection_that_comes_about_at_the_next_try_needs_nothing():
    lost = "[D][esp-idf:000]: W (106446) BT_HCI: hcif disc complete: hdl 0x0, rsn 0x3e"
    connected = "[I][esp32_ble_client:196]: [0] [C0:00:00:00:00:07] Connected"
    (alone,) = attempts(lost, ident="log")
    (then,) = attempts(lost, connected, ident="log")
    assert alone.failure.code == then.failure.code == "hci:0x3e"
    assert then.diagnosis.fixes[0].text == "Nothing to do now: the next try connected"
    assert then.diagnosis.fixes[1:] == alone.diagnosis.fixes


def test_the_words_of_stacks_are_made_with_the_first_line_of_text_and_not_before():
    program = (
        "import sys\n"
        "from pairtui.pairing.events import DeviceChanged, Traced\n"
        "from pairtui.pairing.model import Model\n"
        "from pairtui.protocol.record import Direction, LogLine, Sentence\n"
        "model, words = Model(), 'pairtui.knowledge.vocabularies'\n"
        "model.apply(DeviceChanged(device='hci0/A', changes={'address': 'A', 'rssi': -50}))\n"
        "assert words not in sys.modules\n"
        "text = 'Security failed: 58:A0:23:A6:35:0A (public) level 1 err 9'\n"
        "for message in (LogLine('zephyr', text), Sentence('It said bt_conn: pairing failed 9.')):\n"
        "    model.apply(Traced(message=message, direction=Direction.HOST))\n"
        "assert words in sys.modules and len(model.attempts) >= 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
