"""Failures that come again and again at once: two sides in a livelock."""

from pairtui.pairing.attempt import Attempt

REPEATED = 4
AGAIN = 30.0
"""So many equal failures, each begun within so many seconds of the one before, are one failure that repeats."""

MOST = 64
"""Peers and codes that are watched at the same time."""


class RepeatedFailures:
    """The latest failures of each peer with each code."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str | None, str], list[Attempt]] = {}

    def includes(self, attempt: Attempt) -> bool:
        """Take in an attempt that is over; whether it completes a livelock. A mail may show the same failure twice."""
        if attempt.failure is None or attempt.started is None:
            return False
        key = (attempt.peer.address, attempt.failure.code)
        run = self._runs.pop(key, [])
        if run and attempt.started - (run[-1].started or 0.0) > AGAIN:
            run = []
        if attempt.ended is None or attempt.ended not in [earlier.ended for earlier in run]:
            run = [*run, attempt][-REPEATED:]
        self._runs[key] = run
        if len(self._runs) > MOST:
            del self._runs[next(iter(self._runs))]
        return len(run) == REPEATED
