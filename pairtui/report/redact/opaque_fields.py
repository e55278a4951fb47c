"""What of a message nobody here can read, and may hold anything: vendors' and later ones, and what is too long."""

from collections.abc import Iterator

from pairtui.protocol.fields import Message
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.report.redact.secret_fields import Span

_VENDOR_EVENT = 0xFF
_VENDOR_GROUP = 0x3F

_HCI_COMMAND_SYNC = 0x005B
"""Any HCI command is in it, and any event in its answer; of later ones nobody knows (BlueZ 5.82, doc/mgmt-api.txt)."""

_READ_LOCAL_OOB_EXTENDED = 0x003B
_ANSWERS = frozenset({_READ_LOCAL_OOB_EXTENDED, *range(_HCI_COMMAND_SYNC, 0x10000)})
_LAST_MGMT_EVENT = 0x0031


def in_command(packet: bytes) -> Iterator[Span]:
    """Of an HCI command packet (opcode, length, parameters)."""
    if len(packet) < 3:
        return
    opcode = packet[0] | packet[1] << 8
    if opcode >> 10 == _VENDOR_GROUP:
        yield 3, len(packet)
    yield _beyond(packet, 3, packet[2], hci.commands.by_code.get(opcode))


def in_event(packet: bytes) -> Iterator[Span]:
    """Of an HCI event packet (code, length, parameters)."""
    if len(packet) < 3:
        return
    code, length, begin, family, number = packet[0], packet[1], 2, hci.events, packet[0]
    if code == hci.LE_META:
        length, begin, family, number = length - 1, 3, hci.le_events, packet[2]
    if code == _VENDOR_EVENT:
        yield 2, len(packet)
    elif code == hci.COMMAND_COMPLETE and packet[4:5] and packet[4] >> 2 == _VENDOR_GROUP:
        yield 5, len(packet)
    yield _beyond(packet, begin, length, family.by_code.get(number))


def in_mgmt_command(frame: bytes) -> Iterator[Span]:
    """Of a MGMT command (opcode, parameters)."""
    if int.from_bytes(frame[:2], "little") >= _HCI_COMMAND_SYNC:
        yield 2, len(frame)


def in_mgmt_event(frame: bytes) -> Iterator[Span]:
    """Of a MGMT event (opcode, parameters)."""
    opcode, answered = int.from_bytes(frame[:2], "little"), int.from_bytes(frame[2:4], "little")
    if opcode > _LAST_MGMT_EVENT:
        yield 2, len(frame)
    elif opcode == mgmt.CommandComplete.CODE and answered in _ANSWERS:
        yield 5, len(frame)


def in_frame(frame: bytes) -> Iterator[Span]:
    """Of an L2CAP frame (length, channel, PDU): of the Security Manager's PDUs what none of them has."""
    if len(frame) >= 5 and frame[2] | frame[3] << 8 in (smp.CID_LE, smp.CID_BREDR):
        message = smp.smp.by_code.get(frame[4])
        yield 5 + (message.SIZE if message else 0), len(frame)


def _beyond(packet: bytes, begin: int, length: int, message: type[Message] | None) -> Span:
    """Where the packet states another length than it has: the parameters that no message accounts for."""
    size = len(packet) - begin
    if size == length:
        return len(packet), len(packet)
    known = message.SIZE if message is not None and size >= message.SIZE else 0
    return begin + max(known, length if length < size else 0), len(packet)
