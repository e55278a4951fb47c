"""The btsnoop capture format, as btmon, hcidump and Android write it."""

from collections.abc import Iterable
from struct import Struct

from pairtui.protocol import hci
from pairtui.protocol.adverts import RSSI, Advertisers
from pairtui.protocol.hci_stream import (
    EVENTS,
    H4_ACL,
    H4_COMMAND,
    H4_EVENT,
    INQUIRY_EVENTS,
    LE_ADVERTISING_REPORT,
    LE_EVENTS,
    LE_EXTENDED_ADVERTISING_REPORT,
    HciStream,
    Messages,
)
from pairtui.protocol.monitor import (
    EVENT_PKT,
    NO_INDEX,
    OPCODES,
    SCO_RX,
    SCO_TX,
    VENDOR_DIAG,
    MonitorStream,
    direction,
)
from pairtui.protocol.reader import Advert
from pairtui.protocol.record import Direction, Record

MAGIC = b"btsnoop\0"
H1, H4, MONITOR = 1001, 1002, 2001
FORMATS = {H1: "btsnoop-h1", H4: "btsnoop-h4", MONITOR: "btsnoop-monitor"}

EPOCH = 62_168_256_000_000_000
"""1 January 1970 in btsnoop time: microseconds since the year 0 of its own calendar."""

MAX_RECORD = 0x10000 + 64
"""The longest HCI packet with what stands in front of it: a record that says it is longer lies."""

_FILE_HEADER = Struct(">8sII")
_HEADER = Struct(">IIIIq")
_HEADER_AND_EVENT = Struct(">IIIIqBBB")
_NOBODY: dict[bytes, Advert] = {}

MAX_OPCODE = 64
"""Monitor opcodes beyond those known today are passed over; far beyond, it is no entry."""


PASS_OVER, LE_META, LOOK = 0, 1, 2


def _glance() -> bytes:
    """For opcode << 8 | first octet of the payload: whether an entry can be passed over, or how to look at it."""
    table = bytearray([LOOK]) * (256 * len(OPCODES))
    for opcode in (SCO_TX, SCO_RX, VENDOR_DIAG):
        table[opcode << 8 : (opcode + 1) << 8] = bytes(256)
    for code in range(256):
        if code not in EVENTS and code not in INQUIRY_EVENTS:
            table[EVENT_PKT << 8 | code] = PASS_OVER
    table[EVENT_PKT << 8 | hci.LE_META] = LE_META
    return bytes(table)


_GLANCE = _glance()


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
        if magic != MAGIC or version != 1 or datalink not in FORMATS:
            self._give_up()
            return
        self._datalink = datalink
        self.format = FORMATS[datalink]

    def _give_up(self) -> None:
        self._unreadable = True
        self._damaged += 1

    def _entries(self, data: bytes, at: int, out: list[Record]) -> int:
        skims = self._datalink == MONITOR
        while not self._unreadable:
            if self._lost:
                at = self._search(data, at)
                if self._lost:
                    break
            if skims:
                at = self._skim(data, at)
            after = self._entry(data, at, out)
            if after == at:
                break
            at = after
        return at

    def _entry(self, data: bytes, at: int, out: list[Record]) -> int:
        """Read one entry: where the next one starts, or `at` again if this one is not whole yet."""
        if len(data) - at < _HEADER.size:
            return at
        original, size, flags, _, stamp = _HEADER.unpack_from(data, at)
        if not self._plausible(original, size, flags):
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

    def _plausible(self, original: int, size: int, flags: int) -> bool:
        known = flags & 0xFFFF < MAX_OPCODE if self._datalink == MONITOR else flags < 16
        return size <= original <= MAX_RECORD and known

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
            if self._plausible(original, size, flags):
                self._lost = False
                return at
            at += 1

    def _skim(self, data: bytes, at: int) -> int:
        """Pass over monitor entries that do not matter and enter the usual adverts: where a closer look is needed.

        This loop is why a capture of a day is read in seconds: one unpacking and one look into a table for most
        entries, no object for any.
        """
        unpack, glance = _HEADER_AND_EVENT.unpack_from, _GLANCE
        limit, last, records, stamp = len(glance) >> 8, len(data), self.records, self._stamp
        advertisers, known, origin = self._advertisers.recent, {}, -1
        while at + 27 <= last:
            original, size, flags, _, now, first, _, third = unpack(data, at)
            opcode = flags & 0xFFFF
            end = at + 24 + size
            if not 3 <= size <= original <= MAX_RECORD or end > last or opcode >= limit:
                break
            look = glance[opcode << 8 | first]
            if look:
                if look == LOOK:
                    break
                if third == LE_ADVERTISING_REPORT:
                    if flags != origin:
                        origin, known = flags, advertisers.get(flags >> 16, _NOBODY)
                    heard = known.get(data[at + 27 : end - 1])
                    if heard is None:
                        break
                    heard.count += 1
                    heard.last = (now - EPOCH) / 1e6
                    if data[end - 1] != 127:
                        heard.rssi = RSSI[data[end - 1]]
                elif third == LE_EXTENDED_ADVERTISING_REPORT:
                    if flags != origin:
                        origin, known = flags, advertisers.get(flags >> 16, _NOBODY)
                    heard = known.get(data[at + 27 : at + 41] + data[at + 42 : end])
                    if heard is None or size < 18:
                        break
                    heard.count += 1
                    heard.last = (now - EPOCH) / 1e6
                    if data[at + 41] != 127:
                        heard.rssi = RSSI[data[at + 41]]
                elif third in LE_EVENTS:
                    break
            records += 1
            stamp = now
            at = end
        self.records, self._stamp = records, stamp
        return at


class BtsnoopWriter:
    """The octets of a btsnoop capture; whoever holds the file writes them."""

    def __init__(self, datalink: int = MONITOR) -> None:
        self.datalink = datalink

    def header(self) -> bytes:
        """What the file starts with."""
        return _FILE_HEADER.pack(MAGIC, 1, self.datalink)

    def record(self, time: float, flags: int, payload: bytes) -> bytes:
        """One entry at POSIX `time`. `flags`: for the monitor the adapter << 16 | opcode, else the direction bits."""
        return _HEADER.pack(len(payload), len(payload), flags, 0, round(time * 1e6) + EPOCH) + payload

    def monitor_record(self, time: float, adapter: int | None, opcode: int, payload: bytes) -> bytes:
        """One entry of the monitor channel."""
        return self.record(time, (NO_INDEX if adapter is None else adapter) << 16 | opcode, payload)
