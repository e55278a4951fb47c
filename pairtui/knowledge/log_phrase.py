"""What a row about a line of a log says of it: the cause that the line gives away, and what to do."""

import re

from pairtui.protocol.immutable import immutable


@immutable()
class LogPhrase:
    """A line that gives a cause away: its pattern, the cause, the explanation, fixes by id, the code it stands for.

    `step`: it is about the pairing under way, and so a step of it; the others are about bonds or the adapter.
    `title` is what happened where the cause's own title says less, `side` where it lies where that is not the cause's.
    `fact` is what the line states for the diagnosis of an attempt near which it stands.
    """

    pattern: re.Pattern[str]
    cause: str
    explanation: str
    fixes: tuple[str, ...]
    code: str | None = None
    step: bool = False
    title: str = ""
    side: str = ""
    fact: str = ""


def phrase(
    pattern: str,
    cause: str,
    explanation: str,
    fixes: str = "",
    code: str | None = None,
    step: bool = False,
    title: str = "",
    side: str = "",
    fact: str = "",
) -> LogPhrase:
    """A row of such a table; `fixes` with spaces between."""
    return LogPhrase(re.compile(pattern), cause, explanation, tuple(fixes.split()), code, step, title, side, fact)
