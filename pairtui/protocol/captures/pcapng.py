"""The pcapng capture format (draft-ietf-opsawg-pcapng): sections, interfaces, packets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pairtui.protocol.captures.link_types import PacketStream
from pairtui.protocol.captures.magic import PCAPNG
from pairtui.protocol.record import Record

MAX_BLOCK = 0x80000
"""A longer block is passed over without being kept."""

MAX_INTERFACES = 256

_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_IF_NAME, _IF_TSRESOL, _IF_TSOFFSET = 2, 9, 14


@dataclass(frozen=True, slots=True)
class _Interface:
    link_type: int
    adapter: int
    resolution: float = 1e6  # time units in a second
    offset: int = 0


class PcapngReader:
    """Decodes a pcapng capture fed in chunks of any size; a `protocol.reader.Reader`.

    The adapter is None on the air; elsewhere it is the number in the interface's name, `bluetooth0`, or its place.
    """

    format: str = "pcapng"

    def __init__(self) -> None:
        self.records = 0
        self.skipped = 0
        self._packets = PacketStream()
        self.adverts = self._packets.advertisers.table
        self._damaged = 0
        self._rest = b""
        self._order = ""
        self._unreadable = False
        self._pass_over = 0
        self._interfaces: list[_Interface] = []

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes."""
        if self._unreadable:
            return []
        data, at = self._rest + chunk, 0
        out: list[Record] = []
        while not self._unreadable:
            if self._pass_over:
                step = min(self._pass_over, len(data) - at)
                self._pass_over -= step
                at += step
            if len(data) - at < 12:
                break
            size = self._block_size(data[at : at + 12])
            if size > MAX_BLOCK:
                self._damaged += 1
                self._pass_over = size
                continue
            if size < 12 or size % 4:
                self._give_up()
                break
            if at + size > len(data):
                break
            out.extend(self._block(data[at : at + size]))
            at += size
        self._rest = b"" if self._unreadable else data[at:]
        self.records, self.skipped = self._packets.records, self._damaged + self._packets.skipped
        return out

    def close(self) -> Iterable[Record]:
        """Nothing more: a block cut in the middle is skipped."""
        if self._rest or self._pass_over:
            self.skipped += 1
            self._rest = b""
        return []

    def _give_up(self) -> None:
        self._unreadable = True
        self._damaged += 1

    def _block_size(self, head: bytes) -> int:
        if head[:4] == PCAPNG:
            self._order = {b"\x1a\x2b\x3c\x4d": "big", b"\x4d\x3c\x2b\x1a": "little"}.get(head[8:12], "")
        return self._number(head[4:8]) if self._order else 0

    def _number(self, octets: bytes) -> int:
        return int.from_bytes(octets, "big" if self._order == "big" else "little")

    def _block(self, block: bytes) -> Iterator[Record]:
        kind, body = self._number(block[:4]), block[8:-4]
        if kind == _SECTION:
            self._interfaces = []
        elif kind == _INTERFACE:
            self._interface(body)
        elif kind == _PACKET and len(body) >= 20:
            units = self._number(body[4:8]) << 32 | self._number(body[8:12])
            yield from self._packet(self._number(body[:4]), units, body[20 : 20 + self._number(body[12:16])])
        elif kind == _OLD_PACKET and len(body) >= 20:
            units = self._number(body[4:8]) << 32 | self._number(body[8:12])
            yield from self._packet(self._number(body[:2]), units, body[20 : 20 + self._number(body[12:16])])
        elif kind == _SIMPLE_PACKET and len(body) >= 4:
            yield from self._packet(0, None, body[4 : 4 + self._number(body[:4])])
        elif kind in (_PACKET, _OLD_PACKET, _SIMPLE_PACKET):
            self._damaged += 1

    def _packet(self, number: int, units: int | None, data: bytes) -> Iterator[Record]:
        if number >= len(self._interfaces):
            self._damaged += 1
            return
        interface = self._interfaces[number]
        time = None if units is None else units / interface.resolution + interface.offset
        yield from self._packets.packet(interface.link_type, interface.adapter, time, data)

    def _interface(self, body: bytes) -> None:
        if len(body) < 8 or len(self._interfaces) >= MAX_INTERFACES:
            self._damaged += 1
            return
        adapter, resolution, offset = len(self._interfaces), 1e6, 0
        for code, value in self._options(body[8:]):
            if code == _IF_NAME and value.startswith(b"bluetooth") and value[9:].isdigit():
                adapter = int(value[9:12])
            elif code == _IF_TSRESOL and len(value) == 1:
                resolution = 2.0 ** (value[0] & 0x7F) if value[0] & 0x80 else 10.0 ** value[0]
            elif code == _IF_TSOFFSET and len(value) == 8:
                offset = self._number(value)
        self._interfaces.append(_Interface(self._number(body[:2]), adapter, resolution, offset))

    def _options(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        at = 0
        while at + 4 <= len(data):
            code, size = self._number(data[at : at + 2]), self._number(data[at + 2 : at + 4])
            if code == 0 or at + 4 + size > len(data):
                return
            yield code, data[at + 4 : at + 4 + size]
            at += 4 + (size + 3) // 4 * 4
