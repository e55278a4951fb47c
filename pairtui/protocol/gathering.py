"""Advertising reports gathered from one chunk, to be entered into the table of advertisers all at once."""

from collections import Counter
from collections.abc import Iterator
from struct import Struct

from pairtui.protocol.adverts import RSSI, Advertisers, Heard, advertising_reports, extended_reports, found_report
from pairtui.protocol.reader import Advert

LEGACY, EXTENDED, FOUND = range(3)
"""LE Advertising Report, LE Extended Advertising Report, MGMT Device Found."""

MAX_KNOWN = 4096

_STAMP = Struct(">q")

Place = int
Report = tuple[int | None, int, bytes]
"""Adapter, kind, and the report's octets without its signal strength: the same each time it is sent again."""


class Gathering:
    """Reports as (octets, place in the chunk) in two lists for each adapter and kind: appending is all that each costs.

    The place is where the entry's 24-octet header starts. `flush` counts equal ones and enters each once.
    """

    def __init__(self, advertisers: Advertisers, epoch: int) -> None:
        self.advertisers = advertisers
        self._epoch = epoch
        self._lists: dict[tuple[int | None, int], tuple[list[bytes], list[Place]]] = {}
        self._known: dict[Report, Advert] = {}
        self.empty = True

    def lists(self, adapter: int | None) -> list[tuple[list[bytes], list[Place]]]:
        """The lists to append to, by kind."""
        self.empty = False
        return [self._lists.setdefault((adapter, kind), ([], [])) for kind in (LEGACY, EXTENDED, FOUND)]

    def flush(self, data: bytes) -> None:
        """Enter what was gathered from `data`."""
        if self.empty:
            return
        first: list[tuple[Place, Report]] = []
        last: list[tuple[Place, Report, int]] = []
        for (adapter, kind), (keys, places) in self._lists.items():
            begins = dict(zip(reversed(keys), reversed(places), strict=True))
            ends = dict(zip(keys, places, strict=True))
            for key, count in Counter(keys).items():
                report = (adapter, kind, key)
                last.append((ends[key], report, count))
                if report not in self._known:
                    first.append((begins[key], report))
        self._lists.clear()
        self.empty = True
        for place, report in sorted(first):
            self._introduce(data, place, report)
        for place, report, count in sorted(last):
            self._enter(data, place, report, count)

    def _introduce(self, data: bytes, place: Place, report: Report) -> None:
        at = self._time(data, place)
        found = [self.advertisers.heard(report[0], at, heard, count=0) for heard in _reports(data, place, report[1])]
        if len(found) == 1:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[report] = found[0]

    def _enter(self, data: bytes, place: Place, report: Report, count: int) -> None:
        at = self._time(data, place)
        adapter, kind, _ = report
        if kind == FOUND:
            count = 0  # the controller's own report of it is counted
        known = self._known.get(report)
        if known is None:
            for heard in _reports(data, place, kind):
                self.advertisers.heard(adapter, at, heard, count)
            return
        known.count += count
        known.last = at
        known.rssi = RSSI[data[place + _RSSI_AT[kind]] if kind else data[_end(data, place) - 1]]

    def _time(self, data: bytes, place: Place) -> float:
        return float(_STAMP.unpack_from(data, place + 16)[0] - self._epoch) / 1e6


_RSSI_AT = {EXTENDED: 41, FOUND: 37}


def _end(data: bytes, place: Place) -> int:
    return place + 24 + int.from_bytes(data[place + 4 : place + 8], "big")


def _reports(data: bytes, place: Place, kind: int) -> Iterator[Heard]:
    end = _end(data, place)
    if kind == FOUND:
        return found_report(data[place + 30 : end])
    return (advertising_reports if kind == LEGACY else extended_reports)(data[place + 27 : end])
