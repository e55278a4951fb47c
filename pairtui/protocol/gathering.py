"""Advertising reports gathered from one chunk, to be entered into the table of advertisers all at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from operator import itemgetter
from struct import Struct

from pairtui.protocol.adverts import RSSI, Advertisers, Heard, advertising_reports, extended_reports, found_report
from pairtui.protocol.monitor import NO_INDEX
from pairtui.protocol.reader import Advert

LEGACY, EXTENDED, FOUND = range(3)
"""LE Advertising Report, LE Extended Advertising Report, MGMT Device Found."""

MAX_KNOWN = 4096

_SIZE_AND_STAMP = Struct(">4xI8xq")
_place = itemgetter(0)

Place = int
Group = tuple[int | None, int]
"""Adapter and kind."""

Lists = tuple[list[bytes], list[Place]]


class Gathering:
    """Reports as octets without signal strength, and places in the chunk, in two lists for each adapter and kind.

    Appending is all that an advert costs; `flush` counts equal ones and enters each once. A place is where the
    entry's 24-octet header starts. `data` is the chunk that is gathered from.
    """

    def __init__(self, advertisers: Advertisers, epoch: int) -> None:
        self.data = b""
        self.advertisers = advertisers
        advertisers.before = self.flush
        self._epoch = epoch
        self._lists: dict[Group, Lists] = {}
        self._known: dict[Group, dict[bytes, Advert]] = {}
        self._known_count = 0
        self._evictions = 0

    def lists(self, adapter: int | None) -> list[Callable[..., None]]:
        """What appends to the lists of octets and places: legacy, extended, found."""
        adapter = None if adapter == NO_INDEX else adapter
        pairs = (self._lists.setdefault((adapter, kind), ([], [])) for kind in (LEGACY, EXTENDED, FOUND))
        return [append for keys, places in pairs for append in (keys.append, places.append)]

    def flush(self) -> None:
        """Enter what was gathered from `data`, in the order in which it was last heard."""
        data, self.data = self.data, b""
        if not self._lists:
            return
        lists, self._lists = self._lists, {}
        latest = {group: dict(zip(keys, places, strict=True)) for group, (keys, places) in lists.items()}
        self._introduce(data, lists, latest)
        heard: list[tuple[Place, int, Group, Advert | None]] = []
        for group, (keys, _) in lists.items():
            ends, known = latest[group], self._known[group]
            heard += [(ends[key], count, group, known.get(key)) for key, count in Counter(keys).items()]
        heard.sort(key=_place)
        unpack, epoch = _SIZE_AND_STAMP.unpack_from, self._epoch
        for place, count, group, advert in heard:
            if advert is None:
                self._enter(data, place, group, count)
                continue
            size, stamp = unpack(data, place)
            kind = group[1]
            advert.last = (stamp - epoch) / 1e6
            advert.rssi = RSSI[data[place + (_RSSI_AT[kind] if kind else size + 23)]]
            if kind != FOUND:  # the controller's own report of what was found is counted
                advert.count += count

    def _introduce(self, data: bytes, lists: dict[Group, Lists], latest: dict[Group, dict[bytes, Place]]) -> None:
        """Enter reports that were not heard before, in the order in which they came."""
        strangers: list[tuple[Place, Group, bytes]] = []
        for group, (keys, places) in lists.items():
            strange = latest[group].keys() - self._known.setdefault(group, {}).keys()
            if strange:
                begins = dict(zip(reversed(keys), reversed(places), strict=True))
                strangers += [(begins[key], group, key) for key in strange]
        for place, group, key in sorted(strangers):
            found = self._enter(data, place, group, 0)
            if len(found) == 1:
                self._known[group][key] = found[0]
                self._known_count += 1
        if self._known_count > MAX_KNOWN or self._evictions != self.advertisers.evictions:
            # Too many, or some of them are in the table no more.
            self._known_count, self._evictions = 0, self.advertisers.evictions
            for known in self._known.values():
                known.clear()

    def _enter(self, data: bytes, place: Place, group: Group, count: int) -> list[Advert]:
        adapter, kind = group
        at = (_SIZE_AND_STAMP.unpack_from(data, place)[1] - self._epoch) / 1e6
        count = 0 if kind == FOUND else count
        return [self.advertisers.heard(adapter, at, heard, count) for heard in _reports(data, place, kind)]


_RSSI_AT = {EXTENDED: 41, FOUND: 37}


def _reports(data: bytes, place: Place, kind: int) -> Iterator[Heard]:
    end = place + 24 + _SIZE_AND_STAMP.unpack_from(data, place)[0]
    if kind == FOUND:
        return found_report(data[place + 30 : end])
    return (advertising_reports if kind == LEGACY else extended_reports)(data[place + 27 : end])
