"""Digits large enough to be read from across a bench."""

# Three columns and five rows each, row after row.
_PIXELS = {
    "0": "####.##.##.####",
    "1": ".#.##..#..#.###",
    "2": "###..#####..###",
    "3": "###..####..####",
    "4": "#.##.####..#..#",
    "5": "####..###..####",
    "6": "####..####.####",
    "7": "###..#..#..#..#",
    "8": "####.#####.####",
    "9": "####.####..####",
    "_": "............###",
}
HEIGHT = 5


def big(digits: str) -> list[str]:
    """`digits` (with `_` for one that is missing) as five lines; a gap in the middle of six, as devices show them."""
    lines = []
    for y in range(HEIGHT):
        cells = [
            _PIXELS[digit][y * 3 : y * 3 + 3].replace("#", "▁▁" if digit == "_" else "██").replace(".", "  ")
            for digit in digits
        ]
        half = len(cells) // 2 if len(cells) == 6 else len(cells)
        lines.append("     ".join(part for part in (" ".join(cells[:half]), " ".join(cells[half:])) if part))
    return lines
