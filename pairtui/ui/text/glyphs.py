"""The console's glyphs with their ASCII twins, one character for one, so that nothing moves."""

import os
import unicodedata

from pairtui.ui.text.cells import width

_TABLE = str.maketrans(
    "✓✗●○◌◆★⊘▌▶◀▸⏎─━╌│├┤┼┬┴╞╡═┌┐└┘╭╮╰╯█░▁▂▃▄▅▆▇▏·•…⋮–—−→←⇠↑↓↳‘’“”≥≠≤×",
    "+X*o.*t#>><>>-=-|||+++||=++++++++#._.:-=+*_-*~:---><<^v>''\"\">#<x",
)
CURVE = "▁▂▃▄▅▆▇█"


def ascii_twin(text: str) -> str:
    """`text` in ASCII, of the same width in cells; letters lose their accents, what has no twin becomes `?`."""
    if text.isascii():
        return text
    text = text.translate(_TABLE)
    return text if text.isascii() else "".join(map(_letter, text))


def _letter(char: str) -> str:
    if char.isascii():
        return char
    base = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    cells = width(char)
    return base if base and len(base) == cells else "?" * cells


def terminal_wants_ascii() -> bool:
    """Whether this terminal or locale draws only ASCII: TERM=linux and vt*, or a locale that is not UTF-8."""
    term = os.environ.get("TERM", "")
    if term == "linux" or term.startswith("vt"):
        return True
    language = next((v for v in map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG")) if v), "")
    return "utf" not in language.lower().replace("-", "")


def curve(history: tuple[int, ...], columns: int) -> str:
    """The last RSSI values, in dBm from -100 to -40, as a curve of exactly `columns` cells; one value is none."""
    if len(history) < 2:
        return " " * columns
    steps = [CURVE[min(max((value + 100) * len(CURVE) // 60, 0), len(CURVE) - 1)] for value in history[-columns:]]
    return "".join(steps).rjust(columns)
