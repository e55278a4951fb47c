"""The journal of temporary changes: what a session changes is on the disk before it is changed, until it is back."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from pairtui.files.private import read_json, write_private
from pairtui.sources.bluez.processes import started_at

SCHEMA = 1
SUFFIX = ".json"
ASIDE = ".unreadable"
BOOT_ID = "/proc/sys/kernel/random/boot_id"


class JournalError(Exception):
    """The journal cannot be written; the text says which file, and why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One setting of an adapter with the value it had, and the one this program gave it.

    `address` distinguishes the adapter from another one that gets its number later.
    """

    adapter: str
    address: str
    setting: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Session:
    """The changes of one run of the program. `running`: it still runs. `rebooted`: the system has been rebooted since.

    `aside` is where an unreadable journal was put, None for a readable one.
    """

    file: Path
    pid: int = 0
    running: bool = False
    rebooted: bool = False
    changes: tuple[Change, ...] = ()
    aside: Path | None = None


class Journal:
    """This process's journal in `folder`; the file is there only while there are changes to undo.

    Files are written whole, flushed to the disk, and readable by their owner only.
    """

    def __init__(self, folder: Path | None = None, pid: int | None = None) -> None:
        self._given = folder
        self._pid = os.getpid() if pid is None else pid
        self.changes: tuple[Change, ...] = ()

    @property
    def folder(self) -> Path:
        """Where the journals of this user are."""
        if self._given is None:
            import platformdirs

            self._given = Path(platformdirs.user_state_dir("pairtui")) / "journal"
        return self._given

    @property
    def file(self) -> Path:
        """Where this process's journal is, or would be."""
        return self.folder / f"{_boot_id()[:8]}-{self._pid}-{started_at(self._pid)}{SUFFIX}"

    def note(self, *changes: Change) -> None:
        """Write down what is about to be changed; a setting noted before keeps the value it had then.

        Returns when it is on the disk; raises JournalError, and then nothing is noted.
        """
        kept = {(change.adapter, change.setting): change for change in self.changes}
        for change in changes:
            key = (change.adapter, change.setting)
            kept[key] = replace(change, before=kept[key].before) if key in kept else change
        self._write(tuple(kept.values()))

    def drop(self, change: Change) -> None:
        """Drop a change that is undone, or not to be undone any more; raises JournalError."""
        self._write(
            tuple(kept for kept in self.changes if (kept.adapter, kept.setting) != (change.adapter, change.setting))
        )

    def clear(self) -> None:
        """Drop everything; raises JournalError."""
        self._write(())

    def sessions(self) -> list[Session]:
        """What other runs of the program have noted, running or not; unreadable journals are left where they are."""
        own = self.file
        return [_read(file) for file in _files(self.folder) if file != own]

    def take_over(self) -> list[Session]:
        """Make the changes of runs that ended without undoing them this run's own; raises JournalError.

        Those of runs that go on stay theirs; what the system forgot when it was rebooted is dropped; a journal
        that is unreadable is put aside.
        """
        found = []
        for session in self.sessions():
            if session.running:
                continue
            if session.aside is not None:
                with suppress(OSError):
                    session.file.rename(session.aside)
            else:
                if not session.rebooted:
                    self.note(*session.changes)
                with suppress(OSError):
                    session.file.unlink()
            found.append(session)
        return found

    def _write(self, changes: tuple[Change, ...]) -> None:
        file = self.file
        try:
            if changes:
                write_private(file, _text(self._pid, changes).encode())
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(f"{file} cannot be written: {error.strerror}") from None
        self.changes = changes


def _text(pid: int, changes: tuple[Change, ...]) -> str:
    document = {
        "schema": SCHEMA,
        "boot": _boot_id(),
        "pid": pid,
        "started": started_at(pid),
        "changes": [asdict(change) for change in changes],
    }
    return json.dumps(document, indent=1) + "\n"


def _files(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.glob(f"*{SUFFIX}"))
    return []


def _read(file: Path) -> Session:
    try:
        document = read_json(file)
        pid, started = _number(document["pid"]), _number(document["started"])
        rebooted = document["boot"] != _boot_id()
        running = not rebooted and started_at(pid) == started != 0
        if document["schema"] != SCHEMA:
            raise ValueError(f"schema {document['schema']!r}")
        changes = tuple(_change(entry) for entry in document["changes"])
    except (OSError, ValueError, KeyError, TypeError):
        return Session(file, aside=file.with_name(file.name + ASIDE))
    return Session(file, pid, running, rebooted, changes)


def _change(entry: dict[str, Any]) -> Change:
    values = {field.name: entry[field.name] for field in fields(Change)}
    numbers = all(type(values[name]) is int for name in ("before", "now"))
    if not numbers or not all(type(values[name]) is str for name in ("adapter", "address", "setting")):
        raise ValueError("a change with values of other types")
    return Change(**values)


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a number")
    return value


def _boot_id() -> str:
    with suppress(OSError):
        return Path(BOOT_ID).read_text("ascii").strip()
    return "unknown"
