"""MGMT statuses and disconnect reasons, with the D-Bus errors they become (BlueZ lib/mgmt.h, src/device.c)."""

from pairtui.knowledge.codes.code import Code, Table
from pairtui.knowledge.codes.dbus import PAIR_ERRORS
from pairtui.protocol.messages.error_names import MGMT_STATUSES

_STATUS_TEXTS = {
    0x00: "It worked.",
    0x01: "The kernel does not know this command: it is older than bluetoothd.",
    0x02: "There is no link to this device.",
    0x03: "The kernel gives no reason; the HCI error has it.",
    0x04: "No link came about: page timeout, or an LE link that was never established.",
    0x05: "The pairing or authentication failed. Every SMP reason ends here, so only a trace (btmon) shows which it "
    "was.",
    0x06: "There is no bond with this device.",
    0x07: "Kernel, controller or peer has no room: too many links, or memory.",
    0x08: "The link was lost, or something was not answered in time.",
    0x09: "There is a link already.",
    0x0A: "Something of this kind is under way, or the peer says so.",
    0x0B: "Refused by the peer, or not possible as configured: the transport asked for is not enabled.",
    0x0C: "The controller or the peer cannot do it.",
    0x0D: "A parameter was refused: an address type or a stored key the kernel takes for wrong.",
    0x0E: "The link ended before this was done.",
    0x0F: "The adapter is off.",
    0x10: "Cancelled by the caller, or because the caller left the bus.",
    0x11: "There is no such adapter.",
    0x12: "The adapter is blocked by rfkill.",
    0x13: "The kernel has a bond with this device already.",
    0x14: "The caller lacks CAP_NET_ADMIN.",
}

STATUSES: Table = {
    number: Code(
        "mgmt",
        number,
        MGMT_STATUSES[number],
        meaning,
        becomes=(f"dbus:{PAIR_ERRORS.get(number, 'AuthenticationFailed')}",) if number else (),
    )
    for number, meaning in _STATUS_TEXTS.items()
}
"""Status of a command or of an Authentication Failed or Connect Failed event. `becomes` is what Pair() returns."""

_REASON_TEXTS = (
    ("Unspecified", "None of the other reasons; the HCI reason has more.", "Unknown"),
    ("Connection Timeout", "The supervision timeout ran out: range, interference, power.", "Timeout"),
    ("Terminated by Local Host", "This host ended the link.", "Local"),
    ("Terminated by Remote Host", "The peer ended the link.", "Remote"),
    ("Authentication Failure", "Encryption or authentication with the stored key failed.", "Authentication"),
    ("Terminated by Local Host for Suspend", "This host went to sleep.", "Suspend"),
)

DISCONNECT_REASONS: Table = {
    number: Code("mgmt-disc", number, name, meaning, becomes=(f"dbus:org.bluez.Reason.{reason}",))
    for number, (name, meaning, reason) in enumerate(_REASON_TEXTS)
}
"""Reason of a Device Disconnected event; BlueZ from 5.83 on passes it on as `Device1.Disconnected`."""
