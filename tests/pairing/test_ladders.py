"""What is told of each capture of the lab: every step, who failed where, the evidence, the keys of the fixes, findings.

Without the sentences of a cause, which are knowledge's. `make snapshots` writes `tests/captures/ladders.txt` anew.
"""

import os
from pathlib import Path

import pytest

from pairtui.report.document import document
from pairtui.sources.capture.source import read_file
from tests.pairing.well_said import ill_said

CAPTURES = Path(__file__).parents[1] / "captures"
LADDERS = CAPTURES / "ladders.txt"
UPDATE = "PAIRTUI_UPDATE_PICTURES" in os.environ
NAMES = sorted(path.stem for path in CAPTURES.glob("*.btsnoop"))


def lines(name):
    found = read_file(str(CAPTURES / f"{name}.btsnoop"))
    verdicts = (attempt.diagnosis for attempt in found.model.attempts.values() if attempt.diagnosis)
    assert not [ill for one in (*verdicts, *found.model.findings) for ill in ill_said(one)]
    told = document(found.model, file="", format=found.format, records=found.records, skipped=found.skipped)
    for attempt in told["attempts"]:
        peer, failure = attempt["peer"], attempt["failure"]
        yield "{kind} over {transport}, {role}, {pairing} {association_model} level {level}: {outcome}".format(
            **attempt
        )
        yield "  peer {address} {address_type} {name} {modalias} {firmware}".format(**peer)
        yield "  took {:.3f} s".format((attempt["ended"] or attempt["started"]) - attempt["started"])
        if failure:
            yield "  {code} {name}, by {by}, at {step}, record {record}".format(**failure)
        for step in attempt["steps"]:
            after = step["at"] - attempt["started"]
            yield "  {record} {after:+.3f} {direction}, {phase}: {text} {mark}".format(after=after, **step).rstrip()
        if diagnosis := attempt["diagnosis"]:
            yield from because(diagnosis)
            yield from (f"    or {alternative['cause']}" for alternative in diagnosis["alternatives"])
    for finding in told["findings"]:
        yield f"finding {finding['code']}"
        yield from because(finding)


def because(diagnosis):
    yield "  cause {cause}, {confidence}, by {by}".format(**diagnosis)
    for evidence in diagnosis["evidence"]:
        yield "    since {record}: {text}".format(**evidence)
    yield f"    fixes: {', '.join(str(fix['action']) for fix in diagnosis['fixes'])}"


def kept():
    parts = LADDERS.read_text("utf-8").split("== ")[1:] if LADDERS.exists() else []
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1].splitlines() for part in parts}


@pytest.fixture(scope="module")
def before():
    if UPDATE:
        text = "".join("\n".join((f"== {name}", *lines(name))) + "\n" for name in NAMES)
        LADDERS.write_text(text, encoding="utf-8")
    return kept()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_of_a_capture(name, before):
    assert list(lines(name)) == before[name]


def test_there_is_no_ladder_without_its_capture(before):
    assert sorted(before) == NAMES
