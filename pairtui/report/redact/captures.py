"""The packets of a capture file by their place in it, so that they can be changed without moving anything."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from pairtui.protocol.captures import framing as btsnoop
from pairtui.protocol.captures import magic
from pairtui.protocol.streams import sniffer_headers as radio


class Kind(Enum):
    """What a packet is."""

    COMMAND = "command"
    EVENT = "event"
    DATA = "data"  # ACL, or ISO that may be ACL in disguise
    MGMT_COMMAND = "mgmt command"
    MGMT_EVENT = "mgmt event"
    LOG = "log"
    AIR = "air"  # a link layer PDU from its header on, with the check sum behind it


class Packet(NamedTuple):
    """The octets from `begin` to `end` of the file.

    `stream` tells apart what is reassembled separately: on the air the access address. `from_central` is known for
    some packets off the air.
    """

    kind: Kind
    begin: int
    end: int
    stream: object
    from_central: bool | None = None


class NotRedactable(Exception):
    """A kind of capture whose packets cannot be changed; the text says why."""


_H4 = {1: Kind.COMMAND, 2: Kind.DATA, 4: Kind.EVENT, 5: Kind.DATA}
_MONITOR = {
    2: (Kind.COMMAND, 0),
    3: (Kind.EVENT, 0),
    4: (Kind.DATA, 0),
    5: (Kind.DATA, 0),
    13: (Kind.LOG, 0),
    16: (Kind.MGMT_COMMAND, 4),
    17: (Kind.MGMT_EVENT, 4),
    18: (Kind.DATA, 0),
    19: (Kind.DATA, 0),
}
"""Monitor opcodes: the kind, and how many octets (the socket's cookie) stand before it."""

_DLT_H4, _DLT_H4_PHDR, _DLT_MONITOR = 187, 201, 254


def packets(data: bytes) -> Iterator[Packet] | None:
    """The packets of a btsnoop, pcap or pcapng file; None for other files. Raises NotRedactable."""
    if data.startswith(magic.BTSNOOP):
        return _btsnoop(data)
    if data[:4] in magic.PCAP:
        return _pcap(data)
    if data.startswith(magic.PCAPNG):
        return _pcapng(data)
    return None


def _btsnoop(data: bytes) -> Iterator[Packet]:
    datalink = int.from_bytes(data[12:16], "big")
    if datalink not in btsnoop.BTSNOOP_FORMATS:
        raise NotRedactable(f"a btsnoop capture of datalink {datalink}")
    at = 16
    while at + 24 <= len(data):
        size, flags = int.from_bytes(data[at + 4 : at + 8], "big"), int.from_bytes(data[at + 8 : at + 12], "big")
        begin, end = at + 24, min(at + 24 + size, len(data))
        if datalink == btsnoop.MONITOR:
            yield from _monitor(flags & 0xFFFF, begin, end, flags >> 16)
        elif datalink == btsnoop.H4:
            yield from _h4(data, begin, end, flags & 1)
        else:
            kind = (Kind.EVENT if flags & 1 else Kind.COMMAND) if flags & 2 else Kind.DATA
            yield Packet(kind, begin, end, flags & 1)
        at += 24 + size


def _monitor(opcode: int, begin: int, end: int, adapter: int) -> Iterator[Packet]:
    if opcode in _MONITOR:
        kind, skipped = _MONITOR[opcode]
        yield Packet(kind, min(begin + skipped, end), end, (adapter, opcode))


def _h4(data: bytes, begin: int, end: int, direction: object) -> Iterator[Packet]:
    kind = _H4.get(data[begin]) if begin < end else None
    if kind:
        yield Packet(kind, begin + 1, end, direction)


def _pcap(data: bytes) -> Iterator[Packet]:
    order: str = "little" if data[0] in (0xD4, 0x4D) else "big"
    link = _int(data, 20, 4, order) & 0xFFFF
    _check(link)
    at = 24
    while at + 16 <= len(data):
        size = _int(data, at + 8, 4, order)
        yield from _framed(data, link, at + 16, min(at + 16 + size, len(data)))
        at += 16 + size


def _pcapng(data: bytes) -> Iterator[Packet]:
    at, order = 0, "little"
    links: list[int] = []
    while at + 12 <= len(data):
        if data.startswith(magic.PCAPNG, at):
            order = "little" if data[at + 8] == 0x4D else "big"
            links = []
        kind, size = _int(data, at, 4, order), _int(data, at + 4, 4, order)
        if kind == 1:
            links.append(_int(data, at + 8, 2, order))
            _check(links[-1])
        elif kind in (2, 6) and at + 28 <= len(data):
            interface, captured = _int(data, at + 8, 4 if kind == 6 else 2, order), _int(data, at + 20, 4, order)
            if interface < len(links):
                yield from _framed(data, links[interface], at + 28, min(at + 28 + captured, len(data)))
        elif kind == 3 and links:
            yield from _framed(data, links[0], at + 12, min(at + size - 4, len(data)))
        at += max(size, 12)


def _check(link: int) -> None:
    if link not in (_DLT_H4, _DLT_H4_PHDR, _DLT_MONITOR) and link not in radio.LINK_TYPES:
        raise NotRedactable(f"a capture of link type {link}")


def _framed(data: bytes, link: int, begin: int, end: int) -> Iterator[Packet]:
    """A packet of a pcap or pcapng file behind its pseudo-header."""
    if link == _DLT_MONITOR:
        yield from _monitor(_int(data, begin + 2, 2, "big"), min(begin + 4, end), end, _int(data, begin, 2, "big"))
    elif link in radio.LINK_TYPES:
        yield from _air(data, link, begin, end)
    elif link == _DLT_H4_PHDR:
        yield from _h4(data, min(begin + 4, end), end, _int(data, begin, 4, "big"))
    else:
        yield from _h4(data, begin, end, None)


def _air(data: bytes, link: int, begin: int, end: int) -> Iterator[Packet]:
    """The link layer PDU of a sniffer's packet."""
    frame = radio.frame(link, data[begin:end])
    if frame is not None:
        yield Packet(Kind.AIR, end - len(frame.pdu), end, frame.access_address, frame.from_central)


def _int(data: bytes, at: int, size: int, order: str) -> int:
    return int.from_bytes(data[at : at + size], "little" if order == "little" else "big")
