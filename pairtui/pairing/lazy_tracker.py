"""The tracker behind a model, which is loaded when the first event needs it, and what is read from it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pairtui.pairing.attempt import Attempt, Finding
from pairtui.pairing.events import Traced
from pairtui.pairing.state import Device
from pairtui.protocol.record import Reading

if TYPE_CHECKING:
    from pairtui.knowledge.devices import Book, Entry
    from pairtui.pairing.evidence.context import GatewayContext
    from pairtui.pairing.tracking.tracker import Tracker


class LazyTracker:
    """What a model shows of its attempts and of what surrounds them; empty until something happened.

    `book` gives the device book, by default the one that comes with pairtui; called when it is first needed.
    """

    def __init__(self, book: "Callable[[], Book] | None" = None) -> None:
        self._book = book
        self._begun: Tracker | None = None

    def known(self, device: Device) -> "Entry | None":
        """The entry of the device book that a device is."""
        book = self._tracker.around.book()
        return book.find(device.name, device.modalias, device.uuids, device.manufacturer)

    def read_book(self) -> None:
        """Have the device book read before a diagnosis needs it; touches nothing else, so any thread may do it."""
        from pairtui.knowledge.devices import shipped

        (self._book or shipped)()

    @property
    def attempts(self) -> dict[int, Attempt]:
        """All attempts by id, oldest first."""
        return self._begun.attempts.all if self._begun else {}

    @property
    def findings(self) -> list[Finding]:
        """What went wrong outside the attempts, oldest first."""
        return self._begun.findings.all if self._begun else []

    @property
    def reading(self) -> Reading:
        """Whose log this is."""
        return self._begun.around.reading if self._begun else Reading()

    @property
    def not_understood(self) -> list[tuple[int | None, str]]:
        """Lines that speak of a failure and that nothing understood, with their records."""
        return self._begun.around.not_understood if self._begun else []

    @property
    def connections(self) -> list[Traced]:
        """The last links that came up, did not, or ended, and the last commands that were refused, oldest first."""
        return list(self._begun.around.connections) if self._begun else []

    @property
    def around(self) -> "GatewayContext":
        """What the events reported about the gateway besides: versions, settings, the agent's capability."""
        return self._tracker.around

    @property
    def _tracker(self) -> "Tracker":
        if self._begun is None:
            # the console's first frame does not wait for the diagnosis
            from pairtui.pairing.tracking.tracker import Tracker

            self._begun = Tracker()
            self._begun.around.book = self._book or self._begun.around.book
        return self._begun
