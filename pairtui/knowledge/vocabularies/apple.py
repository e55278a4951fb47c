"""iOS and macOS: the errors of CoreBluetooth, by number and by their English text."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.codes.hci import KEY_ERRORS
from pairtui.knowledge.codes.phones import APPLE
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    computed,
    row,
)

_TIMED_OUT = 6
_DISCONNECTED, _NO_LINK, _PAIRING = (7,), (3, _TIMED_OUT, 10, 11), {14: "peer", 15: "unknown", 16: "local"}


def _error(number: int) -> Statement | None:
    if number in _PAIRING:
        return Statement(Says.FAILED, "cb", number, _PAIRING[number], "encryption", "initiator")
    if number in _DISCONNECTED:
        return Statement(Says.DISCONNECTED, "cb", number, "peer")
    return Statement(Says.NOT_CONNECTED, "cb", number) if number in _NO_LINK else Statement(Says.STEP)


def _not_made(number: int) -> Statement:
    return (
        Statement(Says.FAILED, "cb", number, _PAIRING[number], "encryption", "initiator")
        if number in _PAIRING
        else Statement(Says.NOT_CONNECTED, "cb", number)
    )


def _timed_out(found: Match[str]) -> Statement | None:
    """The words of CBErrorConnectionTimeout: where they end a link, it was there."""
    if "isconnect" in found.string[: found.start()]:
        return Statement(Says.DISCONNECTED, "cb", _TIMED_OUT)
    return _error(_TIMED_OUT)


_GENERAL_ERROR = 0xE00002BC
"""kIOReturnError of IOKit."""


def _classic(error: int) -> Statement | None:
    """IOBluetooth's error of a pairing over BR/EDR, where it is HCI's."""
    if error == _GENERAL_ERROR:
        name = "kIOReturnError"
        return Statement(Says.FAILED, "apple", name, step="authentication", role="initiator", transport="bredr")
    return (
        Statement(Says.FAILED, "hci", error, step="authentication", role="initiator", transport="bredr")
        if error in hci.ERRORS
        else Statement(Says.STEP)
    )


def _text(key: str, words: str, number: int) -> Row:
    return Row(key, re.compile(words), lambda found: _error(number))


def _att_text(key: str, words: str, number: int) -> Row:
    return Row(key, re.compile(words), lambda found: attribute_answer(number))


_OI = 700
"""OI_HCIERR_…: bluetoothd of iOS and macOS adds this to an error of HCI."""


def _ended(status: int) -> Statement:
    return Statement(Says.DISCONNECTED, "hci", status - _OI)


def _not_connected(status: int) -> Statement:
    return Statement(Says.NOT_CONNECTED, "hci", status - _OI)


def _without_link(found: Match[str]) -> Statement:
    """Why a connect failed: over BR/EDR also because the devices did not authenticate each other."""
    error, transport = int(found["code"]) - _OI, "unknown" if "result was" in found[0] else ""
    if error in KEY_ERRORS:
        return Statement(Says.FAILED, "hci", error, step="authentication", transport=transport)
    return Statement(Says.NOT_CONNECTED, "hci", error, transport=transport)


def _not_encrypted(status: int) -> Statement:
    return Statement(Says.FAILED, "hci", status - _OI, step="encryption")


_STATUS = r"(?P<code>7[0-6][0-9])\b"

ATT = 4300
"""BT_ATT_ERROR_…: what it adds to an error of ATT."""

_SMP = {4805: 0x04, 4809: 0x01, 4810: 0x02, 4811: 0x03, 4812: 0x05, 4813: 0x06, 4814: 0x07, 4815: 0x08, 4816: 0x09, 4817: 0x0A, 4818: 0x0B, 4819: 0x0C, 4830: 0x0D, 4831: 0x0E}  # fmt: skip
"""OI_SMP_ERROR_… that are SMP's reasons."""

_CB = {4833: 14, 4834: 15, 4835: 16}
"""LE_SECURITY_ERROR_… that an app gets as CBError."""


def _status(status: int) -> Statement | None:
    """What any status of bluetoothd states; the errors of other layers and of the stack itself state nothing."""
    if status in _SMP:
        return Statement(Says.FAILED, "smp", _SMP[status])
    if status in _CB:
        return _error(_CB[status])
    if status in APPLE:
        return Statement(Says.FAILED, "apple", status, step="authentication or encryption")
    if ATT < status < ATT + 0x20:
        return attribute_answer(status - ATT)
    if status - _OI in KEY_ERRORS:
        return Statement(Says.FAILED, "hci", status - _OI, step="authentication or encryption")
    return Statement(Says.STEP)


_OTHER_COMMAND = re.compile(r"HCI expected event [^\n]{0,20}?opcode OI_\w*_ID_(?!\w*(?:ENCR|AUTH|KEY|PIN|USER|IO_CAP))")
"""Which command's answer did not come: none of these has to do with security."""


def _stated(found: Match[str]) -> Statement | None:
    return Statement(Says.STEP) if _OTHER_COMMAND.search(found.string) else _status(int(found["code"]))


_WRONG_PIN = 11
"""Of a PIN or a link key: what BR/EDR has."""

_INTERNAL: dict[int, tuple[str, int | str]] = {
    0: ("smp", 0x01),
    1: ("apple", "CBInternalAlreadyPaired"),
    2: ("smp", 0x04),
    3: ("apple", 4807),
    4: ("apple", 4827),
    5: ("smp", 0x0B),
    6: ("smp", 0x0C),
    7: ("smp", 0x0C),
    _WRONG_PIN: ("apple", "CBInternalWrongKey"),
    16: ("smp", 0x09),
    17: ("apple", "CBInternalCancelled"),
    31: ("hci", 0x3D),
    52: ("cb", 14),
}
"""The numbers of CBInternalErrorDomain that are about a pairing or its keys, as CoreBluetooth makes them."""


def _internal(number: int) -> Statement:
    """An error that CoreBluetooth makes for macOS's own programs: its sentence says what failed, never on which side."""
    if number not in _INTERNAL:
        return Statement(Says.STEP)
    space, code = _INTERNAL[number]
    by, transport = _PAIRING[14] if space == "cb" else "unknown", "bredr" if number == _WRONG_PIN else ""
    return Statement(Says.FAILED, space, code, by, "authentication or encryption", "initiator", transport=transport)


def _internal_text(words: str, number: int) -> Row:
    return Row("pairing failed", re.compile(f"[Pp]airing [Ff]ailed {words}"), lambda found: _internal(number))


_DOMAIN = r"(?:Domain)?[\s\"',)(]{0,4}(?:[Cc]ode|error)?[=:\s]{0,3}"

ROWS = (
    _text("peer removed pairing", r"[Pp]eer removed pairing information", 14),
    _text("peerremovedpairing", r"[pP]eerRemovedPairingInformation", 14),
    _text("failed to encrypt", r"Failed to encrypt the connection, ?the connection has timed out", 15),
    _text("encryptiontimedout", r"[eE]ncryptionTimedOut", 15),
    _text("encryption timed out", r"\bDisconnected\(Encryption Timed Out\)", 15),
    Row("connection has timed out", re.compile(r"[Tt]he connection has timed out unexpectedly"), _timed_out),
    _text("has disconnected from us", r"[Tt]he specified device has disconnected from us", 7),
    _att_text("is insufficient", r"Authentication is insufficient", 0x05),
    _att_text("is insufficient", r"Encryption is insufficient", 0x0F),
    _att_text("handleatterrorresponse", r"\[handleATTErrorResponse\] - Insufficient Authentication", 0x05),
    _att_text("handleatterrorresponse", r"\[handleATTErrorResponse\] - Insufficient Encryption", 0x0F),
    _att_text("key size", r"Encryption key size is insufficient", 0x0C),
    computed("didfailtoconnect", rf"didFailToConnect[^\n]{{0,120}}?CBError{_DOMAIN}{CODE}[^\n]*", _not_made),
    computed("cberror", rf"CBError{_DOMAIN}{CODE}[^\n]*", _error),
    computed("cbinternalerror", rf"CBInternalError{_DOMAIN}{CODE}[^\n]*", _internal),
    _internal_text("as (?:the )?[Pp]in ?code (?:or Link Key )?was incorrect", _WRONG_PIN),
    _internal_text("as the passcode was incorrect", 0),
    _internal_text("as this device is already paired", 1),
    _internal_text("as confirm value failed", 2),
    _internal_text("as the security timeout elapsed", 3),
    _internal_text("as there was no response from user", 4),
    _internal_text("as DHKEY Check failed", 5),
    _internal_text("as numeric comparison failed", 6),
    _internal_text("due to too many attempts", 16),
    computed("cbatterror", rf"CBATTError{_DOMAIN}{CODE}[^\n]*", attribute_answer),
    computed("ecberrordomain", rf"ECBERRORDOMAIN{CODE}", _error),
    computed("apple-code", rf"apple-code\W{{1,4}}{CODE}", _error),
    computed("ioserrorcode", rf"iosErrorCode\W{{1,4}}{CODE}", _error),
    computed(
        "disconnect",
        rf"[Dd]isconnect(?:ed|ion)\b[^\n]{{0,90}}?(?:reason|status)[ =](?:STATUS )?{_STATUS}",
        _ended,
        common=True,
    ),
    computed(
        "handleconnectioncomplete", rf"handleConnectionCompleteCallback[^\n]{{0,90}}?status={_STATUS}", _not_connected
    ),
    Row(
        "result",
        re.compile(
            r"(?:Failed to connect to device [^\n]{1,90}? with result|"
            rf"Connection to device [^\n]{{1,90}}? failed - result was) {{1,2}}(?:STATUS )?{_STATUS}"
        ),
        _without_link,
    ),
    computed("failed to encrypt", rf"Failed to encrypt connection[^\n]{{0,10}}? STATUS {_STATUS}", _not_encrypted),
    computed("encryption failed", rf"Encryption failed due to +STATUS {_STATUS}", _not_encrypted),
    Row(
        "status",
        re.compile(r"(?:\bSTATUS |\b[Ss]tatus[=: ]{1,2})(?P<code>1[0-9]{2}|6[0-5][0-9]|7[0-6][0-9]|4[38][0-9]{2})\b"),
        _stated,
        common=True,
    ),
    computed("with", r"Failed to pair \"[^\"\n]{1,60}\" with error (?P<code>0x[0-9a-f]{2,8})\b[^\n]*", _classic),
    computed("pairing failed with", r"Pairing failed with '[^'\n]{0,60}': error (?P<code>0x[0-9a-f]{2,8})\b", _classic),
    row(
        "connection failed",
        r"\(Handle: 0x[0-9A-Fa-f]{1,3}\) connection failed, status: (?P<code>0x[0-9a-fA-F]{2})\b",
        Says.NOT_CONNECTED,
        "hci",
        transport="bredr",
    ),
    computed("peerpairingcompleted", r"peerPairingCompleted[^\n]{0,120}?Status: (?P<code>[1-9][0-9]?)\b", _classic),
    row("central manager did connect", r"\[Callback\] Central Manager did connect peripheral", Says.CONNECTED),
    row(
        "disconnected by the remote device",
        r"\AI: Disconnected by the remote device",
        Says.DISCONNECTED,
        "cb",
        code=7,
        by="peer",
    ),
    row(
        "display number",
        rf"Does \"[^\n]{{0,60}}\" \({ADDRESS}\) display number [^\n]*",
        Says.ASKED,
        role="initiator",
        transport="bredr",
    ),
    row(
        "numeric comparison request",
        rf"Received a new numeric comparison request for device {ADDRESS}",
        Says.ASKED,
        transport="bredr",
    ),
    row("pairing started", rf"Notifying 'pairing started' for [^\n]{{0,40}}?{ADDRESS}", Says.BEGUN, transport="bredr"),
    row("le start encryption response", r"LMP Received\s[^\n]*LE Start Encryption Response", Says.ENCRYPTED),
    row("le terminate", r"LMP Sent\s[^\n]*LE Terminate Ind\w* - Error: 0x[0-9a-fA-F]{2}", Says.HARMLESS),
    row("corebluetooth", r"CoreBluetooth\] (?:API MISUSE|XPC)[^\n]*", Says.HARMLESS),
)

VOCABULARY = Vocabulary(
    "apple",
    "iOS and macOS (CoreBluetooth)",
    "phone",
    "Apple: CoreBluetooth CBError.h (CBErrorDomain 0 to 18, CBATTErrorDomain), developer.apple.com; macOS 15's CoreBluetooth (NSError errorWithInfo:, CBInternalErrorDomain); AOSP embdrv/sbc: "
    "oi_status.h (OI_HCIERR_…); the names that macOS 14's IOBluetooth has for bluetoothd's statuses (OI_SMP_ERROR_…); blueutil 2 (blueutil.m); iOSDFULibrary 4; PacketLogger's text",
    re.compile(
        r"CBError|CBInternalError|\b[Pp]airing [Ff]ailed (?:as (?:[Pp]in|the |this device|confirm|DHKEY|numeric|there was no)|due to too many)|\bblueutil\b|IOBluetooth|ECBERRORDOMAIN|apple-code|FBP-iOS|CBATT|CBPeripheral|CBCentralManager|CoreBluetooth|com\.apple\.bluetooth|Server\.(?:LE|GATT)\b|Stack\.(?:HCI|SMP|LE|GATT)\b|\[handleATTErrorResponse\]|\[startLESecurityManagerPairing|\bSTATUS 7[0-6][0-9]\b|\bdisconnected with reason 7[0-6][0-9]\b|[pP]eerRemovedPairing|[eE]ncryptionTimedOut|[Pp]eer removed pairing|Notifying 'pairing started' for|Central Manager did (?:dis)?connect peripheral|\bLMP (?:Sent|Received)\s+0x[0-9A-F]{4}\s"
    ),
    ROWS,
    place=64,
)
