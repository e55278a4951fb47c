from dataclasses import replace

from pairtui.pairing.attempt import Attempt, Failure, Kind, Outcome, Side
from pairtui.pairing.repetition import NO_ATTEMPT, Repetition, newest
from pairtui.report.repetition import repetition_lines, repetition_object, round_line

PAIRED = Attempt(1, Kind.PAIRING, started=10.0, ended=11.5, outcome=Outcome.PAIRED, level=2)
REFUSED = replace(
    PAIRED, outcome=Outcome.FAILED, failure=Failure("smp:0x08", "Unspecified Reason", Side.PEER, "Pairing Request")
)


def test_the_rate_the_times_and_the_spread_of_reasons():
    found = Repetition(5)
    assert (found.rate, found.seconds, repetition_lines(found)) == (None, None, ["No pairing was tried."])
    for attempt in (PAIRED, replace(PAIRED, ended=10.5), REFUSED, REFUSED, None):
        found = found.with_round(attempt)
    assert (found.paired, found.rate) == (2, 0.4)
    assert found.seconds == (0.5, 1.5, 1.5)
    assert found.reasons == [("failed (smp:0x08 Unspecified Reason)", 2), (NO_ATTEMPT, 1)]
    assert repetition_lines(found)[0] == "2 of 5 paired (40%)"
    shown = repetition_object(found)
    assert shown["reasons"][0] == {"reason": "failed (smp:0x08 Unspecified Reason)", "count": 2}
    assert [one["paired"] for one in shown["rounds"]] == [True, True, False, False, False]
    assert round_line(5, found) == "   5 of 5  failed: no attempt was seen"


def test_a_pairing_that_bluez_calls_an_error_did_not_succeed():
    assert Repetition(1).with_round(PAIRED, "cancelled").paired == 0


def test_the_newest_pairing_is_what_counts():
    later = replace(PAIRED, id=5)
    link = replace(PAIRED, id=6, kind=Kind.ENCRYPTION)
    assert newest([PAIRED, later, link], 1) == later
    assert newest([PAIRED, link], 1) == link
    assert newest([PAIRED], 1) is None
