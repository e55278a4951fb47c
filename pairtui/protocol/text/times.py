"""Times as logs write them, in seconds."""

import re

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
DAY = 86400.0

_TIME = re.compile(
    r"(?:(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})[T\s>]{1,8}"
    r"|(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s{1,2}(?P<mday>[0-9]{1,2})\s{1,2}))?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}(?:[.,][0-9]{1,9})?(?:,[0-9]{3})?))?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?(?: (?P<half>[AP])M\b)?"
)


def days_before(year: int, month: int, day: int) -> int:
    """Days from 1 January 1970 to this date of the Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def last_time(text: str) -> float | None:
    """The last date and time in `text`.

    POSIX seconds where it has a year (as UTC unless it names a zone); seconds since the start of a leap year where it
    has only month and day; else seconds of the day.
    """
    found = list(_TIME.finditer(text))
    return seconds(found[-1]) if found else None


def seconds(found: re.Match[str]) -> float:
    """The seconds that a match of a time stands for."""
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"] == "P")
    at = hour * 3600.0 + int(found["minute"]) * 60
    if found["second"]:
        at += _second(found["second"])
    if found["year"]:
        at += days_before(int(found["year"]), int(found["month"]), int(found["day"])) * DAY
        at -= _offset(found["zone"])
    elif found["name"]:
        month = _MONTHS.index(found["name"]) // 4 + 1
        at += (days_before(2000, month, int(found["mday"])) - days_before(2000, 1, 1)) * DAY
    return at


def _second(text: str) -> float:
    whole, *fraction = text.replace(",", ".").split(".")
    return float(f"{whole}.{''.join(fraction) or 0}")


def _offset(zone: str | None) -> float:
    if not zone or zone == "Z":
        return 0.0
    digits = zone[1:].replace(":", "")
    size = int(digits[:2]) * 3600.0 + int(digits[2:]) * 60
    return -size if zone[0] == "-" else size
