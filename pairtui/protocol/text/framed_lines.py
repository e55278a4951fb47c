"""A log whose lines an editor numbered, a search program put under a time each, or a JSON list holds as strings."""

import re
from collections.abc import Callable
from itertools import pairwise

from pairtui.protocol.text.escapes import without_escapes

_LEAST = 4
"""So many lines in a row show that all are set so."""

_NUMBERED = re.compile(
    r"^ {0,8}([0-9]{1,6})(?:[:.)|]? ?\t|[:|] ?| {2}(?! {0,20}[0-9]{1,9}\.[0-9]{3})|[ \t]{0,4}\n| (?=[\[<>@=]))",
    re.MULTILINE,
)
"""`cat -n`, `grep -n`, `nl`, an editor's margin; GitHub's numbers, which are copied as lines of their own. Wireshark's
packets have a number and a time."""

_TIMED = re.compile(
    r"^([0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ,]{1,2}[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?: ?[AP]M)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)[ \t]{0,4}\n",
    re.MULTILINE,
)
"""A time that is a line of its own."""

_LISTED = re.compile(r"^[ \t]{1,40}(\"(?:[^\"\\\n]|\\[^\n]){0,4000}\"),?[ \t]{0,4}$", re.MULTILINE)
_LIST = re.compile(r"(?:\A|\"[\w.: -]{1,60}\": ?)\[[ \t]{0,4}\n(?=[ \t]{1,40}\")")
"""The strings of a JSON list, and how it begins: Ansible shows what a command wrote as one under a name."""


def unframed(head: str) -> Callable[[str], str] | None:
    """A function from such a text to the log's own lines, chosen by the text's beginning; None for any other text."""
    if _LIST.search(head):
        return _of_list
    if _counts_up(head):
        return lambda text: _NUMBERED.sub("", text)
    times = len(_TIMED.findall(head))
    if times >= _LEAST and 3 * times >= sum(bool(line.strip()) for line in head.split("\n")):
        return lambda text: _TIMED.sub(r"\1 ", text)
    return None


def _counts_up(head: str) -> bool:
    """Whether numbers that go up by one stand before most of the lines, or between them."""
    numbers = [int(found[1]) for found in _NUMBERED.finditer(head)]
    up = sum(later == earlier + 1 for earlier, later in pairwise(numbers))
    return up >= _LEAST and up >= 0.9 * (len(numbers) - 1) and 2.2 * len(numbers) >= head.count("\n")


def _of_list(text: str) -> str:
    return _LISTED.sub(lambda found: without_escapes(_string(found[1])), text)


def _string(written: str) -> str:
    import json  # a list is rare, and the reader is wanted at once

    try:
        return str(json.loads(written, strict=False)).rstrip("\r\n")
    except ValueError:
        return written
