"""MGMT statuses and disconnect reasons, with the D-Bus errors they become (BlueZ lib/mgmt.h, src/device.c)."""

from pairtui.knowledge.codes.code import Code, Table
from pairtui.knowledge.codes.dbus import PAIR_ERRORS

_STATUS_TEXTS = {
    0x00: ("Success", "It worked."),
    0x01: ("Unknown Command", "The kernel does not know this command: it is older than bluetoothd."),
    0x02: ("Not Connected", "There is no link to this device."),
    0x03: ("Failed", "The kernel gives no reason; the HCI error has it."),
    0x04: ("Connect Failed", "No link came about: page timeout, or an LE link that was never established."),
    0x05: (
        "Authentication Failed",
        "The pairing or authentication failed. Every SMP reason ends here, so only a trace (btmon) tells which it was.",
    ),
    0x06: ("Not Paired", "There is no bond with this device."),
    0x07: ("No Resources", "Kernel, controller or peer has no room: too many links, or memory."),
    0x08: ("Timeout", "The link was lost, or something was not answered in time."),
    0x09: ("Already Connected", "There is a link already."),
    0x0A: ("Busy", "Something of this kind is under way, or the peer says so."),
    0x0B: ("Rejected", "Refused by the peer, or not possible as configured: the transport asked for is not enabled."),
    0x0C: ("Not Supported", "The controller or the peer cannot do it."),
    0x0D: (
        "Invalid Parameters",
        "A parameter was refused: an address type or a stored key the kernel takes for wrong.",
    ),
    0x0E: ("Disconnected", "The link ended before this was done."),
    0x0F: ("Not Powered", "The adapter is off."),
    0x10: ("Cancelled", "Cancelled by the caller, or because the caller left the bus."),
    0x11: ("Invalid Index", "There is no such adapter."),
    0x12: ("RFKilled", "The adapter is blocked by rfkill."),
    0x13: ("Already Paired", "The kernel has a bond with this device already."),
    0x14: ("Permission Denied", "The caller lacks CAP_NET_ADMIN."),
}

STATUSES: Table = {
    number: Code(
        "mgmt",
        number,
        name,
        meaning,
        becomes=(f"dbus:{PAIR_ERRORS.get(number, 'AuthenticationFailed')}",) if number else (),
    )
    for number, (name, meaning) in _STATUS_TEXTS.items()
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
