"""Bonds made on trial: noted on the disk until they are removed, so that after a kill the next start removes them."""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pairtui.files.private import read_json, write_private
from pairtui.sources.bluez.processes import started_at

RECENT_SECONDS = 3600.0
"""After so long somebody may have paired the device for good by another program."""


@dataclass(frozen=True, slots=True)
class TrialBond:
    """A bond by the adapter's and the device's address, as `AA:BB:…`, and the object path; `at` in POSIX seconds."""

    adapter: str
    address: str
    path: str
    at: float

    def of(self, path: str, adapter: str, address: str) -> bool:
        """Whether this is the device; a private address has become the identity address when it was paired."""
        return path == self.path or (adapter, address) == (self.adapter, self.address)

    @property
    def recent(self) -> bool:
        """Whether it is too young to be another program's."""
        return 0 <= time.time() - self.at <= RECENT_SECONDS


def _noted(values: dict[str, Any]) -> TrialBond:
    bond = TrialBond(**values)
    if not isinstance(bond.at, float) or not all(
        isinstance(one, str) for one in (bond.adapter, bond.address, bond.path)
    ):
        raise ValueError("a bond with values of other types")
    return bond


class TrialBonds:
    """This process's notes in `folder`, a file for each process; None notes nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._noted: dict[str, TrialBond] = {}

    def note(self, adapter: str, address: str, path: str) -> None:
        """Write down that this device is about to be paired on trial. Raises OSError."""
        self._write({**self._noted, path: TrialBond(adapter, address, path, time.time())})

    def drop(self, path: str) -> None:
        """It has no bond any more; a file that cannot be written is left as it is."""
        if path in self._noted:
            with suppress(OSError):
                self._write({key: bond for key, bond in self._noted.items() if key != path})

    def take_left(self) -> list[TrialBond]:
        """The bonds that killed processes had noted; their notes are gone then, also those that were not whole."""
        if self._folder is None:
            return []
        left: list[TrialBond] = []
        for file in sorted(self._folder.glob("*.json*")):
            pid, _, started = file.name.lstrip(".").partition(".json")[0].partition("-")
            if file == self._file or (pid.isdecimal() and started == str(started_at(int(pid)))):
                continue
            with suppress(OSError, ValueError, TypeError):
                if file.suffix == ".json":  # else it was never put in place, and its trial never begun
                    left += [_noted(one) for one in read_json(file)]
            with suppress(OSError):
                file.unlink()
        return left

    @property
    def _file(self) -> Path:
        assert self._folder is not None
        return self._folder / f"{os.getpid()}-{started_at(os.getpid())}.json"

    def _write(self, noted: dict[str, TrialBond]) -> None:
        if self._folder is not None:
            if noted:
                write_private(self._file, json.dumps([asdict(bond) for bond in noted.values()]).encode())
            else:
                self._file.unlink(missing_ok=True)
        self._noted = noted
