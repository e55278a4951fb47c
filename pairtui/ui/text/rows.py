"""A row of the screen as values: spans of text, each with a role of the theme."""

from collections.abc import Iterable
from typing import NamedTuple

from pairtui.ui.text.cells import clean, cut, width, wrap

Span = tuple[str, str]
"""Text and the role it is drawn in."""


class Row(NamedTuple):
    """One line of a pane. `fill` is a role whose background goes under the whole line, or empty."""

    spans: tuple[Span, ...] = ()
    fill: str = ""

    @property
    def cells(self) -> int:
        """How wide the row is."""
        return sum(width(text) for text, _ in self.spans)

    @property
    def text(self) -> str:
        """The row's characters."""
        return "".join(text for text, _ in self.spans)


BLANK = Row()


def row(*spans: Span, fill: str = "") -> Row:
    """A row of these spans, made safe; empty ones are left out."""
    return Row(tuple((clean(text), role) for text, role in spans if text), fill)


def between(left: Iterable[Span], right: Iterable[Span], room: int, fill: str = "") -> Row:
    """`left` at the left and `right` at the right end of `room` cells; `left` is cut where both do not fit."""
    last = row(*right)
    first = shorten(row(*left), room - last.cells - (1 if last.spans else 0))
    gap = room - first.cells - last.cells
    return Row((*first.spans, (" " * gap, "text"), *last.spans) if gap > 0 else (*first.spans, *last.spans), fill)


def shorten(line: Row, room: int) -> Row:
    """`line` in at most `room` cells, with `…` where something is missing."""
    if line.cells <= room:
        return line
    spans: list[Span] = []
    for text, role in line.spans:
        if width(text) > room or (width(text) == room and line.spans[-1][0] is not text):
            spans.append((cut(text + " …", room), role))
            break
        spans.append((text, role))
        room -= width(text)
    return Row(tuple(spans), line.fill)


def paragraph(text: str, role: str, room: int, indent: int = 0) -> list[Row]:
    """`text` wrapped into `room` cells, indented."""
    return [row((" " * indent + line, role)) for line in wrap(text, room - indent)]


def hanging(mark: Span, lines: Iterable[str], role: str, indent: int) -> list[Row]:
    """`lines` indented under the first, before which `mark` stands."""
    return [row((f"{mark[0] if at == 0 else '':{indent}}", mark[1]), (line, role)) for at, line in enumerate(lines)]


def hints(texts: Iterable[str], room: int) -> list[Row]:
    """What to do where there is nothing to show: a paragraph each, what went wrong in its role."""
    rows: list[Row] = []
    for text in texts:
        role = {"✗": "error", "!": "warning"}.get(text[:1], "text" if not rows else "muted")
        rows += [BLANK] if rows else []
        rows += paragraph(text, role, room)
    return rows


def middle(lines: list[Row], columns: int, height: int) -> list[Row]:
    """`lines` set in the middle of a pane of that size."""
    room = max((line.cells for line in lines), default=0)
    left = max((columns - room) // 2, 0)
    top = max((height - len(lines)) // 2, 0)
    return [*[BLANK] * top, *(Row(((" " * left, "text"), *line.spans), line.fill) for line in lines)]
