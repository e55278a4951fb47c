"""What the console shows as files: the recording so far, and the support bundle."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.folders import log_file
from pairtui.pairing.actions import Action, Export, SaveCapture
from pairtui.pairing.events import ActionFinished, Event
from pairtui.pairing.state import SourceStatus
from pairtui.report.document import document
from pairtui.report.redact import RedactError, redact
from pairtui.sources.bundle import BundleError, bundle
from pairtui.sources.private_file import write_private

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

LONGEST_LOG = 256 << 10

Check = Callable[[], Awaitable[list[SourceStatus]]]


class SavingSource:
    """Writes files into `folder`: `capture` gives what was recorded so far, `check` the state of the sources.

    `live` tells a recording, which can be saved, from a file that is there already.
    """

    name = "saving"

    def __init__(
        self,
        model: "Model",
        folder: Path,
        capture: Callable[[], bytes],
        check: Check,
        *,
        live: bool = True,
        suffix: str = "btsnoop",
    ) -> None:
        self.actions: frozenset[type[Action]] = frozenset({Export, SaveCapture} if live else {Export})
        self._model, self._folder, self._capture, self._check = model, folder, capture, check
        self._suffix = suffix
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def events(self) -> AsyncIterator[Event]:
        """How the savings ended."""
        while (event := await self._events.get()) is not None:
            yield event

    async def perform(self, action: Action) -> None:
        """Save; the text of the result says where."""
        error = None
        try:
            text = await (self._export(action) if isinstance(action, Export) else self._save())
        except (BundleError, RedactError) as problem:
            error, text = "pairtui.Error.NotSaved", str(problem)
        except OSError as problem:
            error, text = "pairtui.Error.NotSaved", f"{self._folder} cannot be written: {problem.strerror}"
        self._events.put_nowait(ActionFinished(at=time.time(), action=action, error=error, text=text))

    async def close(self) -> None:
        """Nothing is held. Safe to call twice."""
        self._events.put_nowait(None)

    async def _save(self) -> str:
        recorded = self._capture()
        if not recorded:
            raise BundleError("nothing was recorded yet: the steps of btmon are not up, or nothing happened")
        clean = await asyncio.to_thread(redact, recorded)
        file = self._folder / f"pairtui-{_stamp()}.btsnoop"
        await asyncio.to_thread(write_private, file, clean.data)
        return f"capture saved as {file}; {clean.secrets} secrets removed"

    async def _export(self, action: Export) -> str:
        sources = [*self._model.sources.values(), *await self._check()]
        shown = document(self._model, file="this session", format="live", records=0, skipped=0)
        made = await asyncio.to_thread(
            bundle,
            [shown],
            capture=self._capture(),
            suffix=self._suffix,
            picture=action.picture,
            sources=sources,
            log=last_of_log(),
        )
        file = self._folder / f"pairtui-{_stamp()}.zip"
        await asyncio.to_thread(write_private, file, made)
        return f"support bundle saved as {file}; no key is in it"


def last_of_log() -> str:
    """The end of pairtui's own log, which has no secrets; empty where there is none."""
    try:
        return log_file().read_bytes()[-LONGEST_LOG:].decode("utf-8", "replace")
    except OSError:
        return ""


def _stamp() -> str:
    return time.strftime("%Y%m%d-%H%M%S")
