"""PSoC's BLE component of Cypress and Infineon: its events, and CySmart's words for the same errors."""

import re
from re import Match

from pairtui.knowledge.vocabularies.android_gatt import discovered
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    LINK_ENDED,
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    row,
)

_SMP = {
    "PASSKEY_ENTRY_FAILED": 0x01, "OOB_DATA_NOT_AVAILABLE": 0x02, "AUTHENTICATION_REQ_NOT_MET": 0x03, "CONFIRM_VALUE_NOT_MATCH": 0x04,
    "PAIRING_NOT_SUPPORTED": 0x05, "INSUFFICIENT_ENCRYPTION_KEY_SIZE": 0x06, "COMMAND_NOT_SUPPORTED": 0x07, "UNSPECIFIED_REASON": 0x08,
    "REPEATED_ATTEMPTS": 0x09, "INVALID_PARAMETERS": 0x0A, "DHKEY_CHECK_FAILED": 0x0B, "NUMERIC_COMPARISON_FAILED": 0x0C,
}  # fmt: skip
_LAST_OF_SMP, _TIMEOUT, _LINK_DISCONNECTED = 0x0E, 0x15, 0x18
_OWN = {"AUTHENTICATION_TIMEOUT": _TIMEOUT, "LINK_DISCONNECTED": _LINK_DISCONNECTED}


def _failed(found: Match[str]) -> Statement | None:
    """The reason by its name, or as the samples print it: hexadecimal, with and without 0x."""
    groups = found.groupdict()
    name, digits = groups["name"], groups.get("code")
    reason = int(digits, 16) if digits else _SMP.get(name) or _OWN.get(name, 0)
    if 0 < reason <= _LAST_OF_SMP:
        return Statement(Says.FAILED, "smp", reason)
    if reason == _TIMEOUT:
        return Statement(Says.FAILED, *SMP_TIMEOUT)
    return Statement(Says.FAILED, *LINK_ENDED) if reason == _LINK_DISCONNECTED else None


_EVENT = r"\b(?:CY_?BLE_EVT_(?:GAP_)?|EVT_GAP_)"

VOCABULARY = Vocabulary(
    "psoc",
    "PSoC's BLE component, CySmart (Cypress, Infineon)",
    "microcontroller",
    "Cypress BLE component: CyBle_Gap.h (CYBLE_GAP_AUTH_FAILED_REASON_T), PSoC 6 cy_ble_gap.h "
    "(cy_en_ble_gap_auth_failed_reason_t); CySmart 1.3 for Windows, and CySmart for Android (strings.xml, dl_…)",
    re.compile(r"\[[0-9]{2}-[A-Z][a-z]{2}-20[0-9]{2}\|[0-9:]{8}\] , \[|\bCY_?BLE_|\bEVT_GAP_(?:AUTH|DEVICE|PASSKEY)|\bCySmart\b|\bBLE_STATUS_OK\b"),
    (
        Row("auth_failed", re.compile(rf"{_EVENT}AUTH_FAILED(?:,? reason)?\s?[:=,]?\s{{0,2}}(?:(?:CY_?BLE_GAP_AUTH_ERROR_)?(?P<name>[A-Z][A-Z_]{{8,40}})|(?P<code>(?:0x)?[0-9a-fA-F]{{1,2}})\b)"), _failed),
        Row("auth_error_", re.compile(r"\b(?:CY_?BLE_GAP_)?AUTH_ERROR_(?P<name>[A-Z][A-Z_]{8,40})"), _failed),
        row("auth_failed", rf"{_EVENT}AUTH_FAILED\b", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1]),
        row("auth_complete", rf"{_EVENT}AUTH_COMPLETE\b", Says.PAIRED),
        row("auth_req", rf"{_EVENT}AUTH_REQ\b", Says.BEGUN),
        row("initiate pairing", r"'Initiate Pairing' request sent", Says.BEGUN, role="initiator"),
        row("passkey_|numeric_comparison", rf"{_EVENT}PASSKEY_(?:ENTRY|DISPLAY)_REQUEST|{_EVENT}NUMERIC_COMPARISON_REQUEST", Says.ASKED),
        computed("failed with error code", rf" status - Failed with error code : {CODE}\b", discovered),
        row("unable to pair", r"\] Unable to pair\. Check whether the device ", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1]),
        row("connection established", rf"\|{ADDRESS}\] Connection established", Says.CONNECTED),
        row("device_connected", rf"{_EVENT}DEVICE_CONNECTED\b", Says.CONNECTED),
        row("authentication error notification", r"'Authentication Error Notification' event received", Says.STEP),
    ),
)  # fmt: skip
