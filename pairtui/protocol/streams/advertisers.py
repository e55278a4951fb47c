"""The bounded table of advertisers, filled from the reports of the controller."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import Struct

from pairtui.protocol.messages.gap import local_name
from pairtui.protocol.reader import Advert
from pairtui.protocol.values import address_text

MAX_ADVERTISERS = 4096
"""Random addresses change every few minutes, so a long capture names many: the oldest entries go first."""


def le_address_type(number: int) -> str | None:
    """HCI's LE address types: identity addresses (2, 3) count as what they are; None for anonymous adverts."""
    return ("public", "random", "public", "random")[number] if number < 4 else None


@dataclass(slots=True)
class Heard:
    """One advertising report or inquiry result; `rssi` in dBm, None where the controller had none (127)."""

    address: bytes
    address_type: str | None
    data: bytes = b""
    rssi: int | None = None


_LEGACY = Struct("<BB6sB")
_EXTENDED = Struct("<HB6sBBBbBHB6sB")
_FOUND = Struct("<6sBBIH")

MGMT_ADDRESS_TYPE: dict[int, str | None] = {0: None, 1: "public", 2: "random"}


RSSI: tuple[int | None, ...] = (*range(127), None, *range(-128, 0))
"""Signal strength in dBm by its octet; 127 says that there is none."""


def advertising_reports(data: bytes) -> Iterator[Heard]:
    """LE Advertising Report (7.7.65.2), from its number of reports on."""
    at = 1
    for _ in range(data[0] if data else 0):
        if at + _LEGACY.size > len(data):
            return
        _, kind, address, size = _LEGACY.unpack_from(data, at)
        at += _LEGACY.size
        if at + size >= len(data):
            return
        yield Heard(address, le_address_type(kind), data[at : at + size], RSSI[data[at + size]])
        at += size + 1


def extended_reports(data: bytes) -> Iterator[Heard]:
    """LE Extended Advertising Report (7.7.65.13), from its number of reports on."""
    at = 1
    for _ in range(data[0] if data else 0):
        if at + _EXTENDED.size > len(data):
            return
        _, kind, address, _, _, _, _, rssi, _, _, _, size = _EXTENDED.unpack_from(data, at)
        at += _EXTENDED.size
        if at + size > len(data):
            return
        yield Heard(address, le_address_type(kind), data[at : at + size], RSSI[rssi])
        at += size


def inquiry_results(code: int, data: bytes) -> Iterator[Heard]:
    """Inquiry Result, with RSSI, or Extended (7.7.2, 7.7.33, 7.7.38), from its number of responses on."""
    if code == 0x2F:
        if len(data) >= 15:
            yield Heard(data[1:7], None, data[15:], RSSI[data[14]])
        return
    for number in range(data[0] if data else 0):
        response = data[1 + 14 * number : 15 + 14 * number]
        if len(response) < 14:
            return
        yield Heard(response[:6], None, b"", RSSI[response[13]] if code == 0x22 else None)


def found_report(data: bytes) -> Iterator[Heard]:
    """MGMT Device Found, from its address on."""
    if len(data) < _FOUND.size:
        return
    address, kind, rssi, _, size = _FOUND.unpack_from(data)
    yield Heard(address, MGMT_ADDRESS_TYPE.get(kind), data[_FOUND.size : _FOUND.size + size], RSSI[rssi])


def _nothing() -> None:
    pass


def _nobody(_: tuple[int | None, str]) -> None:
    pass


class Advertisers:
    """The table of advertisers, bounded, by (adapter, address).

    `before` is called before anything is entered that depends on what was heard earlier, `gone` with the key of an
    entry that went for another.
    """

    def __init__(self) -> None:
        self.table: dict[tuple[int | None, str], Advert] = {}
        self.before: Callable[[], None] = _nothing
        self.gone: Callable[[tuple[int | None, str]], None] = _nobody

    def entry(self, adapter: int | None, address: bytes, address_type: str | None) -> Advert:
        """The advertiser's entry, made where there is none yet; `address` is as on the wire."""
        text = address_text(address)
        found = self.table.get((adapter, text))
        if found is None:
            if len(self.table) >= MAX_ADVERTISERS:
                oldest = next(iter(self.table))
                del self.table[oldest]
                self.gone(oldest)
            found = self.table[adapter, text] = Advert(text, address_type)
        elif address_type and found.address_type is None:
            found.address_type = address_type
        return found

    def heard(self, adapter: int | None, at: float | None, report: Heard, count: int = 1) -> Advert:
        """Enter one report; `count` is 0 for one that the capture has already shown in another way."""
        self.before()
        return self.enter(adapter, at, report, count)

    def enter(self, adapter: int | None, at: float | None, report: Heard, count: int) -> Advert:
        """Enter one report, whatever else was heard and waits for being entered."""
        found = self.entry(adapter, report.address, report.address_type)
        if report.data:
            found.name = local_name(report.data) or found.name
        found.count += count
        if found.first is None:
            found.first = at
        found.last = at
        if count or report.rssi is not None:
            found.rssi = report.rssi
        return found

    def linked(self, adapter: int | None, address: bytes, address_type: str | None, name: str | None = None) -> None:
        """Enter what is known of a device that was not heard advertising: it has a link, or gave its name."""
        self.before()
        found = self.entry(adapter, address, address_type)
        found.name = name or found.name
