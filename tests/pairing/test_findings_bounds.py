"""What findings and verdicts hold and promise, at their edges."""

import inspect
from dataclasses import replace

import pytest

from pairtui.knowledge.causes import DECISIVE
from pairtui.knowledge.known_issues import ISSUES
from pairtui.pairing.attempt import Confidence, Side
from pairtui.pairing.diagnosis.weighing import _CLEAR, confidence, weigh
from pairtui.pairing.events import Link
from pairtui.pairing.evidence.context import GatewayContext, Unconnected
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.findings import connections, link_ends, security
from pairtui.pairing.findings.detected import Detected
from pairtui.pairing.findings.findings import LINKS, Findings
from pairtui.pairing.fix_actions import FIX_ACTIONS
from pairtui.pairing.tracking.logged_attempts import link_to

WORTHY = [function for module in (connections, link_ends)
          for _, function in inspect.getmembers(module, inspect.isfunction)
          if function.__module__ == module.__name__ and not function.__name__.startswith("_")]  # fmt: skip
GIVEN = {"status": 0x0D, "reason": 0x05, "record": 7, "encrypted": False, "encryption": 0x3E, "other": 0x3B,
         "line": "a line", "space": "hci", "peer": None, "by": Side.PEER, "request": "Read Request", "at": 6,
         "incoming": False, "le": True, "shown_by": "Reject Connection Request", "lines": [("a line", 7)],
         "asked": 6}  # fmt: skip


def finding(function):
    """What it says where these things happened."""
    given = dict(GIVEN)
    refused = security.channel_refused(Side.LOCAL, None, 0, 3)
    given |= {"refused": refused, "issue": ISSUES[0], "lost": Unconnected(None, "mgmt", 4, 7, "")}
    found = function(**{name: given[name] for name in inspect.signature(function).parameters})
    return found.finding("gateway") if isinstance(found, Detected) else found


@pytest.mark.parametrize("function", WORTHY, ids=lambda function: function.__name__)
def test_a_finding_of_a_link_says_something_and_its_keys_do_something(function):
    said = finding(function)
    assert said.title and said.explanation and said.evidence and said.fixes
    assert {fix.action for fix in said.fixes} - {None, ""} <= set(FIX_ACTIONS)


def test_links_without_end_take_no_memory_without_end():
    findings = Findings(GatewayContext())
    for handle in range(3 * LINKS):
        findings._state(Link("hci0", handle, None, None, "le"))
        findings._state(Link("hci0", handle, None, None, "le"))
    assert len(findings._links) == LINKS
    assert ("hci0", 3 * LINKS - 1) in findings._links


def test_a_decisive_fact_and_a_clear_lead_are_enough_to_be_certain():
    (best, *_) = weigh({name: Fact(name, name) for name in ("smp:0x09", "smp:0x09 peer")})
    edge = replace(best, strongest=DECISIVE, score=_CLEAR + 1, contradicts=())
    assert confidence(edge, [replace(best, score=1)]) is Confidence.CERTAIN
    assert confidence(edge, [replace(best, score=2)]) is not Confidence.CERTAIN
    assert confidence(replace(edge, contradicts=("x",)), []) is not Confidence.CERTAIN


@pytest.mark.parametrize(
    ("kind", "transport", "name"),
    [("0", "bredr", None), ("1", "le", "public"), ("2", "le", "random"), (None, "unknown", None)],
)
def test_an_address_type_of_mgmt_tells_the_transport(kind, transport, name):
    link = link_to("hci0", "c0_ff_ee_00_00_01", kind)
    assert (link.address, link.transport, link.address_type) == ("C0:FF:EE:00:00:01", transport, name)
