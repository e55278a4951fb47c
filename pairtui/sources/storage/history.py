"""The attempts of earlier sessions as a source, which keeps those of this session too."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pairtui.knowledge.counted import counted
from pairtui.pairing.actions import Action, SetPinned
from pairtui.pairing.attempt import Attempt, HistoryEntry
from pairtui.pairing.events import Event, Remembered
from pairtui.pairing.model import Model
from pairtui.report.redact import RedactError, redact
from pairtui.sources.base import BaseSource
from pairtui.sources.errors import NOT_KEPT, NOT_WRITTEN, ActionError
from pairtui.sources.storage.history_files import MOST_OCTETS, HistoryFiles, Pruned
from pairtui.sources.storage.recording import Recording

TOO_FAST = (
    "attempts come faster than they are kept: of more than 20 at once and one every three seconds only the screen knows"
)

SETTLE_SECONDS = 1.5
"""An attempt that has ended is kept when nothing more was said of it for so long: what explains it comes late."""

AROUND = (10.0, 3.0)
"""Seconds before and after an attempt that its capture has."""


class HistorySource(BaseSource):
    """Keeps the attempts of `model` in `folder`, at most `most` besides the pinned ones, and shows what is there.

    Where there is a `recording`, what went over the air around an attempt is kept with it, redacted. `changed` is to
    be called after every event.
    """

    name = "history"
    actions: frozenset[type[Action]] = frozenset({SetPinned})

    def __init__(
        self,
        model: Model,
        folder: Path,
        most: int = 200,
        recording: Recording | None = None,
        settle_seconds: float = SETTLE_SECONDS,
        most_octets: int = MOST_OCTETS,
    ) -> None:
        super().__init__()
        self._model, self._recording, self._settle = model, recording, settle_seconds
        self._files, self._most = HistoryFiles(folder, most, most_octets), most
        self._most_octets, self._rate, self._too_fast = most_octets, WritingRate(), 0
        self._session = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}"
        self._seen = model.revisions.attempts
        self._kept: dict[int, Attempt] = {}
        self._fresh: dict[str, HistoryEntry] = {}  # written by this session; the model hears of them later
        self._problem = ""
        self._waiting: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()

    async def events(self) -> AsyncGenerator[Event, None]:
        """What earlier sessions kept, then what this one keeps."""
        found, problems = await asyncio.to_thread(self._files.load)
        for problem in problems:
            self._say(problem, "warning")
        for past in found:
            yield Remembered(key=past.key, past=past)
        if self._most:
            async with self._writing:
                await self._prune(found)
        async for event in super().events():
            yield event

    def changed(self, event: Event) -> None:
        """Something happened: keep the attempts that ended, once they have settled."""
        if not self._most or self._model.revisions.attempts == self._seen:
            return
        self._seen = self._model.revisions.attempts
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(self._settle, self._settled)

    async def _carry_out(self, action: Action) -> str:
        """Pin an attempt, or not."""
        if isinstance(action, SetPinned):
            async with self._writing:
                past = self._known(action.attempt)
                if past is None:
                    raise ActionError(NOT_KEPT, "this attempt is not in the history: it has not ended yet")
                problem = await self._write(replace(past, pinned=action.value))
            if problem:
                raise ActionError(NOT_WRITTEN, problem)
        return ""

    async def _end(self) -> None:
        """Keep what has not been kept yet, attempts under way included."""
        if self._waiting is not None:
            self._waiting.cancel()
        if self._most:
            await self._keep_attempts(ended_only=False)

    def _settled(self) -> None:
        self._waiting = None
        self._keep(self._keep_attempts())

    async def _keep_attempts(self, ended_only: bool = True) -> None:
        async with self._writing:
            for attempt in list(self._model.attempts.values()):
                if self._kept.get(attempt.id) is attempt or (ended_only and attempt.ended is None):
                    continue
                self._kept[attempt.id] = attempt
                if not self._rate.allows(time.monotonic()):
                    self._too_fast += 1
                    if self._too_fast == 1:
                        self._say(TOO_FAST, "warning")
                    continue
                key = f"{self._session}-{attempt.id:04}"
                known = self._known(key)
                past = replace(known, attempt=attempt) if known else HistoryEntry(key, attempt, current=True)
                problem = await self._write(past, await self._capture(attempt))
                if problem and problem != self._problem:
                    self._say(problem, "warning")
                self._problem = problem
            await self._prune(list({**self._model.history, **self._fresh}.values()))

    async def _prune(self, every: list[HistoryEntry]) -> None:
        """Take away what is more than may be kept of these, and say so where room was the reason."""
        pruned = await asyncio.to_thread(self._files.prune, every)
        for key in pruned.gone:
            self._fresh.pop(key, None)
            self._emit(Remembered(at=time.time(), key=key))
        if pruned.captures or pruned.attempts:
            self._say(_too_much(pruned, self._most_octets), "warning")

    def _known(self, key: str) -> HistoryEntry | None:
        return self._fresh.get(key) or self._model.history.get(key)

    async def _write(self, past: HistoryEntry, capture: bytes = b"") -> str:
        """Keep `past` on disk and in the model; gives one sentence where that is not possible."""
        try:
            kept = await asyncio.to_thread(self._files.save, past, capture)
        except OSError as error:
            return f"the history cannot be written to {self._files.folder}: {error.strerror}"
        self._fresh[kept.key] = kept
        self._emit(Remembered(at=time.time(), key=kept.key, past=kept))
        return ""

    async def _capture(self, attempt: Attempt) -> bytes:
        """What went over the air around `attempt`, redacted; nothing where that is not known."""
        if self._recording is None or attempt.started is None:
            return b""
        begin, end = attempt.started - AROUND[0], (attempt.ended or time.time()) + AROUND[1]
        if not self._recording.records(begin, end):
            return b""
        try:
            return (await asyncio.to_thread(redact, self._recording.capture(begin, end))).data
        except RedactError as problem:
            self._say(f"the capture of an attempt {problem}", "warning")
            return b""


class WritingRate:
    """How often something may be written: `burst` times at once, then once in so many seconds."""

    def __init__(self, burst: int = 20, seconds: float = 3.0) -> None:
        self._burst, self._seconds = burst, seconds
        self._left, self._at = float(burst), 0.0

    def allows(self, now: float) -> bool:
        """Whether it may be written at `now`, in seconds of the monotonic clock; counts it if so."""
        self._left = min(self._burst, self._left + max(now - self._at, 0.0) / self._seconds) if self._at else self._left
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def _too_much(pruned: Pruned, most: int) -> str:
    parts = [(pruned.captures, "capture"), (pruned.attempts, "attempt")]
    said = " and ".join(counted(count, what) for count, what in parts if count)
    return f"the history is larger than {most >> 20} MB: {said} of it went, the oldest first; see history_megabytes"
