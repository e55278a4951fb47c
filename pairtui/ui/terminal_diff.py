"""What is written to the terminal: of a line only the cells that changed, and no colour twice."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Piece = tuple[int, int, Strip]
"""Column, line and what is drawn from there."""

_FOREGROUND, _BACKGROUND = "39", "49"
"""Back to the terminal's own colour (ECMA-48, "SGR")."""


def painting(update: object) -> Any:
    """`update` of Textual's compositor as `Painting`; what is none stays as it is.

    Textual writes a changed line from its widget's first column on, and every style from nothing: over SSH five times
    the octets.
    """
    if isinstance(update, ChopsUpdate):
        return Painting(_changed(update)) if update.spans else update
    if isinstance(update, LayoutUpdate):
        return Painting(_whole(update))
    return update


class Painting(CompositorUpdate):
    """Pieces of the screen, as a terminal takes them."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        """The text and the control sequences; the terminal is left without a style."""
        system = console._color_system or ColorSystem.TRUECOLOR
        out: list[str] = []
        place, before = (-1, -1), _PLAIN
        for x, y, strip in self._pieces:
            if (x, y) != place:
                out.append(f"\x1b[{y + 1};{x + 1}H")
            for text, style, _ in strip:
                now = _codes(style, system) if style else _PLAIN
                if now != before:
                    out.append(_turn(before, now))
                    before = now
                out.append(text)
            place = (x + strip.cell_length, y)
        if before != _PLAIN:
            out.append("\x1b[0m")
        return "".join(out)


Codes = tuple[str, str, str]
"""Attributes, foreground, background, as the numbers of "SGR"."""

_PLAIN: Codes = ("", _FOREGROUND, _BACKGROUND)


def _changed(update: ChopsUpdate) -> Iterator[Piece]:
    for y, start, end in update.spans:
        for last, (first, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            left, right = max(first, start), min(last, end)
            if strip is not None and left < right:
                yield left, y, strip if (left, right) == (first, last) else strip.crop(left - first, right - first)


def _whole(update: LayoutUpdate) -> Iterator[Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


@lru_cache(1024)
def _codes(style: Style, system: ColorSystem) -> Codes:
    attributes = Strip.render_ansi(style.without_color, system)
    foreground = style.color.downgrade(system).get_ansi_codes() if style.color else ()
    background = style.bgcolor.downgrade(system).get_ansi_codes(foreground=False) if style.bgcolor else ()
    return attributes, ";".join(foreground) or _FOREGROUND, ";".join(background) or _BACKGROUND


@lru_cache(4096)
def _turn(before: Codes, now: Codes) -> str:
    """The sequence from one style to another: attributes are only ever switched on."""
    kept = before
    numbers: list[str] = []
    if before[0] != now[0]:
        kept = _PLAIN
        numbers.append(f"0;{now[0]}" if now[0] else "0")
    numbers += [new for old, new in zip(kept[1:], now[1:], strict=True) if old != new]
    return f"\x1b[{';'.join(numbers)}m"
