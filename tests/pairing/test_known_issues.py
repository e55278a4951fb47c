"""Known issues are named where a log shows the version, and only there."""

import pytest

from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.known_issues import ISSUES, matching, version
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Direction, IndexInfo, LinkPdu, LogLine, Record


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("6.11.0-28-generic", (6, 11, 0, 28)), ("6.1.192", (6, 1, 192)), ("5.66", (5, 66)), (None, ())],
)
def test_versions(text, numbers):
    assert version(text) == numbers


@pytest.mark.parametrize(
    ("kernel", "known"), [("6.14.3", False), ("6.14.4", True), ("6.14.5-arch1", True), ("6.15.1", False), (None, False)]
)
def test_a_fault_begins_and_ends_with_its_versions(kernel, known):
    found = matching("l2cap-before-encryption", kernel, None)
    assert any("6.14.4" in issue.text for issue in found) is known


def test_every_issue_explains_a_cause_there_is():
    for issue in ISSUES:
        assert issue.causes <= set(CAUSES) and issue.source


CHIP = hci.CommandComplete(1, 0x1001, bytes.fromhex("00 0a 2b00 0a 5d00 6187"))


@pytest.mark.parametrize(
    ("controller", "known"),
    [
        ((Direction.HOST, IndexInfo("info", "00:00:00:00:00:01", None, 2)), "Intel"),
        ((Direction.RECEIVED, CHIP), "RTL8761BU"),
    ],
    ids=["maker", "chip"],
)
def test_the_controller_is_evidence(controller, known):
    features = (IoCapability.NO_INPUT_NO_OUTPUT, 0, AuthReq.BONDING, 16, KeyDist(1), KeyDist(1))
    model, tracer = Model(), Tracer()
    log = [
        controller,
        (Direction.HOST, LogLine("note", "Linux version 6.6.1 (x86_64)")),
        (Direction.RECEIVED, hci.LeConnectionComplete(0, 64, 0, 0, "00:11:22:33:44:55", 24, 0, 42)),
        (Direction.SENT, LinkPdu(64, 6, smp.PairingRequest(*features))),
        (Direction.RECEIVED, hci.DisconnectionComplete(0, 64, 0x08)),
    ]
    for number, (direction, message) in enumerate(log, 1):
        for event in tracer.feed(Record(number, number / 10, 0, direction, message)):
            model.apply(event)
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis is not None and attempt.diagnosis.cause == "link-lost"
    assert any("Known issue: " in evidence.text and known in evidence.text for evidence in attempt.diagnosis.evidence)
