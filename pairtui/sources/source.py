"""What every source is: events out, actions in."""

from collections.abc import AsyncIterator
from typing import Protocol, runtime_checkable

from pairtui.pairing.actions import Action
from pairtui.pairing.events import Event


class Source(Protocol):
    """A source of events.

    `events()` runs until it is closed, and never raises for what the outside does: a bus that goes away, a program
    that ends or a file that is damaged is a `SourceChanged` event with reason and remedy, and is retried with back-off
    where retrying makes sense. `actions` are the kinds of actions it carries out.
    """

    name: str
    actions: frozenset[type[Action]]

    def events(self) -> AsyncIterator[Event]:
        """The events, from now (or the beginning of a file) on."""

    async def perform(self, action: Action) -> None:
        """Carry out `action`; `ActionStarted` and `ActionFinished` events report it. Never raises."""

    async def close(self) -> None:
        """Give back what is held: agent, child process, file. Safe to call twice."""


@runtime_checkable
class EventListener(Protocol):
    """A source that learns from what the others report."""

    def on_event(self, event: Event) -> None:
        """Take notice of an event of any source, after the model took it. Never raises, never waits."""
