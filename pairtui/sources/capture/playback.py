"""A capture or log played into the console: at its own pace, faster, at once, step by step, from any moment."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.events import ActionFinished, Event, Logged, Restarted, SourceChanged, SourceState, Traced
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.sources.capture.input_file import InputError
from pairtui.sources.capture.source import FileReading

LONGEST_PAUSE = 2.0
"""Seconds a replay waits at most between two records: nobody wants to watch an idle hour."""

FASTEST, SLOWEST = 64.0, 0.125

_BEGINS = (smp.PairingRequest, smp.SecurityRequest, hci.LeEnableEncryption, hci.IoCapabilityRequest, mgmt.PairDevice)
"""Messages with which an attempt begins."""

_ENDS = (smp.PairingFailed, hci.DisconnectionComplete)
"""Messages after which the next such message begins another one."""


class ReplaySource:
    """A file played into the console. `speed` multiplies its own pace; None plays it at once.

    Where it `stays`, it waits at the end of the file for a wish to go back.
    """

    name = "replay"
    actions: frozenset[type[Action]] = frozenset(
        (actions.PlayOrPause, actions.StepRecord, actions.SetSpeed, actions.Seek, actions.SeekAttempt)
    )

    def __init__(self, path: str, speed: float | None = 1.0, stays: bool = False) -> None:
        self.path = path
        self.speed = speed or 1.0
        self._at_once = speed is None
        self._stays = stays
        self._file = Path(path).name
        self._paused = False
        self._steps = 0
        self._until: float | None = None  # played at once up to this time of the file
        self._to_attempt = False
        self._again = False
        self._ended = False
        self._in_attempt = False
        self._first: float | None = None
        self._last: float | None = None
        self._news = asyncio.Event()
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    async def events(self) -> AsyncIterator[Event]:
        """The file's events, then `SourceChanged` ENDED; a file that cannot be used is DOWN with its sentence."""
        yield SourceChanged(source=self.name, state=SourceState.UP, detail=self._file)
        while True:
            self._again, self._ended, self._in_attempt = False, False, False
            self._first, self._last = None, None
            try:
                async for event in self._pass():
                    yield event
            except InputError as error:
                why = str(error)
                yield SourceChanged(source=self.name, state=SourceState.DOWN, why=why, remedy="give another file")
                return
            self._ended = not self._again
            while self._stays and not self._again:
                await self._wait(None)
                for event in self._answers():
                    yield event
            if not self._again:
                return
            yield Restarted()
            yield self._standing()

    async def _pass(self) -> AsyncIterator[Event]:
        reading = FileReading(self.path)
        for count, event in enumerate(reading.events()):
            async for answer in self._turn(event):
                yield answer
            if self._again:
                return
            if count % 500 == 499:
                await asyncio.sleep(0)
            yield event
        if self._to_attempt:
            yield Logged(at=self._last, source=self.name, text="no attempt begins after this: the end of the file")
        self._until, self._to_attempt = None, False
        reader = reading.reader
        records = f"{reader.records} records" if reader else ""
        skipped = f", {reader.skipped} damaged" if reader and reader.skipped else ""
        cut = f"; {reading.damage}" if reading.damage else ""
        detail = f"{self._file}: {records}{skipped}{cut}"
        yield SourceChanged(source=self.name, state=SourceState.ENDED, detail=detail)

    async def _turn(self, event: Event) -> AsyncIterator[Event]:
        """Wait until it is the turn of `event`; gives the events that were asked for meanwhile."""
        last = self._last
        if event.at is not None:
            self._first = event.at if self._first is None else self._first
            self._last = event.at
        begins = self._begins(event)
        if self._to_attempt and begins:
            self._to_attempt, self._paused = False, True
            yield self._standing()
        elif self._until is not None and event.at is not None and event.at >= self._until:
            self._until = None
        elif self._at_once or self._until is not None or self._to_attempt:
            return
        if last is not None and event.at is not None and event.at > last and not self._paused:
            await self._wait(min((event.at - last) / self.speed, LONGEST_PAUSE))
        for answer in self._answers():
            yield answer
        while self._paused and isinstance(event, Traced) and not self._fast_forward:
            if self._steps:
                self._steps -= 1
                return
            await self._wait(None)
            for answer in self._answers():
                yield answer

    def _begins(self, event: Event) -> bool:
        """Whether an attempt begins with it: only the first of its messages does."""
        message = event.message if isinstance(event, Traced) else None
        begins = isinstance(message, _BEGINS) and not self._in_attempt
        self._in_attempt = (self._in_attempt or begins) and not isinstance(message, _ENDS)
        return begins

    @property
    def _fast_forward(self) -> bool:
        return self._again or self._until is not None or self._to_attempt

    async def _wait(self, seconds: float | None) -> None:
        """Wait so long, or until something is asked."""
        self._news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass

    def _answers(self) -> list[Event]:
        return [self._events.get_nowait() for _ in range(self._events.qsize())]

    def _standing(self) -> SourceChanged:
        """How it plays now, for the title line."""
        at = (self._last or 0) - (self._first or 0)
        pace = "" if self.speed == 1 else f"{self.speed:g}x "
        state = SourceState.PAUSED if self._paused else SourceState.UP
        return SourceChanged(source=self.name, state=state, detail=f"{self._file} · {pace}at {at:.1f} s")

    async def perform(self, action: Action) -> None:
        """Play, pause, step, change the pace, or go to another moment."""
        said = ""
        match action:
            case actions.PlayOrPause():
                self._paused, self._at_once = not (self._paused or self._ended), False
                self._again, self._until = self._ended, None
                said = "paused" if self._paused else "playing from the beginning" if self._ended else "playing"
            case actions.StepRecord():
                self._paused, self._at_once = True, False
                self._again = self._ended
                self._steps += 1
                said = "one record further"
            case actions.SetSpeed(factor):
                self.speed = min(max(self.speed * factor, SLOWEST), FASTEST)
                self._at_once = False
                said = f"{self.speed:g} times as fast as it happened"
            case actions.Seek(seconds):
                said = self._seek(seconds)
            case actions.SeekAttempt():
                self._to_attempt, self._at_once, self._again = True, False, self._ended
                said = "from the beginning to the first attempt" if self._ended else "on to the next attempt"
        if not self._ended or self._again:
            self._events.put_nowait(self._standing())
        self._events.put_nowait(ActionFinished(action=action, text=said))
        self._news.set()

    def _seek(self, seconds: float) -> str:
        """Go so many seconds forth or back; back means to read the file again up to there."""
        here = self._last or self._first or 0.0
        target = max(here + seconds, self._first or 0.0)
        self._until, self._at_once = target, False
        self._again = seconds < 0
        return f"at {target - (self._first or 0.0):.1f} s"

    async def close(self) -> None:
        """Nothing is held between events."""
