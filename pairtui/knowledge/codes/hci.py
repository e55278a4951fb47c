"""HCI error codes with what Linux makes of them (Core Specification, Vol 1, Part F; kernel mgmt_status_table)."""

from pairtui.knowledge.codes.code import Code, Table
from pairtui.knowledge.codes.dbus import PAIR_ERRORS
from pairtui.knowledge.codes.hci_meanings import MEANINGS
from pairtui.protocol.messages.error_names import HCI_ERRORS

_STATUSES = dict(
    enumerate(
        bytes.fromhex(
            "00 01 02 03 04 05 05 07 08 07 07 09 0a 07 0b 0b "
            "08 0c 0d 0e 07 0e 0e 0a 0b 03 0c 0b 0b 0b 0d 03 "
            "0c 03 08 03 03 0b 03 0c 08 0c 03 03 0d 0b 0c 0b "
            "0d 03 0a 03 03 03 0d 0c 0a 0b 0a 0d 08 05 04 04 "
            "03 03 03 03 03 03 "
        )
    )
)
"""mgmt_status_table[]: by HCI error the MGMT status that the kernel makes of it. Those from 0x40 on are beyond it."""

_DISCONNECT_REASONS = {0x08: 1, 0x13: 3, 0x14: 3, 0x15: 3, 0x16: 2}
"""hci_to_mgmt_reason(); everything else is 0. After a failed encryption (0x06) the kernel says 4."""


def disconnect_reason(number: int) -> int:
    """The MGMT disconnect reason (0 to 3) the kernel makes of an HCI disconnection reason."""
    return _DISCONNECT_REASONS.get(number, 0)


def mgmt_status(number: int) -> int:
    """The MGMT status the kernel makes of an HCI error; Failed for one beyond its table."""
    return _STATUSES.get(number, 0x03)


def _error(number: int, name: str) -> Code:
    status = _STATUSES[number]
    becomes = [f"mgmt:0x{status:02x}"]
    if status:
        becomes.append(f"dbus:{PAIR_ERRORS.get(status, 'AuthenticationFailed')}")
    if number in _DISCONNECT_REASONS:
        becomes.append(f"mgmt-disc:0x{_DISCONNECT_REASONS[number]:02x}")
    if number == 0x06:
        becomes.append("mgmt-disc:0x04")
    meaning, sent, received = (*MEANINGS.get(number, (name + ".",)), "", "")[:3]
    return Code("hci", number, name, meaning, sent, received, tuple(becomes))


ERRORS: Table = {number: _error(number, name) for number, name in HCI_ERRORS.items()}
"""By error number. Status of commands and events, and reason of a disconnection."""

LINK_LAYER: Table = {
    code.number: Code("ll", code.number, code.name, code.meaning, code.sent_by_linux, code.received)
    for code in ERRORS.values()
}
"""The link layer carries the same numbers in LL_REJECT_IND and LL_TERMINATE_IND (Vol 6, Part B, 2.4.2)."""

KEY_ERRORS = (0x05, 0x06, 0x18, 0x25, 0x2F, 0x3D)
"""Reasons of a disconnection that are about keys, whatever was said before."""
