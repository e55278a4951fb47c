"""Logs of Zephyr and nRF Connect, where no trace shows the pairing."""

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracer import Tracer
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
    assert (attempt.role, attempt.peer.address) == ("responder", "58:A0:23:A6:35:0A")
    assert (attempt.failure.code, attempt.failure.by) == ("hci:0x08", "peer")
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("phy-update-collision", "possible")


@pytest.mark.parametrize(("reason", "code"), [("0x13", "hci:0x13"), ("19", "hci:0x13"), ("08", "hci:0x08")])
def test_reasons_in_either_notation(reason, code):
    (attempt,) = attempts("Security failed: 58:A0:23:A6:35:0A level 1 err 4", f"Disconnected (reason {reason})")
    assert attempt.failure.code == code


def test_a_level_reached_is_no_failure():
    (attempt,) = attempts("Security changed: 58:A0:23:A6:35:0A level 2")
    assert attempt.outcome == "encrypted"


def test_a_status_of_nordic_is_the_smp_reason_it_stands_for():
    (attempt,) = attempts("Authentication failed with status BLE_GAP_SEC_STATUS_UNSPECIFIED", ident="nrf")
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x08", "unknown")


def test_a_disconnection_alone_is_no_attempt():
    assert attempts("Disconnected (reason 8)") == []
