"""Names as the air, a broker or a file may carry them, and what a terminal shows of a screen that has them."""

import re
import unicodedata

import pyte
from textual.drivers.headless_driver import HeadlessDriver

from pairtui.ui.text.cells import clean, width

NAMES = {
    "escape sequences": "\x1b[2J\x1b[H\x1b[41mred\x1b]0;owned\x07\x1bP1$r\x1b\\\x1bc",
    "C1 controls": "\x9b2J\x9d0;owned\x9c\x90q",
    "bidi": "\u202egnp.exe\u2066x\u2067y\u200f\u061c",
    "10,000": "x" * 10_000,
    "10,000 wide": "体" * 10_000,
    "10,000 controls": "\x1b\n" * 5_000,
    "combining marks": "Z" + "\u0301\u0489\u20dd" * 500,
    "a mark first": "\u0301\u0301\u0301mark",
    "zero width": "\u200b\u200c\u2060\ufeffa\u200b\u00adb\u034f",
    "newlines": "a\nb\r\nc\u2028d\u2029e\x0b\x0cf\x85g\th\x08i",
    "markup": "[/][red]x[/red][@click=app.quit]y[/]",
    "joined and flags": "\U0001f469\u200d\U0001f52c \U0001f1e9\U0001f1ea 1\ufe0f\u20e3",
    "no character": "\ud800\ufdd0\U000e0001\U000e0041\ue000",
    "blank": "\u3000\u2003\u00a0 ",
}
FILLER = "¤"
"""Stands nowhere else on a screen: where it is, a name may be."""

_SEQUENCE = re.compile(r"\x1b\[[?<>=]?[0-9;]*[A-Za-z]|\x1b\]22;[a-z]+\x07")  # with the pointer's shape


def harmless(name: str, longest: int = 10_000) -> str:
    """A name that takes as many cells as `name`, of which `longest` characters are read."""
    return FILLER * width(clean(name[:longest]))


class Terminal:
    """What Textual writes while `patch` is in place, as a terminal shows it, and as it was written."""

    def __init__(self, patch, columns, rows):
        self.screen, self.written = pyte.Screen(columns, rows), ""
        stream = pyte.Stream(self.screen)

        def write(_, data):
            self.written += data
            stream.feed(data)

        patch.setattr(HeadlessDriver, "is_headless", property(lambda _: False))
        patch.setattr(HeadlessDriver, "write", write)

    def cells(self):
        """Every cell: its character, with its colours and attributes."""
        return [[self.screen.buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]

    def orders(self):
        """What a terminal was told to do: the kinds of sequences, without their numbers."""
        return {re.sub(r"[0-9;]+", "", found) for found in _SEQUENCE.findall(self.written)}

    def unsafe(self):
        """Characters outside those sequences that act on a terminal, reorder a line, or are none."""
        return {
            char
            for char in _SEQUENCE.sub("", self.written)
            if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        }


def outside_names(plain, hostile):
    """Places where two screens differ though no name stands there: (line, column, what was, what is)."""
    found = []
    for y, (before, after) in enumerate(zip(plain, hostile, strict=True)):
        for x, (was, now) in enumerate(zip(before, after, strict=True)):
            same = was._replace(data="") == now._replace(data="")
            if not same or (was.data != now.data and was.data not in (FILLER, "…")):
                found.append((y, x, was, now))
    return found


def frames(cells):
    """The upper left corner (line, column) of each dialog, and whether its right side is one straight line."""
    lines = [[cell.data for cell in line] for line in cells]
    found = []
    for y, line in enumerate(lines):
        left = next((x for x in range(2, len(line) - 1) if line[x] == "┌" and line[x + 1] == "─"), None)
        if left is None or "┐" not in line:
            continue
        right = len(line) - 1 - line[::-1].index("┐")
        ends = next((n for n in range(y, len(lines)) if lines[n][left] == "└"), len(lines) - 1)
        inside = (lines[n][right] in "│┤" for n in range(y + 1, ends))
        found.append(((y, left), all(inside) and lines[ends][right] == "┘"))
    return found
