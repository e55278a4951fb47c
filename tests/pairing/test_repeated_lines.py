"""A line that a log repeats costs what it cost the first time: the attempt is not weighed again for each."""

import pytest

from pairtui.pairing.analysis import events_of, model_of
from pairtui.pairing.diagnosis import diagnose
from pairtui.pairing.evidence.facts import outer
from pairtui.protocol.text.reader import TextReader

LINES = {
    "a stack's": "<wrn> bt_smp: pairing failed (peer reason 0x8)",
    "a sentence": "On the second phone I get BLE_GAP_EVENT_ENC_CHANGE with the status BLE_SM_ERR_DHKEY again.",
    "pairtui's own": "+   4 +12.020 sent, end: Pairing Failed: 0x08 Unspecified Reason failed",
}


def codes(model):
    return [attempt.failure.code for attempt in model.attempts.values()]


@pytest.fixture
def weighed(monkeypatch):
    """The attempts that were weighed, in order."""
    asked = []

    def counted(observed, around):
        asked.append(observed)
        return diagnose(observed, around)

    monkeypatch.setattr("pairtui.pairing.tracking.attempts.diagnose", counted)
    return asked


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_that_repeats_is_weighed_once(weighed, line):
    text = (line + "\n").encode()
    once = model_of(events_of(TextReader(), [text]))
    few = len(weighed)
    often = model_of(events_of(TextReader(), [text * 300]))
    assert len(weighed) - few <= few + 2
    assert codes(often) == codes(once)


def test_lines_that_differ_are_looked_at_once_each():
    outer._facts_of.cache_clear()
    lines = "".join(f"<wrn> bt_smp: pairing failed (peer reason 0x8) {number}\n" for number in range(200))
    model_of(events_of(TextReader(), [lines.encode()]))
    assert outer._facts_of.cache_info().misses <= 201


def test_two_lines_in_turn_are_weighed_some_dozens_of_times(weighed):
    lines = "".join(
        f"I ({at}) NimBLE: encryption change event; status=1035\nI ({at + 2}) NimBLE: disconnect; reason=531\n"
        for at in range(1000, 3500, 5)
    )
    model = model_of(events_of(TextReader(), [lines.encode()]))
    assert codes(model) == ["smp:0x0b"]
    assert len(weighed) < 100
