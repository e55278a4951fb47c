"""The parts of a capture file by their places in it, so that they can be changed without moving anything."""

from collections.abc import Iterator, MutableSequence
from enum import Enum
from typing import NamedTuple

from pairtui.protocol.captures.framing import Framed, Framing
from pairtui.protocol.captures.link_types import HOST, entry
from pairtui.protocol.streams import monitor
from pairtui.protocol.streams import sniffer_headers as radio


class Kind(Enum):
    """What a part of a capture is."""

    COMMAND = "command"
    EVENT = "event"
    DATA = "data"  # ACL, or ISO that may be ACL in disguise
    MGMT_COMMAND = "mgmt command"
    MGMT_EVENT = "mgmt event"
    LOG = "log"
    AIR = "air"  # a link layer PDU from its header on, with the check sum behind it
    OTHER = "other"  # a host's packets that hold no secrets
    OPAQUE = "opaque"  # what no reader here understands
    BLOCK = "block"  # a pcapng block without a packet, from its body on
    OPTIONS = "options"  # of a pcapng block
    UNREAD = "unread"  # no record: damage, between records or at the end


class Packet(NamedTuple):
    """The octets from `begin` to `end` of the file.

    `stream` identifies what is reassembled separately: on the air the access address. `from_central` is known for
    some packets off the air, and for a host's data where the capture says that it was sent (True) or received.
    `type` is that of a pcapng block.
    """

    kind: Kind
    begin: int
    end: int
    stream: object = None
    from_central: bool | None = None
    type: int = 0


class NotRedactable(Exception):
    """A kind of capture whose packets cannot be changed; the text says why."""


_KINDS = {
    monitor.COMMAND_PKT: Kind.COMMAND,
    monitor.EVENT_PKT: Kind.EVENT,
    monitor.ACL_TX: Kind.DATA,
    monitor.ACL_RX: Kind.DATA,
    monitor.SYSTEM_NOTE: Kind.LOG,
    monitor.USER_LOGGING: Kind.LOG,
    monitor.CTRL_COMMAND: Kind.MGMT_COMMAND,
    monitor.CTRL_EVENT: Kind.MGMT_EVENT,
    monitor.ISO_TX: Kind.DATA,
    monitor.ISO_RX: Kind.DATA,
}
_HARMLESS = monitor.OPCODES - {monitor.VENDOR_DIAG}
_COOKIE = 4
_SENT = frozenset({monitor.ACL_TX, monitor.ISO_TX})


def parts(data: bytes, framing: Framing, starts: MutableSequence[int] | None = None) -> Iterator[Packet]:
    """All parts of a capture, in order: what is in none of them is headers. Raises NotRedactable.

    The places where its records begin go to `starts`.
    """
    at = behind = 0
    while True:
        at, found = framing.next(data, at)
        begin = found.start if found else len(data)
        if begin > behind:
            # Of a record that is only cut short the header stays, so that it is still one.
            yield Packet(Kind.UNREAD, behind if found or framing.lost else min(behind + framing.head, begin), begin)
        if found is None:
            return
        behind = found.after
        if starts is not None:
            starts.append(found.start)
        yield from inside(data, found)


def inside(data: bytes, found: Framed) -> Iterator[Packet]:
    """The parts of one record. Raises NotRedactable."""
    link, begin, end = found.link_type, found.begin, found.end
    if link is None:
        if end > begin:
            yield Packet(Kind.BLOCK, begin, end, type=found.flags)
    elif link in radio.LINK_TYPES:
        frame = radio.frame(link, data[begin:end])
        if frame is None or len(frame.pdu) < 2 or len(frame.pdu) < 2 + frame.pdu[1]:
            yield Packet(Kind.UNREAD, begin, end)
        else:
            yield Packet(Kind.AIR, end - len(frame.pdu), end, frame.access_address, frame.from_central)
    elif link in HOST:
        yield _of_host(data, found, link)
    else:
        raise NotRedactable(f"a capture of link type {link}")
    if link is not None and found.after > end:
        yield Packet(Kind.OPTIONS, end + (found.start - end) % 4, found.after - 4)


def _of_host(data: bytes, found: Framed, link: int) -> Packet:
    begin, end = found.begin, found.end
    what = entry(link, found.flags, data[begin : begin + 8])
    if what is None:
        return Packet(Kind.OPAQUE, min(begin + 1, end), end)
    begin = min(begin + what.begin, end)
    kind = _KINDS.get(what.opcode)
    if kind is None:
        return Packet(Kind.OTHER if what.opcode in _HARMLESS else Kind.OPAQUE, begin, end)
    if kind in (Kind.MGMT_COMMAND, Kind.MGMT_EVENT):
        begin = min(begin + _COOKIE, end)
    sent = None if what.guessed else what.opcode in _SENT
    return Packet(kind, begin, end, what.adapter, sent)
