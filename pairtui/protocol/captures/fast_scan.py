"""The fast way over monitor entries that a pairing does not need.

A capture of a day is nearly all adverts: each costs one unpacking and one look into a table.
"""

from collections.abc import Callable
from struct import Struct, error

from pairtui.protocol.captures.advert_batch import KEY, LONGEST, AdvertBatch
from pairtui.protocol.captures.framing import MAX_RECORD, STAMPS
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.messages.l2cap import CID_ATT
from pairtui.protocol.streams.hci import (
    ATT_OPCODES,
    COMMANDS,
    EVENTS,
    INQUIRY_EVENTS,
    LE_ADVERTISING_REPORT,
    LE_EVENTS,
    LE_EXTENDED_ADVERTISING_REPORT,
)
from pairtui.protocol.streams.l2cap_reassembly import CHANNELS
from pairtui.protocol.streams.monitor import (
    ACL_RX,
    ACL_TX,
    COMMAND_PKT,
    CTRL_COMMAND,
    CTRL_EVENT,
    EVENT_PKT,
    MGMT_COMMANDS,
    MGMT_EVENTS,
    OPCODES,
    SCO_RX,
    SCO_TX,
    VENDOR_DIAG,
)

PASS_OVER, LOOK, LE_META, COMMAND_COMPLETE, COMMAND_STATUS, COMMAND, ACL, FROM_KERNEL, TO_KERNEL = range(9)

WINDOW = 1 << 18
"""Octets gone over at a time; what was gathered is entered after two: memory is bounded for any size of chunk."""

SHORTEST_FOUND = 20
_DEVICE_FOUND = mgmt.DeviceFound.CODE.to_bytes(2, "little")

MANY = 1 << 12
"""Octets from which on there are enough adverts to look at all the lists of what was gathered."""

_FUSED = Struct(">4xI2xH4xH6xBxB")
"""The entry's size, opcode and upper bits of its time, then the first and the third octet of its payload."""


def _glance() -> bytes:
    """For opcode << 8 | first octet of the payload: what there is to do."""
    whole = {
        SCO_TX: PASS_OVER,
        SCO_RX: PASS_OVER,
        VENDOR_DIAG: PASS_OVER,
        COMMAND_PKT: COMMAND,
        ACL_TX: ACL,
        ACL_RX: ACL,
        CTRL_EVENT: FROM_KERNEL,
        CTRL_COMMAND: TO_KERNEL,
    }
    table = bytearray(b"".join(bytes([whole.get(opcode, LOOK)]) * 256 for opcode in sorted(OPCODES)))
    for code in range(256):
        table[EVENT_PKT << 8 | code] = LOOK if code in EVENTS or code in INQUIRY_EVENTS else PASS_OVER
    table[EVENT_PKT << 8 | hci.LE_META] = LE_META
    table[EVENT_PKT << 8 | hci.COMMAND_COMPLETE] = COMMAND_COMPLETE
    table[EVENT_PKT << 8 | hci.COMMAND_STATUS] = COMMAND_STATUS
    return bytes(table)


_GLANCE = _glance()


def _command_complete(data: bytes, at: int, size: int) -> bool:
    return size < 5 or data[at + 27] | data[at + 28] << 8 in COMMANDS


def _command_status(data: bytes, at: int, size: int) -> bool:
    return size < 6 or data[at + 28] | data[at + 29] << 8 in COMMANDS


def _command(data: bytes, at: int, size: int) -> bool:
    return data[at + 24] | data[at + 25] << 8 in COMMANDS


def _data(data: bytes, at: int, size: int) -> bool:
    """Whole PDUs on channels that are not read can be passed over; fragments are the reassembler's business."""
    if size < 9 or data[at + 25] >> 4 & 3 == 1:
        return True
    length = data[at + 26] | data[at + 27] << 8
    if length != size - 4 or (data[at + 28] | data[at + 29] << 8) != length - 4:
        return True
    channel = data[at + 30] | data[at + 31] << 8
    return channel in CHANNELS and (channel != CID_ATT or data[at + 32] in ATT_OPCODES)


def _from_kernel(data: bytes, at: int, size: int) -> bool:
    if size < 8:
        return True
    code = data[at + 28] | data[at + 29] << 8
    if code in (mgmt.CommandComplete.CODE, mgmt.CommandStatus.CODE):
        return data[at + 30] | data[at + 31] << 8 in MGMT_COMMANDS
    return code in MGMT_EVENTS


def _to_kernel(data: bytes, at: int, size: int) -> bool:
    return size < 6 or data[at + 28] | data[at + 29] << 8 in MGMT_COMMANDS


def _always(data: bytes, at: int, size: int) -> bool:
    return True


_MATTERS: dict[int, Callable[[bytes, int, int], bool]] = {
    LOOK: _always,
    COMMAND_COMPLETE: _command_complete,
    COMMAND_STATUS: _command_status,
    COMMAND: _command,
    ACL: _data,
    FROM_KERNEL: _from_kernel,
    TO_KERNEL: _to_kernel,
}
_MATTERS_WHILE_UNFINISHED = {**_MATTERS, ACL: _always}


def scan(data: bytes, at: int, batch: AdvertBatch, idle: bool) -> tuple[int, int]:
    """Pass over entries from `at` on that do not matter: where one does, how many were passed.

    `idle`: no link has an unfinished L2CAP PDU, so that data packets can be judged by themselves. What is gathered
    must be flushed before `data` goes.
    """
    matters = _MATTERS if idle else _MATTERS_WHILE_UNFINISHED
    unpack, glance, key, known, add = _FUSED.unpack_from, _GLANCE, KEY.unpack_from, batch.known.get, batch.add
    last, records, stamps = min(len(data), at + WINDOW), 0, STAMPS
    # Where an entry that is known by its key is whole for sure; a small chunk is not worth looking at all the lists.
    safe = last - LONGEST if batch.anywhere or last - at > MANY else -1
    batch.anywhere |= safe >= 0
    try:
        while True:
            # All that most entries of a capture cost, hence the one loop in here that calls nothing written in Python.
            while at < safe and (source := known(key(data, at))):
                step, heard = source
                heard(at)
                at += step
                records += 1
            size, opcode, stamp, first, third = unpack(data, at)
            end = at + 24 + size
            if end > last or not 2 < size <= MAX_RECORD or stamp not in stamps:
                break
            look = glance[opcode << 8 | first]
            if look:
                if look == LE_META:
                    if third in (LE_ADVERTISING_REPORT, LE_EXTENDED_ADVERTISING_REPORT):
                        add(at, size)
                    elif third in LE_EVENTS:
                        break
                elif look == FROM_KERNEL and size >= SHORTEST_FOUND and data[at + 28 : at + 30] == _DEVICE_FOUND:
                    add(at, size)
                elif matters[look](data, at, size):
                    break
            records += 1
            at = end
    except (error, IndexError):
        pass  # the header is not whole, or its opcode is none
    return at, records
