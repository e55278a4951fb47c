"""What time it is in the model: the wall clock for a live source, the log's own time for a replay."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pairtui.pairing.model import Model


Clock = Callable[[], float]
"""Gives POSIX seconds; tests and pictures inject one that stands still."""

_SAME_ERA = 3600.0


def model_now(model: "Model", clock: Clock) -> float:
    """Now, in the time of the model's events: one that is far from the wall clock reads an old log."""
    wall = clock()
    return wall if model.now is None or abs(wall - model.now) < _SAME_ERA else model.now


def age(seconds: float) -> str:
    """How long ago, in at most four cells and in steps coarse enough that a quiet screen stays still."""
    if seconds < 10:
        return "now"
    if seconds < 60:
        return f"{int(seconds) // 10 * 10}s"
    return f"{int(seconds) // 60}m" if seconds < 5940 else f"{min(int(seconds) // 3600, 999)}h"


def time_of_day(at: float | None) -> str:
    """`26:20.123` of a log's own time or `14:03:26` of a clock's (UTC); blank where there is none."""
    if at is None:
        return " " * 8
    whole = int(at)
    return f"{whole // 3600 % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"
