"""Adverts and names from the bodies that btmon prints, into the table of advertisers."""

import re
from collections.abc import Iterator

from pairtui.protocol.messages.gap import safe_text
from pairtui.protocol.streams.advertisers import Advertisers, Heard
from pairtui.protocol.values import ADDRESS

REPORTS = frozenset({0x02, 0x0D})
"""LE Meta events that report adverts."""

INQUIRY = frozenset({0x02, 0x22, 0x2F})
"""Events that report who answered an inquiry."""

_TYPE = re.compile(r"[Aa]ddress type: (Public|Random|Resolved [Pp]ublic|Resolved [Rr]andom)")
_FIELD = re.compile(r"ddress: ")
_PREFIXES = (len("BR/EDR A"), len("LE A"), len("A"))
_ADDRESS = re.compile(rf"(?<!Direct )(?<!Peer )\b(LE |BR/EDR )?[Aa]ddress: ({ADDRESS})(?: \((\w[\w-]*)\))?")
_NAME = re.compile(r"Name \((?:complete|short)\): ([^\n]{1,248})")
_RSSI = re.compile(r"RSSI: (-?[0-9]{1,3}) dBm")
_LINE = re.compile(rf"({ADDRESS})(?: \(([^()\n]{{1,60}})\))?\n")
_RANDOM = {"Static", "Resolvable", "Non-Resolvable"}


def _single(raw: str) -> tuple[Heard, str | None] | None:
    """The report of a body that has one and whose lines are whole, which is nearly every advert."""
    at = raw.find("ddress: ") + 8
    if at < 8 or raw.find("ddress: ", at) >= 0 or raw.find("\n        ", 0, at) < 0:
        return None
    start = _LINE.match(raw, at)
    if not start:
        return None
    rssi, name = raw.find(" RSSI: "), raw.find(" Name (")
    strong = _RSSI.match(raw, rssi + 1) if rssi >= 0 else None
    named = _NAME.match(raw, name + 1) if name >= 0 else None
    kind = raw.find("Address type: ", 0, at)
    if raw.startswith("BR/EDR ", at - 16):
        address_type = None
    elif kind >= 0:
        address_type = "random" if "andom" in raw[kind + 14 : kind + 30] else "public"
    else:
        address_type = "random" if start[2] in _RANDOM else "public"
    octets = bytes.fromhex(start[1].replace(":", ""))[::-1]
    heard = Heard(octets, address_type, b"", int(strong[1]) if strong else None)
    return heard, safe_text(named[1]).strip() if named else None


def reports(raw: str) -> list[tuple[Heard, str | None]]:
    """Each report of a body with the name it has."""
    if plain := _single(raw):
        return [plain]
    starts = list(_addresses(raw))
    found = []
    for number, start in enumerate(starts):
        before = starts[number - 1].end() if number else 0
        end = starts[number + 1].start() if number + 1 < len(starts) else len(raw)
        kind = _TYPE.search(raw, before, start.start())
        name, rssi = _NAME.search(raw, start.end(), end), _RSSI.search(raw, start.end(), end)
        heard = Heard(
            bytes.fromhex(start[2].replace(":", ""))[::-1],
            _address_type(start, kind),
            b"",
            int(rssi[1]) if rssi else None,
        )
        found.append((heard, safe_text(name[1]).strip() if name else None))
    return found


def _addresses(raw: str) -> Iterator[re.Match[str]]:
    """Where advertisers' addresses stand."""
    end = 0
    for field in _FIELD.finditer(raw):
        for prefix in _PREFIXES:
            at = field.start() - prefix
            if at >= end and (found := _ADDRESS.match(raw, at)):
                end = found.end()
                yield found
                break


def _address_type(start: re.Match[str], kind: re.Match[str] | None) -> str | None:
    if start[1] == "BR/EDR ":
        return None
    if kind:
        return "random" if kind[1].lower().endswith("random") else "public"
    return "random" if start[3] in _RANDOM else "public"


def hear(table: Advertisers, adapter: int | None, at: float | None, raw: str, count: int = 1) -> None:
    """Enter the reports of a body; `count` is 0 for MGMT's Device Found, which repeats a controller's report."""
    for report, name in reports(raw):
        entry = table.heard(adapter, at, report, count)
        entry.name = name or entry.name
