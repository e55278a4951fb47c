"""Packets that a log shows as octets: `hcidump -R`, xxd, hexdump, and what mail makes of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pairtui.protocol.streams.hci import H4_ACL, H4_COMMAND, H4_EVENT
from pairtui.report.redact.secret_fields import in_command, in_event, in_frame
from pairtui.report.redact.secrets import Secrets
from pairtui.report.redact.sweep import keys_anywhere

MOST_LINES = 4096
"""Lines of a dump that are looked at together."""

_LINE = re.compile(
    rb"(?i)^[>|\s]{0,8}?(?:[\d-]{8,10} [\d:]{8}[.\d]{0,10} )?(?P<way>[<>] )?\s{0,40}(?P<at>[0-9a-f]{4,8}:?\s{1,4})?"
    rb"(?P<hex>(?:[0-9a-f]{2}){1,2}(?:\s{1,3}(?:[0-9a-f]{2}){1,2}){0,31})(?=\s*$|\s{2,}\S)"
)
_OCTET = re.compile(rb"(?i)[0-9a-f]{2}")
_FEWEST = 4
_CONTINUES = 0b01


class _Place(NamedTuple):
    line: int
    at: int


class Dump:
    """The lines of one dump, held back until it ends; `lines` are those that were given, redacted in the end."""

    def __init__(self) -> None:
        self.lines: list[bytearray] = []
        self._octets = bytearray()
        self._places: list[_Place] = []
        self._way = False

    def take(self, line: bytes) -> bool:
        """Whether the line goes on with this dump, or begins one where there is none yet."""
        found = _LINE.match(line)
        if found is None or len(self.lines) >= MOST_LINES:
            return False
        digits = [match.start() for match in _OCTET.finditer(line, found.start("hex"), found.end("hex"))]
        if self.lines and found["way"]:
            return False
        if not self.lines and len(digits) < _FEWEST:
            return False
        self._way |= bool(found["way"])
        self._places += [_Place(len(self.lines), at) for at in digits]
        self._octets += bytes.fromhex(found["hex"].decode("ascii"))
        self.lines.append(bytearray(line))
        return True

    def redact(self, found: Secrets) -> None:
        """Make zeros of the keys in it; adds them to `found`."""
        octets = bytes(self._octets)
        for begin, end in {*keys_anywhere(octets), *_in_h4(octets if self._way else b"")}:
            if end <= len(octets):
                found.add_octets(octets[begin:end])
            for line, at in self._places[begin:end]:
                self.lines[line][at : at + 2] = b"00"


def _in_h4(packet: bytes) -> Iterator[tuple[int, int]]:
    kind = packet[0] if packet else 0
    if kind == H4_COMMAND:
        yield from ((begin + 1, end + 1) for begin, end in in_command(packet[1:]))
    elif kind == H4_EVENT:
        yield from ((begin + 1, end + 1) for begin, end in in_event(packet[1:]))
    elif kind == H4_ACL and len(packet) > 5:
        if packet[2] >> 4 & 0b11 == _CONTINUES:
            yield 5, len(packet)  # what it goes on with is in another dump
        else:
            yield from ((begin + 5, end + 5) for begin, end in in_frame(packet[5:]))
