"""D-Bus errors and reasons of BlueZ (src/error.c, src/device.c), by name without `org.bluez.Error.`."""

from pairtui.knowledge.codes.code import Code, Table
from pairtui.knowledge.codes.dbus_connect import CONNECT_ERRORS

NAMED = r"(?:org\.bluez\.Error\.|\bgatt\.errors\.|\borg\.bluez\.exceptions\.Bluez)"
"""What stands before such a name: BlueZ's own, gatt-python's (errors.py) or dbus-java's."""

PAIR_ERRORS = {
    0x04: "ConnectionAttemptFailed",
    0x07: "AuthenticationCanceled",
    0x08: "AuthenticationTimeout",
    0x0A: "AuthenticationRejected",
    0x0B: "AuthenticationRejected",
    0x0E: "AuthenticationCanceled",
    0x10: "AuthenticationCanceled",
    0x13: "AlreadyExists",
}
"""new_authentication_return(): the error of Pair() by MGMT status; AuthenticationFailed for all others."""

_PAIR = {
    "ConnectionAttemptFailed": "Pair(): no link came about (MGMT Connect Failed): off, out of range, not in "
    "pairing mode.",
    "AuthenticationTimeout": "Pair(): MGMT Timeout: the link was lost, or a prompt was not answered in time on "
    "either side.",
    "AuthenticationRejected": "Pair(): MGMT Busy or Rejected: the peer refuses, or the transport asked for is "
    "not enabled here.",
    "AuthenticationCanceled": "Pair(): MGMT Cancelled, No Resources or Disconnected: mostly the link dropped "
    "during the pairing. "
    "It does not mean that the user cancelled: a no from the agent comes out as AuthenticationFailed.",
    "AuthenticationFailed": "Pair(): everything else. All SMP reasons end here, a no from the agent and a "
    "missing agent too; "
    "only a trace (btmon) shows which.",
}

_GENERIC = {
    "AlreadyConnected": "There is a link already.",
    "AlreadyExists": "The bond, the agent or the device exists already.",
    "AgentNotAvailable": "No agent is registered that could answer.",
    "Blocked": "The adapter is blocked by rfkill.",
    "Busy": "The adapter is busy changing its power state.",
    "Canceled": "An agent's answer to bluetoothd: the prompt was cancelled. Ends as AuthenticationFailed.",
    "Rejected": "An agent's answer to bluetoothd: no. Ends as AuthenticationFailed.",
    "DoesNotExist": "No such device, agent or request; CancelPairing without a pairing under way gives it.",
    "Failed": "Something went wrong; the text has the reason.",
    "InProgress": "An operation of this kind is under way: another pairing, connect or scan, perhaps of another "
    "program.",
    "InvalidArguments": "The call's arguments are wrong.",
    "NoSuchAdapter": "There is no such adapter.",
    "NotAuthorized": "The agent did not authorize it.",
    "NotAvailable": "Not available on this device now.",
    "NotConnected": "There is no link to this device.",
    "NotPermitted": "Not permitted: the characteristic's flags, or the caller, do not allow it.",
    "NotReady": "The adapter is off, or is being switched.",
    "NotSupported": "BlueZ, the adapter or the device cannot do it.",
    "BREDR.ProfileUnavailable": "Connect(): no profile of this gateway fits the device (no audio server, for "
    "instance). "
    "The pairing itself is fine.",
}

_OWN = {
    "pairtui.Error.LevelNotReached": "The link did not reach the security level asked for.",
    "pairtui.Error.BondRefused": "The peer did not accept the stored key: it has deleted the bond.",
    "pairtui.Error.LinkEnded": "The peer ended the link.",
    "pairtui.Error.NotReachable": "The device did not answer: off, out of range, not connectable.",
    "pairtui.Error.NotFound": "The device was not seen while it was looked for.",
    "pairtui.Error.NoChannel": "The kernel made no channel to the device: the adapter is off or gone.",
}
"""Of pairtui itself, for actions that go to the kernel beside BlueZ."""

_BUS = {
    "org.freedesktop.DBus.Error.NoReply": "bluetoothd did not answer in time: it hangs, or an old fault with a "
    "bonded LE device "
    "(fixed in BlueZ 5.79).",
    "org.freedesktop.DBus.Error.ServiceUnknown": "bluetoothd is not running.",
    "org.freedesktop.DBus.Error.AccessDenied": "The bus policy does not let this user talk to bluetoothd.",
    "org.freedesktop.DBus.Error.UnknownObject": "The device is not known to BlueZ any more: look for it again first.",
    "org.freedesktop.DBus.Error.UnknownMethod": "This BlueZ is too old for the call, or the object is gone.",
    "org.freedesktop.DBus.Error.Timeout": "bluetoothd did not answer in time.",
}

_REASONS = {
    "Unknown": "None of the other reasons.",
    "Timeout": "The supervision timeout ran out.",
    "Local": "This host ended the link.",
    "Remote": "The peer ended the link.",
    "Authentication": "Encryption or authentication with the stored key failed.",
    "Suspend": "This host went to sleep.",
}


OF_THIS_HOST = frozenset(
    {"AlreadyExists", "Blocked", "Busy", "InProgress", "NoSuchAdapter", "NotReady"}
    | {f"{bearer}-connection-{name}" for bearer in ("br", "le") for name in ("adapter-not-powered", "busy")}
)
"""Errors that bluetoothd gives by itself: no device has said anything."""

OF_THE_PEER = frozenset({"br-connection-refused", "br-connection-aborted-by-remote", "le-connection-abort-by-remote"})
"""Errors of a device that answered: src/error.c, from ECONNREFUSED and ECONNRESET (net/bluetooth/lib.c, l2cap_core.c).

`le-connection-refused` is not among them: the kernel gives it where LE is switched off here (hci_conn.c).
"""


def _code(name: str, meaning: str) -> Code:
    return Code("dbus", name, name, meaning)


ERRORS: Table = {
    name: _code(name, meaning)
    for name, meaning in {
        **_PAIR,
        **_GENERIC,
        **_BUS,
        **_OWN,
        **CONNECT_ERRORS,
        **{f"org.bluez.Reason.{name}": meaning for name, meaning in _REASONS.items()},
    }.items()
}
"""By short name: `AuthenticationFailed`, `le-connection-abort-by-local`, `org.bluez.Reason.Remote`."""
