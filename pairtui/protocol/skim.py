"""The fast way over monitor entries that a pairing does not need.

A capture of a day is nearly all adverts: each costs one unpacking, one look into a table and one slice, no object.
"""

from collections.abc import Callable
from struct import Struct, error

from pairtui.protocol import hci, mgmt
from pairtui.protocol.gathering import Gathering
from pairtui.protocol.hci_stream import (
    ATT_OPCODES,
    COMMANDS,
    EVENTS,
    INQUIRY_EVENTS,
    LE_ADVERTISING_REPORT,
    LE_EVENTS,
    LE_EXTENDED_ADVERTISING_REPORT,
)
from pairtui.protocol.l2cap import CID_ATT
from pairtui.protocol.monitor import (
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
from pairtui.protocol.reassembly import CHANNELS

PASS_OVER, LOOK, LE_META, COMMAND_COMPLETE, COMMAND_STATUS, COMMAND, ACL, FROM_KERNEL, TO_KERNEL = range(9)

WINDOW = 1 << 18
"""Octets gone over before what was gathered is entered: memory stays bounded for any size of chunk."""

MAX_RECORD = 0x10000 + 64
"""The longest HCI packet with what stands in front of it: a record that says it is longer lies."""

SHORTEST_EXTENDED = 28
SHORTEST_FOUND = 20
_DEVICE_FOUND = mgmt.DeviceFound.CODE.to_bytes(2, "little")

_FUSED = Struct(">4xIHH4xqBxB")
"""The entry's header (size, adapter, opcode, stamp), then the first and the third octet of its payload."""


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


def _no_list(_: object) -> None:
    """Stands for a list's append until the first entry that is gathered."""


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


def skim(data: bytes, at: int, gathering: Gathering, idle: bool) -> tuple[int, int, int | None]:
    """Pass over entries from `at` on that do not matter: where one does, how many were passed, the last one's stamp.

    `idle`: no link has an unfinished L2CAP PDU, so that data packets can be told by themselves. What is gathered
    must be flushed before `data` goes.
    """
    unpack, glance, matters = _FUSED.unpack_from, _GLANCE, _MATTERS if idle else _MATTERS_WHILE_UNFINISHED
    last, records, stamp, origin = min(len(data), at + WINDOW), 0, None, -1
    legacy = legacy_at = extended = extended_at = found = found_at = _no_list
    try:
        while True:
            size, adapter, opcode, now, first, third = unpack(data, at)
            end = at + 24 + size
            if end > last or not 2 < size <= MAX_RECORD:
                break
            look = glance[opcode << 8 | first]
            if look:
                if look == LE_META:
                    if adapter != origin:
                        origin = adapter
                        legacy, legacy_at, extended, extended_at, found, found_at = gathering.lists(adapter)
                    if third == LE_ADVERTISING_REPORT:
                        legacy(data[at + 27 : end - 1])
                        legacy_at(at)
                    elif third == LE_EXTENDED_ADVERTISING_REPORT:
                        if size >= SHORTEST_EXTENDED:
                            extended(data[at + 27 : at + 41] + data[at + 42 : end])
                            extended_at(at)
                    elif third in LE_EVENTS:
                        break
                elif look == FROM_KERNEL and size >= SHORTEST_FOUND and data[at + 28 : at + 30] == _DEVICE_FOUND:
                    if data[at + 37] == 127:
                        break
                    if adapter != origin:
                        origin = adapter
                        legacy, legacy_at, extended, extended_at, found, found_at = gathering.lists(adapter)
                    found(data[at + 30 : at + 37] + data[at + 38 : end])
                    found_at(at)
                elif matters[look](data, at, size):
                    break
            records += 1
            stamp = now
            at = end
    except (error, IndexError):
        pass  # the header is not whole, or its opcode is none
    return at, records, stamp
