"""What single lines of a log state of a cause, and which of them are steps of a pairing."""

import re

from pairtui.knowledge import codes
from pairtui.knowledge.causes import CAUSES, Text
from pairtui.knowledge.log_phrase import LogPhrase
from pairtui.knowledge.log_phrases import phrase_in
from pairtui.pairing.attempt import Failure, Side
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.evidence.steps import log_text
from pairtui.pairing.findings.detected import Detected
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


def found_in(line: LogLine, record: int | None) -> Detected | None:
    """What this line gives away, or None."""
    phrase = phrase_in(line.text)
    if phrase is None:
        return None
    how = "suggests" if phrase.side == "unknown" else "states"
    return stated(phrase, how, f"{line.ident}: {log_text(line)}", record, _named(phrase, line.text))


def stated(phrase: LogPhrase, how: str, shown: str, record: int | None, code: str | None = None) -> Detected:
    """What a row of a table of phrases says: that it `states` or only `suggests` its cause."""
    side = phrase.side or ("peer" if CAUSES[phrase.cause].side == "peer" else "local")
    said = Text(phrase.title or CAUSES[phrase.cause].title, phrase.explanation, side=side, fixes=phrase.fixes)
    failure = None
    facts: tuple[Fact, ...] = (Fact(f"{how}:{phrase.cause}", shown, record),)
    if code is not None:
        failure = Failure(code, "", Side(side), "connection", record)
        facts += (Fact(code), Fact(f"{code} {side}")) if how == "states" else ()
    return Detected(facts, failure, (phrase.cause, said))


def _named(phrase: LogPhrase, text: str) -> str | None:
    """The code that the row is for, or the error that the line itself names in a group of its space's name.

    The number is hexadecimal, or decimal where the group's name ends with `_decimal`.
    """
    found = None if phrase.code else phrase.pattern.search(text)
    named = ((space, number) for space, number in (found.groupdict() if found else {}).items() if number)
    for group, number in named:
        space = group.removesuffix("_decimal")
        return codes.code_text(space, int(number, 16 if space == group else 10))
    return phrase.code
