"""The Core Specification's own words for SMP's reasons and HCI's errors, as tools and people write them down."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.codes.smp import REASONS
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary

_NAMES = {code.name.lower(): number for number, code in REASONS.items() if isinstance(number, int)}
_NAMED = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_NUMBER = r"(?:\(?0x(?P<code>0?[0-9a-f])\)?)?"
_KEY_MISSING = 0x06
_PEER = re.compile(r"\b(?:received|rcvd|peer|remote|from the)\b", re.IGNORECASE)
_LOCAL = re.compile(r"\b(?:sent|sending|local|own)\b", re.IGNORECASE)


def _failed(found: Match[str]) -> Statement:
    before = found.string[max(0, found.start() - 60) : found.end()]
    peer, local = bool(_PEER.search(before)), bool(_LOCAL.search(before))
    by = "unknown" if peer == local else "peer" if peer else "local"
    return Statement(Says.FAILED, "smp", _NAMES[found["name"].lower()], by)


def _event(found: Match[str]) -> Statement | None:
    """An HCI event in one line: its name, and its status in words and as a number."""
    status = int(found["status"], 16)
    if status == 0 or status not in hci.ERRORS:
        return None
    transport = "bredr" if found["event"].lower().startswith("auth") else "unknown"
    by = "peer" if status == _KEY_MISSING else "unknown"
    return Statement(Says.FAILED, "hci", status, by, "encryption", transport=transport)


def _numbered(found: Match[str]) -> Statement | None:
    reason = int(found["number"], 16 if found["number"][:2].lower() == "0x" else 10)
    return Statement(Says.FAILED, "smp", reason) if reason in _NAMES.values() else None


ROWS = (
    Row("(0x", re.compile(r"(?i:\b(?P<event>encrypt(?:ion)? change|auth(?:entication)? complete)\b[^\n.]{0,30}?[a-z][a-z ]{6,50}\(0x(?P<status>[0-9a-f]{2})\))"), _event),
    Row("pairing failed", re.compile(r"\bSMP[ :_-]{1,2}(?i:pairing[ _]failed)\b[^\n]{0,40}?\b(?:reason|code|error)[ =:(]{1,3}(?P<number>0[xX][0-9a-fA-F]{1,2}|[0-9]{1,2})\b"), _numbered),
    Row("pairing", re.compile(rf"(?i:pairing (?:\w+ )?fail(?:ed|s|ing)\b[^\n]{{0,30}}?{_NUMBER}[ ,(:\"'“‘-]{{0,4}}(?P<name>{_NAMED})\b)"), _failed),
    Row("reason", re.compile(rf"(?i:\breason[:= ]{{1,3}}0x[0-9a-f]{{1,2}}[ ,(:-]{{1,4}}(?P<name>{_NAMED})\b)"), _failed),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "smp",
    "the Core Specification's words",
    "unknown",
    "Core Specification, Vol 3, Part H, 3.5.5",
    re.compile(r"(?!)"),
    ROWS,
)
