"""What experiments found out, in the document, read back, as text and as Markdown; with hostile words in it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pairtui.cli.main import main
from pairtui.pairing.attempt import (
    Attempt,
    Confidence,
    Diagnosis,
    Failure,
    Fix,
    InvestigationResult,
    Kind,
    Outcome,
    Side,
    Trial,
)
from pairtui.pairing.events import Investigated
from pairtui.pairing.experiments.investigation import Investigation, Subject
from pairtui.pairing.model import Model
from pairtui.report.document import attempt_object, document
from pairtui.report.document_reader import NotAnAttempt, attempt_from
from pairtui.report.investigation import investigation_fixes, plan_lines
from pairtui.report.markdown import markdown
from pairtui.report.text import text

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema/analysis-1.schema.json").read_text(encoding="utf-8"))
OF_ATTEMPT = {"$ref": "#/$defs/attempt", "$defs": SCHEMA["$defs"]}
OF_RESULT = {"$ref": "#/$defs/investigation", "$defs": SCHEMA["$defs"]}

BEFORE, AFTER = {"dhkey-mismatch": 0.8, "unknown": 0.2}, {"dhkey-mismatch": 0.99, "unknown": 0.01}
FOUND = InvestigationResult(
    "certain",
    "dhkey-mismatch",
    4,
    4,
    (
        Trial("Pair with nothing changed, 1", False, "smp:0x0b DHKey Check Failed", BEFORE, BEFORE),
        Trial("Pair with legacy pairing only", True, "", BEFORE, AFTER, "legacy"),
    ),
    ("power",),
)
FAILED = Attempt(
    1,
    Kind.PAIRING,
    outcome=Outcome.FAILED,
    failure=Failure("smp:0x0b", "DHKey Check Failed", Side.LOCAL, "DHKey check"),
    live=False,
    investigation=FOUND,
)


def shown(attempt: Attempt) -> dict:
    model = Model()
    assert model.around
    model.attempts[1] = attempt
    return document(model, file="x", format="live", records=0, skipped=0)


def test_it_is_in_the_document_as_the_schema_says_and_is_read_back():
    data = json.loads(json.dumps(attempt_object(FAILED)))
    Draft202012Validator(OF_ATTEMPT).validate(data)
    assert attempt_from(data) == FAILED
    assert "investigation" not in attempt_object(Attempt(1, Kind.PAIRING))


@pytest.mark.parametrize("damage", [{"trials": [{}]}, {"failed": "many"}, {"left": [1]}])
def test_a_damaged_one_is_no_attempt(damage):
    data = attempt_object(FAILED)
    data["investigation"] |= damage
    with pytest.raises(NotAnAttempt):
        attempt_from(data)


def test_text_and_markdown_say_what_was_tried_what_came_and_what_it_means():
    plain, marked = text(shown(FAILED), width=120), markdown(shown(FAILED))
    assert "Experiments\n    CERTAIN  " in plain and "(dhkey-mismatch)" in plain
    assert "Pair with legacy pairing only: paired  (dhkey-mismatch 80% → 99%, unknown 20% → 1%)" in plain
    assert "Not tried, and it would tell more: Put in a fresh battery" in plain
    assert "| Pair with nothing changed, 1 | failed: smp:0x0b DHKey Check Failed |  |" in marked
    assert "| Pair with legacy pairing only | paired | dhkey-mismatch 80% → 99%, unknown 20% → 1% |" in marked


def test_words_of_a_file_can_neither_format_nor_reach_the_terminal():
    evil = Trial("a|b <script>\x1b[2J", False, "`x`", BEFORE, AFTER, "e")
    found = InvestigationResult("undecided", "[c](d)\x1b", 1, 1, (evil,), ("\x1b]0;x",))
    doc = shown(Attempt(1, Kind.PAIRING, outcome=Outcome.FAILED, live=False, investigation=found))
    marked = markdown(doc)
    assert "\x1b" not in text(doc) + marked
    assert "a\\|b \\<script\\>" in marked and "\\[c\\](d)" in marked


def test_a_cause_that_was_a_runner_up_has_its_fixes_too():
    verdict = Diagnosis("link-lost", "", "", Confidence.LIKELY, fixes=(Fix("Nearer"),))
    failure = replace(FAILED, diagnosis=verdict)
    assert investigation_fixes(replace(FOUND, cause="link-lost"), failure) == verdict.fixes
    assert any(fix.action == "pair" for fix in investigation_fixes(replace(FOUND, cause="prompt-timeout"), failure))
    assert investigation_fixes(replace(FOUND, result="undecided", cause="wrong-pin"), failure) == ()


def test_the_model_keeps_it_with_its_attempt():
    model = Model()
    assert model.around
    model.attempts[1] = Attempt(1, Kind.PAIRING)
    model.apply(Investigated(attempt=1, result=FOUND))
    model.apply(Investigated(attempt=7, result=FOUND))
    assert model.attempts[1].investigation == FOUND and set(model.attempts) == {1}


def test_the_command_writes_what_the_schema_says(capsys):
    assert main(["find-out", "--lab", "board", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(OF_RESULT).validate(found)
    Draft202012Validator(OF_ATTEMPT).validate(found["attempt"])


def test_the_plan_has_its_time_and_what_it_does_not_do():
    lines = plan_lines(Investigation(Subject("d", "hci0", "KeyboardDisplay", {"secure-connections": 1})), None)
    assert "40 s to" in lines[-2] and "No other device is touched" in lines[-1]
    bonded = plan_lines(Investigation(Subject("d", "hci0", None, bonded=True)), None)
    assert "The bond is not removed" in bonded[0]
