"""The hub: every source's events into one model, changes out at a bounded rate, actions to the source that can."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from pairtui.pairing.actions import Action
from pairtui.pairing.events import (
    ActionFinished,
    ActionStarted,
    Event,
    Logged,
    PromptClosed,
    PromptRaised,
    SourceChanged,
    SourceState,
)
from pairtui.pairing.model import Model
from pairtui.sources.errors import INTERNAL, NO_SOURCE
from pairtui.sources.source import EventListener, Source
from pairtui.sources.steady_clock import SteadyClock

SETTLE_SECONDS = 10.0  # from the end of an action to the event that reports its result, on a busy machine
BURST_SECONDS = 0.005  # events are applied for so long before the loop has its turn
STRENGTH_INTERVAL = 1.0  # seconds between two calls where only strengths changed: nobody reads numbers faster

_URGENT = (PromptRaised, PromptClosed, ActionStarted, ActionFinished)

_log = logging.getLogger(__name__)


class ConsoleHub(Protocol):
    """A model that changes, and a place to send actions to."""

    @property
    def model(self) -> Model:
        """The model, changed between two calls of the subscriber only."""

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called after changes, at most five times a second; returns what ends that."""

    def perform(self, action: Action) -> Awaitable[ActionFinished | None] | None:
        """Send an action; what comes of it is in the model, and its end is what is awaited."""

    def publish(self, event: Event) -> None:
        """Take an event that comes from no source."""

    async def run(self) -> None:
        """Take in events until it is closed."""

    async def close(self) -> None:
        """Give back what the sources hold."""


class Hub:
    """Brings sources and model together. `interval` is the shortest time between two calls of a subscriber, in seconds.

    What a user waits for, prompts and the results of actions, does not wait for the interval; how strong the devices
    are waits longer, for it changes with every advertisement. `clock` is that of live
    sources; None where the events have times of their own.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        model: Model | None = None,
        interval: float = 0.2,
        clock: SteadyClock | None = None,
    ) -> None:
        self.model = model or Model()
        self._clock = clock
        self._sources = tuple(sources)
        self._listeners = [source for source in self._sources if isinstance(source, EventListener)]
        self._interval = interval
        self._subscribers: list[Callable[[], None]] = []
        self._observers: list[Callable[[Event], None]] = []
        self._tasks: set[asyncio.Task[ActionFinished | None]] = set()
        self._awaited: list[tuple[Action, asyncio.Future[ActionFinished]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._notified = float("-inf")  # loop time of the last notification

    @property
    def actions(self) -> frozenset[type[Action]]:
        """The kinds of actions that a source here can carry out."""
        return frozenset().union(*(source.actions for source in self._sources))

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called after changes; returns what ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback) if callback in self._subscribers else None

    def observe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Have `callback` called with every event, after the model took it; returns what ends that."""
        self._observers.append(callback)
        return lambda: self._observers.remove(callback) if callback in self._observers else None

    async def run(self) -> None:
        """Take events until every source has ended, or until cancelled; then subscribers have seen the last change."""
        consumers = [asyncio.create_task(self._consume(source)) for source in self._sources]
        try:
            await asyncio.gather(*consumers)
        finally:
            for consumer in consumers:
                consumer.cancel()
            await asyncio.gather(*consumers, return_exceptions=True)
            if self._timer is not None:
                self._notify()

    def perform(self, action: Action) -> "asyncio.Task[ActionFinished | None]":
        """Give `action` to the first source that can carry it out; the task ends with the action, and never raises.

        Returns the event that reports its result, which the model then has; None where the source sent none.
        """
        task = asyncio.create_task(self._perform(action))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def publish(self, event: Event) -> None:
        """Take an event that comes from no source: what the program itself has found out."""
        self._take(event)

    async def close(self) -> None:
        """Close every source, even where another fails to. Safe to call twice."""
        results = await asyncio.gather(*(source.close() for source in self._sources), return_exceptions=True)
        for source, result in zip(self._sources, results, strict=True):
            if isinstance(result, Exception):
                _log.error("%s could not be closed", source.name, exc_info=result)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _consume(self, source: Source) -> None:
        events: AsyncIterator[Event] | None = None
        try:
            events = source.events()
            begun = time.perf_counter()
            async for event in events:
                self._take(_signed(event, source.name))
                if time.perf_counter() - begun > BURST_SECONDS:
                    await asyncio.sleep(0)
                    begun = time.perf_counter()
        except Exception as fault:
            _log.exception("the source %s failed", source.name)
            self._take(
                SourceChanged(
                    at=time.time(),
                    source=source.name,
                    state=SourceState.DOWN,
                    why=f"a fault in pairtui: {type(fault).__name__}",
                    remedy="start pairtui again, and report it with the log",
                )
            )
        finally:
            end = getattr(events, "aclose", None)
            if end is not None:
                with suppress(Exception):
                    await end()

    async def _perform(self, action: Action) -> ActionFinished | None:
        outcome: asyncio.Future[ActionFinished] = asyncio.get_running_loop().create_future()
        awaited = (action, outcome)
        self._awaited.append(awaited)
        try:
            await self._carry_out(action)
            async with asyncio.timeout(SETTLE_SECONDS):
                return await outcome
        except TimeoutError:
            return None
        finally:
            self._awaited.remove(awaited)

    async def _carry_out(self, action: Action) -> None:
        source = next((source for source in self._sources if type(action) in source.actions), None)
        if source is None:
            text = f"nothing here can carry out {type(action).__name__}"
            self._take(ActionFinished(at=time.time(), action=action, error=NO_SOURCE, text=text))
            return
        try:
            await source.perform(action)
        except Exception as fault:
            _log.exception("%s failed", type(action).__name__)
            self._take(ActionFinished(at=time.time(), action=action, error=INTERNAL, text=type(fault).__name__))

    def _take(self, event: Event) -> None:
        """Take one event into the model, then pass it to sources that listen, observers, who waits for an action."""
        if self._clock is not None and (ahead := self._clock.set_by()):
            event = self._timed(event, self._clock, ahead)
        strengths = self.model.revisions.strengths
        try:
            self.model.apply(event)
        except Exception:
            _log.exception("the model could not take %s", type(event).__name__)
        for source in self._listeners:
            _guarded(source.on_event, event)
        for observer in tuple(self._observers):
            _guarded(observer, event)
        if isinstance(event, ActionFinished):
            self._ended(event)
        if isinstance(event, _URGENT):
            self._changed(float("-inf"))
        else:
            calm = self.model.revisions.strengths != strengths
            self._changed(max(self._interval, STRENGTH_INTERVAL if calm else 0.0))

    def _timed(self, event: Event, clock: SteadyClock, ahead: float) -> Event:
        """The event with a time that fits those before it; the clock is followed when no attempt is under way."""
        if any(attempt.live for attempt in self.model.attempts.values()):
            return event if event.at is None else replace(event, at=clock.steady(event.at, ahead))
        clock.follow()
        way = "forward" if ahead > 0 else "back"
        text = f"the clock of this machine was set {way} by {abs(ahead):.0f} s"
        self._take(Logged(at=clock.now(), source="pairtui", text=text, level="warning"))
        return event

    def _ended(self, event: ActionFinished) -> None:
        for action, outcome in self._awaited:
            if action == event.action and not outcome.done():
                outcome.set_result(event)
                return

    def _changed(self, after: float) -> None:
        """Have the subscribers called so many seconds after they were called last, or now where that is past."""
        loop = asyncio.get_running_loop()
        due = max(loop.time(), self._notified + after)
        if self._timer is not None:
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = loop.call_at(due, self._notify)

    def _notify(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._notified = asyncio.get_running_loop().time()
        for subscriber in tuple(self._subscribers):
            _guarded(subscriber)


async def until(hub: ConsoleHub, true: Callable[[], bool], seconds: float | None = None) -> bool:
    """Whether `true` comes to hold within `seconds`; it is asked after each change of the hub's model."""
    changed = asyncio.Event()
    forget = hub.subscribe(changed.set)
    try:
        async with asyncio.timeout(seconds):
            while not true():
                changed.clear()
                await changed.wait()
    except TimeoutError:
        return true()
    finally:
        forget()
    return True


def _signed(event: Event, source: str) -> Event:
    """The event with the name of the source that carried out its action."""
    return replace(event, source=source) if isinstance(event, ActionStarted | ActionFinished) else event


def _guarded(callback: Callable[..., None], *arguments: object) -> None:
    try:
        callback(*arguments)
    except Exception:
        _log.exception("%s failed", callback)
