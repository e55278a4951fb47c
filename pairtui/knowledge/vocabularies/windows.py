"""Windows: the result of a WinRT pairing by number and name, ATT errors inside HRESULTs, bleak on Windows."""

import re
from re import Match

from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.knowledge.codes.stacks import WINDOWS
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary, row

_BY = {
    0x04: "peer",
    0x05: "peer",
    0x06: "local",
    0x0C: "local",
    0x0E: "local",
    0x0F: "local",
    0x10: "local",
    0x11: "local",
}
_NAMES = {code.name.replace("_", "").lower(): number for number, code in WINDOWS.items() if isinstance(number, int)}
_CANCELLED, _PAIRING_CANCELED = 0x800704C7, 14
"""HRESULT of ERROR_CANCELLED, which WinRT throws where its pairing was cancelled; DevicePairingResultStatus."""

_ACCESS_DENIED, _NOT_CONNECTED = 0x80070005, 0x8007048F
"""HRESULTs of ERROR_ACCESS_DENIED and ERROR_DEVICE_NOT_CONNECTED (winerror.h)."""

_NO_KEY = 0x80070572
"""HRESULT of ERROR_NO_USER_SESSION_KEY, where a request needs a key and Windows has none for the link."""

_ATT = 0x80650000
"""E_BLUETOOTH_ATT_…: the facility of Bluetooth's attribute errors, the ATT error in its low byte."""


def _result(number: int) -> Statement | None:
    if number in (0, 3):
        return Statement(Says.PAIRED)
    return (
        Statement(Says.FAILED, "windows", number, _BY.get(number, "unknown"), role="initiator")
        if number in WINDOWS
        else None
    )


def _numbered(found: Match[str]) -> Statement | None:
    return _result(int(found["code"]))


def _numbered_and_named(found: Match[str]) -> Statement | None:
    """`9: AuthenticationFailure`; a number before some other word is no status."""
    number, name = int(found["code"]), found["name"]
    return _result(number) if name.isupper() or _NAMES.get(name.lower()) == number else None


def _named(found: Match[str]) -> Statement | None:
    number = _NAMES.get(found["name"].replace("_", "").lower())
    return None if number is None else _result(number)


def _unreachable(found: Match[str]) -> Statement:
    return Statement(Says.NOT_CONNECTED, "windows", "Unreachable")


def _denied(found: Match[str]) -> Statement:
    return Statement(Says.FAILED, "windows", "AccessDenied", "unknown", "attribute access", "initiator")


def _hresult(found: Match[str]) -> Statement | None:
    number = int(found["code"], 16 if "x" in found["code"] else 10) & 0xFFFFFFFF
    if number == _CANCELLED:
        return _result(_PAIRING_CANCELED)
    if number == _ACCESS_DENIED:
        return _denied(found)
    if number == _NOT_CONNECTED:
        return _unreachable(found)
    if number == _NO_KEY:
        return Statement(Says.FAILED, "hresult", number, "unknown", "encryption", "initiator")
    if number & 0xFFFFFF00 != _ATT:
        return Statement(Says.STEP)
    error = number & 0xFF
    return (
        Statement(Says.FAILED, "att", error, "peer", "attribute access")
        if error in SECURITY_ERRORS
        else Statement(Says.STEP)
    )


def _protocol_error(found: Match[str]) -> Statement:
    """The ATT error beside GattCommunicationStatus.ProtocolError; those about security read the same in both bases."""
    text = found["code"].lower()
    error = int(text) if text.isdecimal() else int(text, 16)
    return Statement(Says.FAILED, "att", error, "peer", "attribute access", "initiator")


ROWS = (
    Row("pair", re.compile(r"(?:Could not pair|(?<![Uu]n)[Pp]air(?:ing)?)[^\n]{0,60}?\b(?P<code>[0-9]|1[0-9]): (?P<name>[A-Z_]{4,40}|[A-Z][A-Za-z]{3,40})\b"), _numbered_and_named),
    Row("pairing", re.compile(r"(?:DevicePairingResultStatus|PairingResult\w*|pairing[ _](?:result|status))[.: =]+(?P<name>[A-Z][A-Za-z_]{4,40})"), _named),
    Row("pairing", re.compile(r"(?:DevicePairingResultStatus|PairingResult\w*|pairing[ _](?:result|status))[.: =]+(?P<code>[1-9]|1[0-9])\b"), _numbered),
    Row("pair", re.compile(r"\b[Pp]air(?:ing|ed)?\b(?![^\n]{0,40}org\.bluez)[^\n]{0,40}?\b(?P<name>AuthenticationFailure|AuthenticationNotAllowed|ConnectionRejected|RemoteDeviceHasAssociation|RejectedByHandler|RequiredHandlerNotRegistered|ProtectionLevelCouldNotBeMet|AccessDenied|PairingCanceled|NotReadyToPair|HardwareFailure|TooManyConnections|OperationAlreadyInProgress|InvalidCeremonyData|NoSupportedProfiles|AlreadyPaired)\b"), _named),
    Row("authenticationtimeout", re.compile(r"\b[Pp]air(?:ing|ed)?\b(?![^\n]{0,40}org\.bluez)[^\n]{0,40}?\b(?P<name>AuthenticationTimeout)\b"), _named, common=True),  # BlueZ, too
    Row("pairingexception", re.compile(r"\bPairingException\)?: ?(?P<name>[A-Z][A-Za-z]{5,40})\b"), _named),
    Row("could not pair", re.compile(r"Could not pair with device: (?P<code>[1-9]|1[0-9])\b(?!:)"), _numbered),
    Row("pairasync", re.compile(r"PairAsync\b[^\n]{0,60}?\b(?:status|result)[ :=]{1,3}[`'\"]?(?P<name>[A-Z][A-Za-z]{5,40})\b"), _named),
    Row("gattcommunicationstatus", re.compile(r"(?:Unexpected GattCommunicationStatus: |GattCommunicationStatus[.:= ]{1,3})(?P<name>1\b|Unreachable)"), _unreachable),
    Row("could not get gatt", re.compile(r"Could not get GATT [a-z]+[^\n]{0,200}?: (?P<name>Unreachable)"), _unreachable),
    Row("unreachable", re.compile(r"(?:characteristic|descriptor)\b[^\n]{0,60}: (?P<name>Unreachable)\b"), _unreachable),
    Row("could not", re.compile(r"Could not (?:start notify|read|write|get (?:GATT )?(?:services|characteristics|descriptors))\b[^\n]{0,160}?: (?:3\b(?! ?:)|Access ?Denied\b)"), _denied),
    Row("e_accessdenied", re.compile(r"\bE_ACCESSDENIED\b"), _denied),
    Row("gattcommunicationstatus", re.compile(r"GattCommunicationStatus(?:\.|: | = )AccessDenied\b"), _denied),
    Row("accessdenied", re.compile(r"(?i:characteristic|service|descriptor)s?\b[^\n]{0,100}?[Ss]tatus:? ?AccessDenied\b"), _denied),
    Row("status", re.compile(r"BleWinrtDll[^\n]{0,160}? status (?P<code>[13])\b"), lambda found: _unreachable(found) if found["code"] == "1" else _denied(found)),
    Row("access is denied", re.compile(r"(?:\bcatch: |Windows\.Devices\.Bluetooth[^\n]{0,200}?|(?i:gatt|characteristic)[^\n]{0,80}?: )Access is denied\b"), _denied, common=True),
    Row("protectionlevelused", re.compile(r"Status: \[(?P<name>[A-Z][A-Za-z]{3,40})\] ProtectionLevelUsed"), _named),
    Row("devicepairingresultstatus", re.compile(r"DevicePairingResultStatus\b[^\n`]{0,40}?\b(?:status ?[:=]|code(?: is| was)?[ :=]?) ?(?P<code>[1-9]|1[0-9])\b"), _numbered),
    Row("0x800704c7", re.compile(r"(?P<code>0x800704[cC]7)"), _hresult),
    row("watcher status", r"\bWatcher status: (?:[0-9]|<BluetoothLEAdvertisementWatcherStatus)", Says.HARMLESS),
    Row("winerror", re.compile(r"WinError (?P<code>-21[0-9]{8})"), _hresult),
    Row("winrt exception", re.compile(r"WinRT Exception\. Error code (?P<code>-21[0-9]{8})"), _hresult),
    Row("hresult", re.compile(r"(?:[Bb]tleplug error: |Other\(\\?\")Error \{ code: HRESULT\((?P<code>0x8[0-9a-fA-F]{7})\)"), _hresult),
    Row("hresult", re.compile(r"Exception from HRESULT: (?P<code>0x8[0-9a-fA-F]{7})"), _hresult),
    Row("comexception", re.compile(r"COMException \((?P<code>0x8[0-9a-fA-F]{7})\)(?![^\n]*HRESULT: 0x)"), _hresult),
    Row("protocol", re.compile(r"\bProtocolError\b\W{1,4}(?:[Pp]rotocol ?[Ee]rror\W{1,3})?(?:0x)?0?(?P<code>[58fF]|0?[cC]|1[25])\b"), _protocol_error),
    Row("0x8065", re.compile(r"(?P<code>0x806500[0-9a-fA-F]{2})"), _hresult),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "windows",
    "Windows (WinRT), bleak on Windows",
    "pc",
    "Microsoft Learn: Windows.Devices.Enumeration.DevicePairingResultStatus; bluetoothleapis.h (E_BLUETOOTH_ATT_…); "
    "bleak backends/winrt; GattCommunicationStatus; btleplug 0.11 (windows::core::Error), SimpleBLE (WinRT Exception)",
    re.compile(
        r"WinRT|\bHRESULT(?:\(|: )0x8|\bCOMException\b|[Ww]inrt|ProtectionLevelUsed|WinError|DevicePairing|Could not pair with device: \d|Windows\.Devices|win32|GattCommunicationStatus|\.exe\b|C:\\\\?"
    ),
    ROWS,
    place=65,
)
