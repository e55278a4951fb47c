"""Findings and steps that single lines of bluetoothd's and the kernel's log give."""

import re
from dataclasses import replace

from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.codes import code_text
from pairtui.knowledge.log_phrase import LogPhrase
from pairtui.knowledge.log_phrases import phrase_in
from pairtui.pairing.attempt import Confidence, Evidence, Finding, Side
from pairtui.pairing.evidence.steps import log_text
from pairtui.pairing.named_fix import fix_named
from pairtui.protocol.record import LogLine

_NAMELESS = re.compile(
    "Operation not permitted|Failed requesting authentication|Pair device failed|Authentication already requested|"
    "unexpected SMP command|pairing failed|public keys are identical|compute shared secret failed"
)
"""Lines that are about the pairing under way and give no cause away."""


def is_step(text: str) -> bool:
    """Whether a line of the log belongs among the steps of the pairing under way."""
    phrase = phrase_in(text)
    return bool(_NAMELESS.search(text)) or (phrase is not None and phrase.step)


def found_in(line: LogLine, record: int | None) -> Finding | None:
    """What this line gives away, or None."""
    phrase = phrase_in(line.text)
    if phrase is None:
        return None
    code = phrase.code or _named(phrase, line.text)
    found = finding_of(phrase, Evidence(f"{line.ident}: {log_text(line)}", record), code)
    vague = found.cause == "unknown" or found.by is Side.UNKNOWN
    return found if vague else replace(found, weighed=Confidence.LIKELY)


def finding_of(phrase: LogPhrase, evidence: Evidence, code: str | None = None) -> Finding:
    """What a row of a table of phrases says, as a finding that is only possible."""
    side = Side(phrase.side) if phrase.side else Side.PEER if CAUSES[phrase.cause].side == "peer" else Side.LOCAL
    fixes = tuple(map(fix_named, phrase.fixes))
    title = phrase.title or CAUSES[phrase.cause].title
    return Finding(phrase.cause, code, side, title, phrase.explanation, (evidence,), fixes, Confidence.POSSIBLE)


def _named(phrase: LogPhrase, text: str) -> str | None:
    """The error that the line itself names, where the phrase looks for one in a group of its space's name.

    The number is hexadecimal, or decimal where the group's name ends with `_decimal`.
    """
    found = phrase.pattern.search(text)
    named = ((space, number) for space, number in (found.groupdict() if found else {}).items() if number)
    for group, number in named:
        space = group.removesuffix("_decimal")
        return code_text(space, int(number, 16 if space == group else 10))
    return None
