"""Causes are weighed against facts: how sure, what else, on which machine the fix can be done."""

import re
from pathlib import Path

import pytest

from pairtui.knowledge.causes import CAUSES, DECISIVE, SPECIFIC, parts
from pairtui.knowledge.codes import parse
from pairtui.knowledge.fixes import FIXES
from pairtui.knowledge.log_phrases import LOG_PHRASES
from pairtui.pairing.attempt import Confidence
from pairtui.pairing.diagnosis import fixes
from pairtui.pairing.diagnosis.weighing import confidence, weigh
from pairtui.pairing.evidence.facts import NAMES, Fact
from pairtui.pairing.fix_actions import FIX_ACTIONS

PAIRING = Path(__file__).parents[2] / "pairtui" / "pairing"
SIDES = ("local", "peer", "unknown")


def known(name):
    code, _, side = name.partition(" ")
    if name.startswith(("step:", "states:", "suggests:")):
        return True
    return name in NAMES or (parse(code) is not None and side in ("", *SIDES))


def facts(*names):
    return {name: Fact(name, name) for name in names}


def best(*names):
    ranked = weigh(facts(*names))
    return ranked[0].cause.id, confidence(ranked[0], ranked[1:])


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_a_declaration_names_facts_and_fixes_that_there_are(cause):
    assert {name for name in named(cause) if not known(name)} == set()
    assert {entry.partition(" if ")[0] for entry in every_fix(cause)} <= set(FIXES)
    assert cause.fixes and cause.settles
    assert cause.side in ("local", "peer", "unknown", "sender")


def every_fix(cause):
    return [*cause.fixes, *(entry for text in cause.texts for entry in text.fixes)]


def named(cause):
    conditions = [*cause.supports, *cause.contradicts, *cause.needs, *(text.when for text in cause.texts)]
    conditions += [entry.partition(" if ")[2] for entry in every_fix(cause)]
    return {name for condition in conditions for name, _ in parts(condition)}


def test_every_fact_speaks_for_or_against_a_cause():
    used = {name for cause in CAUSES.values() for name in named(cause)}
    assert NAMES - used == {"adapter-on"}  # it takes back what others say


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_the_last_text_fits_whatever_the_facts(cause):
    assert cause.texts[-1].when == ""
    assert all(text.when for text in cause.texts[:-1])


def test_every_fix_is_used_and_its_action_is_one():
    used = {entry.partition(" if ")[0] for cause in CAUSES.values() for entry in every_fix(cause)}
    used |= {name for phrase in LOG_PHRASES for name in phrase.fixes}
    used |= {name for path in PAIRING.rglob("*.py") for name in re.findall(r'fix_named\("(.+?)"\)', path.read_text())}
    assert set(FIXES) - used <= {"btmon", "forget-on-pc"}
    assert {row.action for row in FIXES.values()} - {""} <= set(FIX_ACTIONS)


def test_certain_takes_a_fact_that_only_this_cause_explains():
    assert best("smp:0x09", "smp:0x09 peer") == ("peer-rate-limit", Confidence.CERTAIN)
    assert best("smp:0x0f", "smp:0x0f local", "encrypted")[1] is Confidence.LIKELY
    assert best("smp:0x05", "smp:0x05 local")[1] is Confidence.POSSIBLE
    assert best("smp:0x03", "smp:0x03 local")[1] is Confidence.POSSIBLE


def test_a_link_that_this_host_ended_was_not_lost():
    assert best("hci:0x13", "hci:0x13 local", "step:encryption") == ("application-disconnect", Confidence.LIKELY)
    assert best("hci:0x13", "hci:0x13 peer", "step:encryption") == ("link-lost", Confidence.LIKELY)


def test_what_speaks_against_a_cause_takes_its_certainty():
    sure = ("hci:0x06", "hci:0x06 peer", "stored-key-used", "le")
    assert best(*sure) == ("peer-bond-missing", Confidence.CERTAIN)
    assert best(*sure, "smp-begun")[1] is not Confidence.CERTAIN


def test_a_no_of_this_host_outweighs_the_code_that_the_controller_made_of_it():
    cause, _ = best("hci:0x06", "hci:0x06 local", "negative-reply", "pin-refused", "pin", "bredr")
    assert cause == "agent-rejected"


def test_what_happened_to_the_gateway_wins():
    silence = ("silent-30s", "peer-silent", "smp-begun", "hci:0x08", "hci:0x08 peer", "coded")
    for fault in ("controller-crashed", "adapter-removed", "adapter-switched-off"):
        assert best(*silence, fault)[0] == "adapter-unavailable"
    assert best(*silence, "daemon-gone")[0] == "daemon-gone"


@pytest.mark.parametrize("machine", ["micro", "phone", "pc"])
def test_no_other_machine_is_told_to_run_a_command_of_the_gateway(machine):
    everything = {name for cause in CAUSES.values() for entry in every_fix(cause)
                  for name, wanted in parts(entry.partition(" if ")[2]) if wanted}  # fmt: skip
    for cause in CAUSES.values():
        for fix in fixes(tuple(every_fix(cause)), facts(*everything), machine):
            assert not any(word in fix.text for word in ("btmgmt", "bluetoothctl", "main.conf", "systemctl", "sudo"))
            assert fix.action in (None, "pair")


def test_weights_mean_what_they_say():
    weights = [weight for cause in CAUSES.values() for weight in cause.supports.values()]
    assert all(weight > 0 for weight in weights)
    assert any(weight >= DECISIVE for weight in weights) and any(SPECIFIC <= weight < DECISIVE for weight in weights)
