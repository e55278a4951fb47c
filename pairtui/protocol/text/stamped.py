"""A trace each line of which a terminal, `ts` or a container's log put a time before: its own lines again."""

import re

_STAMP = re.compile(
    r"^\[?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]|[A-Z][a-z]{2} [ 0-3]?[0-9] )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?[ \t]"
    r"(?:(?P<entry>(?=(?:[0-9][0-9 :.-]{16,25} )?[<>@=] [A-Za-z]|[\w.-]{1,40}\[[0-9]{1,8}\]: [@=] ))"
    r"|(?P<field>(?=[ \t]{4}))|)",
    re.MULTILINE,
)
_MOST = 0.9
"""Of the lines, those that have a time where a program put it there; hcidump has none before the fields."""


def is_stamped(text: str) -> bool:
    """Whether nearly every line has such a time, those of a trace's entries and of their fields among them."""
    found = list(_STAMP.finditer(text))
    parts = {one.lastgroup for one in found}
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    return {"entry", "field"} <= parts and len(found) >= _MOST * lines


def unstamped(text: str) -> str:
    """Entries and fields without that time; other lines keep theirs, for they may have no other."""
    return _STAMP.sub(lambda found: "" if found.lastgroup else found[0], text)
