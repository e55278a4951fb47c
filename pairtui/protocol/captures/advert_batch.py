"""Advertising reports gathered from one chunk, to be entered into the table of advertisers all at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from struct import Struct

from pairtui.protocol.messages.gap import local_name
from pairtui.protocol.reader import Advert
from pairtui.protocol.streams.advertisers import (
    RSSI,
    Advertisers,
    Heard,
    advertising_reports,
    extended_reports,
    found_report,
)
from pairtui.protocol.streams.monitor import EVENT_PKT, NO_INDEX

LEGACY, EXTENDED, FOUND = range(3)
"""LE Advertising Report, LE Extended Advertising Report, MGMT Device Found."""

MAX_SOURCES = 8192
"""Keys that are remembered from chunk to chunk: with more, all are learned again."""

LONGEST = 1024
"""Octets of the longest entry that has a key, its header included."""

KEY = Struct(">4x14s6x13s")
"""What identifies the source of a report: from its size to its time's upper bits; and the payload's first 13 octets.

These are, for an advertising report, all octets from the event code to the address (and the length of the data,
where the report is not an extended one); for Device Found, those from the socket to the address type.
"""

Key = tuple[bytes, bytes]
Place = int

PATIENCE = 64
"""Reports with the same key that are gone through for a name, if the last one in each chunk has none."""

NO_RSSI = 127

_SIZE_AND_STAMP = Struct(">4xI8xq")
_STAMP = Struct(">16xq")
_HEADER = 24
_BODY_AT = (_HEADER + 13, _HEADER + 28, _HEADER + 20)
_RSSI_AT = (None, _HEADER + 17, _HEADER + 13)
_LE_EXTENDED = 0x0D


@dataclass(slots=True)
class AdvertSource:
    """Reports with the same key: whose they are, the advertising data heard last, with its name, and the places.

    `size` is an entry's with its header; `body_at` and `rssi_at` are from the place on. `nameless` counts the reports
    that were gone through for a name.
    """

    kind: int
    advert: Advert
    size: int
    body_at: int
    rssi_at: int
    body: bytes
    name: str | None = None
    nameless: int = 0
    places: list[Place] = field(default_factory=list)

    def read(self, data: bytes, place: Place) -> None:
        """Take the advertising data of the report there."""
        begin = place + self.body_at
        self.body = data[begin : begin + len(self.body)]
        self.name = local_name(self.body)

    def signal(self, data: bytes) -> Place:
        """The last gathered report that has a signal strength, or the last of all."""
        strong = (place for place in reversed(self.places) if data[place + self.rssi_at] != NO_RSSI)
        return next(strong, self.places[-1])

    def any_name(self, data: bytes) -> str | None:
        """A name in the gathered reports, which may differ while their sizes are the same."""
        begin, end = self.body_at, self.body_at + len(self.body)
        bodies = dict.fromkeys(data[place + begin : place + end] for place in self.places[: PATIENCE - self.nameless])
        self.nameless += len(self.places)
        return next(filter(None, map(local_name, reversed(bodies))), None)


class AdvertBatch:
    """Reports as places in the chunk `data`, in a list for each key; a place is where the entry's header starts.

    `known` gives, by `KEY`, the entry's size and what appends to its list: looking there and appending is all that
    an advert costs. `flush` counts the places and reads the last report of each list. A name is taken from the last
    report of a key in the chunk; where the advertiser has none yet, from any of the key's first `PATIENCE` reports.
    """

    def __init__(self, advertisers: Advertisers, epoch: int) -> None:
        self.known: dict[Key, tuple[int, Callable[[Place], None]]] = {}
        self.data = b""
        self.anywhere = False
        """Whether any list may have grown, not only those that `add` noted."""
        self._advertisers = advertisers
        advertisers.before = self.flush
        advertisers.gone = self._forget
        self._epoch = epoch
        self._sources: dict[Key, AdvertSource] = {}
        self._keys: dict[tuple[int | None, str], list[Key]] = {}
        self._noted: dict[Key, AdvertSource] = {}
        self._others: list[Place] = []  # events with several reports, and damaged ones

    def add(self, place: Place, size: int) -> None:
        """Note the entry with a payload of `size` octets there, the first of its kind and address or not."""
        if size < 13 or size > LONGEST - _HEADER:
            self._other(place)
            return
        key: Key = KEY.unpack_from(self.data, place)
        source = self._sources.get(key) or self._learn(key, place, size)
        if source:
            source.places.append(place)
            self._noted[key] = source

    def flush(self) -> None:
        """Enter what was gathered from `data`, in the order in which it was last heard."""
        data, self.data = self.data, b""
        sources = self._sources if self.anywhere else self._noted
        heard: dict[Place, AdvertSource | None] = {s.places[-1]: s for s in sources.values() if s.places}
        heard.update({s.signal(data): s for s in list(heard.values()) if s and s.kind == FOUND})
        heard.update(dict.fromkeys(self._others))
        self.anywhere, self._noted, self._others = False, {}, []
        for place in sorted(heard):
            source = heard[place]
            if source is None:
                self._enter(data, place, 1)
            else:
                self._commit(data, place, source)
        if len(self._sources) > MAX_SOURCES:
            self._sources.clear()
            self.known.clear()
            self._keys.clear()

    def _commit(self, data: bytes, place: Place, source: AdvertSource) -> None:
        advert, places = source.advert, source.places
        advert.last = (_STAMP.unpack_from(data, place)[0] - self._epoch) / 1e6
        rssi = RSSI[data[place + source.rssi_at]]
        if source.kind != FOUND:
            advert.rssi = rssi
            advert.count += len(places)
        elif rssi is not None:  # without one, the controller's own report of what was found knows better
            advert.rssi = rssi
        if not data.startswith(source.body, place + source.body_at):
            source.read(data, place)
        if source.name:
            advert.name = source.name
        elif advert.name is None and source.nameless < PATIENCE:
            advert.name = source.any_name(data)
        places.clear()

    def _learn(self, key: Key, place: Place, size: int) -> AdvertSource | None:
        data, kind = self.data, _kind(self.data, place)
        body_at, rssi_at = _BODY_AT[kind], _RSSI_AT[kind] or size + _HEADER - 1
        length = size + _HEADER - body_at - (kind == LEGACY)
        one = kind == FOUND or (data[place + 27] == 1 and data[place + body_at - 1] == length)
        found = self._enter(data, place, 0) if one and length >= 0 else ()
        if not found:
            self._other(place)
            return None
        source = AdvertSource(kind, found[0], size + _HEADER, body_at, rssi_at, bytes(length))
        source.read(data, place)
        self._sources[key] = source
        self.known[key] = source.size, source.places.append
        self._keys.setdefault((_adapter(data, place), found[0].address), []).append(key)
        return source

    def _other(self, place: Place) -> None:
        self._enter(self.data, place, 0)
        self._others.append(place)

    def _forget(self, advertiser: tuple[int | None, str]) -> None:
        for key in self._keys.pop(advertiser, ()):
            self._sources.pop(key, None)
            self._noted.pop(key, None)
            self.known.pop(key, None)

    def _enter(self, data: bytes, place: Place, count: int) -> list[Advert]:
        size, stamp = _SIZE_AND_STAMP.unpack_from(data, place)
        kind = _kind(data, place)
        reports = _reports(kind, data[place + _HEADER + (6 if kind == FOUND else 3) : place + _HEADER + size])
        adapter, at, count = _adapter(data, place), (stamp - self._epoch) / 1e6, 0 if kind == FOUND else count
        return [self._advertisers.enter(adapter, at, heard, count) for heard in reports]


def _kind(data: bytes, place: Place) -> int:
    if data[place + 11] != EVENT_PKT:
        return FOUND
    return EXTENDED if data[place + 26] == _LE_EXTENDED else LEGACY


def _adapter(data: bytes, place: Place) -> int | None:
    index = data[place + 8] << 8 | data[place + 9]
    return None if index == NO_INDEX else index


def _reports(kind: int, data: bytes) -> Iterator[Heard]:
    return (advertising_reports, extended_reports, found_report)[kind](data)
