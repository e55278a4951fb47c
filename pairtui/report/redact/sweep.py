"""The keys of a damaged capture that no record holds: looked for at every octet, whatever stands around them."""

import copy
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pairtui.protocol.captures.framing import Framing
from pairtui.report.redact.captures import Packet, inside
from pairtui.report.redact.secrets import KEY_SIZE

_KEY = b"(?P<key>.{%d})" % KEY_SIZE
_PATTERNS = (
    rb"\x11\x00[\x06\x07]\x00[\x03\x04\x06\x08\x0a\x0d]",  # L2CAP and SMP: confirm, random, keys, check
    rb"\x19\x20\x1c.{12}",  # LE Enable Encryption
    rb"\x1a\x20\x12..",  # LE Long Term Key Request Reply
    rb"\x0b\x04\x16.{6}",  # Link Key Request Reply
    rb"\x0d\x04\x17.{7}",  # PIN Code Request Reply
    rb"\x04\x18\x17.{6}",  # Link Key Notification behind its H4 type
)
_ANYWHERE = tuple(re.compile(b"(?s)" + pattern + _KEY) for pattern in _PATTERNS)


def records_elsewhere(data: bytes, framing: Framing, starts: Iterable[int]) -> Iterator[Packet]:
    """The parts of what looks like a record of the capture and is none of those that begin at `starts`."""
    for found in copy.copy(framing).elsewhere(data, starts):
        if found.link_type is not None:
            yield from inside(data, found)


def keys_anywhere(data: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Where keys stand in packets that are still whole, in or out of a record; zeros are none."""
    for pattern in _ANYWHERE:
        at = 0
        while match := pattern.search(data, at):
            if any(match["key"]):
                yield match.span("key")
            at = match.start() + 1


class Held:
    """Which octets of a file are in a part that may be changed, those of headers are not."""

    def __init__(self) -> None:
        self._begins, self._ends = array("Q"), array("Q")

    def add(self, part: Packet) -> None:
        """The parts come in order."""
        self._begins.append(part.begin)
        self._ends.append(part.end)

    def within(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """What parts hold of these octets."""
        number = max(bisect_right(self._begins, begin) - 1, 0)
        while number < len(self._begins) and self._begins[number] < end:
            first, last = max(begin, self._begins[number]), min(end, self._ends[number])
            if first < last:
                yield first, last
            number += 1
