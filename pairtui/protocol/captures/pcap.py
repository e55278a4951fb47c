"""The pcap capture format, either byte order, micro- or nanoseconds."""

from collections.abc import Iterable
from struct import Struct

from pairtui.protocol.captures.link_types import PacketStream
from pairtui.protocol.captures.magic import PCAP
from pairtui.protocol.record import Record

MAX_PACKET = 0x40000
"""tcpdump's own bound: a packet that says it is longer lies, and what follows it cannot be found."""

_FILE_HEADER_SIZE = 24


class PcapReader:
    """Decodes a pcap capture fed in chunks of any size; a `protocol.reader.Reader`. On the air the adapter is None."""

    format: str = "pcap"

    def __init__(self) -> None:
        self.records = 0
        self.skipped = 0
        self._packets = PacketStream()
        self.adverts = self._packets.advertisers.table
        self._damaged = 0
        self._rest = b""
        self._header: Struct | None = None
        self._unreadable = False
        self._fraction = 1e6
        self._link_type = 0

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes."""
        if self._unreadable:
            return []
        data, at = self._rest + chunk, 0
        if self._header is None:
            if len(data) < _FILE_HEADER_SIZE:
                self._rest = data
                return []
            at = self._begin(data)
        out: list[Record] = []
        header = self._header
        while header is not None and len(data) - at >= header.size:
            seconds, fraction, size, _ = header.unpack_from(data, at)
            if size > MAX_PACKET:
                self._give_up()
                break
            end = at + header.size + size
            if end > len(data):
                break
            time = seconds + fraction / self._fraction
            out.extend(self._packets.packet(self._link_type, 0, time, data[at + header.size : end]))
            at = end
        self._rest = b"" if self._unreadable else data[at:]
        self.records, self.skipped = self._packets.records, self._damaged + self._packets.skipped
        return out

    def close(self) -> Iterable[Record]:
        """Nothing more: a packet cut in the middle is skipped."""
        if self._rest:
            self.skipped += 1
            self._rest = b""
        return []

    def _begin(self, data: bytes) -> int:
        order, self._fraction = PCAP.get(data[:4], ("", 1e6))
        if not order:
            self._give_up()
            return 0
        self._header = Struct(f"{order}IIII")
        # The upper bits tell of frame check sequences, which no Bluetooth link type has.
        self._link_type = int.from_bytes(data[20:24], "big" if order == ">" else "little") & 0x0FFFFFFF
        return _FILE_HEADER_SIZE

    def _give_up(self) -> None:
        self._unreadable = True
        self._damaged += 1
