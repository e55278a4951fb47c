"""The fast way over monitor entries that a pairing does not need, adverts gathered on the way.

A capture of a day is nearly all adverts: each costs one unpacking, one look into a table and one slice, no object.
"""

from itertools import starmap
from struct import Struct, error

from pairtui.protocol import hci, mgmt
from pairtui.protocol.adverts import Advertisers
from pairtui.protocol.hci_stream import (
    ATT_OPCODES,
    COMMANDS,
    EVENTS,
    INQUIRY_EVENTS,
    LE_ADVERTISING_REPORT,
    LE_EVENTS,
    LE_EXTENDED_ADVERTISING_REPORT,
)
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


def skim(data: bytes, at: int, gathering: Gathering, idle: bool) -> tuple[int, int, int]:
    """Pass over entries from `at` on, as far as they do not matter: where to look closely, how many, the last stamp.

    `idle`: no link has an unfinished L2CAP PDU, so that data packets can be told by themselves. The stamp is 0 if no
    entry was passed over.
    """
    unpack, glance = _FUSED.unpack_from, _GLANCE
    last, records, stamp, origin = min(len(data), at + WINDOW), 0, 0, -1
    try:
        while True:
            size, adapter, opcode, now, first, third = unpack(data, at)
            end = at + 24 + size
            if end > last or not 2 < size < MAX_RECORD:
                break
            look = glance[opcode << 8 | first]
            if look == LE_META:
                if third == LE_ADVERTISING_REPORT:
                    if adapter != origin:
                        origin, legacy, legacy_at, extended, extended_at, found, found_at = adapter, *_lists(gathering, adapter)
                    legacy(data[at + 27 : end - 1])
                    legacy_at(at)
                elif third == LE_EXTENDED_ADVERTISING_REPORT:
                    if adapter != origin:
                        origin, legacy, legacy_at, extended, extended_at, found, found_at = adapter, *_lists(gathering, adapter)
                    if size > 27:
                        extended(data[at + 27 : at + 41] + data[at + 42 : end])
                        extended_at(at)
                elif third in LE_EVENTS:
                    break
            elif look == FROM_KERNEL:
                pass
            records += 1
            stamp = now
            at = end
    except (error, IndexError):
        pass
    return at, records, stamp
