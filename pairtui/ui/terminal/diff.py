"""What is written to the terminal: of a line only the cells that changed, and no colour twice."""

from collections.abc import Iterable
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

Piece = tuple[int, int, Strip]
"""Column, line and what is drawn from there."""

_FOREGROUND, _BACKGROUND = "39", "49"
"""Back to the terminal's own colour (ECMA-48, "SGR")."""


def written(pieces: Iterable[Piece], system: ColorSystem) -> str:
    """The text and the control sequences that draw `pieces`; the terminal is left without a style."""
    out: list[str] = []
    place, before = (-1, -1), _PLAIN
    for x, y, strip in pieces:
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
