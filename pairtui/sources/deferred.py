"""A source that is imported when its events are asked for, so that the console's first frame does not wait for it."""

from collections.abc import AsyncIterator, Callable

from pairtui.pairing.actions import Action
from pairtui.pairing.events import Event
from pairtui.sources.source import EventListener, Source


class DeferredSource:
    """Stands for what `make` gives. It can carry out nothing before its events were asked for."""

    def __init__(self, name: str, make: Callable[[], Source]) -> None:
        self.name = name
        self.actions: frozenset[type[Action]] = frozenset()
        self._make = make
        self._made: Source | None = None
        self._listener: EventListener | None = None

    def events(self) -> AsyncIterator[Event]:
        """The events of the source, which is made now."""
        return self._source().events()

    async def perform(self, action: Action) -> None:
        """Have the source carry out `action`."""
        await self._source().perform(action)

    def on_event(self, event: Event) -> None:
        """Have the source take notice of `event`, where it was made and does."""
        if self._listener is not None:
            self._listener.on_event(event)

    async def close(self) -> None:
        """Close the source, where it was made."""
        if self._made is not None:
            await self._made.close()

    def _source(self) -> Source:
        if self._made is None:
            made = self._made = self._make()
            self.actions = made.actions
            # Not asked for each event: it would take longer than all else that is done with it.
            self._listener = made if isinstance(made, EventListener) else None
        return self._made
