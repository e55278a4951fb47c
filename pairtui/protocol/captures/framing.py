"""Where the records of a capture file are, damaged or not: asked by readers, redaction and recording alike.

A `Framing` is fed the octets of a file from some place on and gives its records one after another. Where a record's
header cannot be true the file is damaged there: that counts once, and reading goes on at the next place that looks
like a record.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from struct import Struct
from typing import ClassVar, NamedTuple

from pairtui.protocol.captures.magic import BTSNOOP, PCAP

H1, H4, MONITOR = 1001, 1002, 2001
"""Datalink types of btsnoop."""

BTSNOOP_FORMATS = {H1: "btsnoop-h1", H4: "btsnoop-h4", MONITOR: "btsnoop-monitor"}

EPOCH = 62_168_256_000_000_000
"""1 January 1970 in btsnoop time: microseconds since the year 0 of its own calendar."""

YEAR_AND_12_DAYS = 378 * 86_400.0
"""Seconds between the day that btsnoop counts from, twelve days before the year 0, and the first of the year 1."""

_LONGEST_CAPTURE = 60 * 86_400.0
"""Seconds that a phone's capture may have begun before it was sent in."""

STAMPS = frozenset({0, *range(0xDC, 0xF0)})
"""The upper 16 bits of a btsnoop time: from 1970 to the end of the next century, or since a clock started at zero."""

MAX_RECORD = 0x10000 + 64
"""The longest HCI packet with what stands in front of it: a record that says it is longer lies."""

MAX_OPCODE = 64
"""Monitor opcodes beyond those known today are passed over; far beyond, it is no entry."""

MAX_PACKET = 0x40000
"""tcpdump's own bound: a packet that says it is longer lies."""

_DAY = 86_400
_DAYS = 3 * _DAY
_YEAR = 365 * 86_400
_CLOCK_IS_SET, _FAR_AWAY = 1_000_000_000, 4_000_000_000
"""POSIX seconds between which a clock was set: it may jump there from before."""


class Framed(NamedTuple):
    """One record, by places in the octets it was found in: it has those from `start` to `after`.

    Its packet has those from `begin` to `end`. `link_type` is a pcap link type or a btsnoop datalink type, which have
    other numbers; None for what holds no packet that can be read, such as a file header. `flags` are those of btsnoop
    (of the monitor adapter << 16 | opcode), else the interface's adapter; without a link type, the type of a pcapng
    block. `time` is in POSIX seconds.
    """

    start: int
    begin: int
    end: int
    after: int
    link_type: int | None
    flags: int = 0
    time: float | None = None


class Damaged(Exception):
    """No record can start here."""


class Framing:
    """The records of one file, in the order in which they stand. `damaged` counts the places where it is none."""

    format: str = ""
    head = 0
    """Octets in front of a record's packet."""

    anchor = re.compile(rb"(?!)")
    """Matches, without taking anything, wherever a record may start."""

    overlap = 0
    """Octets less one that `anchor` looks at."""

    def __init__(self) -> None:
        self.damaged = 0
        self.lost = False
        """Whether what follows is being searched for the next record."""
        self.unreadable = False
        """Whether the file is none of this format: nothing is read of it."""
        self.begun = False

    def next(self, data: bytes, at: int) -> tuple[int, Framed | None]:
        """The next record at or after `at`, and where reading goes on.

        None where `data` ends before it is whole: the octets from that place on are to be given again, with more.
        """
        while not self.unreadable:
            if self.lost:
                at = self._search(data, at)
                if self.lost:
                    break
            try:
                found = self._record(data, at)
            except Damaged:
                self.damaged += 1
                self.lost = self.begun
                self.unreadable = not self.begun
                at += 1
                continue
            if found is None:
                break
            return found.after, found
        return at, None

    def close(self, rest: bytes) -> None:
        """The file ends with `rest`, which no record was made of: one that is cut short is damaged."""
        self.damaged += bool(rest) and not self.lost and not self.unreadable

    def elsewhere(self, data: bytes, known: Iterable[int]) -> Iterator[Framed]:
        """What looks like a record at other places of a whole file than the `known` ones, which are in order."""
        starts = iter(known)
        start = next(starts, len(data))
        for match in self.anchor.finditer(data):
            at = match.start()
            while start < at:
                start = next(starts, len(data))
            if at != start and self._may_start(data, at):
                with suppress(Damaged):
                    found = self._record(data, at)
                    if found is not None:
                        yield found

    def _search(self, data: bytes, at: int) -> int:
        for match in self.anchor.finditer(data, at):
            starts = self._may_start(data, match.start())
            if starts is not False:
                self.lost = starts is None
                return match.start()
        return max(at, len(data) - self.overlap)

    def _record(self, data: bytes, at: int) -> Framed | None:
        """The record at `at`, None where it is not whole. Raises Damaged."""
        raise NotImplementedError

    def _may_start(self, data: bytes, at: int) -> bool | None:
        """Whether a record stands there, after damage; None where more octets are needed to decide."""
        raise NotImplementedError


class BtsnoopFraming(Framing):
    """btsnoop, as btmon, hcidump and Android write it. `datalink` is that of the last file header."""

    format = "btsnoop"
    head = 24
    overlap = 17
    _CLOCK_SET = re.compile(rb"(?s)(?=btsnoop\0)|(?=\0[\0\1]..\0[\0\1].{10}\0[\xdc-\xef])")
    _FROM_ZERO = re.compile(rb"(?s)(?=btsnoop\0)|(?=(?!\0{8})\0[\0\1]..\0[\0\1].{10}\0\0)")

    file_header = Struct(">8sII")
    header = Struct(">IIIIq")

    def __init__(self) -> None:
        super().__init__()
        self.datalink = 0
        self.clock_known = False
        """Whether the first record was seen, which shows what times look like in this file."""
        self.made: float | None = None
        self.now: float | None = None
        self._shift = 0.0

    def _record(self, data: bytes, at: int) -> Framed | None:
        if not self.begun:
            return self._begin(data, at)
        if len(data) - at < self.head:
            return None
        _, size, flags, _, stamp = self.header.unpack_from(data, at)
        if not self._plausible(size, flags, stamp):
            return self._begin(data, at)
        begin: int = at + self.head
        end = begin + size
        if end > len(data):
            return None
        if not self.clock_known:
            self.clock_known, self.anchor = True, self._CLOCK_SET if stamp >> 48 else self._FROM_ZERO
            self._shift = self._other_year_one((stamp - EPOCH) / 1e6)
        return Framed(at, begin, end, end, self.datalink, flags, (stamp - EPOCH) / 1e6 + self._shift)

    def _other_year_one(self, time: float) -> float:
        """What to add to all times where a phone counted from another day than btsnoop does."""
        if self.datalink == MONITOR:
            return 0.0
        if self.made is None:
            ahead = self.now is not None and time - YEAR_AND_12_DAYS <= self.now + _DAY < time
            return -YEAR_AND_12_DAYS if ahead else 0.0
        off = self.made - time
        shifts = (YEAR_AND_12_DAYS, -YEAR_AND_12_DAYS)
        return next((shift for shift in shifts if abs(off - shift) < _LONGEST_CAPTURE), 0.0)

    def _begin(self, data: bytes, at: int) -> Framed | None:
        """A file header, of which a file that was joined from others has several."""
        if len(data) - at < self.file_header.size:
            return None
        magic, version, datalink = self.file_header.unpack_from(data, at)
        if magic != BTSNOOP or version != 1 or datalink not in BTSNOOP_FORMATS:
            raise Damaged
        if not self.begun:
            self.format = BTSNOOP_FORMATS[datalink]
        self.begun, self.datalink, self.clock_known, self.anchor = True, datalink, False, self._CLOCK_SET
        after: int = at + self.file_header.size
        return Framed(at, after, after, after, None)

    def _plausible(self, size: int, flags: int, stamp: int) -> bool:
        known = flags & 0xFFFF < MAX_OPCODE if self.datalink == MONITOR else flags < 16
        return size <= MAX_RECORD and known and stamp >> 48 in STAMPS and (size > 0 or stamp > 0)

    def _may_start(self, data: bytes, at: int) -> bool | None:
        if data.startswith(BTSNOOP, at):
            return True
        if len(data) - at < self.head:
            return None
        original, size, flags, _, stamp = self.header.unpack_from(data, at)
        return size <= original <= MAX_RECORD and self._plausible(size, flags, stamp)


class PcapFraming(Framing):
    """pcap, either byte order, micro- or nanoseconds."""

    format = "pcap"
    head = 16
    overlap = 15
    file_header_size = 24

    _ANCHORS: ClassVar = {
        "<": re.compile(rb"(?s)(?=\xd4\xc3\xb2\xa1|\x4d\x3c\xb2\xa1)|(?=.{10}[\0-\4]\0..[\0-\4]\0)"),
        ">": re.compile(rb"(?s)(?=\xa1\xb2\xc3\xd4|\xa1\xb2\x3c\x4d)|(?=.{8}\0[\0-\4]..\0[\0-\4]..)"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._header = Struct("<IIII")
        self._fraction = 1e6
        self._link_type = 0
        self._seconds: int | None = None  # of the last packet

    def _record(self, data: bytes, at: int) -> Framed | None:
        if not self.begun or data[at : at + 4] in PCAP:
            return self._begin(data, at)
        if len(data) - at < self.head:
            return None
        seconds, fraction, size, original = self._header.unpack_from(data, at)
        if size > MAX_PACKET or not (seconds or size or original) or not self._timely(seconds):
            raise Damaged
        begin: int = at + self.head
        end = begin + size
        if end > len(data):
            return None
        self._seconds = seconds
        return Framed(at, begin, end, end, self._link_type, 0, seconds + fraction / self._fraction)

    def _begin(self, data: bytes, at: int) -> Framed | None:
        """A file header, of which a file that was joined from others has several."""
        after = at + self.file_header_size
        if len(data) < after:
            return None
        order, fraction = PCAP.get(data[at : at + 4], ("", 1e6))
        if not order:
            raise Damaged
        self.begun, self._fraction, self._seconds = True, fraction, None
        self._header, self.anchor = Struct(f"{order}IIII"), self._ANCHORS[order]
        # The upper bits are for frame check sequences, which no Bluetooth link type has.
        self._link_type = int.from_bytes(data[at + 20 : after], "big" if order == ">" else "little") & 0x0FFFFFFF
        return Framed(at, after, after, after, None)

    def _timely(self, seconds: int) -> bool:
        last = self._seconds
        return last is None or abs(seconds - last) < _YEAR or last < _CLOCK_IS_SET <= seconds < _FAR_AWAY

    def _may_start(self, data: bytes, at: int) -> bool | None:
        if data[at : at + 4] in PCAP:
            return True
        seconds, fraction, size, original = self._header.unpack_from(data, at)
        near = self._seconds is None or abs(seconds - self._seconds) < _DAYS
        return bool(seconds or original) and near and fraction < self._fraction and size <= original <= MAX_PACKET
