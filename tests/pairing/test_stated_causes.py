"""A line that states a cause is weighed as any fact: never certain, with its own words, and fixes for its machine."""

import pytest

from pairtui.knowledge.causes import CAUSES, Text
from pairtui.knowledge.fixes import FIXES
from pairtui.pairing.attempt import Confidence, Failure, Side
from pairtui.pairing.diagnosis import outside
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.findings import connections

WORDS = Text("The line says so", "Its own explanation.", side="peer", fixes=("nearer-connect", "erase-bonds", "agent"))


def found(cause, how, *codes, machine="gateway"):
    facts = (Fact(f"{how}:{cause}", "a line", 7), *map(Fact, codes))
    return outside(facts, machine, Failure(codes[0], "", Side.PEER, "connection", 7) if codes else None, (cause, WORDS))


@pytest.mark.parametrize("cause", CAUSES)
def test_what_words_only_suggest_is_possible_and_what_they_state_is_never_certain(cause):
    suggested, said = found(cause, "suggests"), found(cause, "states")
    assert (suggested.cause, suggested.confidence, suggested.title) == (cause, Confidence.POSSIBLE, WORDS.title)
    assert said.cause == cause and said.confidence is not Confidence.CERTAIN
    assert (said.confidence is Confidence.LIKELY) is (CAUSES[cause].at_most != "possible")


def test_a_stated_cause_stands_before_what_its_code_may_mean():
    said = found("peer-rate-limit", "states", "smp:0x05", "smp:0x05 peer")
    assert (said.cause, said.code, said.by) == ("peer-rate-limit", "smp:0x05", Side.PEER)


def test_a_code_that_has_one_cause_alone_takes_the_words_of_a_line_that_suggests_another():
    said = found("no-agent", "suggests", "smp:0x09", "smp:0x09 peer")
    assert (said.cause, said.title == WORDS.title) == ("peer-rate-limit", False)


@pytest.mark.parametrize(("machine", "left"), [("gateway", 3), ("micro", 2), ("phone", 2)])
def test_of_a_line_no_fix_for_bluez_is_given_to_another_machine(machine, left):
    fixes = found("link-lost", "states", machine=machine).fixes
    assert len(fixes) == left
    assert (FIXES["agent"].words in [fix.text for fix in fixes]) is (machine == "gateway")
    assert machine == "gateway" or not any(fix.action for fix in fixes)


@pytest.mark.parametrize(("machine", "words"), [("gateway", "this gateway"), ("micro", "this device")])
def test_a_finding_names_the_machine_that_wrote_the_log(machine, words):
    seen = connections.not_called(0x0D, 7).finding(machine)
    assert seen.title == f"The controller of {words} refused to connect"
    assert machine == "gateway" or not any("`" in fix.text for fix in seen.fixes)
