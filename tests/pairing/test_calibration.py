"""What a verdict's confidence is worth: excerpts of the lab's captures, whose true cause is known, ask each verdict."""

from collections import Counter

from pairtui.pairing.attempt import Confidence, Outcome
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.record import Direction, LinkPdu, MgmtPdu
from tests.pairing.test_capture_verdicts import CAPTURES, FAILED

WINDOWS = (1, 2, 3, 5, 8, 13, 21, 34)
"""Records of an excerpt, as people quote them."""

CERTAIN, LIKELY = 0.99, 0.85
"""How often a verdict of this confidence must name the true cause."""


def records(name):
    reader = BtsnoopReader()
    return [*reader.feed((CAPTURES / f"{name}.btsnoop").read_bytes()), *reader.close()]


ALONE = (
    lambda record: isinstance(record.message, MgmtPdu),
    lambda record: isinstance(record.message, LinkPdu) and record.message.cid in (6, 7),
    lambda record: not isinstance(record.message, LinkPdu),
    lambda record: record.direction is not Direction.HOST,
    lambda record: record.direction is not Direction.SENT,
    lambda record: record.direction is not Direction.RECEIVED,
)
"""What a log of one source shows: MGMT, SMP, no packets, the wire without the host, one direction."""


def excerpts(all_records):
    """Every tenth beginning and end, thirds, windows of each size side by side, and each source alone."""
    length = len(all_records)
    for tenth in range(10):
        yield all_records[length * tenth // 10 :]
        yield all_records[: length * (tenth + 1) // 10]
    for third in range(3):
        yield all_records[length * third // 3 : length * (third + 1) // 3]
    for shown in ALONE:
        yield [record for record in all_records if shown(record)]
    for size in WINDOWS:
        for start in range(0, length, max(1, size // 2)):
            yield all_records[start : start + size]


def claims(excerpt):
    """Confidence and cause of each failed attempt that an excerpt shows."""
    model, tracer = Model(), Tracer()
    for record in excerpt:
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    for attempt in model.attempts.values():
        if attempt.outcome is Outcome.FAILED and attempt.diagnosis and attempt.diagnosis.cause != "unknown":
            yield attempt.diagnosis.confidence, attempt.diagnosis.cause


def test_a_verdict_is_as_often_true_as_its_confidence_says():
    said: Counter[Confidence] = Counter()
    false: dict[Confidence, Counter[tuple[str, str]]] = {each: Counter() for each in Confidence}
    for name, (_code, _by, _step, truth) in FAILED.items():
        for excerpt in excerpts(records(name)):
            for confidence, cause in claims(excerpt):
                said[confidence] += 1
                if cause != truth:
                    false[confidence][name, cause] += 1
    for confidence, least in ((Confidence.CERTAIN, CERTAIN), (Confidence.LIKELY, LIKELY)):
        wrong = false[confidence].total()
        assert said[confidence] > 100, said
        assert 1 - wrong / said[confidence] >= least, (confidence, said[confidence], false[confidence].most_common())
