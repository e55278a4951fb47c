"""A log of which a record, two, or a line is missing tells less: no failure becomes a pairing, no pairing a failure."""

import random
from collections import Counter

import pytest

from pairtui.pairing.attempt import Outcome
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import hci, mgmt, smp
from tests.pairing.pasted import read
from tests.pairing.test_calibration import records
from tests.pairing.test_capture_verdicts import CAPTURES
from tests.pairing.test_transformed_logs import TEXTS

SEED, PAIRS, LINES = 31, 6, 40
"""Of each capture so many pairs of records are left out, of each text so many lines and pairs of lines."""

TELLING = (
    *smp.KEYS,
    *(smp.PairingRequest, smp.PairingResponse, smp.PairingDHKeyCheck, smp.PairingFailed),
    *(hci.EncryptionChange, hci.LinkKeyNotification, hci.Disconnect, hci.DisconnectionComplete),
    *(mgmt.PairDevice, mgmt.NewLongTermKey, mgmt.NewLinkKey, mgmt.CommandComplete, mgmt.AuthenticationFailed),
)
"""Of these each is left out, one at a time."""


def model_of(found):
    model, tracer = Model(), Tracer()
    for record in found:
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    return model


def outcomes(model):
    return Counter(attempt.outcome for attempt in model.attempts.values())


def turned(whole, less):
    """What a log with something left out claims that the whole log does not."""
    if less[Outcome.PAIRED] > whole[Outcome.PAIRED]:
        return "paired"
    lost = less[Outcome.PAIRED] < whole[Outcome.PAIRED]
    return "failed" if lost and less[Outcome.FAILED] > whole[Outcome.FAILED] else ""


def left_out(found, chance):
    """Where something is left out, and how many records."""
    for at, record in enumerate(found):
        if isinstance(getattr(record.message, "pdu", record.message), TELLING):
            yield at, 1
    for _ in range(PAIRS):
        yield chance.randrange(len(found) - 1), 2


@pytest.mark.parametrize("name", sorted(path.stem for path in CAPTURES.glob("*.btsnoop")))
def test_a_capture_without_a_record_or_two_turns_no_outcome(name):
    found = records(name)
    model = model_of(found)
    whole = outcomes(model)
    alone = {attempt.failure.record for attempt in model.attempts.values() if attempt.failure}
    for at, size in left_out(found, random.Random(f"{SEED} {name}")):
        gone = found[at : at + size]
        if not alone & {record.number for record in gone}:  # nothing else need tell of the failure
            less = outcomes(model_of(found[:at] + found[at + size :]))
            assert (turned(whole, less), [record.number for record in gone]) == ("", [r.number for r in gone])


def test_what_alone_tells_of_a_failure_is_what_the_captures_lose_with_it():
    """The rule by which the test above leaves something out is one that it needs."""
    found = records("03-08-after-keys-legacy")
    (attempt,) = model_of(found).attempts.values()
    rest = [record for record in found if record.number != attempt.failure.record]
    assert turned(Counter({Outcome.FAILED: 1}), outcomes(model_of(rest))) == "paired"


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_text_without_a_line_or_two_turns_no_outcome(path):
    lines = path.read_text().splitlines(keepends=True)
    whole, chance = outcomes(read("".join(lines))), random.Random(SEED)
    for size in (1, 2):
        for at in chance.sample(range(len(lines) - size), LINES):
            less = outcomes(read("".join(lines[:at] + lines[at + size :])))
            assert (turned(whole, less), lines[at : at + size]) == ("", lines[at : at + size])
