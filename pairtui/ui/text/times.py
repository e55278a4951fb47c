"""What time it is in the model: the wall clock for a live source, the log's own time for a replay."""

from collections.abc import Callable
from time import gmtime, localtime, struct_time

from pairtui.pairing.model import Model

Clock = Callable[[], float]
"""Gives POSIX seconds; tests and pictures inject one that stands still."""

When = Callable[[float | None], str]
"""Writes a time of the model: as `day_and_time` does, with the user's choice of UTC or local time."""

_SAME_ERA = 3600.0
_DATED = 1e8


def model_now(model: Model, clock: Clock) -> float:
    """Now, in the time of the model's events: one that is far from the wall clock reads an old log."""
    wall = clock()
    return wall if model.now is None or abs(wall - model.now) < _SAME_ERA else model.now


def dated(at: float) -> bool:
    """Whether it is POSIX time: anything less counts from a log's start."""
    return at > _DATED


def exact_time(at: float, local: bool) -> str:
    """`14:03:26.123456 UTC`, or with the offset of the local time: `15:03:26.123456 +01:00`."""
    text = f"{time_of_day(at, local)}{at % 1:.6f}".replace("0.", ".", 1)
    if not dated(at):
        return text
    if not local:
        return f"{text} UTC"
    minutes = localtime(at).tm_gmtoff // 60
    return f"{text} {'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def age(seconds: float) -> str:
    """How long ago, in at most four cells and in steps coarse enough that a quiet screen stays still."""
    if seconds < 10:
        return "now"
    if seconds < 60:
        return f"{int(seconds) // 10 * 10}s"
    return f"{int(seconds) // 60}m" if seconds < 5940 else f"{min(int(seconds) // 3600, 999)}h"


def day_and_time(at: float | None, now: float, local: bool = False) -> str:
    """`14:03:26` of today, `11-20 14:03:26` of this year, else `2025-11-20 14:03:26`; in UTC or `local` time."""
    if at is None or not dated(at):
        return time_of_day(at)
    then, today = _calendar(at, local), _calendar(now, local)
    year = "" if then.tm_year == today.tm_year else f"{then.tm_year}-"
    day = "" if not year and then.tm_yday == today.tm_yday else f"{then.tm_mon:02}-{then.tm_mday:02} "
    return f"{year}{day}{time_of_day(at, local)}"


def _calendar(at: float, local: bool) -> struct_time:
    return localtime(at) if local else gmtime(at)


def time_of_day(at: float | None, local: bool = False) -> str:
    """`14:03:26`, in UTC or `local` time; a log's own time counts from 0. Blank where there is none."""
    if at is None:
        return " " * 8
    whole = int(at)
    if local and dated(at):
        whole += localtime(at).tm_gmtoff
    return f"{whole // 3600 % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"
