"""Weighs every cause against the facts of an attempt: which fits best, how surely, and which come next."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from pairtui.knowledge.causes import CAUSES, DECISIVE, SPECIFIC, Cause, parts
from pairtui.pairing.attempt import Confidence
from pairtui.pairing.evidence.facts import Fact

FITS = 5
"""The least score with which a cause is named at all."""

_CLEAR = 6
"""By so much a certain cause stands before the next."""

_AHEAD = 3
"""By so much a likely cause stands before the next."""

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A cause with its score, the conditions that spoke for it and against it, and the greatest single weight."""

    cause: Cause
    score: int
    strongest: int
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]


def holds(condition: str, facts: Container[str]) -> bool:
    """Whether every fact of the condition holds, and none that it rules out."""
    return all((name in facts) is wanted for name, wanted in parts(condition))


def weigh(facts: Container[str]) -> list[Weighed]:
    """Every cause that something speaks for, the best first; of equal ones the one declared first."""
    found = []
    for cause in CAUSES.values():
        if not all(holds(need, facts) for need in cause.needs):
            continue
        speaking = [condition for condition in cause.supports if holds(condition, facts)]
        if speaking:
            against = [condition for condition in cause.contradicts if holds(condition, facts)]
            weights = [cause.supports[condition] for condition in speaking]
            score = sum(weights) - sum(cause.contradicts[condition] for condition in against)
            found.append(Weighed(cause, score, max(weights), tuple(speaking), tuple(against)))
    return sorted((one for one in found if one.score > 0), key=lambda one: -one.score)


def confidence(best: Weighed, rest: list[Weighed]) -> Confidence:
    """How sure it is: certain only with a fact that this cause alone explains, nothing against it, and a clear lead."""
    lead = best.score - (rest[0].score if rest else 0)
    if best.strongest >= DECISIVE and not best.contradicts and lead >= _CLEAR:
        sure = Confidence.CERTAIN
    elif best.strongest >= SPECIFIC and best.score >= SPECIFIC and lead >= _AHEAD:
        sure = Confidence.LIKELY
    else:
        sure = Confidence.POSSIBLE
    most = Confidence(best.cause.at_most)
    return max(sure, most, key=_ORDER.index)


_ORDER = [Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE]


def evidence_of(conditions: tuple[str, ...], facts: Facts) -> list[Fact]:
    """The facts that hold in these conditions and have something to show, each once, as they came."""
    named = dict.fromkeys(name for condition in conditions for name, wanted in parts(condition) if wanted)
    shown: dict[str, Fact] = {}
    for name in named:
        fact = facts[name]
        if fact.text:
            shown.setdefault(fact.text, fact)
    return sorted(shown.values(), key=lambda fact: (fact.record is None, fact.record or 0))
