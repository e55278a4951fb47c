"""What sources share: a queue of events, tasks that end with it, the life of an action, the waits between tries."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from pairtui.pairing.actions import Action
from pairtui.pairing.events import (
    ActionFinished,
    ActionStarted,
    DeviceChanged,
    Event,
    Logged,
    SourceChanged,
    SourceState,
)
from pairtui.sources.errors import CLOSED, INTERNAL, ActionError

RETRY_SECONDS = (0.5, 30.0)
"""Between two tries: the first wait and the longest. Each is twice the one before."""

SEARCH_SECONDS = 15.0
"""How long a device that is to be paired, and that nobody knows now, is looked for."""

WAITING_EVENTS = 20_000
"""Events that nobody has read yet, from which on signal strengths are dropped: the next one says it all."""

_log = logging.getLogger(__name__)


class BackOff:
    """The waits between tries, in seconds: `first`, twice as long each time, `longest`."""

    def __init__(self, first: float, longest: float) -> None:
        self._first, self._longest, self._next = first, longest, first

    async def wait(self) -> None:
        """Wait before the next try."""
        seconds, self._next = self._next, min(2 * self._next, self._longest)
        await asyncio.sleep(seconds)

    def reset(self) -> None:
        """A try went well: begin with the first wait again."""
        self._next = self._first


class BaseSource:
    """A source whose subclass begins in `_begin`, carries out actions in `_carry_out`, and gives back in `_end`.

    `clock` gives POSIX seconds.
    """

    name = ""
    actions: frozenset[type[Action]] = frozenset()

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._status: SourceChanged | None = None
        self._closed = False

    async def events(self) -> AsyncGenerator[Event, None]:
        """What happens, until closed."""
        self._begin()
        while (event := await self._queue.get()) is not None:
            yield event

    async def perform(self, action: Action) -> None:
        """Carry out `action`, however long it takes; who waits for it no longer does not stop it. Never raises."""
        await asyncio.wait({self._keep(self._perform(action))})

    async def close(self) -> None:
        """Give back what is held, end `events()`. Safe to call twice."""
        if not self._closed:
            self._closed = True
            await self._end()
            self._queue.put_nowait(None)

    # ── what a subclass does ──────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        """Start what makes events."""

    async def _carry_out(self, action: Action) -> str:
        """Returns when it is done, with a sentence where there is something to say. Raises ActionError."""
        raise NotImplementedError

    def _failure(self, fault: Exception) -> tuple[str, str]:
        """Name and sentence of what an action raised; what is no ActionError is a fault of the program."""
        if isinstance(fault, ActionError):
            return fault.name, fault.text
        _log.error("an action failed", exc_info=fault)
        return INTERNAL, type(fault).__name__

    async def _end(self) -> None:
        """Give back what is held; what is under way ends as cancelled."""
        await self._cancel_tasks()

    # ── what it uses ──────────────────────────────────────────────────────────────────────────────────────────

    async def _perform(self, action: Action) -> None:
        self._emit(ActionStarted(at=self._clock(), action=action))
        error, text = None, ""
        try:
            text = await self._carry_out(action)
        except asyncio.CancelledError:
            error, text = CLOSED, "pairtui is ending"
        except Exception as fault:
            error, text = self._failure(fault)
        self._emit(ActionFinished(at=self._clock(), action=action, error=error, text=text))

    def _keep(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """A task for `work`, held until it ends or the source does."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _cancel_tasks(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _set_state(self, state: SourceState, why: str = "", remedy: str = "", detail: str = "") -> None:
        """Say how the source is, where that is news."""
        status = SourceChanged(source=self.name, state=state, why=why, remedy=remedy, detail=detail)
        if status != self._status:
            self._status = status
            self._emit(
                SourceChanged(at=self._clock(), source=self.name, state=state, why=why, remedy=remedy, detail=detail)
            )

    def _say(self, text: str, level: str = "info") -> None:
        """Put a sentence into the console's log."""
        self._emit(Logged(at=self._clock(), source=self.name, text=text, level=level))

    def _emit(self, event: Event) -> None:
        """Queue an event."""
        full = self._queue.qsize() >= WAITING_EVENTS
        if not (full and isinstance(event, DeviceChanged) and event.changes.keys() == {"rssi"}):
            self._queue.put_nowait(event)
