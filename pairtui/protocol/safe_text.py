"""Text from the air made safe to draw: nothing in it can move a cursor, change a colour or reorder a line."""

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST = 248  # octets of a Bluetooth device name, Core Vol 2 Part E 6.23

_JOINER = "\N{ZERO WIDTH JOINER}"
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters by category, and nothing to see
# control, format (bidirectional overrides and isolates are among them), surrogate, private use, line and paragraph ends
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def safe_text(text: str, longest: int = LONGEST) -> str:
    """`text` with each unsafe character replaced by U+FFFD, no more than `longest` characters, no blank ends.

    Unsafe are the Unicode categories control, format, surrogate, private use and unassigned, the line
    separators and Hangul's fillers; the zero width joiner stays, since it holds emoji together.
    """
    text = text[: longest + 1]
    if not text.isascii() or not text.isprintable():
        text = "".join(REPLACEMENT if _unsafe(char) else char for char in text)
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return text.strip()


def _unsafe(char: str) -> bool:
    return char in _FILLERS or (char != _JOINER and unicodedata.category(char) in _UNSAFE)
