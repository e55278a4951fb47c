"""The records of a capture, decoded: a framing's packets through the stream that their link type needs."""

from collections.abc import Iterable

from pairtui.protocol.captures.framing import Framed, Framing
from pairtui.protocol.captures.link_types import PacketStream
from pairtui.protocol.record import Record


class CaptureReader:
    """Decodes a capture fed in chunks of any size; a `protocol.reader.Reader`. On the air the adapter is None."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._packets = PacketStream()
        self.adverts = self._packets.advertisers.table
        self._rest = b""

    @property
    def format(self) -> str:
        """The document's name of the format."""
        return self._framing.format

    @property
    def records(self) -> int:
        """Packets read so far."""
        return self._packets.records

    @property
    def skipped(self) -> int:
        """Places where the file is damaged, and packets that did not decode."""
        return self._framing.damaged + self._packets.skipped

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes."""
        if self._framing.unreadable:
            return []
        out: list[Record] = []
        data = self._rest + chunk
        at = self._read(data, out)
        self._rest = b"" if self._framing.unreadable else data[at:]
        return out

    def close(self) -> Iterable[Record]:
        """Nothing more: a record cut in the middle is skipped."""
        self._framing.close(self._rest)
        self._rest = b""
        return []

    def _read(self, data: bytes, out: list[Record]) -> int:
        """Decode what is whole in `data`: where it ends."""
        at, found = self._framing.next(data, 0)
        while found is not None:
            self._decode(data, found, out)
            at, found = self._framing.next(data, at)
        return at

    def _decode(self, data: bytes, found: Framed, out: list[Record]) -> None:
        if found.link_type is not None:
            packet = data[found.begin : found.end]
            out.extend(self._packets.packet(found.link_type, found.flags, found.time, packet))
