"""Where the blocks of a pcapng file are (draft-ietf-opsawg-pcapng), damaged or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pairtui.protocol.captures.framing import Damaged, Framed, Framing
from pairtui.protocol.captures.magic import PCAPNG

MAX_BLOCK = 0x80000
"""A longer block is searched for others without being kept."""

MAX_INTERFACES = 256

SECTION, INTERFACE, OLD_PACKET, SIMPLE_PACKET, STATISTICS, PACKET = 0x0A0D0D0A, 1, 2, 3, 5, 6
PACKET_BLOCKS = frozenset({OLD_PACKET, SIMPLE_PACKET, PACKET})

_IF_NAME, _IF_TSRESOL, _IF_TSOFFSET = 2, 9, 14
_DESCRIBED = {INTERFACE: 1 << 12, STATISTICS: 1 << 12}
"""The most octets of blocks that are looked for after damage besides packets."""


@dataclass(frozen=True, slots=True)
class _Interface:
    link_type: int
    adapter: int
    resolution: float = 1e6  # time units in a second
    offset: int = 0


class PcapngFraming(Framing):
    """pcapng: sections, interfaces, packets.

    An interface's adapter is the number in its name, `bluetooth0`, or its place.
    """

    format = "pcapng"
    head = 12
    overlap = 11

    _ANCHORS: ClassVar = {
        "little": re.compile(rb"(?s)(?=\n\r\r\n.{4}\x4d\x3c\x2b\x1a)|(?=[\1\2\5\6]\0\0\0..[\0-\x08]\0)"),
        "big": re.compile(rb"(?s)(?=\n\r\r\n.{4}\x1a\x2b\x3c\x4d)|(?=\0\0\0[\1\2\5\6]\0[\0-\x08]..)"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._order = ""
        self._interfaces: list[_Interface] = []

    def number(self, octets: bytes) -> int:
        """An unsigned number in the byte order of the section."""
        return int.from_bytes(octets, "big" if self._order == "big" else "little")

    def options(self, data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The options from `at` on: the code of each, where its value begins, where it ends."""
        while at + 4 <= end:
            code, size = self.number(data[at : at + 2]), self.number(data[at + 2 : at + 4])
            if code == 0 or at + 4 + size > end:
                return
            yield code, at + 4, at + 4 + size
            at += 4 + (size + 3) // 4 * 4

    def _record(self, data: bytes, at: int) -> Framed | None:
        if len(data) - at < 12:
            return None
        if data.startswith(PCAPNG, at):
            self._begin(data[at + 8 : at + 12])
        size = self.number(data[at + 4 : at + 8])
        if not self.begun or not 12 <= size <= MAX_BLOCK or size % 4:
            raise Damaged
        after = at + size
        if after > len(data):
            return None
        if self.number(data[after - 4 : after]) != size:
            raise Damaged
        return self._block(data, at, after)

    def _begin(self, mark: bytes) -> None:
        order = {b"\x1a\x2b\x3c\x4d": "big", b"\x4d\x3c\x2b\x1a": "little"}.get(mark)
        if order is None:
            raise Damaged
        self.begun, self._order, self.anchor = True, order, self._ANCHORS[order]

    def _block(self, data: bytes, at: int, after: int) -> Framed:
        kind, begin = self.number(data[at : at + 4]), at + 8
        if kind == SECTION:
            self._interfaces = []
        elif kind == INTERFACE:
            self._interface(data, begin, after - 4)
        elif kind in PACKET_BLOCKS:
            packet = self._packet(data, at, after, kind)
            if packet is not None:
                return packet
            self.damaged += 1
        return Framed(at, begin, after - 4, after, None, kind)

    def _packet(self, data: bytes, at: int, after: int, kind: int) -> Framed | None:
        body, units = at + 8, None
        if kind == SIMPLE_PACKET:
            number, begin, size = 0, body + 4, self.number(data[body : body + 4])
        else:
            number = self.number(data[body : body + (4 if kind == PACKET else 2)])
            begin, size = body + 20, self.number(data[body + 12 : body + 16])
            units = self.number(data[body + 4 : body + 8]) << 32 | self.number(data[body + 8 : body + 12])
        if begin > after - 4 or number >= len(self._interfaces):
            return None
        face = self._interfaces[number]
        time = None if units is None else units / face.resolution + face.offset
        return Framed(at, begin, min(begin + size, after - 4), after, face.link_type, face.adapter, time)

    def _interface(self, data: bytes, begin: int, end: int) -> None:
        if end - begin < 8 or len(self._interfaces) >= MAX_INTERFACES:
            self.damaged += 1
            return
        adapter, resolution, offset = len(self._interfaces), 1e6, 0
        for code, first, last in self.options(data, begin + 8, end):
            value = data[first:last]
            if code == _IF_NAME and value.startswith(b"bluetooth") and value[9:].isdigit():
                adapter = int(value[9:12])
            elif code == _IF_TSRESOL and len(value) == 1:
                resolution = 2.0 ** (value[0] & 0x7F) if value[0] & 0x80 else 10.0 ** value[0]
            elif code == _IF_TSOFFSET and len(value) == 8:
                offset = self.number(value)
        link_type = self.number(data[begin : begin + 2])
        self._interfaces.append(_Interface(link_type, adapter, resolution, offset))

    def _may_start(self, data: bytes, at: int) -> bool | None:
        if data.startswith(PCAPNG, at):
            return True
        if len(data) - at < 28:
            return None
        kind, size = self.number(data[at : at + 4]), self.number(data[at + 4 : at + 8])
        captured = self.number(data[at + 20 : at + 24])
        if size % 4 or size < 12 or size > _DESCRIBED.get(kind, MAX_BLOCK):
            return False
        if kind in PACKET_BLOCKS and captured + 32 > size:
            return False
        after = at + size
        return None if after > len(data) else self.number(data[after - 4 : after]) == size
