"""Text measured in terminal cells: made safe, cut, padded, wrapped."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len

CUT = "…"
_FLAG_LETTERS = {0x1F1E6 + n: chr(ord("A") + n) for n in range(26)}
# Skin tones and variation selectors change the width of the character before them on some terminals and not on others.
# What Unicode calls default ignorable (UAX 44) and Python printable shows nothing: a name of that alone would be blank.
_IGNORABLE = (
    0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, *range(0xFE00, 0xFE10), 0xFFA0,
    *range(0xE0100, 0xE01F0),
)  # fmt: skip
_DROPPED = dict.fromkeys([*range(0x1F3FB, 0x1F400), *_IGNORABLE, 0x20E3])
_MARKS_KEPT = 2


@lru_cache(4096)
def clean(text: str) -> str:
    """`text` without anything a terminal could act on or disagree about: one line, no control or format characters.

    Controls and bidirectional overrides become `·`, zero-width joiners and piles of combining marks are dropped, flags
    become their two letters, so that every character has a width of its own.
    """
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for char in text.translate(_FLAG_LETTERS).translate(_DROPPED):
        category = unicodedata.category(char)
        if category in ("Mn", "Me"):
            marks += 1
            if out and marks <= _MARKS_KEPT and category == "Mn":
                out.append(char)
            continue
        marks = 0
        if category == "Zs":
            out.append(" ")
        elif char in "\u200b\u200c\u200d\u2060\ufeff\u00ad":
            continue
        else:
            out.append(char if char.isprintable() else "·")
    return "".join(out)


def width(text: str) -> int:
    """How many cells `text` takes; it has been made safe."""
    return len(text) if text.isascii() else sum(map(cell_len, text))


def cut(text: str, room: int) -> str:
    """`text` made safe and not wider than `room` cells, with `…` where something is missing."""
    text = clean(text)
    if width(text) <= room:
        return text
    return head(text, room - 1) + CUT if room > 0 else ""


def head(text: str, room: int) -> str:
    """The beginning of a safe `text` that fits in `room` cells."""
    if text.isascii():
        return text[: max(room, 0)]
    taken = 0
    for index, char in enumerate(text):
        taken += cell_len(char)
        if taken > room:
            return text[:index]
    return text


def tail(text: str, room: int) -> str:
    """The end of a safe `text` that fits in `room` cells, with `…` where something is missing."""
    if width(text) <= room:
        return text
    return CUT + text[::-1][: len(head(text[::-1], room - 1))][::-1]


def fit(text: str, room: int, right: bool = False) -> str:
    """`text` cut or padded to exactly `room` cells, at the left or the `right`."""
    text = cut(text, room)
    space = " " * (room - width(text))
    return space + text if right else text + space


def wrap(text: str, room: int) -> list[str]:
    """`text` in lines of at most `room` cells, broken between words, long words within."""
    lines: list[str] = []
    line = ""
    for word in _pieces(clean(text).split(), max(room, 1)):
        if line and width(line) + 1 + width(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


def wrap_to(text: str, room: int, most: int) -> list[str]:
    """As `wrap`, in at most `most` lines, the last one with `…` where something is missing."""
    lines = wrap(text, room)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], cut(f"{lines[most - 1]} {lines[most]}", room)] if most > 0 else []


def _pieces(words: list[str], room: int) -> Iterator[str]:
    for word in words:
        rest = word
        while width(rest) > room:
            piece = head(rest, room) or rest[:1]
            yield piece
            rest = rest[len(piece) :]
        if rest:
            yield rest
