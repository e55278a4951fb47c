"""Blanks the secrets of a capture in place: HCI, MGMT, and SMP across the fragments of a link."""

from array import array
from collections.abc import Callable, Iterator
from types import ModuleType

from pairtui.protocol.captures.framing import Framing
from pairtui.protocol.captures.pcapng_framing import PcapngFraming
from pairtui.report.redact import opaque_fields, secret_fields
from pairtui.report.redact.air import L2capFrames, read_of
from pairtui.report.redact.blocks import Options, redact_block, redact_options
from pairtui.report.redact.captures import Kind, Packet, parts
from pairtui.report.redact.fragments import Fragments
from pairtui.report.redact.logs import redact_log
from pairtui.report.redact.secret_fields import Span
from pairtui.report.redact.secrets import Secrets
from pairtui.report.redact.sweep import Held, keys_anywhere, records_elsewhere

Layout = Callable[[bytes], Iterator[Span]]


def _layouts(module: ModuleType) -> dict[Kind, Layout]:
    """Where each kind of packet has the fields that `module` knows."""
    return {
        Kind.COMMAND: module.in_command,
        Kind.EVENT: module.in_event,
        Kind.MGMT_COMMAND: module.in_mgmt_command,
        Kind.MGMT_EVENT: module.in_mgmt_event,
    }


_WHERE, _OPAQUE = _layouts(secret_fields), _layouts(opaque_fields)

_STEP = 4096
"""Parts between two calls of `progress`."""

_NOTHING = 0xFF
"""Fills what is no record: no header of any format can begin like that."""


def blank(original: bytes, clean: bytearray, framing: Framing, found: Secrets, progress: Callable[[int], None]) -> bool:
    """Blank in `clean`, a copy of `original`, every secret of the capture; adds to `found` what was there.

    First what its records hold, then what a second look finds that needs no record to be whole. Gives whether it is
    off the air.
    """
    on_air = False
    starts, held = array("Q"), Held()
    options = framing.options if isinstance(framing, PcapngFraming) else _no_options
    blanking = _Blanking(original, clean, found, options)
    for number, part in enumerate(parts(original, framing, starts)):
        if number % _STEP == 0:
            progress(part.begin)
        blanking.one(part)
        on_air |= part.kind is Kind.AIR
        if part.kind is not Kind.UNREAD:
            held.add(part)
    again: bytearray | None = None
    for part in records_elsewhere(original, framing, starts):
        if again is None:
            again = bytearray(clean)
            blanking = _Blanking(original, again, found, options, wholly=False)
        blanking.one(part)
    if again is not None:
        for begin, end in held.within(0, len(clean)):
            clean[begin:end] = again[begin:end]
    for begin, end in list(keys_anywhere(clean)):
        for first, last in held.within(begin, end):
            if (first, last) == (begin, end):
                found.add_octets(original[begin:end])
            clean[first:last] = bytes(last - first)
    return on_air


def _unread(data: bytes, places: list[int]) -> Iterator[int]:
    frame = bytes(data[place] for place in places)
    for begin, end in opaque_fields.in_frame(frame):
        yield from places[begin:end]


def _no_options(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    yield from ()


class _Blanking:
    """Blanks in `clean`, a copy of `original`, what is secret in its parts; adds to `found` what was there.

    `wholly`: and what may be secret, since nobody here can read it.
    """

    def __init__(
        self, original: bytes, clean: bytearray, found: Secrets, options: Options, wholly: bool = True
    ) -> None:
        self._original, self._clean, self._found = original, clean, found
        self._options, self._wholly = options, wholly
        self._air, self._fragments = L2capFrames(), Fragments()

    def one(self, part: Packet) -> None:
        """Blank in one part; what is in fragments is known once all parts before were seen."""
        kind, begin, end = part.kind, part.begin, part.end
        if kind is Kind.AIR:
            for places in self._air.smp_places(self._original, part):
                self._zero(places, secret_fields.in_smp)
            if self._wholly:
                self._fill(part.begin + read_of(self._original, part), part.end)
        elif kind is Kind.DATA:
            self._data(part)
        elif kind in _WHERE:
            packet = self._original[begin:end]
            for first, last in _WHERE[kind](packet):
                self._found.add_octets(packet[first:last] if last <= len(packet) else b"")
                self._fill(begin + first, min(begin + last, end))
            for first, last in _OPAQUE[kind](packet) if self._wholly else ():
                self._fill(begin + first, begin + last)
        elif self._wholly:
            self._whole(part)

    def _whole(self, part: Packet) -> None:
        begin, end = part.begin, part.end
        match part.kind:
            case Kind.LOG:
                self._clean[begin:end] = redact_log(self._original[begin:end], self._found)
            case Kind.OPAQUE:
                self._fill(begin, end)
            case Kind.UNREAD:
                self._fill(begin, end, _NOTHING)
            case Kind.BLOCK:
                redact_block(self._original, self._clean, part, self._options, self._found)
            case Kind.OPTIONS:
                redact_options(self._original, self._clean, begin, end, self._options, self._found)

    def _data(self, part: Packet) -> None:
        begin, end = part.begin, part.end
        length = int.from_bytes(self._original[begin + 2 : begin + 4], "little") & 0x3FFF
        for piece in self._fragments.pieces(self._original, part._replace(end=min(begin + 4 + length, end))):
            places = piece.places
            if not piece.stray:
                self._zero(places, secret_fields.in_frame)
            if self._wholly:
                for place in places if piece.stray else _unread(self._original, places):
                    self._clean[place] = 0
        if self._wholly and end - begin > 4:
            # Octets beyond the stated length are no part of a packet; of one that is cut short nothing can be read.
            self._fill(begin + 4 + length if begin + 4 + length <= end else begin + 4, end)

    def _fill(self, begin: int, end: int, octet: int = 0) -> None:
        if begin < end:
            self._clean[begin:end] = bytes([octet]) * (end - begin)

    def _zero(self, places: list[int], where: Layout) -> None:
        for begin, end in where(bytes(self._original[place] for place in places)):
            secret = places[begin:end]
            if len(secret) == end - begin:
                self._found.add_octets(bytes(self._original[place] for place in secret))
            for place in secret:
                self._clean[place] = 0
