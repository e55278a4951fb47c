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

    Formats are named as in the analysis document (`btsnoop-monitor`, `btmon-text`, …); `adverts` is by adapter index
    and address.
    """

    @property
    def format(self) -> str:
        """The document's name of the format."""

    @property
    def records(self) -> int:
        """Entries read so far."""

    @property
    def skipped(self) -> int:
        """Entries that were damaged or have no layout here."""

    @property
    def adverts(self) -> dict[tuple[int | None, str], Advert]:
        """What was heard of each advertiser."""

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes, those that matter to a pairing."""

    def close(self) -> Iterable[Record]:
        """The records that only the end of the input completes; an entry cut in the middle counts as skipped."""
