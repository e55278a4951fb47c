"""The names of errors that actions end with, each once: pairtui's own, and those that BlueZ answers with."""


class ActionError(Exception):
    """An action could not be carried out: `name` as `org.bluez.Error.Failed`, `text` one sentence about it."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(f"{name}: {text}" if text else name)
        self.name = name
        self.text = text


# ── pairtui's own ─────────────────────────────────────────────────────────────────────────────────────────────────

BOND_REFUSED = "pairtui.Error.BondRefused"
CANCELED = "pairtui.Error.Canceled"
CANNOT_ADVERTISE = "pairtui.Error.CannotAdvertise"
CLOSED = "pairtui.Error.Closed"
INTERNAL = "pairtui.Error.Internal"
INVALID_ANSWER = "pairtui.Error.InvalidAnswer"
INVALID_DEVICE = "pairtui.Error.InvalidDevice"
LEVEL_NOT_REACHED = "pairtui.Error.LevelNotReached"
LINK_ENDED = "pairtui.Error.LinkEnded"
LINK_STAYS = "pairtui.Error.LinkStays"
NOT_FOUND = "pairtui.Error.NotFound"
NOT_KEPT = "pairtui.Error.NotKept"
NOT_PAIRED = "pairtui.Error.NotPaired"
NOT_PAIRING = "pairtui.Error.NotPairing"
NOT_PERMITTED = "pairtui.Error.NotPermitted"
NOT_REACHABLE = "pairtui.Error.NotReachable"
NOT_READ = "pairtui.Error.NotRead"
NOT_RUNNING = "pairtui.Error.NotRunning"
NOT_SAVED = "pairtui.Error.NotSaved"
NOT_SET = "pairtui.Error.NotSet"
NOT_SUPPORTED = "pairtui.Error.NotSupported"
NOT_WRITTEN = "pairtui.Error.NotWritten"
NO_CHANNEL = "pairtui.Error.NoChannel"
NO_DBUS_LIBRARY = "pairtui.Error.NoDBusLibrary"
NO_PROMPT = "pairtui.Error.NoPrompt"
NO_SOURCE = "pairtui.Error.NoSource"
PROTECTED_UNREADABLE = "pairtui.Error.ProtectedUnreadable"
TIMEOUT = "pairtui.Error.Timeout"


def not_seen(address: str, seconds: float) -> ActionError:
    """A device that was looked for did not show itself within so many seconds."""
    return ActionError(NOT_FOUND, f"{address} was not seen within {seconds:g} s: bring it near, in pairing mode")


# ── BlueZ's (src/error.c), which the lab and bleak answer with, too ──────────────────────────────────────────────────

BLUEZ_ALREADY_EXISTS = "org.bluez.Error.AlreadyExists"
BLUEZ_ATTEMPT_FAILED = "org.bluez.Error.ConnectionAttemptFailed"
BLUEZ_AUTHENTICATION_CANCELED = "org.bluez.Error.AuthenticationCanceled"
BLUEZ_AUTHENTICATION_FAILED = "org.bluez.Error.AuthenticationFailed"
BLUEZ_AUTHENTICATION_REJECTED = "org.bluez.Error.AuthenticationRejected"
BLUEZ_AUTHENTICATION_TIMEOUT = "org.bluez.Error.AuthenticationTimeout"
BLUEZ_CANCELED = "org.bluez.Error.Canceled"
BLUEZ_DOES_NOT_EXIST = "org.bluez.Error.DoesNotExist"
BLUEZ_FAILED = "org.bluez.Error.Failed"
BLUEZ_IN_PROGRESS = "org.bluez.Error.InProgress"
BLUEZ_NOT_CONNECTED = "org.bluez.Error.NotConnected"
BLUEZ_NOT_READY = "org.bluez.Error.NotReady"
BLUEZ_REJECTED = "org.bluez.Error.Rejected"

# ── the bus's (D-Bus specification, "Standard errors") ──────────────────────────────────────────────────────────────

DBUS_ACCESS_DENIED = "org.freedesktop.DBus.Error.AccessDenied"
DBUS_DISCONNECTED = "org.freedesktop.DBus.Error.Disconnected"
DBUS_FAILED = "org.freedesktop.DBus.Error.Failed"
DBUS_INVALID_ARGS = "org.freedesktop.DBus.Error.InvalidArgs"
DBUS_NAME_HAS_NO_OWNER = "org.freedesktop.DBus.Error.NameHasNoOwner"
DBUS_NO_REPLY = "org.freedesktop.DBus.Error.NoReply"
DBUS_UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod"
DBUS_UNKNOWN_PROPERTY = "org.freedesktop.DBus.Error.UnknownProperty"
DBUS_UNKNOWN_OBJECT = "org.freedesktop.DBus.Error.UnknownObject"
