"""The btsnoop capture format, as btmon, hcidump and Android write it."""

from pairtui.protocol.captures.advert_batch import AdvertBatch
from pairtui.protocol.captures.fast_scan import WINDOW, scan
from pairtui.protocol.captures.framing import EPOCH, H1, H4, MONITOR, BtsnoopFraming
from pairtui.protocol.captures.magic import BTSNOOP
from pairtui.protocol.captures.reader import CaptureReader
from pairtui.protocol.record import Record
from pairtui.protocol.streams.monitor import NO_INDEX

__all__ = ["EPOCH", "H1", "H4", "MONITOR", "BtsnoopReader", "BtsnoopWriter"]


class BtsnoopReader(CaptureReader):
    """Decodes a btsnoop capture; a `protocol.reader.Reader`. Entries of the monitor go a fast way where they can.

    `before` records were read elsewhere: the first one here has the next number.
    """

    def __init__(self, before: int = 0) -> None:
        self._frames = BtsnoopFraming()
        super().__init__(self._frames)
        self._packets.records = before
        self._batch = AdvertBatch(self._packets.advertisers, EPOCH)

    def dated(self, made: float | None, now: float) -> None:
        """When the capture was made, where something besides it says so, and now, in POSIX seconds."""
        self._frames.made, self._frames.now = made, now

    def _read(self, data: bytes, out: list[Record]) -> int:
        at = flushed = 0
        while not self._frames.unreadable:
            if self._frames.datalink == MONITOR and self._frames.clock_known and not self._frames.lost:
                begin = at
                at = self._scan(data, at)
                if at - flushed > 2 * WINDOW:
                    self._batch.flush()
                    flushed = at
                if at - begin > WINDOW // 2:
                    continue
            at, found = self._frames.next(data, at)
            if found is None:
                break
            self._decode(data, found, out)
        self._batch.flush()
        return at

    def _scan(self, data: bytes, at: int) -> int:
        self._batch.data = data
        at, passed = scan(data, at, self._batch, self._packets.hci.idle)
        self._packets.records += passed
        return at


class BtsnoopWriter:
    """The octets of a btsnoop capture; whoever holds the file writes them."""

    def __init__(self, datalink: int = MONITOR) -> None:
        self.datalink = datalink

    def header(self) -> bytes:
        """What the file starts with."""
        return BtsnoopFraming.file_header.pack(BTSNOOP, 1, self.datalink)

    def record(self, time: float, flags: int, payload: bytes, original: int | None = None) -> bytes:
        """One entry at POSIX `time`. `flags`: for the monitor the adapter << 16 | opcode, else the direction bits.

        `original` is how long it was where the payload is only a part of it.
        """
        size = len(payload)
        return BtsnoopFraming.header.pack(original or size, size, flags, 0, round(time * 1e6) + EPOCH) + payload

    def monitor_record(self, time: float, adapter: int | None, opcode: int, payload: bytes) -> bytes:
        """One entry of the monitor channel."""
        return self.record(time, (NO_INDEX if adapter is None else adapter) << 16 | opcode, payload)
