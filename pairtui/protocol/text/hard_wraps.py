"""Lines that a terminal broke at its last column, in the middle of a word or a number, made whole again."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from pairtui.protocol.text.framed_lines import unframed
from pairtui.protocol.text.line_stamps import SHAPE
from pairtui.protocol.text.loose_lines import SAID
from pairtui.protocol.text.stamped import prefix_of, without

HEAD = 1 << 14
"""Characters by which the width is found; a text is held until it has as many."""

_LEAST, _USUAL = 40, frozenset({80, 100, 120, 132, 160})
"""The narrowest terminal; the widths for which one broken line is enough."""

_PIECES = 24
"""A line is broken so often at most."""

_BEGINS = re.compile(r"\s{2}|\t|[<>@=*-] |`{3}|[|#]|\[(?![0-9A-Fa-f]{1,2}:)|[\w.-]{0,40}[#$%] |[0-9]{1,2}> |\W*\Z")
"""How a line begins that is no rest of another: set in, with a mark of btmon's, in brackets, with a prompt."""

_RTT = re.compile(r"[0-9]{1,2}> ")
"""How Segger's viewer begins a line: with the number of the channel."""

_WHOLE = re.compile(r"[^<>@=]{0,40}[<>@=] [A-Z].*(?:[dp]len [0-9]{1,3}\s*\Z|\[hci[0-9])")
"""An entry of btmon's of which nothing is left for the next line."""

_TRACE = re.compile(r"[<>@=] [A-Z]|\s{4,}[A-Z]")
"""How btmon begins an entry or a field."""

_SOURCE = re.compile(r"(?:[\w.-]{1,40}/){1,4}[\w-]{1,40}\.c:\w{1,80}\(\)")
"""How bluetoothd begins a line of its debugging."""

_KINDS = (("whole", _WHOLE), ("rtt", _RTT), ("trace", _TRACE), ("source", _SOURCE), ("said", SAID))


class _Line(NamedTuple):
    text: str
    kind: str
    """What it begins with: a time of some form, `level`, or one of `_KINDS`; "" where it could be anything."""
    begins: bool
    """It is no rest of another, whatever that is."""

    @property
    def marked(self) -> bool:
        """Whether it surely is the beginning of a line."""
        return self.kind not in ("", "said")


def _line(text: str) -> _Line:
    shape = None if _WHOLE.match(text) else SHAPE.match(text.lstrip(" >|"))
    kind = shape.lastgroup if shape else next((kind for kind, begin in _KINDS if begin.match(text)), "")
    return _Line(text, kind or "", bool(_BEGINS.match(text)))


_UNTIMED = ("", "said", "level", "trace", "source")


def _goes_on(start: _Line, more: _Line) -> bool:
    """Whether `more` can be the rest of the line that begins with `start`."""
    if start.kind == "whole" or more.begins:
        return False
    if not start.marked:
        return not more.kind and more.text[0].isalnum() and _form(start.text) != _form(more.text)
    if more.kind == "day" != start.kind:  # the end of an address looks like a time of day
        return True
    return more.kind in _UNTIMED if start.kind not in _UNTIMED else not more.marked


def _form(line: str) -> str:
    """How the lines of a table or of a dump begin alike."""
    return re.sub(r"[0-9a-fA-F]", "0", line[:8])


def width(text: str) -> int | None:
    """The column at which its lines were broken; None where they were not, or by a mail, which breaks at blanks."""
    lengths = Counter(len(line) for line in text.split("\n"))
    columns = [column for column, n in lengths.items() if column >= _LEAST and (n > 1 or column in _USUAL)]
    if not columns:
        return None
    lines = [_line(line) for line in text.split("\n")]
    longest = max((len(line.text) for line in lines if line.marked and line.kind not in ("trace", "whole")), default=0)
    broken = {column: _broken(lines, column) for column in columns if column >= longest}
    best = max(broken, key=lambda column: broken[column], default=0)
    return best if broken.get(best) else None


def _broken(lines: list[_Line], column: int) -> int:
    """How many of these lines were broken at this column; 0 where they show that lines were not."""
    start, ends, broken, marked, at_blanks = lines[0], 0, 0, 0, 0
    for at, (line, more) in enumerate(pairwise(lines)):
        if at and not (len(lines[at - 1].text) == column and _goes_on(start, line)):
            start = line
        goes_on, length = _goes_on(start, more), len(line.text)
        if length == column:
            if any(len(near.text) > column for near in lines[max(0, at - 2) : at + 3]) or " " not in line.text:
                return 0
            ends += not goes_on and start.kind not in ("trace", "whole")
            broken += goes_on
            marked += goes_on and start.marked
        elif length < column - 1 and goes_on:
            at_blanks += length + 1 + len(more.text.split()[0]) > column
    suggested = marked >= ends if marked else broken >= max(3, ends * 4)
    enough = broken > 1 or (marked and column in _USUAL)
    return broken if suggested and enough and at_blanks * 2 <= broken else 0


class HardWraps:
    """Clean text in, the same text with such lines joined out, and without what a program put around each of them.

    What comes out does not depend on how it was fed; that goes where whole lines are, as the Unmangler gives them.
    """

    def __init__(self) -> None:
        self._head: str | None = ""
        self._width: int | None = None
        self._unframed: Callable[[str], str] | None = None
        self._prefix: re.Pattern[str] | None = None
        self._rest = ""
        self._line: _Line | None = None
        self._pieces = self._last = 0

    def feed(self, text: str, final: bool = False) -> str:
        """The text whose lines are complete; with `final` all that is left."""
        if self._head is not None:
            self._head += text
            if len(self._head) < HEAD and not final:
                return ""
            text, self._head = self._head, None
            self._unframed = unframed(text[:HEAD])
            text = self._unframed(text) if self._unframed else text
            self._prefix = prefix_of(text[:HEAD])
            self._width = width(without(self._prefix, text[:HEAD]) if self._prefix else text[:HEAD])
        elif self._unframed:
            text = self._unframed(text)
        if self._prefix:
            text = without(self._prefix, text)
        return self._joined(text, self._width, final) if self._width else text

    def _joined(self, text: str, column: int, final: bool) -> str:
        *lines, self._rest = (self._rest + text).split("\n")
        out: list[str] = []
        for more in map(_line, [*lines, self._rest] if final else lines):
            if self._line is not None and self._goes_on_with(more, column):
                blank = self._last < column or more.text.startswith("(0x") or self._line.text.endswith(",")
                whole = f"{self._line.text}{' ' if blank else ''}{more.text}"
                self._line = self._line._replace(text=whole)
                self._pieces += 1
            else:
                out += [] if self._line is None else [self._line.text]
                self._line, self._pieces = more, 1
            self._last = len(more.text)
        if final:
            return "\n".join([*out, self._line.text if self._line else ""])
        return "".join(f"{line}\n" for line in out)

    def _goes_on_with(self, more: _Line, column: int) -> bool:
        """A blank at the last column is lost when the terminal's text is copied."""
        line = self._line
        if line is None or self._pieces == _PIECES or not _goes_on(line, more):
            return False
        return self._last == column or (self._last == column - 1 and line.kind not in _UNTIMED)
