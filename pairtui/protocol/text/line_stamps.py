"""How the lines of logs begin: with a time, a count, a level, a tag or a program's name."""

import re

from pairtui.protocol.record import LogLine
from pairtui.protocol.text.times import last_time

SHAPE = re.compile(
    r"(?P<zephyr>\[(?P<uptime>[0-9]{1,4}:[0-9]{2}:[0-9]{2}[.,][0-9]{3}(?:[.,][0-9]{3})?|[0-9]{8,10})\] ?)(?=<|\S)"
    r"|(?P<kernel>\[ *(?P<stamp>[0-9]{1,7}\.[0-9]{4,6})\] ?)"
    r"|(?P<logcat>(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3,6}(?:: |(?=[ +:])))"
    r"|(?P<dated>\[?[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?)"
    r"|(?P<local>\[[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}, [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: [AP]M)?\])"
    r"|(?P<syslog>(?:[^\W\d_]{2,9}\.?|[0-9]{1,2}[월月]) {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.[0-9]{1,6})?)"
    r"|(?P<day>(?:[VDIWEFA]\s)?\[?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,6})?"
    r"(?:\]?(?=[\s\[:-])|\](?=[VDIWE] [(A-Z])))"
    r"|(?P<console>(?:[Dd]efault|[Ee]rror|[Ii]nfo|[Dd]ebug|[Ff]ault)\s+[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,6}"
    r"(?: ?[+-][0-9]{4})?)"
    r"|(?P<arduino>(?:\[ *)?(?P<millis>[0-9]{1,10})(?:\]| )(?=\[[VDIWE]\]\[))"
    r"|(?P<tagged>[VDIWEFA] ?\((?P<ticks>[0-9]{1,10})\) ?[\w.:/-]{1,60} ?:)"
    r"|(?P<level>(?:\[aioble\] [EWI]|[VDIWEF] [A-Z][\w.]{3,40}|_bleio\.\w{1,40}|[EW](?=: SMP )): "
    r"|[VDIWEFA]/[][\w.$ -]{1,60}(?:\( *[0-9]+\))? ?:"
    r"|(?:FATA|ERRO|WARN|INFO|DEBU)\[[0-9]{4,}\] ?"
    r"|<(?:err|wrn|inf|dbg|info|warning|error|debug)> "
    r"|\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL) ?\]?[: ]|\[[VDIWE]\]\["
    r"|[\w.-]{2,40}\[[0-9]{1,8}\]: |bluetoothd: |>>> (?=[A-Z][A-Za-z]+ ))"
)

_LEVELS = {"err": 3, "wrn": 4, "inf": 6, "dbg": 7, "E": 3, "W": 4, "I": 6, "D": 7, "V": 7}
_LEVEL = re.compile(r"\A.{0,60}?(?:<(err|wrn|inf|dbg)>|\b([VDIWE])(?=[\t /(]))")


def stamped(body: str, shape: re.Match[str]) -> tuple[LogLine, float | None, str, bool]:
    """A line that begins with `shape` without it; its time in seconds, its clock, and whether Zephyr wrote it."""
    body = body.lstrip()
    kind = shape.lastgroup or ""
    level_at = shape.end() if kind == "zephyr" else shape.start()
    zephyr = body.startswith(("<err>", "<wrn>", "<inf>", "<dbg>"), level_at) or (
        kind == "zephyr" and re.fullmatch(r"[0-9]{8,10}|.*,.*", shape["uptime"]) is not None
    )
    level = _LEVEL.match(body)
    priority = _LEVELS.get(level[1] or level[2]) if level else None
    said = body if kind in ("tagged", "level") else body[shape.end() :].strip()
    if kind == "zephyr":
        said = re.sub(r"\A<(?:err|wrn|inf|dbg)> ", "", said)
    return LogLine("zephyr" if zephyr else "log", said, priority), time_of(shape), kind, zephyr


def time_of(shape: re.Match[str]) -> float | None:
    """The time of such a beginning, in seconds of its own clock; None where it has none."""
    if shape["stamp"]:
        return float(shape["stamp"])
    if ticks := shape["ticks"] or shape["millis"]:
        return int(ticks) / 1000
    if shape["uptime"] and ":" not in shape["uptime"]:
        return None
    return last_time(shape[0])
