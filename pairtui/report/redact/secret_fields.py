"""Where secrets stand in a message: spans of octets, from the declared fields and from lists of keys."""

from collections.abc import Iterator

from pairtui.protocol.fields import Family, Message
from pairtui.protocol.messages import hci, l2cap, mgmt, smp
from pairtui.protocol.values import Secret

Span = tuple[int, int]
"""Begin and end of some octets."""

_MORE_COMMANDS: dict[int, tuple[Span, ...]] = {
    0x0430: ((6, 38),),  # Remote OOB Data Request Reply: C and R
    0x0445: ((6, 70),),  # Remote OOB Extended Data Request Reply
    0x2017: ((0, 32),),  # LE Encrypt: key and plaintext, with which the host calculates its SMP values
    0x2026: ((0, 64),),  # LE Generate DHKey
    0x205E: ((0, 65),),  # LE Generate DHKey v2
    0x2027: ((7, 39),),  # LE Add Device To Resolving List: both IRKs
    0x2068: ((15, 31),),  # LE Create BIG: Broadcast_Code
    0x2069: ((20, 36),),  # LE Create BIG Test
    0x206B: ((4, 20),),  # LE BIG Create Sync
}
_MORE_RETURNS: dict[int, tuple[Span, ...]] = {
    0x0C57: ((1, 33),),  # Read Local OOB Data
    0x0C7D: ((1, 65),),  # Read Local OOB Extended Data
    0x2017: ((1, 17),),  # LE Encrypt
    0x2018: ((1, 9),),  # LE Rand
}
_MORE_LE_EVENTS: dict[int, tuple[Span, ...]] = {0x09: ((1, 33),)}  # LE Generate DHKey Complete

_MORE_MGMT_COMMANDS: dict[int, tuple[Span, ...]] = {0x0021: ((7, 71),)}  # Add Remote Out Of Band Data
_MORE_MGMT_RETURNS: dict[int, tuple[Span, ...]] = {0x0020: ((0, 64),)}  # Read Local Out Of Band Data

_LISTS: dict[int, tuple[int, int, Span]] = {
    0x0012: (3, 25, (8, 24)),  # Load Link Keys
    0x0013: (2, 36, (20, 36)),  # Load Long Term Keys
    0x0030: (2, 23, (7, 23)),  # Load Identity Resolving Keys
    0x0046: (2, 17, (1, 17)),  # Set Blocked Keys
}
"""MGMT commands with a list of keys: where it begins, the size of an entry, the key in it."""

_STORED_LINK_KEYS = 0x0C11
_RETURN_LINK_KEYS = 0x15

_ATT_WRITES = (0x12, 0x52)
_SET_BROADCAST_CODE = (b"\x15\0", b"\4")
"""Length of the frame, and the opcode of the Broadcast Audio Scan Control Point: source, code (BASS, 3.1.1.5)."""


def _declared(family: Family, code: int) -> Iterator[Span]:
    message = family.by_code.get(code)
    yield from _secret_spans(message) if message else ()


def _secret_spans(message: type[Message]) -> Iterator[Span]:
    """The fields of a message whose values decode to a `Secret`."""
    at = 0
    for _, wire in message.WIRES:
        if wire.size is None:
            return
        if isinstance(wire.decode(bytes(wire.size)), Secret):
            yield at, at + wire.size
        at += wire.size


def _moved(spans: Iterator[Span] | tuple[Span, ...], by: int) -> Iterator[Span]:
    for begin, end in spans:
        yield begin + by, end + by


def _entries(size: int, first: int, step: int, key: Span) -> Iterator[Span]:
    for at in range(first, size, step):
        yield at + key[0], at + key[1]


def in_command(packet: bytes) -> Iterator[Span]:
    """Secrets of an HCI command packet (opcode, length, parameters)."""
    opcode = int.from_bytes(packet[:2], "little")
    yield from _moved(_declared(hci.commands, opcode), 3)
    yield from _moved(_MORE_COMMANDS.get(opcode, ()), 3)
    if opcode == _STORED_LINK_KEYS:
        yield from _moved(_entries(len(packet) - 3, 1, 22, (6, 22)), 3)


def in_event(packet: bytes) -> Iterator[Span]:
    """Secrets of an HCI event packet (code, length, parameters)."""
    code, detail = packet[:1], packet[2:3]
    if not code:
        return
    if code[0] == hci.LE_META and detail:
        yield from _moved(_declared(hci.le_events, detail[0]), 3)
        yield from _moved(_MORE_LE_EVENTS.get(detail[0], ()), 3)
    elif code[0] == hci.COMMAND_COMPLETE:
        yield from _moved(_MORE_RETURNS.get(int.from_bytes(packet[3:5], "little"), ()), 5)
    elif code[0] == _RETURN_LINK_KEYS:
        yield from _moved(_entries(len(packet) - 2, 1, 22, (6, 22)), 2)
    else:
        yield from _moved(_declared(hci.events, code[0]), 2)


def in_mgmt_command(frame: bytes) -> Iterator[Span]:
    """Secrets of a MGMT command (opcode, parameters)."""
    opcode = int.from_bytes(frame[:2], "little")
    yield from _moved(_declared(mgmt.commands, opcode), 2)
    yield from _moved(_MORE_MGMT_COMMANDS.get(opcode, ()), 2)
    if opcode in _LISTS:
        first, step, key = _LISTS[opcode]
        yield from _moved(_entries(len(frame) - 2, first, step, key), 2)


def in_mgmt_event(frame: bytes) -> Iterator[Span]:
    """Secrets of a MGMT event (opcode, parameters)."""
    opcode = int.from_bytes(frame[:2], "little")
    yield from _moved(_declared(mgmt.events, opcode), 2)
    if opcode == mgmt.CommandComplete.CODE:
        yield from _moved(_MORE_MGMT_RETURNS.get(int.from_bytes(frame[2:4], "little"), ()), 5)


def in_smp(pdu: bytes) -> Iterator[Span]:
    """Secrets of an SMP PDU (code, parameters)."""
    if pdu:
        yield from _moved(_declared(smp.smp, pdu[0]), 1)


def in_frame(frame: bytes) -> Iterator[Span]:
    """Secrets of an L2CAP frame (length, channel, PDU)."""
    if len(frame) < 5:
        return
    channel = frame[2] | frame[3] << 8
    if channel in (smp.CID_LE, smp.CID_BREDR):
        yield from _moved(in_smp(frame[4:]), 4)
    elif channel == l2cap.CID_ATT and frame[4] in _ATT_WRITES and (frame[:2], frame[7:8]) == _SET_BROADCAST_CODE:
        yield 9, 25
