"""Where a program ended on an exception whose own line names nothing of Bluetooth, and one of its frames does."""

import re

from pairtui.protocol.failure_words import SUBJECT

_LONGEST, _FRAMES = 300, 60
"""Characters of a line and lines of one traceback that are looked at."""

_LINE = rf"[^\n]{{0,{_LONGEST}}}\n"
_NAME = r"(?:[A-Za-z_][\w.$]{0,100})?(?:Error|Exception|Failure|NotConnected|Timeout)\b"
_RAISED = rf"{_NAME}[^\n]{{0,{_LONGEST}}}"

_CRASHES = (
    # Python
    re.compile(rf'(?P<frames>[ \t]+File "{_LINE}(?:[ \t]{_LINE}){{0,{_FRAMES}}})(?P<raised>{_RAISED})'),
    # Java, JavaScript, .NET
    re.compile(rf"(?P<raised>(?:[^\n]{{0,60}}[ :>])?{_RAISED})\n(?P<frames>(?:[ \t]+at {_LINE}){{1,{_FRAMES}}})"),
    # .NET, as Visual Studio shows it; its message may be of Bluetooth
    re.compile(
        rf"(?P<raised>{_NAME})[ \r]*\n(?P<frames>[ \t]+HResult=0x[0-9A-Fa-f]{{8}}[ \r]*\n"
        rf"(?:(?![ \t]*StackTrace:){_LINE}){{0,10}}[ \t]*StackTrace:[ \r]*\n(?:[ \t]+{_LINE}){{0,{_FRAMES}}})"
    ),
    # Go, its first goroutine
    re.compile(
        rf"(?P<raised>panic: [^\n]{{1,{_LONGEST}}})\n(?:\[signal {_LINE})?\s{{0,4}}goroutine {_LINE}"
        rf"(?P<frames>(?:[^\s]{_LINE}[ \t]{_LINE}){{1,{_FRAMES}}})"
    ),
)
"""An exception, and the frames before or behind it."""

_OF_BLUETOOTH = re.compile(
    r"blue(?:tooth|z|py|man|st|r\b)|bleak|gatt(?:lib|tool)?\b|btle|(?<![a-z])ble(?![a-z])|"
    r"[/.@ ](?:noble|bleno|bumble|tinyb)[/.]",
    re.IGNORECASE,
)
"""What packages, files and classes are called that are of Bluetooth."""


_LEAD = re.compile(r"[^\n]{0,70}?(?:\w\[[0-9]{1,8}\]:|\w +\|) (?=[ \t]*[^\s|])")
"""What the journal puts before each line of a program, and a container's log."""

_CRASH_BEHIND_LEAD = re.compile(
    rf'{_LEAD.pattern}(?:[ \t]+File "|(?:[^\n]{{0,60}}[ :>])?{_RAISED}\n{_LEAD.pattern}[ \t]+at )'
)


def crash_at(text: str, start: int) -> tuple[str, int] | None:
    """What a program said as it ended, with the frame that is of Bluetooth, where `start` begins such a piece.

    Also gives where the text after that begins. None where the exception's own line names Bluetooth: it is a line
    like any other then.
    """
    if not _CRASH_BEHIND_LEAD.match(text, start):
        return _crash(text, start)
    said = ""
    ends: list[int] = []
    while len(ends) <= _FRAMES and (lead := _LEAD.match(text, start)):
        start = text.find("\n", lead.end()) + 1 or len(text)
        said += text[lead.end() : start]
        ends.append(start)
    crash = _crash(said, 0)
    return (crash[0], ends[said.count("\n", 0, crash[1]) - 1]) if crash else None


def _crash(text: str, start: int) -> tuple[str, int] | None:
    for pattern in _CRASHES:
        found = pattern.match(text, start)
        if found is None or SUBJECT.search(found["raised"]):
            continue
        if frames := [frame for frame in found["frames"].splitlines() if _OF_BLUETOOTH.search(frame)]:
            at = frames[-1 if found.start("frames") == start else 0]
            end = text.find("\n", found.end() - 1) + 1 or len(text)
            return f"{found['raised'].strip()} ({' '.join(at.split())})", end
    return None
