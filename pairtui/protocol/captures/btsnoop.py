"""The btsnoop capture format, as btmon, hcidump and Android write it."""

from collections.abc import Iterable
from struct import Struct

from pairtui.protocol.captures.advert_batch import Gathering
from pairtui.protocol.captures.fast_scan import MAX_RECORD, WINDOW, skim
from pairtui.protocol.captures.magic import BTSNOOP
from pairtui.protocol.record import Direction, Record
from pairtui.protocol.streams.advertisers import Advertisers
from pairtui.protocol.streams.hci import H4_ACL, H4_COMMAND, H4_EVENT, HciStream, Messages
from pairtui.protocol.streams.monitor import NO_INDEX, MonitorStream, direction

H1, H4, MONITOR = 1001, 1002, 2001
FORMATS = {H1: "btsnoop-h1", H4: "btsnoop-h4", MONITOR: "btsnoop-monitor"}

EPOCH = 62_168_256_000_000_000
"""1 January 1970 in btsnoop time: microseconds since the year 0 of its own calendar."""

_FILE_HEADER = Struct(">8sII")
_HEADER = Struct(">IIIIq")

MAX_OPCODE = 64
"""Monitor opcodes beyond those known today are passed over; far beyond, it is no entry."""


class BtsnoopReader:
    """Decodes a btsnoop capture fed in chunks of any size; a `protocol.reader.Reader`.

    A record header that cannot be true counts as skipped, and reading goes on at the next place that looks like
    one: the timestamps of a capture have their first octets in common.
    """

    def __init__(self) -> None:
        self.format = "btsnoop"
        self.records = 0
        self.skipped = 0
        self._advertisers = Advertisers()
        self.adverts = self._advertisers.table
        self._hci = HciStream(self._advertisers)
        self._monitor = MonitorStream(self._hci)
        self._gathering = Gathering(self._advertisers, EPOCH)
        self._damaged = 0
        self._rest = b""
        self._datalink: int | None = None
        self._unreadable = False
        self._stamp = 0  # of the last good entry: how a later one is recognised
        self._lost = False

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes."""
        if self._unreadable:
            return []
        data = self._rest + chunk
        at = 0
        if self._datalink is None:
            if len(data) < _FILE_HEADER.size:
                self._rest = data
                return []
            self._begin(data)
            at = _FILE_HEADER.size
        out: list[Record] = []
        at = self._entries(data, at, out)
        self._rest = b"" if self._unreadable else data[at:]
        self.skipped = self._damaged + self._monitor.skipped
        return out

    def close(self) -> Iterable[Record]:
        """Nothing more: an entry cut in the middle is skipped."""
        if self._rest and not self._lost:
            self.skipped += 1
        self._rest = b""
        return []

    def _begin(self, data: bytes) -> None:
        magic, version, datalink = _FILE_HEADER.unpack_from(data)
        if magic != BTSNOOP or version != 1 or datalink not in FORMATS:
            self._give_up()
            return
        self._datalink = datalink
        self.format = FORMATS[datalink]

    def _give_up(self) -> None:
        self._unreadable = True
        self._damaged += 1

    def _entries(self, data: bytes, at: int, out: list[Record]) -> int:
        flushed = at
        while not self._unreadable:
            if self._lost:
                at = self._search(data, at)
                if self._lost:
                    break
            if self._datalink == MONITOR:
                begin = at
                at = self._skim(data, at)
                if at - flushed > 2 * WINDOW:
                    self._gathering.flush()
                    flushed = at
                if at - begin > WINDOW // 2:
                    continue
            after = self._entry(data, at, out)
            if after == at:
                break
            at = after
        self._gathering.flush()
        return at

    def _skim(self, data: bytes, at: int) -> int:
        self._gathering.data = data
        at, passed, stamp = skim(data, at, self._gathering, self._hci.idle)
        self.records += passed
        self._stamp = self._stamp if stamp is None else stamp
        return at

    def _entry(self, data: bytes, at: int, out: list[Record]) -> int:
        """Read one entry: where the next one starts, or `at` again if this one is not whole yet."""
        if len(data) - at < _HEADER.size:
            return at
        _, size, flags, _, stamp = _HEADER.unpack_from(data, at)
        if not self._plausible(size, flags):
            self._lost_the_way()
            return at + 1
        end: int = at + _HEADER.size + size
        if end > len(data):
            return at
        self.records += 1
        self._stamp = stamp
        time = (stamp - EPOCH) / 1e6
        adapter, way, messages = self._decode(flags, time, data[at + _HEADER.size : end])
        out.extend(Record(self.records, time, adapter, way, message) for message in messages)
        return end

    def _decode(self, flags: int, time: float, payload: bytes) -> tuple[int | None, Direction, Messages]:
        if self._datalink == MONITOR:
            adapter = None if flags >> 16 == NO_INDEX else flags >> 16
            opcode = flags & 0xFFFF
            return adapter, direction(opcode), self._monitor.entry(adapter, opcode, time, payload)
        way = Direction.RECEIVED if flags & 1 else Direction.SENT
        if self._datalink == H1:
            kind = H4_ACL if not flags & 2 else H4_EVENT if flags & 1 else H4_COMMAND
            payload = bytes([kind]) + payload
        return 0, way, self._hci.h4(0, way, time, payload)

    def _plausible(self, size: int, flags: int) -> bool:
        known = flags & 0xFFFF < MAX_OPCODE if self._datalink == MONITOR else flags < 16
        return size <= MAX_RECORD and known

    def _lost_the_way(self) -> None:
        if self._stamp == 0:
            self._give_up()
        else:
            self._damaged += 1
            self._lost = True

    def _search(self, data: bytes, at: int) -> int:
        """From `at` on, the first place that looks like an entry of about the same time as the last good one."""
        prefix = self._stamp.to_bytes(8, "big", signed=True)[:3]
        while True:
            found = data.find(prefix, at + 16)
            if found < 0:
                return max(at, len(data) - 18)
            at = found - 16
            if len(data) - at < _HEADER.size:
                return int(at)
            original, size, flags, _, _ = _HEADER.unpack_from(data, at)
            if size <= original <= MAX_RECORD and self._plausible(size, flags):
                self._lost = False
                return at
            at += 1


class BtsnoopWriter:
    """The octets of a btsnoop capture; whoever holds the file writes them."""

    def __init__(self, datalink: int = MONITOR) -> None:
        self.datalink = datalink

    def header(self) -> bytes:
        """What the file starts with."""
        return _FILE_HEADER.pack(BTSNOOP, 1, self.datalink)

    def record(self, time: float, flags: int, payload: bytes) -> bytes:
        """One entry at POSIX `time`. `flags`: for the monitor the adapter << 16 | opcode, else the direction bits."""
        return _HEADER.pack(len(payload), len(payload), flags, 0, round(time * 1e6) + EPOCH) + payload

    def monitor_record(self, time: float, adapter: int | None, opcode: int, payload: bytes) -> bytes:
        """One entry of the monitor channel."""
        return self.record(time, (NO_INDEX if adapter is None else adapter) << 16 | opcode, payload)
