"""Facts: what is true of an attempt and its gateway, by name, to be weighed for and against each cause."""

from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts import agent, bredr, exchange, features, gateway, link, outer, outside, reported
from pairtui.pairing.evidence.facts.fact import NAMES, SOURCES, Fact

SUBJECTS = (agent, bredr, exchange, features, gateway, link, outer, outside, reported)
"""The modules whose facts `fact.NAMES` and functions `fact.SOURCES` hold."""

__all__ = ["NAMES", "Fact", "facts_of"]


def facts_of(observed: AttemptRecord, around: GatewayContext) -> dict[str, Fact]:
    """Every fact that holds, by name; of two with the same name the first."""
    found: dict[str, Fact] = {}
    for source in SOURCES:
        for fact in source(observed, around):
            found.setdefault(fact.name, fact)
    return found
