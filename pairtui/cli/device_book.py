"""The device book with the user's own files before what comes with pairtui."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pairtui.knowledge.devices import Book, Entry

OWN = "own"
"""The kind of an entry from the user's own files."""


def device_book() -> "Book":
    """All entries; of the user's own those that can be used."""
    return _read()[0]


def book_problems() -> list[str]:
    """A sentence for each of the user's own files that cannot be used; nothing is read where there are none."""
    return _read()[1] if _own_files() else []


@cache
def _read() -> "tuple[Book, list[str]]":
    from pairtui.knowledge.devices import Book, shipped

    own: list[Entry] = []
    problems: list[str] = []
    for file in _own_files():
        try:
            own += _entries(file)
        except ValueError as problem:
            problems.append(str(problem))
    return Book([*own, *shipped().entries.values()]), problems


def _own_files() -> "list[Path]":
    from pairtui.files.locations import devices_folder

    try:
        return sorted(devices_folder().glob("*.toml"))
    except OSError:
        return []


def _entries(file: "Path") -> "list[Entry]":
    """The entries of one file. Raises ValueError with one sentence."""
    from pairtui.files.toml import NotToml, parse, read_text
    from pairtui.files.toml_table import TomlError
    from pairtui.knowledge.devices.schema import entries_of

    try:
        text = read_text(file)
        return entries_of(str(file), text, parse(text), OWN)
    except NotToml as problem:
        where = f"{file}, line {problem.line}" if problem.line else str(file)
        raise ValueError(f"{where}: {problem.why}; {problem.remedy}") from None
    except TomlError as problem:
        raise ValueError(str(problem)) from None
    except FileNotFoundError:
        raise ValueError(f"{file}: it is gone; write it again or remove the link") from None
