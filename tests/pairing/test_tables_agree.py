"""Every row of the tables of logs' words: `analyze` and `explain` say the same of a line made from its pattern."""

import pytest

from pairtui.knowledge.codes import code_text, lookup
from pairtui.knowledge.log_phrases import LOG_PHRASES, phrase_in
from pairtui.knowledge.vocabularies import VOCABULARIES, Says, vocabularies_in
from pairtui.pairing.attempt import Outcome
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.text.reader import TextReader
from pairtui.report.code_finder import find
from pairtui.report.explain import explain
from tests.pairing.examples import keyed, lines_of, stating

WITHOUT_A_LINE = 30
"""So many rows at most have a pattern that no line could be made from."""

WELL = {Says.PAIRED, Says.BONDED, Says.ENCRYPTED, Says.CONNECTED, Says.HARMLESS, Says.BEGUN, Says.ASKED}
GOOD = {Outcome.PAIRED, Outcome.ENCRYPTED}
OTHER_SIDE = {"local": "peer", "peer": "local"}

HINT_ONLY = {"pairing failed reason 4", "pairing complete status=4"}
"""What several stacks write with numbers of their own: `explain` cannot know which of them it was."""


def read(text, stack=""):
    reader, tracer, model = TextReader(), Tracer(), Model()
    if stack:
        model.around.log_state.stacks[stack] = 0
    for record in (*reader.feed(text.encode()), *reader.close()):
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    return model


def failures(model):
    """Code, side and cause of all that failed."""
    attempts = [attempt for attempt in model.attempts.values() if attempt.failure]
    told = [(attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) for attempt in attempts]
    return told + [(finding.code, finding.by, finding.cause) for finding in model.findings]


def contradiction(line, said, stack):
    """What is wrong with what is told of this line of the stack's log, "" for nothing."""
    model = read(f"2026-03-01 10:00:00 {line}\n", stack)
    explained = {code_text(code.space, code.number) for code in find([line]).codes}
    failed, told = failures(model), any(attempt.outcome in GOOD for attempt in model.attempts.values())
    if said.says in WELL:
        return f"failed: {failed}, explained: {explained}" if failed or explained else ""
    code = code_text(said.space, said.code) if said.space else None
    known = [one for one in failed if one[2] != "unknown" or one[0] is not None]
    if said.says is Says.FAILED and told:
        return "told as a success"
    if any(one[0] == code and one[1] == OTHER_SIDE.get(said.by) for one in known):
        return f"the other side: {known}"
    if known and explained and line not in HINT_ONLY and not explained & {one[0] for one in known}:
        return f"failed: {known}, explained: {explained}"
    return ""


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda each: each.title)
def test_a_row_is_told_alike(vocabulary):
    wrong = [
        (row.key, line, why)
        for row in vocabulary.rows
        for line, said in stating(row)
        if (not said.space or not said.code or lookup(said.space, said.code))
        and (why := contradiction(line, said, vocabulary.stack))
    ]
    assert wrong == []


def test_most_rows_are_tried():
    rows = [row for vocabulary in VOCABULARIES for row in vocabulary.rows]
    assert sum(not stating(row) for row in rows) <= WITHOUT_A_LINE


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda each: each.title)
def test_every_choice_of_a_pattern_can_be_found(vocabulary):
    """A row is tried only on lines that hold its key, a stack only on those that hold a word of `tells`."""
    found = [
        (row.key, line)
        for row in vocabulary.rows
        for line in (*lines_of(row.pattern), *lines_of(row.pattern, name="Unspecified Reason", code="5"))
        if not keyed(row, line) and row.read(row.pattern.search(line))
    ]
    assert found == []
    assert [line for line in lines_of(vocabulary.distinctive) if vocabulary not in vocabularies_in(line)] == []


@pytest.mark.parametrize("row", LOG_PHRASES, ids=lambda row: row.pattern.pattern[:40])
def test_a_phrase_is_told_alike(row):
    for line in map(str.strip, lines_of(row.pattern)):
        found = phrase_in(line)
        if not row.pattern.search(line):
            continue
        assert found is not None, line
        model = read(f"Jul  1 12:00:00 gateway bluetoothd[334]: {line}\n")
        told = [cause for _, _, cause in failures(model)]
        assert not any(attempt.outcome in GOOD for attempt in model.attempts.values()), line
        if phrase_in(f"bluetoothd[334]: {line}") == found:  # some begin the line
            assert not told or found.cause in told, (line, found.cause, told)
        assert found.title in (explain([line]) or ""), line
