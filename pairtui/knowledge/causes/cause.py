"""What a cause is: everything that stands about it, in one declaration.

Facts are named as `pairing.evidence.facts` names them: `no-response`; a code, as `smp:0x08`, or with the side it came
from, as `smp:0x08 peer`; a step, as `step:encryption`; what a log's own words say of a cause, as `states:no-agent`, or
`suggests:no-agent` where that is less sure. Several joined by ` + ` count where all hold, `!` before one
where it does not.
"""

from collections.abc import Mapping
from dataclasses import field
from functools import cache

from pairtui.protocol.immutable import immutable

DECISIVE = 20
"""The weight from which on a fact is explained by this cause alone: only then may a verdict be certain."""

SPECIFIC = 10
"""The weight from which on what is known speaks for this cause in particular: below it a verdict is only possible."""


@immutable()
class Text:
    """A verdict's title and explanation, for where the facts `when` hold.

    In both, `{Who}` is the side that sent the code, `{here}` the machine that wrote the log ("this gateway"), `{Here}`
    the same at the start of a sentence; `{code}`, `{name}` and `{step}` are the failure's, `{kind}` is what was
    attempted. `side` is where the cause lies in this case and `fixes` what is done about it, where these are not the
    cause's own.
    """

    title: str
    explanation: str
    when: str = ""
    side: str = ""
    fixes: tuple[str, ...] = ()


def titled(title: str, explanations: Mapping[str, str]) -> tuple[Text, ...]:
    """Texts with the same title, each explanation by the facts `when` it holds."""
    return tuple(Text(title, explanation, when) for when, explanation in explanations.items())


@immutable()
class Cause:
    """One cause: `id` as the analysis document writes it, `title` in a few words for a heading.

    `side` is where it lies: "local", "peer", "unknown", or "sender" for the side that sent the code. `supports` and
    `contradicts` are facts with their weights; of `needs` each must hold. `fixes` are names of `fixes.FIXES`, in order
    of effort, one with ` if ` and facts where these hold. `settles` says what would show whether it is this one,
    `settles_elsewhere` the same where the log is no gateway's and has none of its programs.
    `at_most` is the surest that a verdict of it may be.
    """

    id: str
    title: str
    side: str
    texts: tuple[Text, ...]
    supports: Mapping[str, int]
    contradicts: Mapping[str, int] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    settles: str = ""
    settles_elsewhere: str = ""
    at_most: str = "certain"


@cache
def parts(condition: str) -> tuple[tuple[str, bool], ...]:
    """A condition's facts, each with whether it must hold: `a + !b` is (a, True), (b, False)."""
    names = [name.strip() for name in condition.split(" + ")] if condition else []
    return tuple((name.removeprefix("!"), not name.startswith("!")) for name in names)
