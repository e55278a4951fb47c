"""The time of day, even while an attempt is under way and the machine's clock is set."""

import time
from collections.abc import Callable

SET = 0.5  # seconds between the two clocks from which on one of them was set, and did not merely drift


def _even() -> float:
    """Seconds of a clock that cannot be set and goes on while the machine is suspended (clock_gettime(2))."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class SteadyClock:
    """Gives POSIX seconds; when the machine's clock is set, `follow` says whether to go with it.

    `wall` is the machine's clock, `even` counts seconds from anywhere.
    """

    def __init__(self, wall: Callable[[], float] = time.time, even: Callable[[], float] = _even) -> None:
        self._wall, self._even = wall, even
        self._offset = wall() - even()

    def now(self) -> float:
        """The time, in POSIX seconds."""
        return self._offset + self._even()

    def set_by(self) -> float:
        """How far the machine's clock is ahead of this one because it was set, in seconds; 0.0 where it was not."""
        ahead = self._wall() - self.now()
        return ahead if abs(ahead) >= SET else 0.0

    def follow(self) -> None:
        """Show the machine's time from now on."""
        self._offset = self._wall() - self._even()

    def steady(self, at: float, ahead: float) -> float:
        """A time that was taken from the machine's clock, before or after it was set `ahead`, as a time of this one."""
        now = self.now()
        return min((at, at - ahead), key=lambda moment: abs(moment - now))
