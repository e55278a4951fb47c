"""Every finding with all its words, for each reason, side and link that it can be told of, in `told_findings.txt`.

`make snapshots` writes the table anew.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui.knowledge.known_issues import ISSUES
from pairtui.pairing.attempt import Side
from pairtui.pairing.evidence.context import Unconnected
from pairtui.pairing.findings import connections as connect
from pairtui.pairing.findings import link_ends as link
from pairtui.pairing.findings import security, whole_log
from pairtui.pairing.findings.detected import Detected, detected
from tests.pairing.ladder import keep, kept
from tests.pairing.test_finding_texts import ATTEMPT, REFUSED
from tests.pairing.test_weighing import known

TABLE = Path(__file__).with_name("told_findings.txt")
SIDES, STATUSES = (Side.LOCAL, Side.PEER), (0x04, 0x07, 0x0D, 0x0F, 0x21, 0x3E)
ENDS = (0x05, 0x08, 0x13, 0x14, 0x15, 0x16, 0x22, 0x3D)
LINES = [(None, "no record"), (3, "a failure"), (4, "x" * 200), (5, "another"), (6, "one more")]
SPACES: dict[str, int | str] = {"hci": 0x3E, "dbus": "Failed", "mgmt": 4}
TOLD = {
    "not connected": lambda: (connect.not_connected(status, 7) for status in STATUSES),
    "not called": lambda: (connect.not_called(status, 7) for status in STATUSES),
    "rejected here": lambda: (connect.rejected_here(status, 7) for status in STATUSES),
    "unreached": lambda: (connect.unreached(status, 7) for status in range(0x15)),
    "ended for security": lambda: (
        link.ended_for_security(reason, on, 7) for reason in (5, 0x3D) for on in (True, False)
    ),
    "only an end": lambda: (link.only_an_end(reason, 7) for reason in ENDS),
    "only an end, elsewhere": lambda: (link.only_an_end(reason, None, "mgmt-disc") for reason in range(6)),
    "closed as unauthentic": lambda: (link.closed_as_unauthentic(on, 7) for on in (True, False)),
    "gone before a pairing": lambda: (link.gone_before_pairing("a line", reason, 7) for reason in range(7)),
    "hung up unheard": lambda: (link.hung_up_unheard(ISSUES[0], 7),),
    "PHY collision": lambda: (link.phy_collision(7, 8),),
    "lost": lambda: (link.lost(reason, 7) for reason in (0x08, 0x22)),
    "dropped": lambda: (detected("link-dropped", "a line", 7),),
    "hung up": lambda: (link.hung_up_refused(REFUSED, 7), link.hung_up_after("Read Request", 6, 7)),
    "nothing seen": lambda: (whole_log.nothing_seen(),),
    "not understood": lambda: (whole_log.not_understood(LINES[:end]) for end in range(1, 6)),
    "channel refused": lambda: (
        security.channel_refused(by, size, mode, 7) for by in SIDES for size in (None, 6, 7, 15, 16)
        for mode in (None, 0, 1, 2)
    ),
    "credit based refused": lambda: (
        security.credit_based_refused(by, result, 7) for by in SIDES for result in security.LE_REFUSALS
    ),
    "attribute refused": lambda: (
        security.attribute_refused(by, error, on, 7)
        for by in SIDES for error in (5, 8, 0x0C, 0x0F) for on in (False, True)
    ),
    "key size unreadable": lambda: (security.key_size_unreadable(status, 7) for status in (2, 0x0C)),
    "below the level": lambda: (security.below_level(7),),
    "key missing": lambda: (security.key_missing(peer, 7) for peer in (None, "C0:11:22:33:44:55")),
    "ACL as ISO": lambda: (detected("iso-on-acl", "ISO data on the handle of an ACL link", 7),),
    "livelock": lambda: (security.livelock(one, 4, "gateway") for one in (ATTEMPT, replace(ATTEMPT, diagnosis=None))),
    "OOB unused": lambda: (security.oob_unused(7),),
    "keys not taken": lambda: (security.keys_not_taken(0x0D, 7),),
    "after a pairing": lambda: (
        connect.after_pairing(Unconnected("A", space, code, 7, words))
        for space, code in SPACES.items() for words in ("", "a line")
    ),
}  # fmt: skip
MADE: dict[str, list[str]] = {}


def lines(seen):
    finding = seen.finding("gateway") if isinstance(seen, Detected) else seen
    yield " ".join(map(str, (finding.cause, finding.code, finding.by, finding.confidence)))
    yield from (f"  {finding.title}", f"  {finding.explanation}")
    yield from (f"  since {shown.record}: {shown.text}" for shown in finding.evidence)
    yield from (f"  {fix.action or '-'}: {fix.text}" for fix in finding.fixes)
    yield from (f"  or {other.cause}: {'; '.join(other.supports)}" for other in finding.alternatives)


@pytest.mark.parametrize("name", TOLD)
def test_every_fact_beside_the_attempts_is_declared(name):
    seen = [fact.name for one in TOLD[name]() if isinstance(one, Detected) for fact in one.facts]
    assert [fact for fact in seen if not known(fact)] == []


@pytest.mark.parametrize("name", TOLD)
def test_what_a_finding_says(name):
    MADE[name] = [line.rstrip() for finding in TOLD[name]() for line in lines(finding)]
    if "PAIRTUI_UPDATE_PICTURES" not in os.environ:
        assert MADE[name] == kept(TABLE)[name]
    elif len(MADE) == len(TOLD):
        keep(TABLE, MADE.items())
