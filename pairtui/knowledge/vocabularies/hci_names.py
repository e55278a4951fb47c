"""HCI's errors and events by the names that stacks, tools and people have for them, whatever wrote the line."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    Row,
    Says,
    Statement,
    Vocabulary,
    number,
    row,
    with_address,
)
from pairtui.protocol.messages.error_names import HCI_ERRORS

_NAMES = {
    "PAGE_TIMEOUT": 0x04,
    "AUTH_FAIL": 0x05, "AUTH_FAILURE": 0x05, "AUTHENTICATION_FAILURE": 0x05, "AUTHENTICATION_FAIL": 0x05,
    "PIN_OR_KEY_MISSING": 0x06, "KEY_MISSING": 0x06,
    "CONN_TIMEOUT": 0x08, "CONNECTION_TIMEOUT": 0x08, "CONNECTION_TOUT": 0x08, "LINK_SUPERVISION_TIMEOUT": 0x08,
    "CONN_REJ_SECURITY": 0x0E, "HOST_REJECT_SECURITY": 0x0E, "CONNECTION_REJECTED_DUE_TO_SECURITY_REASONS": 0x0E, "CONNECTION_REJECTED_SECURITY_REASONS": 0x0E,
    "REMOTE_USER_TERM_CONN": 0x13, "REMOTE_USER_TERMINATED_CONNECTION": 0x13, "PEER_USER": 0x13, "TERMINATE_PEER_USER": 0x13,
    "REMOTE_LOW_RESOURCES": 0x14, "REMOTE_POWER_OFF": 0x15,
    "REMOTE_DEVICE_TERMINATED_CONNECTION_LOW_RESOURCES": 0x14, "REMOTE_DEVICE_TERMINATED_CONNECTION_POWER_OFF": 0x15,
    "LOCALHOST_TERM_CONN": 0x16, "LOCAL_HOST_TERMINATED_CONNECTION": 0x16, "CONN_CAUSE_LOCAL_HOST": 0x16, "CONNECTION_TERMINATED_BY_LOCAL_HOST": 0x16, "TERMINATE_LOCAL_HOST": 0x16,
    "REPEATED_ATTEMPTS": 0x17, "PAIRING_NOT_ALLOWED": 0x18,
    "LL_RESP_TIMEOUT": 0x22, "LMP_RESPONSE_TIMEOUT": 0x22, "LMP_LL_RESPONSE_TIMEOUT": 0x22, "LL_RESPONSE_TIMEOUT": 0x22, "LMP_OR_LL_RESPONSE_TIMEOUT": 0x22,
    "INSUFF_SECURITY": 0x2F, "INSUFFICIENT_SECURITY": 0x2F, "INSUFFCIENT_SECURITY": 0x2F,
    "TERM_DUE_TO_MIC_FAIL": 0x3D, "CONN_TERM_MIC": 0x3D, "CONNECTION_TERMINATED_DUE_TO_MIC_FAILURE": 0x3D, "CONN_TERMINATED_DUE_TO_MIC_FAILURE": 0x3D, "MIC_FAILURE": 0x3D, "CONNECTION_TERMINATED_MIC_FAILURE": 0x3D,
    "CONN_FAIL_TO_ESTAB": 0x3E, "CONNECTION_FAILED_TO_BE_ESTABLISHED": 0x3E, "CONN_FAILED_TO_BE_ESTABLISHED": 0x3E, "CONN_FAILED_ESTABLISHMENT": 0x3E, "CONNECTION_FAILED_ESTABLISHMENT": 0x3E, "FAIL_ESTABLISH": 0x3E,
}  # fmt: skip

_PREFIX = r"(?:BT_HCI_ERR_|(?:ESP_)?GATT_CONN_|SL_STATUS_BT_CTRL_|HCI_ERR(?:OR)?_(?:CODE_)?|BLE_HCI_(?:STATUS_CODE_)?|ERROR_CODE_|\b(?i:status|reason)(?:[=:] ?| '| is [\"'“])(?=[A-Z])|HCI_(?=[A-Z_]+_ERROR)|\b(?=[A-Z_]+_ERROR\b))"
_NAME = rf"{_PREFIX}(?P<name>{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?:_ERROR)?\b"
_LINK = re.compile(
    r"(?<!dis)connect(?:ion)?[ _](?:complete|fail)|failed to connect|connect(?:ion)? error", re.IGNORECASE
)
_SECURITY = re.compile(r"encrypt|auth(?!or)|pair|secur|bond", re.IGNORECASE)
_WIFI = re.compile(r"\bwi-?fi|\bwlan|\bSTA_|\bmqtt", re.IGNORECASE)
_BY = {0x13: "peer", 0x14: "peer", 0x15: "peer", 0x16: "local"}


def _ended(found: Match[str]) -> Statement | None:
    """What failed is in the words before the name; a name alone is why a link ended, and Wi-Fi has some of them too."""
    return None if _WIFI.search(found.string) else _stated(_NAMES[found["name"]], found)


def _stated(code: int, found: Match[str]) -> Statement:
    before = found.string[: found.start()]
    by = _BY.get(code, "unknown")
    if code == 0x3E or _LINK.search(before):
        transport = "le" if re.search(r"\bLE[_ ]", before) or code == 0x3E else "unknown"
        stated = Statement(Says.NOT_CONNECTED, "hci", code, by, "connection", transport=transport)
    elif _SECURITY.search(before) and "isconnect" not in before.lower():
        stated = Statement(Says.FAILED, "hci", code, by, "authentication or encryption", transport="unknown")
    else:
        stated = Statement(Says.DISCONNECTED, "hci", code, by, transport="unknown")
    return with_address(stated, found)


_NUMBERED = {
    part.lower(): code
    for code in (0x04, 0x05, 0x06, 0x08, 0x0E, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x22, 0x29, 0x2F, 0x3D, 0x3E)
    for part in HCI_ERRORS[code].split(" / ")
}
_OF_SECURITY = (0x05, 0x06, 0x18, 0x29, 0x2F)
_ERROR_AND_NUMBER = re.compile(
    rf"\b(?P<words>(?i:{'|'.join(sorted(map(re.escape, _NUMBERED), key=len, reverse=True))})) ?"
    r"\(0x(?P<number>[0-9a-fA-F]{2})\)"
)


_OF_AN_EVENT = re.compile(r"\bHCI Event\b|\b(?i:complete|change)\b[^\n]{0,30}\Z")
"""What the row of an event (`specification`) reads, or what no event has."""


def _numbered(found: Match[str]) -> Statement | None:
    """An error's name with its own number after it is HCI's, whatever stands around it."""
    code = _NUMBERED[found["words"].lower()]
    if code != int(found["number"], 16) or _OF_AN_EVENT.search(found.string[: found.start()]):
        return None
    if code == 0x04:
        return Statement(Says.NOT_CONNECTED, "hci", code, "peer", "connection", transport="bredr")
    if code in _OF_SECURITY and "isconnect" not in found.string[: found.start()].lower():
        by = "peer" if code == _KEY_MISSING else "unknown"
        return Statement(Says.FAILED, "hci", code, by, "authentication or encryption", transport="unknown")
    return _stated(code, found)


def _classic(found: Match[str]) -> Statement:
    """Secure Simple Pairing's or the authentication's last event, by its status."""
    status = number(found["code"])
    return (
        Statement(Says.FAILED, "hci", status, step="authentication", transport="bredr")
        if status
        else Statement(Says.STEP)
    )


_KEY_MISSING = 0x06
_EVENT = r"(?:\bEVT |\bHCI[_ ]E(?:VENT|vent)[_: ]{1,3}|\bHCI_)"

ROWS = (
    Row("", re.compile(rf"{_NAME}(?:[^\n]{{0,40}}?\b(?:peer|address|bd_addr)[=: ]+{ADDRESS})?"), _ended),
    row("_request", rf"{_EVENT}(?:PIN_CODE|USER_CONFIRMATION|USER_PASSKEY)_REQUEST(?!_REPLY|_NEG)(?:[^\n]{{0,40}}?{ADDRESS})?", Says.ASKED, transport="bredr"),
    row("_reply", r"\b(?:CMD|HCI)[ _](?:PIN_CODE|USER_CONFIRMATION|USER_PASSKEY)_REQUEST_REPLY\b(?![^\n]*\bNEG)", Says.STEP, transport="bredr"),
    row("link_key_notification", rf"{_EVENT}LINK_KEY_NOTIFICATION(?:[^\n]{{0,40}}?{ADDRESS})?", Says.PAIRED, transport="bredr"),
    row("pin code request", r"\bHCI Event [-–] PIN Code Request\b", Says.ASKED, transport="bredr"),
    row("_request", rf"{_EVENT}(?:IO_CAPABILITY)_REQUEST(?!_REPLY|_NEG)(?:[^\n]{{0,40}}?{ADDRESS})?", Says.BEGUN, transport="bredr"),
    row("disconnected", r"\b(?:[Pp]eer|[Ll]ink|[Dd]evice) disconnected[:,]? \(?reason[ =:]+(?P<code>0x[0-4][0-9a-fA-F])\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("isconnected, reason", r"\b[Dd]isconnected, reason ?[=:] ?(?P<code>0x[0-4]?[0-9a-fA-F])\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("io capability", r"\bIO Capability (?:Request )?Negative Reply\b[^\n;]{0,40}?\b(?P<code>0x18)\b", Says.FAILED, "hci", by="local", step="feature exchange", transport="bredr"),
    row("isconnect", r"(?i:\bdisconnect\w*)\b[^\n.]{0,40}?\b(?:with|by) (?:an? )?(?:HCI )?(?:error code|reason|code|status|error) (?P<code>0x[0-4][0-9a-fA-F])\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("isconnect", r"(?<!\w)(?i:disconnect(?:ed|ion)?[,:;]? ?reason)[=: ]+(?P<code>0x(?:00)?[0-4][0-9a-fA-F]|8|19|22|34|61|62)\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("isconnect", r"\b(?P<code>0x[0-4][0-9a-fA-F]) (?:reason|error)(?: code)?\b[^\n.]{0,20}?(?i:\bdisconnect)", Says.DISCONNECTED, "hci", transport="unknown"),
    row("isconnect", r"(?i:\bdisconnect\w*)\b[^\n.]{0,30}? reason[ :=]{1,2}\(?(?:[A-Z][A-Za-z]+ ){2,6}[-–:] ?(?P<code>0x[0-4][0-9a-fA-F])\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("mic failure|mic error", r"(?i:\bdisconnect\w*)\b[^\n.]{0,20}? (?:with|by|due to|because of) (?:an? )?MIC (?i:failure|error)\b", Says.DISCONNECTED, "hci", code=0x3D, transport="unknown"),
    row("hci reason", r"\bHCI (?:disconnect(?:ion)? )?reason[ :=]{1,2}(?P<code>0x[0-4][0-9a-fA-F])\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("reason", r"\b(?i:connection|link) (?:drop(?:s|ped)?|lost|dies|died|ends|ended|closes|closed|breaks|broke)\b[^\n.]{0,40}? [\"“]?reason[ =:]{1,2}(?P<code>0x(?:00)?[0-4][0-9a-fA-F])\b", Says.DISCONNECTED, "hci", transport="unknown"),
    row("acl_disconnect_reason", r"acl_disconnect_reason[ =:]{1,3}(?P<code>0x[0-9a-fA-F]{1,2}|[0-9]{1,2})\b", Says.DISCONNECTED, "hci", transport="bredr"),
    Row("complete, status", re.compile(r"\b(?:[Ss]imple pairing|SSP pairing|[Aa]uthentication) complete, status:? (?P<code>0x[0-9a-fA-F]{2}|[0-9]{1,2})\b"), _classic),
    row("connection terminated", r"\bBLE GAP connection terminated \((?:con \d+,? )?reason (?P<code>0x[0-4][0-9a-fA-F])\)", Says.DISCONNECTED, "hci"),
    row("gatt connection closed", r"\bBLE GATT connection closed \(con \d+,? reason (?P<code>\d{1,2})\)", Says.DISCONNECTED, "hci"),
    row("pin or key missing", r"(?i:\bencrypt|\bauthentication complete)[^\n]{0,60}?\b(?i:PIN or key missing)\b(?! \(0x)", Says.FAILED, "hci", code=0x06, by="peer", step="encryption", transport="unknown"),
    row("failed to be established", r"(?i:connection failed to be established)", Says.NOT_CONNECTED, "hci", code=0x3E, by="peer", step="connection"),
    Row("(0x", _ERROR_AND_NUMBER, _numbered),
    row("mic ", r"(?i:\bMIC (?:error|failure))\b(?![^\n]{0,20}(?i:\bcount))[^\n]{0,20}? ?\(?(?:(?i:error|status|reason) ?(?:code)? ?)?0x3[dD]\b|\b0x3[dD]\b[ .,(]{1,4}(?i:MIC (?:error|failure))", Says.FAILED, "hci", code=0x3D, step="encryption", transport="unknown"),
    row("mic failure", r"(?i:connection terminated due to mic failure)", Says.FAILED, "hci", code=0x3D, step="encryption", transport="unknown"),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "hci",
    "HCI's errors by name",
    "unknown",
    "Zephyr include/zephyr/bluetooth/hci_types.h (BT_HCI_ERR_…, 4.x); AOSP and ESP-IDF stack/include/hcidefs.h "
    "(HCI_ERR_…) and gatt_api.h (GATT_CONN_…); nRF5 SDK ble_hci.h (BLE_HCI_…); BTstack bluetooth.h (ERROR_CODE_…); Silicon Labs sl_status.h (SL_STATUS_BT_CTRL_…); flutter_blue_plus 1.35 (hciStatusString); connectedhomeip src/platform/*/BLEManagerImpl.cpp (BLE GAP connection terminated, GATT connection closed); Core Specification, Vol 1, Part F",
    re.compile(r"(?!)"),
    ROWS,
    place=80,
)
