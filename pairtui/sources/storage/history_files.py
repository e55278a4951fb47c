"""The history on disk: one file per attempt, as it stands in an analysis document, and its capture beside it."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pairtui.files.private import read_json, write_private
from pairtui.pairing.attempt import HistoryEntry
from pairtui.report.document import attempt_object
from pairtui.report.document_reader import NotAnAttempt, attempt_from
from pairtui.report.redact import Secrets
from pairtui.report.redact.logs import redact_log

SCHEMA = 1
MOST_OCTETS = 100 << 20
MOST_STEPS = 400


class Pruned(NamedTuple):
    """The keys of the attempts that went, and of what the octets were too many: captures, and attempts."""

    gone: list[str]
    captures: int = 0
    attempts: int = 0


class HistoryFiles:
    """The files in `folder`: at most `most` attempts besides the pinned ones, and `most_octets` of all, pinned too."""

    def __init__(self, folder: Path, most: int, most_octets: int = MOST_OCTETS) -> None:
        self.folder, self._most, self._most_octets = folder, most, most_octets

    def load(self) -> tuple[list[HistoryEntry], list[str]]:
        """All attempts, oldest first, and a sentence for each file that cannot be used; a damaged one is set aside."""
        found, problems = [], []
        for file in sorted(self.folder.glob("*.json")):
            try:
                found.append(self._read(file))
            except _Newer:
                problems.append(f"{file} was written by a newer pairtui; it stays as it is, and is not shown")
            except (OSError, ValueError) as error:
                problems.append(self._set_aside(file, error))
        return found, problems

    def save(self, past: HistoryEntry, capture: bytes = b"") -> HistoryEntry:
        """Write an attempt, and its capture where there is one; gives it as it is kept. Raises OSError."""
        name = past.capture
        if capture:
            name = f"{past.key}.btsnoop"
            write_private(self.folder / name, capture)
        shown = attempt_object(past.attempt)
        shown["steps"] = shown["steps"][:MOST_STEPS]
        kept = {"schema": SCHEMA, "pinned": past.pinned, "capture": name, "attempt": _redacted(shown)}
        write_private(self.folder / f"{past.key}.json", json.dumps(kept, ensure_ascii=False).encode())
        return HistoryEntry(past.key, past.attempt, past.current, past.pinned, name)

    def prune(self, known: Iterable[HistoryEntry]) -> Pruned:
        """Forget the oldest that are too many and not pinned; then what takes too many octets.

        Of those, captures go before attempts, and what is not pinned before what is.
        """
        kept = sorted(known, key=lambda past: (past.pinned, past.key))
        unpinned = [past.key for past in kept if not past.pinned]
        gone = unpinned[: max(len(unpinned) - self._most, 0)]
        for key in gone:
            self._remove(f"{key}.json", f"{key}.btsnoop")
        left = [past for past in kept if past.key not in gone]
        excess, captures, forgotten = self._octets() - self._most_octets, 0, list[str]()
        for past in [past for past in left if past.capture]:
            if excess > 0:
                excess -= self._remove(f"{past.key}.btsnoop")
                captures += 1
        for past in left:
            if excess > 0:
                excess -= self._remove(f"{past.key}.json")
                forgotten.append(past.key)
        return Pruned(gone + forgotten, captures, len(forgotten))

    def _octets(self) -> int:
        return sum(_size(file) for kind in ("json", "btsnoop", "damaged") for file in self.folder.glob(f"*.{kind}"))

    def _remove(self, *names: str) -> int:
        """How many octets that gives back."""
        given = 0
        for name in names:
            file = self.folder / name
            given += _size(file)
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        return given

    def _read(self, file: Path) -> HistoryEntry:
        data = read_json(file)
        if not isinstance(data, dict) or type(data.get("schema")) is not int:
            raise ValueError("it has no schema")
        if data["schema"] > SCHEMA:
            raise _Newer
        capture = data.get("capture")
        if not isinstance(capture, str) or capture not in ("", f"{file.stem}.btsnoop"):
            raise NotAnAttempt("its capture is not named after it")
        if not (self.folder / capture).is_file():
            capture = ""
        return HistoryEntry(file.stem, attempt_from(data.get("attempt")), False, data.get("pinned") is True, capture)

    def _set_aside(self, file: Path, error: Exception) -> str:
        aside = file.with_suffix(".damaged")
        try:
            file.replace(aside)
        except OSError as problem:
            return f"{file} cannot be used ({error}) and not be set aside: {problem.strerror}; remove it"
        return f"an attempt of the history is damaged ({error}); it was set aside as {aside}"


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


class _Newer(Exception):
    """A file of a later schema."""


def _redacted(value: Any) -> Any:
    """A document's value with the digits of keys, passkeys and PINs in its texts as zeros."""
    match value:
        case str():
            return redact_log(value.encode("utf-8", "replace"), Secrets()).decode("utf-8", "replace")
        case list():
            return [_redacted(item) for item in value]
        case dict():
            return {key: _redacted(item) for key, item in value.items()}
    return value
