"""Adverts in the shape that btmon prints them, of which what repeats from one to the next is looked at once."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pairtui.protocol.streams.advertisers import Advertisers, Heard
from pairtui.protocol.text.advert_bodies import REPORTS, reports
from pairtui.protocol.text.hci_bodies import subevent
from pairtui.protocol.values import ADDRESS

_OWN = re.compile(r"\n {8,10}(?:LE |BR/EDR )?Address: \Z")
_ADDRESS = re.compile(ADDRESS)
_ADDRESS_SIZE = 17
_STRENGTH = re.compile(r"(-?[0-9]{1,3}) dBm \(0x[0-9a-f]{2}\)")

_KEPT = 2048
"""Shapes that are kept: about one for each kind of advert of each device."""


class Shape(NamedTuple):
    """What a body says besides its address and its signal strength; `plain` is False where it has to be read."""

    plain: bool
    address_type: str | None = None
    name: str | None = None


_OTHER = Shape(False)


class Shapes:
    """Enters plain adverts into `advertisers`.

    A body is cut at its address and its signal strength. The rest is the same in most adverts of a device; what
    `advert_bodies.reports` reads in one body of this shape holds for all. `quiet` says whether no other entry could
    begin in a body.
    """

    def __init__(self, advertisers: Advertisers, quiet: Callable[[str], bool]) -> None:
        self._advertisers = advertisers
        self._quiet = quiet
        self._shapes: dict[tuple[str, str, str, str], Shape] = {}
        self._strengths: dict[str, int] = {}

    def enter(self, what: str, body: str, adapter: int | None, time: float) -> bool:
        """Enter the one report of this body; False where it is not that plain, then nothing was done.

        `what` is the kind of the entry as its header writes it.
        """
        at = body.find("ddress: ") + 8
        strength = body.find("RSSI: ", at + _ADDRESS_SIZE) + 6
        if at < 8 or strength < 6:
            return False
        end = body.find(")", strength) + 1
        address = body[at : at + _ADDRESS_SIZE]
        rssi = self._strengths.get(body[strength:end]) or self._strength(body[strength:end])
        if rssi is None:
            return False
        key = what, body[:at], body[at + _ADDRESS_SIZE : strength], body[end:]
        shape = self._shapes.get(key) or self._look(key, body, address, rssi)
        if not shape.plain:
            return False
        entry = self._advertisers.table.get((adapter, address))
        if entry is not None and entry.address_type and entry.first is not None:
            entry.count += what == "HCI Event"
            entry.last, entry.rssi = time, rssi
        elif _ADDRESS.fullmatch(address):
            heard = Heard(_octets(address), shape.address_type, b"", rssi)
            # MGMT's Device Found repeats a controller's report.
            entry = self._advertisers.heard(adapter, time, heard, int(what == "HCI Event"))
        else:
            return False
        entry.name = shape.name or entry.name
        return True

    def _strength(self, text: str) -> int | None:
        found = _STRENGTH.fullmatch(text)
        if not found:
            return None
        if len(self._strengths) < _KEPT:
            self._strengths[text] = int(found[1])
        return int(found[1])

    def _look(self, key: tuple[str, str, str, str], body: str, address: str, rssi: int) -> Shape:
        if not _ADDRESS.fullmatch(address):
            return _OTHER
        if len(self._shapes) >= _KEPT:
            self._shapes.clear()
        what, head, *_ = key
        shape = _OTHER
        if _OWN.search(head) and "RSSI: " not in head and "Name (" not in head and self._quiet(body):
            found = reports(body + "\n")
            reported = what == "MGMT Event" or (head.count("\n") > 1 and subevent(body) in REPORTS)
            if reported and len(found) == 1:
                heard, name = found[0]
                if heard == Heard(_octets(address), heard.address_type, b"", rssi):
                    shape = Shape(True, heard.address_type, name)
        self._shapes[key] = shape
        return shape


def _octets(address: str) -> bytes:
    return bytes.fromhex(address.replace(":", ""))[::-1]
