"""Which of a device's attempts is shown: the newest, until an earlier one is turned to."""

from collections.abc import Sequence

from pairtui.pairing.attempt import Attempt


class ShownAttempt:
    """Keeps the attempt that was turned to, by its id."""

    def __init__(self) -> None:
        self._id: int | None = None

    def follow(self) -> None:
        """Show the newest from now on."""
        self._id = None

    def pin(self, attempt: Attempt) -> None:
        """Show this one, whatever comes after it."""
        self._id = attempt.id

    def among(self, attempts: Sequence[Attempt]) -> tuple[Attempt | None, tuple[int, int]]:
        """The one that is shown of a device's `attempts`, with its place counted from 1 and how many there are."""
        if not attempts:
            return None, (0, 0)
        at = self._place(attempts)
        return attempts[at], (at + 1, len(attempts))

    def turn(self, attempts: Sequence[Attempt], by: int) -> None:
        """Show one so many places later; the last one is followed."""
        if attempts:
            at = min(max(self._place(attempts) + by, 0), len(attempts) - 1)
            self._id = None if at == len(attempts) - 1 else attempts[at].id

    def _place(self, attempts: Sequence[Attempt]) -> int:
        return next((at for at, one in enumerate(attempts) if one.id == self._id), len(attempts) - 1)
