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
_LEVEL = re.compile(r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?)\b *", re.IGNORECASE)


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
    """What all entries have before their arrow, but for numbers and levels, where half of all lines begin so."""
    before = [found[1] for found in _ENTRY.finditer(text)]
    shapes = Counter(_NUMBER.sub("0", _LEVEL.sub("\0", one)) for one in before)
    shape = max(shapes, key=shapes.__getitem__, default="")
    widths = {
        len(level[0]) for one in before for level in _LEVEL.finditer(one)
    }  # a logger may fill them up with blanks
    level = rf"(?=[A-Za-z])[A-Za-z ]{{{widths.pop()}}}" if len(widths) == 1 else "[A-Za-z]{3,8} ?"
    same = re.escape(shape).replace("0", " *+[0-9]++").replace("\0", level)
    if not any(one.isalnum() or one == "\0" for one in shape) or not re.search(
        rf"^{same}[ \t]{{4}}", text, re.MULTILINE
    ):
        return None
    prefix = re.compile(rf"^(?P<same>{same})", re.MULTILINE)
    return prefix if 2 * len(prefix.findall(text)) >= _lines(text) else None


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.split("\n"))
