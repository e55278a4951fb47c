"""Which of the numbers that a gateway gives its verdicts have come, and which are missing."""

from collections.abc import Iterable

MOST_APART = 4096
"""Numbers kept one by one above the first that is missing; more than that is asked for again."""


class Sequence:
    """The numbers of one spool: all up to `complete` are here or known to be gone."""

    __slots__ = ("_apart", "complete", "last")

    def __init__(self, complete: int = 0, apart: Iterable[int] = ()) -> None:
        self.complete = complete
        self.last = complete
        """The newest number that is known to exist."""
        self._apart: set[int] = set()
        for seq in sorted(apart):
            self.have(seq)

    def have(self, seq: int) -> bool:
        """Note that `seq` is here; whether that is new."""
        self.last = max(self.last, seq)
        if seq <= self.complete or seq in self._apart:
            return False
        if seq == self.complete + 1:
            self.complete = seq
            self._close_up()
        elif len(self._apart) < MOST_APART:
            self._apart.add(seq)
        return True

    def gone(self, first: int, last: int) -> None:
        """Note that these will never come."""
        last = min(last, self.last)
        if first <= self.complete + 1:
            self.complete = max(self.complete, last)
            self._apart = {seq for seq in self._apart if seq > self.complete}
            self._close_up()
        else:
            self._apart.update(range(first, min(last, first + MOST_APART - len(self._apart)) + 1))

    def exists(self, last: int) -> None:
        """The gateway says how far its numbers go."""
        self.last = max(self.last, last)

    def missing(self) -> tuple[int, int] | None:
        """The first run of numbers that did not come; None where all did."""
        if self.complete >= self.last:
            return None
        first = self.complete + 1
        return first, min((seq for seq in self._apart), default=self.last + 1) - 1

    def _close_up(self) -> None:
        while self.complete + 1 in self._apart:
            self.complete += 1
            self._apart.discard(self.complete)
