"""iOS and macOS: the errors of CoreBluetooth, by number and by their English text."""

import re

from pairtui.knowledge.vocabularies.vocabulary import (
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    computed,
    row,
)

_DISCONNECTED, _NO_LINK, _PAIRING = (7,), (6, 10, 11), {14: "peer", 15: "unknown", 16: "local"}


def _error(number: int) -> Statement | None:
    if number in _PAIRING:
        return Statement(Says.FAILED, "cb", number, _PAIRING[number], "encryption", "initiator")
    if number in _DISCONNECTED:
        return Statement(Says.DISCONNECTED, "cb", number, "peer")
    return Statement(Says.NOT_CONNECTED, "cb", number) if number in _NO_LINK else Statement(Says.STEP)


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


def _not_encrypted(status: int) -> Statement:
    return Statement(Says.FAILED, "hci", status - _OI, step="encryption")


_STATUS = r"(?P<code>7[0-6][0-9])\b"
_DOMAIN = r"(?:Domain)?[\s\"',)(]{0,4}(?:[Cc]ode|error)?[=:\s]{0,3}"

ROWS = (
    _text("peer removed pairing", r"[Pp]eer removed pairing information", 14),
    _text("peerremovedpairing", r"peerRemovedPairingInformation", 14),
    _text("failed to encrypt", r"Failed to encrypt the connection, ?the connection has timed out", 15),
    _text("encryptiontimedout", r"encryptionTimedOut", 15),
    _text("connection has timed out", r"[Tt]he connection has timed out unexpectedly", 6),
    _text("has disconnected from us", r"[Tt]he specified device has disconnected from us", 7),
    _att_text("is insufficient", r"Authentication is insufficient", 0x05),
    _att_text("is insufficient", r"Encryption is insufficient", 0x0F),
    _att_text("handleatterrorresponse", r"\[handleATTErrorResponse\] - Insufficient Authentication", 0x05),
    _att_text("handleatterrorresponse", r"\[handleATTErrorResponse\] - Insufficient Encryption", 0x0F),
    _att_text("key size", r"Encryption key size is insufficient", 0x0C),
    computed("cberror", rf"CBError{_DOMAIN}{CODE}[^\n]*", _error),
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
    computed("failed to encrypt", rf"Failed to encrypt connection[^\n]{{0,10}}? STATUS {_STATUS}", _not_encrypted),
    computed("encryption failed", rf"Encryption failed due to +STATUS {_STATUS}", _not_encrypted),
    row("corebluetooth", r"CoreBluetooth\] (?:API MISUSE|XPC)[^\n]*", Says.HARMLESS),
)

VOCABULARY = Vocabulary(
    "apple",
    "iOS and macOS (CoreBluetooth)",
    "phone",
    "Apple: CoreBluetooth CBError.h (CBErrorDomain 0 to 18, CBATTErrorDomain), developer.apple.com; AOSP embdrv/sbc: "
    "oi_status.h (OI_HCIERR_…)",
    re.compile(
        r"CBError|ECBERRORDOMAIN|apple-code|FBP-iOS|CBATT|CBPeripheral|CBCentralManager|CoreBluetooth|com\.apple\.bluetooth|Server\.(?:LE|GATT)\b|Stack\.(?:HCI|SMP|LE|GATT)\b|\[handleATTErrorResponse\]|\[startLESecurityManagerPairing|peerRemovedPairing|[Pp]eer removed pairing"
    ),
    ROWS,
)
