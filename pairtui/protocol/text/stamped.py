"""A trace before each line of which a program put something, as a time or a name: its own lines again."""

import re
from collections import Counter

_STAMP = re.compile(
    r"^\[?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]|[A-Z][a-z]{2} [ 0-3]?[0-9] )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?[ \t]"
    r"(?:(?P<entry>(?=(?:[0-9][0-9 :.-]{16,25} )?[<>@=] [A-Za-z]|[\w.-]{1,40}\[[0-9]{1,8}\]: [@=] ))"
    r"|(?P<field>(?=[ \t]{4}))|)",
    re.MULTILINE,
)
"""The times of a terminal, `ts` or a container, of any length; a line that is not the trace's keeps its own."""

_MOST = 0.9
"""Of the lines, those that have a time where a program put it there; hcidump has none before the fields."""

_ENTRY = re.compile(r"^([^\n]{3,80}?)[<>@=] (?:HCI|ACL|SCO|ISO|MGMT|RAW) ", re.MULTILINE)
_NUMBER = re.compile(r" *[0-9]+")


def prefix_of(text: str) -> re.Pattern[str] | None:
    """What stands before nearly every line, the trace's entries and fields among them; None where nothing does."""
    return _STAMP if _is_stamped(text) else _same_before_each(text)


def without(prefix: re.Pattern[str], text: str) -> str:
    """The lines without that."""
    return prefix.sub(lambda found: "" if found.lastgroup else found[0], text)


def _is_stamped(text: str) -> bool:
    found = list(_STAMP.finditer(text))
    parts = {one.lastgroup for one in found}
    return {"entry", "field"} <= parts and len(found) >= _MOST * _lines(text)


def _same_before_each(text: str) -> re.Pattern[str] | None:
    """What all entries have before their arrow, but for its numbers, where at least half of all lines begin so."""
    shapes = Counter(_NUMBER.sub("0", found[1]) for found in _ENTRY.finditer(text))
    shape = max(shapes, key=shapes.__getitem__, default="")
    same = re.escape(shape).replace("0", " *+[0-9]++")
    if not any(map(str.isalnum, shape)) or not re.search(rf"^{same}[ \t]{{4}}", text, re.MULTILINE):
        return None
    prefix = re.compile(rf"^(?P<same>{same})", re.MULTILINE)
    return prefix if 2 * len(prefix.findall(text)) >= _lines(text) else None


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.split("\n"))
