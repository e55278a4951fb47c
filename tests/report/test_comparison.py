"""Attempts read back from a document, and two of them side by side."""

from pathlib import Path

import pytest

from pairtui.pairing.attempt import Attempt
from pairtui.report.comparison import Line, compare
from pairtui.report.document import attempt_object
from pairtui.report.document_reader import NotAnAttempt, attempt_from
from pairtui.sources.capture.source import read_file

CAPTURES = Path(__file__).parents[1] / "captures"


def last(name) -> Attempt:
    return list(read_file(str(CAPTURES / f"{name}.btsnoop")).model.attempts.values())[-1]


def differing(lines):
    return {line.name: (line.one, line.other) for line in lines if line.differs}


@pytest.mark.parametrize("file", sorted(CAPTURES.glob("*.btsnoop")), ids=lambda file: file.stem)
def test_every_attempt_comes_back_from_its_document(file):
    for attempt in read_file(str(file)).model.attempts.values():
        shown = attempt_object(attempt)
        assert attempt_object(attempt_from(shown)) == shown


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "3"}, "'3' is not a whole number"),
        ({"kind": "dance"}, "'dance' is not a valid Kind"),
        ({"steps": None}, "not iterable"),
        ({"peer": {"address": None}}, "address_type is missing"),
        ({"failure": {"code": "smp:0x08"}}, "name is missing"),
    ],
)
def test_what_is_no_attempt_says_why(change, why):
    with pytest.raises(NotAnAttempt, match=why):
        attempt_from(attempt_object(last("02-jw-legacy-ok")) | change)
    with pytest.raises(NotAnAttempt):
        attempt_from(None)


def test_the_same_pairing_twice_differs_in_nothing():
    attempt = last("02-jw-sc-ok")
    found = compare(attempt, attempt)
    assert found.summary == "Every step is the same in both."
    assert not differing(found.parameters) and not differing(found.steps)


def test_an_attempt_and_its_memory_differ_in_nothing():
    attempt = last("03-04-confirm-value-wrong-passkey-sc")
    found = compare(attempt, attempt_from(attempt_object(attempt)))
    assert not differing(found.parameters) and not differing(found.steps)


def test_a_passkey_that_was_right_and_one_that_was_wrong():
    found = compare(last("02-passkey-entry-sc-ok"), last("03-04-confirm-value-wrong-passkey-sc"))
    parameters = differing(found.parameters)
    assert parameters["outcome"] == ("paired", "failed")
    assert parameters["reason"] == ("", "smp:0x04 Confirm Value Failed")
    assert parameters["security level"] == ("4", "")
    assert "pairing" not in parameters
    assert Line("← Pairing Failed", "", "0x04 Confirm Value Failed") in found.steps
    assert found.summary.startswith("The first difference")


def test_what_each_side_offered_is_beside_what_it_offered_then():
    found = compare(last("02-jw-legacy-ok"), last("02-jw-sc-ok"))
    one, other = differing(found.parameters)["peer offers"]
    assert "SC" not in one and "SC" in other
    assert found.summary.startswith("The first difference is in ← Pairing Response: ")
