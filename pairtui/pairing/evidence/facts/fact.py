"""A fact of an attempt: what the causes need, what speaks for them and against them."""

from collections.abc import Callable, Iterator

from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.protocol.immutable import immutable


@immutable()
class Fact:
    """`name` as the causes write it, `text` as a report shows it ("" for what speaks for itself), where it was seen."""

    name: str
    text: str = ""
    record: int | None = None


Source = Callable[[AttemptRecord, GatewayContext], Iterator[Fact]]
"""Looks at an attempt and its gateway; yields the facts that hold."""

SOURCES: list[Source] = []
NAMES: set[str] = set()
"""Every fact there is, but for codes and steps, which name themselves."""


def facts(*names: str) -> Callable[[Source], Source]:
    """Register the decorated function as the source of these facts."""

    def register(source: Source) -> Source:
        SOURCES.append(source)
        NAMES.update(names)
        return source

    return register


def at(seen: "tuple[object, Seen] | Seen | None") -> int | None:
    """The record of something seen."""
    if seen is None:
        return None
    return (seen if isinstance(seen, Seen) else seen[1]).record
