"""The SMP PDUs of packets off the air, by where their octets stand in the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from pairtui.protocol.messages import smp
from pairtui.protocol.streams.sniffer_headers import ADVERTISING_ACCESS_ADDRESS
from pairtui.report.redact.captures import Packet
from pairtui.report.redact.checksums import SIZE

MAX_CONNECTIONS = 1024

_CONTINUATION, _START = 1, 2
_MOST_OPEN = 4
_LONGEST_SMP = 4 + 65


@dataclass(slots=True)
class _Frame:
    """An L2CAP frame so far: where its octets are, what its last piece was, how many octets came before that."""

    from_central: bool | None
    places: list[int]
    last: bytes
    before: int


class L2capFrames:
    """Follows the L2CAP frames of each connection. What is sent again is found each time it stands in the file.

    Where the sender of a packet is not known, it may go on with any frame that is open.
    """

    def __init__(self) -> None:
        self._open: dict[object, list[_Frame]] = {}

    def smp_places(self, data: bytes, packet: Packet) -> Iterator[list[int]]:
        """The places of each SMP PDU to which `packet` may add, in order, as far as it is known."""
        from_central = packet.from_central
        if packet.begin + 2 >= packet.end or packet.stream == ADVERTISING_ACCESS_ADDRESS:
            return
        head, begin = data[packet.begin], packet.begin + 2
        end = min(begin + data[packet.begin + 1], packet.end)
        # The sequence number bit distinguishes a packet sent again from an equal one that is new.
        piece = bytes([head & 0x0B]) + data[begin:end]
        places = list(range(begin, min(end, begin + _LONGEST_SMP)))
        frames = self._of(packet.stream)
        if head & 3 == _START:
            kept = [frame for frame in frames if from_central is None or frame.from_central is not from_central]
            frames[:] = [*kept[1 - _MOST_OPEN :], _Frame(from_central, places, piece, 0)]
            grown = frames[-1:]
        elif head & 3 == _CONTINUATION and places:
            grown = [frame for frame in frames if _goes_on(data, frame, from_central, piece, places)]
        else:
            return
        for frame in grown:
            if len(frame.places) >= 5 and _number(data, frame.places, 2) in (smp.CID_LE, smp.CID_BREDR):
                yield frame.places[4:]

    def _of(self, address: object) -> list[_Frame]:
        if address not in self._open and len(self._open) >= MAX_CONNECTIONS:
            self._open.pop(next(iter(self._open)))
        return self._open.setdefault(address, [])


def read_of(data: bytes, packet: Packet) -> int:
    """How many octets of the packet can be read, its check sum included."""
    return min(2 + data[packet.begin + 1] + SIZE, packet.end - packet.begin)


def _goes_on(data: bytes, frame: _Frame, from_central: bool | None, piece: bytes, places: list[int]) -> bool:
    """Adds a continuation to a frame it may belong to; one sent again stands where it stood the first time."""
    if {frame.from_central, from_central} == {True, False}:
        return False
    if frame.last != piece:
        if len(frame.places) >= 2 and len(frame.places) >= 4 + _number(data, frame.places, 0):
            return False
        frame.last, frame.before = piece, len(frame.places)
    frame.places = [*frame.places[: frame.before], *places][:_LONGEST_SMP]
    return True


def _number(data: bytes, places: list[int], at: int) -> int:
    return data[places[at]] | data[places[at + 1]] << 8
