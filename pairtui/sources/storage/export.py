"""What the console shows as files: the recording so far, and the support bundle."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from pairtui.files.locations import log_file
from pairtui.files.private import write_private
from pairtui.knowledge.counted import counted
from pairtui.pairing.actions import Action, Export, SaveCapture
from pairtui.pairing.model import Model
from pairtui.pairing.state import SourceStatus
from pairtui.report.document import document
from pairtui.report.redact import RedactError, redact
from pairtui.sources.base import BaseSource
from pairtui.sources.errors import NOT_SAVED
from pairtui.sources.storage.recording import Recording
from pairtui.sources.storage.support_bundle import BundleError, bundle

LONGEST_LOG = 256 << 10
MOST_FILES = 100
MOST_OCTETS = 100 << 20

Check = Callable[[], Awaitable[list[SourceStatus]]]


class ExportSource(BaseSource):
    """Writes files into `folder`, of which there are at most `MOST_FILES`.

    `capture` gives what a bundle has of it, `check` the state of the sources; `recording` is what can be saved by
    itself, None where there is none or it is a file already.
    """

    name = "saving"

    def __init__(
        self,
        model: Model,
        folder: Path,
        capture: Callable[[], bytes],
        check: Check,
        *,
        recording: Recording | None = None,
        suffix: str = "btsnoop",
    ) -> None:
        super().__init__()
        self.actions = frozenset({Export} if recording is None else {Export, SaveCapture})
        self._model, self._folder, self._capture, self._check = model, folder, capture, check
        self._recording, self._suffix = recording, suffix

    async def _carry_out(self, action: Action) -> str:
        return await (self._export(action) if isinstance(action, Export) else self._save())

    def _failure(self, fault: Exception) -> tuple[str, str]:
        if isinstance(fault, BundleError | RedactError):
            return NOT_SAVED, str(fault)
        if isinstance(fault, OSError):
            return NOT_SAVED, f"{self._folder} cannot be written: {fault.strerror}"
        return super()._failure(fault)

    async def _save(self) -> str:
        recorded = self._recording.capture() if self._recording else b""
        if self._recording is None or not recorded:
            raise BundleError("nothing was recorded yet: btmon is not up, or nothing happened")
        clean = await asyncio.to_thread(redact, recorded)
        file = await asyncio.to_thread(self._write, "btsnoop", clean.data)
        some = f", the last {self._recording.most >> 20} MiB" if self._recording.cut else ""
        return f"saved {file}{some}; {counted(clean.secrets, 'secret')} removed"

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
        file = await asyncio.to_thread(self._write, "zip", made)
        return f"saved {file}; no key in it"

    def _write(self, suffix: str, data: bytes) -> str:
        """Where `data` is now, with `~` for the home directory. Raises OSError and BundleError."""
        there = [file.lstat().st_size for file in self._folder.glob("pairtui-*")]
        if len(there) >= MOST_FILES:
            raise BundleError(f"{self._folder} has {MOST_FILES} files of pairtui: remove some, or move them")
        if sum(there) + len(data) > MOST_OCTETS:
            raise BundleError(f"{self._folder} has {sum(there) >> 20} MB of pairtui's: remove some, or move them")
        file = self._folder / f"pairtui-{time.strftime('%Y%m%d-%H%M%S')}.{suffix}"
        write_private(file, data)
        return f"~/{file.relative_to(Path.home())}" if file.is_relative_to(Path.home()) else str(file)


def last_of_log() -> str:
    """The end of pairtui's own log, which has no secrets; empty where there is none."""
    try:
        return log_file().read_bytes()[-LONGEST_LOG:].decode("utf-8", "replace")
    except OSError:
        return ""
