"""Programs that call BlueZ over D-Bus: bleak, Home Assistant, blueman, bluez-tools, busctl, Rust, Java, Node."""

import re
from functools import partial
from re import Match

from pairtui.knowledge.codes import dbus
from pairtui.knowledge.codes.dbus_connect import OLDER_TEXTS
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    computed,
)
from pairtui.knowledge.vocabularies.vocabulary import row as any_row
from pairtui.protocol.messages.error_names import MGMT_STATUSES

row = partial(any_row, transport="unknown")
"""BlueZ's errors are the same on both transports."""

_PAIRING = re.compile(r"pair|bond|auth|agent|CreateDevice|Creating device", re.IGNORECASE)
_OF_ANOTHER_CALL = re.compile(
    r"(?:(?:un)?register|request default) agent[^\n]{0,12}: ?\Z|\bcancel pairing: ?\Z|"
    r"\bto (?:read|write|(?:start|stop) notify|acquire (?:write|notify)): ?\Z|"
    r"\bset (?:pairable|discoverable|power|alias)\b[^\n]{0,20}: ?\Z",
    re.IGNORECASE,
)
"""What failed was no pairing, though the words speak of an agent or of pairable."""
_BUSY = ("InProgress", "NotReady")
_CONNECTING = re.compile(r"(?<!dis)connect", re.IGNORECASE)
_OF_CONNECTING = ("Failed", "NotAvailable")
_OF_PAIRING = ("Authentication", "ConnectionAttemptFailed")


_NO_LINK = re.compile(rf"{dbus.NAMED}Failed(?:Exception)?\W{{1,4}}Not connected\b|Not connected \(org\.bluez")
_NOT_PAIRED = re.compile(r"\bNot paired\b")
_ONLY_PAIRED = Statement(Says.FAILED, "dbus", "NotPermitted", "peer", "attribute access", "initiator", transport="le")
"""src/gatt-client.c, create_gatt_dbus_error(): for the ATT errors 0x05, 0x0c and 0x0f."""


_ALREADY_PAIRED = 0x13


def _kernel_status(found: Match[str]) -> Statement | None:
    """A status of the kernel's management interface, by its name and its own number, beside a word of pairing."""
    status = int(found["code"], 16)
    if status in (0, _ALREADY_PAIRED) or MGMT_STATUSES.get(status) != found["name"]:
        return None
    return Statement(Says.FAILED, "mgmt", status, transport="unknown")


def _transport(why: str) -> str:
    return "le" if why.startswith("le-") else "bredr"


_OF_BLUETOOTH = re.compile(r"pair|bond|blue(?:tooth|z)|\bBLE\b", re.IGNORECASE)


def _bare(found: Match[str]) -> Statement | None:
    """The name of an error without what it is of: other programs have exceptions of these names, too."""
    if not _OF_BLUETOOTH.search(found.string):
        return None
    return Statement(Says.FAILED, "dbus", found["name"], transport="unknown")


def _aborted(found: Match[str]) -> Statement | None:
    """The words of ECONNABORTED without what they are of: sockets of other protocols end with it, too."""
    if not _OF_BLUETOOTH.search(found.string) or "BluetoothError" in found.string:
        return None
    return Statement(Says.NOT_CONNECTED, "dbus", "le-connection-abort-by-local", transport="unknown")


def _error(found: Match[str]) -> Statement | None:
    name = found["name"]
    why = found["why"] if "why" in found.groupdict() else None
    why = why or (OLDER_TEXTS.get(found["older"]) if found["older"] and name not in _BUSY else None)
    if why:
        transport = "unknown" if why not in found.string else _transport(why)  # an errno's words are those of both
        return Statement(Says.NOT_CONNECTED, "dbus", why, transport=transport)
    if name.startswith(_OF_PAIRING):
        return Statement(
            Says.FAILED, "dbus", name, step="" if name.startswith("Auth") else "connection", transport="unknown"
        )
    if name.startswith("BREDR."):
        return Statement(Says.NOT_CONNECTED, "dbus", name, transport="bredr")
    if _NO_LINK.search(found.string):
        return None  # a call on a link that had ended is no connect
    before = found.string[max(0, found.start() - 120) : found.start()]
    if name == "NotPermitted" and _NOT_PAIRED.search(found.string):
        return _ONLY_PAIRED
    if name in ("Rejected", "Canceled") and before.rstrip().endswith("Access denied:"):
        return None  # a service was not allowed: the words before it say that
    if _OF_ANOTHER_CALL.search(before):
        return None
    if name == "AlreadyExists":
        return Statement(Says.HARMLESS)
    if name in dbus.ERRORS and _PAIRING.search(before):
        return Statement(Says.FAILED, "dbus", name, transport="unknown")
    if name in _BUSY or (name in _OF_CONNECTING and _CONNECTING.search(before)):
        return Statement(Says.NOT_CONNECTED, "dbus", name, transport="unknown")
    return None


_WHY = r"(?P<why>(?:le|br)-connection-[a-z-]+[a-z])"

_PAIR_ERRORS = "Authentication(?:Failed|Canceled|Rejected|Timeout)|ConnectionAttemptFailed"

_OLDER = rf"(?P<older>{'|'.join(OLDER_TEXTS)})"

_TEXTS = {
    "failed": "AuthenticationFailed",
    "canceled": "AuthenticationCanceled",
    "cancelled": "AuthenticationCanceled",
    "rejected": "AuthenticationRejected",
    "timeout": "AuthenticationTimeout",
}
"""The errors of Pair() by the second word of their texts (src/error.c)."""

_BUSY_TEXTS = {
    "operation already in progress": "InProgress",
    "in progress": "InProgress",
    "resource not ready": "NotReady",
}
"""Two more errors by their texts (src/error.c)."""

_OLDER_NAMES = {words.lower(): name for words, name in OLDER_TEXTS.items()}
_BLUEMAN = {
    "device did not respond": "br-connection-page-timeout",
    "no audio endpoints registered": "br-connection-profile-unavailable",
}
"""blueman's own words for these (gui/manager/ManagerDeviceMenu.py)."""

_CHANGED = rf"PropertiesChanged \(/org/bluez/hci[0-9]+/dev_{ADDRESS}\): \['org\.bluez\.Device1', [^\n]{{0,300}}?"
_VARIANT = r"<?(?:dbus_(?:fast|next)\.signature\.)?Variant \(?"
"""bleak's debug lines of a signal, as dbus-fast writes a variant."""

ROWS = (
    computed("att error", rf"(?:\[?org\.bluez\.Error\.\w+\]?:? ?)?Operation failed with ATT error: {CODE}", attribute_answer),
    row("notauthorized", r"[Ff]ailed to (?:read|write|start notify): org\.bluez\.Error\.NotAuthorized|\bkind: NotAuthorized, message: ", Says.FAILED, "att", code=0x08, by="peer", step="attribute access", role="initiator"),
    row("not authorized", rf"(?:\bBluetooth operation not authorized\b)|\[?{dbus.NAMED}NotAuthorized(?:Exception)?\W{{1,12}}(?:string )?\W{{0,3}}Operation Not Authorized", Says.FAILED, "att", code=0x08, by="peer", step="attribute access", role="initiator"),
    Row("org.bluez.error|gatt.errors|org.bluez.exceptions", re.compile(rf"(?:D?DBus\.?Error:? ?)?\[?{dbus.NAMED}(?P<name>(?:[A-Z]{{5}}\.)?[A-Za-z]+?)(?:Exception)?(?![A-Za-z])(?:\W{{1,12}}(?:string )?\W{{0,3}}(?:{_WHY}|{_OLDER}))?"), _error),
    row("-connection-", rf"{_WHY.replace('why', 'name')}", Says.NOT_CONNECTED, "dbus", names={name.lower(): name for name in dbus.ERRORS if isinstance(name, str)}),
    row("auth", r"\A(?P<name>Authentication(?:Failed|Canceled|Rejected|Timeout))\b", Says.FAILED, "dbus"),
    row("connectionattempt", r"\A(?P<name>ConnectionAttemptFailed)\b", Says.FAILED, "dbus", step="connection"),
    row("failed to pair|could not pair", rf"(?:[Ff]ailed to pair|Could not pair)[^\n]{{0,80}}?(?P<name>{_PAIR_ERRORS})", Says.FAILED, "dbus"),
    row("dbus", rf"\bDBus(?P<name>{_PAIR_ERRORS})Error\b", Says.FAILED, "dbus"),
    row("page timeout", r"\bDBusError: Page Timeout\Z", Says.FAILED, "dbus", code="ConnectionAttemptFailed", step="connection"),
    Row("type: 'org.bluez", re.compile(r"\Atype: 'org\.bluez\.Error\.Failed',?\Z"), lambda found: Statement(Says.HARMLESS)),
    row("dbus", r"\bDBus(?P<name>NotReady|InProgress)Error\b", Says.NOT_CONNECTED, "dbus"),
    row("bluetooth device not ready", r"Bluetooth device not ready\b", Says.NOT_CONNECTED, "dbus", code="NotReady"),
    Row("not paired", re.compile(r"\bBluetooth operation not permitted: Not paired\b|\bkind: NotPermitted, message: \"Not paired\""), lambda found: _ONLY_PAIRED),
    row("bluetooth: failed to connect", rf"\bbluetooth: failed to connect: (?P<name>{'|'.join(OLDER_TEXTS)})", Says.NOT_CONNECTED, "dbus", names=_OLDER_NAMES),
    Row("not paired", re.compile(r"\bError: Not paired\b"), lambda found: _ONLY_PAIRED, common=True),
    row("pair", r"(?:[Ff]ailed to pair|[Cc](?:ould not|an't|annot|ouldn't) pair|\b[Pp]air(?:ing)? (?:failed|error):?)[^\n]{0,80}?\bAuthentication (?P<name>Failed|Canceled|Rejected|Timeout)\b", Says.FAILED, "dbus", names=_TEXTS),
    row("authentication cancel", r"(?:\A|\bError: )Authentication (?P<name>Cancell?ed|cancelled)\Z", Says.FAILED, "dbus", names=_TEXTS),
    row("authentication ", r"\A(?:E(?:RROR|rror): )?Authentication (?P<name>Failed|Canceled|Rejected|Timeout)\.?\Z", Says.FAILED, "dbus", names=_TEXTS),
    row("authentication rejected", r"\A(?i:authentication (?P<name>rejected))\Z", Says.FAILED, "dbus", names=_TEXTS),
    row("bluetooth authentication", r"Bluetooth authentication (?P<name>canceled|failed|rejected|timeout)\b(?:: Authentication \w+)?", Says.FAILED, "dbus", names=_TEXTS, role="initiator"),
    row("bluetooth connection attempt failed", r"Bluetooth connection attempt failed\b", Says.FAILED, "dbus", code="ConnectionAttemptFailed", step="connection"),
    row("bluetooth operation in progress", r"Bluetooth operation in progress\b[^\n]{0,40}", Says.NOT_CONNECTED, "dbus", code="InProgress"),
    row("bluetooth operation failed", rf"Bluetooth operation failed: (?P<name>{'|'.join(OLDER_TEXTS)})", Says.NOT_CONNECTED, "dbus", names=_OLDER_NAMES),
    row("pendingcall error|blueman", rf'(?i:PendingCall Error: "|\bblueman\.bluez\.errors\.\w{{1,40}}: )(?i:(?P<name>{"|".join(OLDER_TEXTS)}))', Says.NOT_CONNECTED, "dbus", names=_OLDER_NAMES),
    row("connection failed: ", rf"\AConnection Failed: (?P<name>{'|'.join(OLDER_TEXTS)})\Z", Says.NOT_CONNECTED, "dbus", names=_OLDER_NAMES, common=True),
    row("connection failed: ", r"\bConnection Failed: (?P<name>Device did not respond|No audio endpoints registered)", Says.NOT_CONNECTED, "dbus", names=_BLUEMAN, transport="bredr"),
    row("pendingcall error", r'PendingCall Error: "Authentication (?P<name>Failed|Canceled|Rejected|Timeout)"', Says.FAILED, "dbus", names=_TEXTS),
    Row("(0x", re.compile(rf"\b[Pp]air(?:ing)?\b[^\n]{{0,60}}?(?<![A-Z][a-z] )\b(?P<name>{'|'.join(MGMT_STATUSES.values())}) \(0x(?P<code>[0-9a-f]{{2}})\)"), _kernel_status),
    row("kind:", rf"kind: (?P<name>{_PAIR_ERRORS})", Says.FAILED, "dbus"),
    row("kind:", r"kind: (?P<name>NotReady|InProgress), message: ", Says.NOT_CONNECTED, "dbus"),
    row("exception", r"\bBluez(?P<name>NotReady|InProgress)Exception\b", Says.NOT_CONNECTED, "dbus"),
    Row("connection abort", re.compile(r"(?i:\bsoftware caused connection abort\b)"), _aborted),
    row("dbus_execution_exception", r"connection failed with status 'DBUS_EXECUTION_EXCEPTION'", Says.NOT_CONNECTED, "dbus", code="Failed"),
    row("dbusexecutionexception", rf"\bDBusExecutionException: (?P<name>(?i:{'|'.join(_BUSY_TEXTS)}))\b", Says.NOT_CONNECTED, "dbus", names=_BUSY_TEXTS),
    row("dbus", rf"\bDBus(?:E(?:rror|xecutionException)|FailedError): (?P<name>{'|'.join(OLDER_TEXTS)})\b", Says.NOT_CONNECTED, "dbus", names=_OLDER_NAMES),
    row("protocol error", r"Protocol Error (?P<code>0x(?:05|0[8cCfF]))\b(?:: [A-Za-z ]+)?", Says.FAILED, "att", by="peer", step="attribute access", role="initiator"),
    row("authentication", r"\bAuthentication (?P<name>Failed|Canceled|Rejected|Timeout)\b", Says.FAILED, "dbus", names=_TEXTS, common=True),
    Row("failed", re.compile(r"(?<!org\.bluez\.Error\.)\b(?P<name>AuthenticationFailed|ConnectionAttemptFailed)\b(?!\()"), _bare),
    Row("authentication", re.compile(r"(?<!org\.bluez\.Error\.)\b(?P<name>Authentication(?:Canceled|Rejected))\b(?!\()"), _bare),
    Row("authenticationtimeout", re.compile(r"\b(?:bluetoothctl|[Bb]lue[zZ])\b[^\n]{0,120}(?<!org\.bluez\.Error\.)\b(?P<name>AuthenticationTimeout)\b"), _bare),
    row("dbus.error.", r"org\.freedesktop\.DBus\.Error\.(?P<name>NoReply|ServiceUnknown|AccessDenied|Timeout)", Says.STEP),
    row("pairing to ble device @", rf"\bPairing to BLE device @ {ADDRESS}", Says.BEGUN, role="initiator"),
    row("'connected'", rf"{_CHANGED}'Connected': {_VARIANT}'b', True\)", Says.CONNECTED, role="initiator"),
    row("'connected'", rf"{_CHANGED}'Connected': {_VARIANT}'b', False\)", Says.DISCONNECTED, role="initiator"),
    row("'paired'", rf"{_CHANGED}'Paired': {_VARIANT}'b', True\)", Says.PAIRED, role="initiator"),
    row("request|display", r"\b(?:RequestConfirmation|RequestPasskey|RequestPinCode|DisplayPasskey|DisplayPinCode|RequestAuthorization)\b", Says.ASKED),
    row("(yes/no)", r"(?:Authorize this device pairing|Confirm passkey: ?\d{1,6}) \(yes/no\)\?|\bConfirm passkey \(yes/no\):", Says.ASKED),
    row("enter p", r"\bbt-agent\S*: Enter (?:PIN Code|passkey):", Says.ASKED),
    row("agent", r"Agent has been canceled|Agent canceled|Agent Cancel", Says.STEP),
    row("pairing device...", r"\b[Pp]airing device\.\.\.", Says.BEGUN, role="initiator"),
    row("new device (/org/bluez/", rf"\ANew device \(/org/bluez/[\w/]{{1,40}}/dev_{ADDRESS}\)", Says.PAIRED, role="initiator"),
    row("info: paired", r"\bINFO: paired\Z", Says.PAIRED),
    row("pairing", rf"\bPairing (?:with )?(?:{ADDRESS})?(?: was)? ?(?:successful|succeeded)\b", Says.PAIRED),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "bluez",
    "BlueZ over D-Bus (bleak, Home Assistant, blueman and others)",
    "gateway",
    "bluez: doc/org.bluez.*.rst, src/error.c, src/device.c (btd_error_…), src/gatt-client.c (create_gatt_dbus_error), 4.101: test/simple-agent; bleak exc.py, backends/bluezdbus; bluer 0.17 lib.rs (ErrorKind); gatt-python 0.7 errors.py; dbus-java's org.bluez.exceptions; tinygo bluetooth gap_linux.go",
    re.compile(
        r"bluedevil|gnome-bluetooth|org[./]bluez|bleak\.exc|BleakDBusError|bluezdbus|bluez-(?:simple-agent|tools|test)|bt-agent\[|blueman|GDBus|dbus|DBusE(?:rror|xecutionException): "
    ),
    ROWS,
    place=72,
)
