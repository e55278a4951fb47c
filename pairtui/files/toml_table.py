"""Tables of a TOML file, read key by key with errors that name file, line and key."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from pairtui.errors import Unusable

_WORDS = {str: "text in quotes", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}
_T = TypeVar("_T")


class TomlError(Unusable):
    """A TOML file cannot be used; the text is one sentence: file, line, key, and what to write there."""


class Table:
    """One table of a TOML file. `file` is how errors name it, `place` how its header is written, `start` gives the line
    on which it begins (from 1); it is called for an error only, for which the text is searched.

    Every read takes its key out, so that `end` finds what nobody asked for.
    """

    def __init__(
        self, file: object, text: str, values: dict[str, object], place: str = "", start: Callable[[], int] = lambda: 1
    ) -> None:
        self._file = file
        self._text = text
        self._values = dict(values)
        self._start = start
        self.place = place

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def take(self, key: str, default: _T, choices: Sequence[object] = ()) -> _T:
        """The value of `key`, of the type of `default`, which it is where the key is missing. Raises TomlError."""
        if key not in self._values:
            return default
        value = self._values.pop(key)
        kind = type(default)
        if type(value) is not kind:
            raise self.error(key, f"write {_WORDS[kind]}")
        if choices and value not in choices:
            raise self.error(key, f"write one of {', '.join(str(choice) for choice in choices)}")
        return value

    def need(self, key: str, kind: type[_T], why: str) -> _T:
        """The value of `key`, which must be there. Raises TomlError."""
        if key not in self._values:
            raise self.error(key, f"add it: {why}")
        return self.take(key, kind())

    def number(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`. Raises TomlError."""
        value = self.take(key, default)
        if not least <= value <= most:
            raise self.error(key, f"write a number from {least} to {most}")
        return value

    def texts(self, key: str, choices: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts, each one of `choices` where there are any. Raises TomlError."""
        found = []
        values: list[object] = self.take(key, [])
        for value in values:
            if not isinstance(value, str) or (choices and value not in choices):
                raise self.error(key, f"write a list of {' '.join(choices) or 'texts in quotes'}")
            found.append(value)
        return tuple(found)

    def tables(self, key: str) -> "list[Table]":
        """A list of tables. Raises TomlError."""
        values: list[object] = self.take(key, [])
        found = []
        for number, value in enumerate(values):
            if not isinstance(value, dict):
                raise self.error(key, "write a list of tables")
            start = partial(self._item_line, key, number)
            found.append(Table(self._file, self._text, value, f"{key} {number + 1} of {self.place}", start))
        return found

    def table(self, key: str) -> "Table | None":
        """The table `[key]` of the file; None where it is missing. Raises TomlError."""
        if key not in self._values:
            return None
        values: dict[str, object] = self.take(key, {})
        return Table(self._file, self._text, values, key, partial(self._header_line, key))

    def named(self, key: str) -> "dict[str, Table]":
        """Tables by name, as `[key.NAME]`. Raises TomlError."""
        found = {}
        values: dict[str, object] = self.take(key, {})
        for name, value in values.items():
            place = f"{key}.{name}"
            if not isinstance(value, dict):
                raise self.error(key, f"write [{place}] above its keys")
            found[name] = Table(self._file, self._text, value, place, partial(self._header_line, place))
        return found

    def rest(self) -> dict[str, object]:
        """All that was not taken yet."""
        values, self._values = self._values, {}
        return values

    def end(self, known: str = "") -> None:
        """Raises TomlError where a key is left that nobody asked for."""
        for key in self._values:
            raise self.error(key, "remove it or correct its spelling: there is no such key" + known)

    def error(self, key: str, remedy: str) -> TomlError:
        """The error for `key` of this table, with the line it is on, else the line of its table."""
        place = f" of {self.place}" if self.place else ""
        return TomlError(f"{self._file}, line {self._line(key)}: {key}{place}: {remedy}")

    def _line(self, key: str) -> int:
        lines = self._text.splitlines()
        begins = re.compile(rf"""(?:^|[\[{{,])\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
        start = self._start()
        for number, line in enumerate(lines[start - 1 :], start):
            if number > start and re.match(r"\s*\[", line) and not begins.search(line):
                break
            if begins.search(line):
                return number
        return start

    def _header_line(self, place: str) -> int:
        header = re.compile(rf"""\s*\[\s*{re.escape(place)}\s*\]""")
        lines = enumerate(self._text.splitlines(), 1)
        return next((number for number, line in lines if header.match(line)), self._start())

    def _item_line(self, key: str, item: int) -> int:
        lines = self._item_lines(key)
        return lines[min(item, len(lines) - 1)]

    def _item_lines(self, key: str) -> list[int]:
        """The lines on which the items of the list `key` begin: `[[…key]]` or `{` after `key =`."""
        lines = self._text.splitlines()
        headers = re.compile(rf"\s*\[\[\s*{re.escape(self.place)}\.{re.escape(key)}\s*\]\]")
        found = [number for number, line in enumerate(lines, 1) if headers.match(line)]
        if found:
            return found
        first = self._line(key)
        for number, line in enumerate(lines[first - 1 :], first):
            found.extend([number] * line.count("{"))
            if line.rstrip().endswith("]"):
                break
        return found or [first]
