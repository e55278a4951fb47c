"""The attempts under way: which of them a message is about, by its link, its device, or for want of another."""

from collections import deque
from collections.abc import Callable

from pairtui.pairing.attempt import Attempt
from pairtui.pairing.events import Link
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.protocol.values import resolvable

SETTLING = 3.0
"""Seconds in which an outer layer's words still belong to a failure, and an inner code may replace an outer one."""


class RunningAttempts:
    """All attempts, by id in `all`, and the records of those still running, in the order in which they began.

    `over` are the records of the last that failed. `asked` has the peers of the Pair Device commands that the kernel
    has not ended yet.
    """

    def __init__(self) -> None:
        self.all: dict[int, Attempt] = {}
        self.running: list[AttemptRecord] = []
        self.over: deque[AttemptRecord] = deque(maxlen=32)
        self.asked: deque[str | None] = deque(maxlen=32)
        self._on_link: dict[tuple[str | None, int | None], set[int]] = {}

    def on_link(self, link: Link | None) -> AttemptRecord | None:
        """The newest running attempt on this link, or with this peer where a handle is not known yet."""
        if link is None:
            return None
        same = next((observed for observed in reversed(self.running) if _same(observed, link)), None)
        return same or (self.unnamed(link, _named_and_not_begun) if link.handle is not None else None)

    def unnamed(self, link: Link | None, keep: Callable[[AttemptRecord], bool]) -> AttemptRecord | None:
        """The one attempt that fits, for a message that names no device; between two handles `_same` decides.

        Management messages name the device, packets the handle; a log that begins late has nothing with both.
        """
        if link is not None and link.address is not None:
            return None
        handle = link.handle if link else None
        return self.only(
            lambda observed: keep(observed) and None in (handle, observed.link.handle if observed.link else None)
        )

    def of_link(self, link: Link | None) -> list[Attempt]:
        """The attempts on this link while it is up, those just finished with it included, oldest first."""
        if link is None:
            return []
        address, adapter = link.address, link.adapter
        return [
            a
            for a in self.all.values()
            if a.id in self._on_link.get((adapter, link.handle), ())
            or (a.live and address and a.peer.address == address)
        ]

    def of_device(self, device: str) -> AttemptRecord | None:
        """The newest running attempt of a device known to BlueZ."""
        return next((observed for observed in reversed(self.running) if observed.attempt.device == device), None)

    def only(self, keep: Callable[[AttemptRecord], bool] = lambda observed: True) -> AttemptRecord | None:
        """The running attempt that fits, where exactly one does."""
        fitting = [observed for observed in self.running if keep(observed)]
        return fitting[0] if len(fitting) == 1 else None

    def near(self, link: Link | None, keep: Callable[[AttemptRecord], bool]) -> AttemptRecord | None:
        """The attempt on this link; else the only one that fits, where its peer may be the one the link names."""
        observed = self.on_link(link)
        if observed is not None:
            return observed
        named = link is not None and link.address is not None
        return self.only(lambda observed: keep(observed) and not (named and identified(observed)))

    def nameless(self, code: str, at: float | None) -> AttemptRecord | None:
        """The attempt that failed with `code` just before `at`, by an answer that names no device."""

        def fits(observed: AttemptRecord) -> bool:
            failure = observed.attempt.failure
            unnamed = failure is not None and failure.code == code and observed.attempt.peer.address is None
            return unnamed and not self.settled(observed, at)

        return self.only(fits)

    def settled(self, observed: AttemptRecord, at: float | None) -> bool:
        """Whether the words of outer layers about this attempt's end are over at this time."""
        ended = observed.attempt.ended
        return not observed.takes(at) and at is not None and ended is not None and at - ended > SETTLING


def _named_and_not_begun(observed: AttemptRecord) -> bool:
    """Whether only the device is known of an attempt that goes on, and no packet of it."""
    named = observed.link is not None and observed.link.handle is None and observed.link.address is not None
    return named and observed.in_progress and not observed.smp_begun


def identified(observed: AttemptRecord) -> bool:
    """Whether the attempt's peer is known by an address that is its own, and no resolvable private one."""
    address = observed.attempt.peer.address
    return address is not None and not resolvable(address)


def _same(observed: AttemptRecord, link: Link) -> bool:
    mine = observed.link
    if mine is None or (mine.adapter is not None and link.adapter is not None and mine.adapter != link.adapter):
        return False
    if mine.handle is not None and link.handle is not None:
        return mine.handle == link.handle
    return mine.address == link.address and (mine.address is not None or mine.handle is None)
