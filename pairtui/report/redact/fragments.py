"""The L2CAP frames of a host's data packets, by where their octets stand in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pairtui.protocol.messages import smp
from pairtui.report.redact.captures import Packet

MAX_LINKS = 1024

LONGEST = 4 + 65
"""Octets of the longest frame on the SMP channels; of others no more are kept."""

_HEADER = 4
_CONTINUES = 0b01
_MOST_OPEN = 4


class Piece(NamedTuple):
    """What a packet adds: the places of its frame so far, from the L2CAP header on.

    `stray`: it is not sure which frame these octets go on with.
    """

    places: list[int]
    stray: bool = False


@dataclass(slots=True)
class _Frame:
    sent: bool | None
    places: list[int]
    missing: int
    """Octets that are still to come."""


class Fragments:
    """Follows the frames of each link. Where the direction of a packet is not known, several may be open."""

    def __init__(self) -> None:
        self._links: dict[object, list[_Frame]] = {}

    def pieces(self, data: bytes, packet: Packet) -> Iterator[Piece]:
        """What a data packet, from its handle on, adds to the frames of its link."""
        begin, end = packet.begin + _HEADER, packet.end
        if begin > end:
            return
        head = data[packet.begin] | data[packet.begin + 1] << 8
        link = (packet.stream, packet.from_central, head & 0x0FFF)
        if head >> 12 & 0b11 == _CONTINUES:
            yield from self._go_on(data, link, range(begin, end))
            return
        size = data[begin] | data[begin + 1] << 8 if end - begin >= 2 else LONGEST
        frame = _Frame(packet.from_central, [*range(begin, min(end, begin + LONGEST))], size + _HEADER - (end - begin))
        self._open(link, frame, replaces=packet.from_central is not None)
        yield Piece(frame.places)

    def _open(self, link: object, frame: _Frame, replaces: bool) -> None:
        if link not in self._links and len(self._links) >= MAX_LINKS:
            del self._links[next(iter(self._links))]
        others = [] if replaces else self._links.get(link, [])
        self._links[link] = [*others[1 - _MOST_OPEN :], frame] if frame.missing > 0 else others

    def _go_on(self, data: bytes, link: object, octets: range) -> Iterator[Piece]:
        frames = self._links.get(link, [])
        if not frames or (len(frames) > 1 and any(_may_be_smp(data, frame) for frame in frames)):
            yield Piece([*octets], stray=True)
        fits = [frame for frame in frames if frame.missing == len(octets)] or frames
        for frame in fits[:1]:
            frame.places = [*frame.places, *octets][:LONGEST]
            frame.missing -= len(octets)
            yield Piece(frame.places)
        self._links[link] = [frame for frame in frames if frame.missing > 0]


def _may_be_smp(data: bytes, frame: _Frame) -> bool:
    return len(frame.places) < _HEADER or is_smp(bytes(data[place] for place in frame.places[:_HEADER]))


def is_smp(frame: bytes) -> bool:
    """Whether a frame, from its L2CAP header on, is on a channel of the Security Manager."""
    return len(frame) >= _HEADER and frame[2] | frame[3] << 8 in (smp.CID_LE, smp.CID_BREDR)
