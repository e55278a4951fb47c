"""A header of a log's entry, as read; its columns of socket, frame, controller and time, wherever they were moved."""

import re
from dataclasses import dataclass

from pairtui.protocol.record import Direction
from pairtui.protocol.text.times import last_time

_RIGHT = re.compile(
    r"[\s>|]{0,700}+(?:\{0x(?P<sock>[0-9a-f]{4})\}[\s>|]{0,700}+)?"
    r"(?:#(?P<num>[0-9]{1,9})[\s>|]{0,700}+|(?P<bare>[0-9]{1,9})[\s>|]{1,700}+(?=\[hci))?"
    r"(?:\[hci(?P<hci>[0-9]{1,3})\][\s>|]{0,700}+)?"
    r"(?:(?P<since>[0-9]{1,10}\.[0-9]{6})(?![0-9.])"
    r"|(?P<wall>(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[\s>|]{1,80}+)?[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6})(?![0-9.]))?"
)

_FOLDED = re.compile(r"\s*\n[\s>|]*")

_COLUMN = re.compile(
    r"\s(?:\[hci(?P<hci>[0-9]{1,3})\]\s+)?(?:(?P<since>[0-9]{1,10}\.[0-9]{6})(?![0-9.:])"
    r"|(?P<wall>(?:[0-9]{4}-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}))(?=\s|$)"
)


@dataclass(slots=True)
class Header:
    """One header line, read: `kind` is `event`, `command`, `acl`, `other`, `mgmt-event`, `mgmt-command`, `one-line`,
    `open`, `close`, `index`, `log`, `note`.

    `code` is the event code, opcode or MGMT code, None where it was lost. `clock` names the scale of `time`.
    """

    kind: str
    direction: Direction
    code: int | None = None
    name: str = ""
    handle: int | None = None
    transport: str | None = None
    address: str | None = None
    length: int = 0
    socket: int | None = None
    frame: int | None = None
    adapter: int | None = None
    time: float | None = None
    clock: str = ""
    trusted: bool = False
    hcidump: bool = False


def right_column(header: Header, text: str, at: int) -> int:
    """Read socket, frame, controller and time, which may have moved to a later line; where the body starts."""
    found = _RIGHT.match(text, at)
    assert found is not None
    sock, num, bare, hci, since, wall = found.group("sock", "num", "bare", "hci", "since", "wall")
    header.socket = int(sock, 16) if sock else None
    frame = num or bare
    header.frame = int(frame) if frame else None
    header.adapter = int(hci) if hci else None
    if since:
        header.time, header.clock = float(since), "since"
    elif wall:
        header.time, header.clock = last_time(wall), "date" if "-" in wall else "day"
    return found.end()


def line_end(header: Header, text: str) -> str:
    """Read controller and time at the end of a line whose text has no fixed end; the line without them.

    Where the line was broken they stand on a later one.
    """
    first, _, more = text.partition("\n")
    found = _COLUMN.search(first)
    line = first if found or not more else _FOLDED.sub(" ", text)
    found = found or _COLUMN.search(line)
    if not found:
        return first
    header.adapter = int(found["hci"]) if found["hci"] else None
    if found["since"]:
        header.time, header.clock = float(found["since"]), "since"
    else:
        header.time, header.clock = last_time(found["wall"]), "date" if "-" in found["wall"] else "day"
    return line[: found.start()]


def time_before(line: str) -> float | None:
    """The time that hcidump writes before its mark."""
    return last_time(line[-40:]) if len(line) > 10 else None
