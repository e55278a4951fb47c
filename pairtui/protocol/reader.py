"""What every decoder of a log or capture offers: chunks in, records out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pairtui.protocol.record import Record


@dataclass(slots=True)
class Advert:
    """What was last heard of an advertiser; kept in a table, since adverts are most of a capture."""

    address: str
    address_type: str | None
    name: str | None = None
    rssi: int | None = None
    count: int = 0
    first: float | None = None
    last: float | None = None


class Reader(Protocol):
    """A decoder fed with chunks of any size. Never raises on what it is fed; memory stays bounded.

    `format` is the document's name of it (`btsnoop-monitor`, `btmon-text`, …). `records` counts all entries
    read so far, `skipped` those that were damaged or that it has no layout for. `adverts` is by (adapter, address).
    """

    format: str
    records: int
    skipped: int
    adverts: dict[tuple[int | None, str], Advert]

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes, those that matter to a pairing."""
        ...

    def close(self) -> Iterable[Record]:
        """The records that only the end of the input completes; an entry cut in the middle counts as skipped."""
        ...
