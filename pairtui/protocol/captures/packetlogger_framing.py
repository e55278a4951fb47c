"""Where the records of an Apple PacketLogger file (.pklg) are, either byte order, damaged or not.

A record is its length without the length itself, seconds, microseconds, a type, and the packet. The file has no header:
layout, types and how the byte order is found are those of Wireshark's wiretap/packetlogger.c (4.4).
"""

import re
from struct import Struct
from typing import ClassVar

from pairtui.protocol.captures.framing import Damaged, Framed, Framing

PACKET_LOGGER = 100_001
"""Link type of its packets, which pcap has no number for; the flags of a `Framed` are the record's type."""

MAX_SIZE = 0xFFFF
TYPES = frozenset({0, 1, 2, 3, 8, 9, 0x0A, 0x0B, *range(0xF7, 0x100)})
"""Command, event, ACL and SCO each way, LMP each way; from 0xF7 on texts about the host."""

FIRST_TEXT = 0xF7
_YEAR_2000, _FAR_AWAY = 946_684_800, 4_000_000_000
_DAYS = 3 * 86_400


class PacketLoggerFraming(Framing):
    """PacketLogger's records."""

    format = "packetlogger"
    head = 13
    overlap = 12

    _ANCHORS: ClassVar = {
        ">": re.compile(rb"(?s)(?=\0\0.{6}\0[\0-\x0f]..[\0-\3\x08-\x0b\xf7-\xff])"),
        "<": re.compile(rb"(?s)(?=..\0\0.{6}[\0-\x0f]\0[\0-\3\x08-\x0b\xf7-\xff])"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._header = Struct(">IIIB")
        self._seconds = 0

    def _record(self, data: bytes, at: int) -> Framed | None:
        if len(data) - at < self.head:
            return None
        if not self.begun:
            order = byte_order(data[at:])
            if order is None:
                raise Damaged
            self.begun, self._header, self.anchor = True, Struct(f"{order}IIIB"), self._ANCHORS[order]
        size, seconds, fraction, kind = self._header.unpack_from(data, at)
        near = not self._seconds or abs(seconds - self._seconds) < 365 * 86_400
        if not _plausible(size, seconds, fraction, kind) or not near:
            raise Damaged
        after: int = at + 4 + size
        if after > len(data):
            return None
        self._seconds = seconds
        return Framed(at, at + self.head, after, after, PACKET_LOGGER, kind, seconds + fraction / 1e6)

    def _may_start(self, data: bytes, at: int) -> bool | None:
        size, seconds, fraction, kind = self._header.unpack_from(data, at)
        return _plausible(size, seconds, fraction, kind) and abs(seconds - self._seconds) < _DAYS


def byte_order(head: bytes) -> str | None:
    """The byte order of a PacketLogger file that starts with `head`; None where it is none."""
    for order in (">", "<"):
        header = Struct(f"{order}IIIB")
        if len(head) >= header.size and _plausible(*header.unpack_from(head)):
            return order
    return None


def _plausible(size: int, seconds: int, fraction: int, kind: int) -> bool:
    return 9 <= size <= MAX_SIZE and _YEAR_2000 <= seconds < _FAR_AWAY and fraction < 1_000_000 and kind in TYPES
