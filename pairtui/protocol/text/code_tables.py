"""Tables of numbers and their names, as manuals and programs have them: nothing in them happened."""

import re

_ROW = re.compile(
    r"[\s|*+{-]*(?:(?P<hex>0[xX][0-9a-fA-F]{1,8})\b[\"'`)\]]*\s*(?:[:=|,\u2013\u2014-]+|\s)\s*[^\s0-9][^\n]{2,90}"
    r"|[\"'`(\[]*(?P<decimal>[0-9]{1,5})[\"'`)\]]*\s*[:=|,]\s*(?:[\"'`][^\n]{2,90}|[A-Z][A-Z0-9]*_[A-Z0-9_]+[^\n]{0,60})"
    r"|(?=[\w.]{0,60}[A-Z]_[A-Z])[\w.]{4,80}\s*(?:[=|,]\s*|\()[(\"'`]?(?P<value>(?:0[xX][0-9a-fA-F]{1,8}|[0-9]{1,5}))\b[^\n]{0,60})\s*\Z"
)
"""A number with its name, or a constant with its number."""

_ROWS = 3
"""Rows that make a table: two codes with their names are what somebody saw."""

_LONGEST = 300
"""Characters of a row that are looked at."""


def table_end(text: str, start: int, end: int) -> int:
    """Where a table of numbers and their names ends that begins with the line `text[start:end]`; 0 if none does.

    Its rows have different numbers and follow one another; nothing in it happened.
    """
    numbers: set[str] = set()
    at = start
    while row := _ROW.match(text[at : min(end, at + _LONGEST)]):
        number = row["hex"] or row["decimal"] or row["value"]
        if number in numbers:
            break
        numbers.add(number)
        at, end = end, text.find("\n", end) + 1 or len(text)
        if at >= len(text):
            break
    return at if len(numbers) >= _ROWS else 0
