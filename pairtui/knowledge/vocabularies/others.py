"""Smaller stacks whose words are documented, and pairings that are none of Bluetooth: Matter, HomeKit, Zigbee."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    LINK_ENDED,
    SMP_TIMEOUT,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    row,
)

_IWRAP = {"AUTH_FAIL": 0x05, "AUTHENTICATION_FAILURE": 0x05, "PIN_OR_KEY_MISSING": 0x06, "KEY_MISSING": 0x06, "CONNECTION_TIMEOUT": 0x08, "PAGE_TIMEOUT": 0x04, "PAIRING_NOT_ALLOWED": 0x18, "OETC_USER": 0x13}  # fmt: skip
"""iWRAP's names of HCI errors."""


def _iwrap(found: Match[str]) -> Statement:
    code = _IWRAP.get(found["name"])
    return (
        Statement(Says.FAILED, "hci", code, step="authentication", transport="bredr") if code else Statement(Says.STEP)
    )


_LAST_OF_SMP = 0x0E


def _blueretro(found: Match[str]) -> Statement | None:
    """A reason in hexadecimal without its 0x."""
    reason = int(found["code"], 16)
    return Statement(Says.FAILED, "smp", reason, "peer") if 0 < reason <= _LAST_OF_SMP else None


IWRAP = Vocabulary(
    "iwrap",
    "Bluegiga iWRAP",
    "microcontroller",
    "Silicon Labs: iWRAP 5 and 6 user guide (PAIR, SSP COMPLETE, error codes)",
    re.compile(r"\biWRAP\b|HCI_ERROR_|^SSP COMPLETE "),
    (
        Row("ssp complete", re.compile(rf"SSP COMPLETE (?:{ADDRESS} )?HCI_ERROR_(?P<name>[A-Z_]+)"), _iwrap),
        row("pair", rf"\bPAIR {ADDRESS} OK\b", Says.PAIRED, transport="bredr"),
        row("pair", rf"\bPAIR {ADDRESS} FAIL\b", Says.STEP),
        row("pair", rf"\bPAIR {ADDRESS}", Says.BEGUN, transport="bredr", common=True),
    ),
)  # fmt: skip

BLUERETRO = Vocabulary(
    "blueretro",
    "BlueRetro",
    "microcontroller",
    "darthcloud/BlueRetro: main/bluetooth/smp.c, hci.c",
    re.compile(r"\bbt_hci_cmd_[a-z_]+|\bBT_HCI_EVT_[A-Z_]+|\bBT_SMP_CMD_[A-Z_]+"),
    (
        Row("bt_smp_cmd_pairing_fail", re.compile(r"BT_SMP_CMD_PAIRING_FAIL reason: (?P<code>[0-9A-F]{2})\b"), _blueretro),
        row("bt_smp_pairing_req", r"\bbt_smp_pairing_req\b", Says.BEGUN, role="initiator"),
        row("opcode: 0x", r"\bopcode: 0x[0-9A-F]{4} error: 0x[0-9A-F]{2} retry: \d+", Says.HARMLESS),
    ),
)  # fmt: skip

_RENESAS_NAMES = {
    "PASSKEY_ENTRY_FAIL": 0x2001, "OOB_DATA_NOT_AVAILABLE": 0x2002, "AUTH_REQ_NOT_MET": 0x2003, "CONFIRM_VAL_NOT_MATCH": 0x2004, "PAIRING_NOT_SPRT": 0x2005, "INSUFFICIENT_ENC_KEY_SIZE": 0x2006,
    "CMD_NOT_SPRT": 0x2007, "UNSPECIFIED_REASON": 0x2008, "REPEATED_ATTEMPTS": 0x2009, "INVALID_PARAM": 0x200A, "DHKEY_CHECK_FAIL": 0x200B, "NUM_COMP_FAIL": 0x200C, "DISCONNECTED": 0x200F,
    "TO": 0x2011, "LOC_KEY_MISSING": 0x2014,
}  # fmt: skip
_RENESAS_OWN: dict[int, Statement] = {
    0x200F: Statement(Says.FAILED, *LINK_ENDED),
    0x2011: Statement(Says.FAILED, *SMP_TIMEOUT),
    0x2014: Statement(Says.FAILED, "hci", 0x06, "local", "encryption"),
}
"""BLE_ERR_SMP_LE_DISCONNECTED, TO and LOC_KEY_MISSING; below them SMP's reasons with 0x2000, HCI's errors with 0x1000."""


def _renesas(result: int) -> Statement | None:
    if result in _RENESAS_OWN:
        return _RENESAS_OWN[result]
    space, code = {0x10: "hci", 0x20: "smp"}.get(result >> 8, ""), result & 0xFF
    return Statement(Says.FAILED, space, code, step="authentication or encryption") if space and code else None


RENESAS = Vocabulary(
    "renesas",
    "Renesas RA, RX and RE (R_BLE)",
    "microcontroller",
    "Renesas r_ble_api.h (BLE_ERR_HC_…, BLE_ERR_SMP_LE_…) of RA FSP 1 and later; its samples' command line (r_ble_cmd_gap.c)",
    re.compile(r"\bBLE_GAP_EVENT_(?:PAIRING_COMP|ENCRYPTION_CHG|CONN_IND|DISCONN_IND|PASSKEY_\w+)\b|\bBLE_ERR_(?:SMP_LE|HC)_|\bR_BLE_"),
    (
        computed("ble_gap_event_", rf"BLE_GAP_EVENT_(?:PAIRING_COMP|ENCRYPTION_CHG)\b[^\n]{{0,20}}?result\W{{1,4}}(?!0x0000){CODE}", _renesas),
        row("ble_gap_event_pairing_comp", r"BLE_GAP_EVENT_PAIRING_COMP\b[^\n]{0,20}?result\W{1,4}0x0000\b", Says.PAIRED),
        row("ble_gap_event_encryption_chg", r"BLE_GAP_EVENT_ENCRYPTION_CHG\b[^\n]{0,20}?result\W{1,4}0x0000\b", Says.ENCRYPTED),
        Row("ble_err_smp_le_", re.compile(r"\bBLE_ERR_SMP_LE_(?P<name>[A-Z_]+)\b"), lambda found: _renesas(_RENESAS_NAMES.get(found["name"], 0))),
    ),
)  # fmt: skip

BTFERRET = Vocabulary(
    "btferret",
    "btferret",
    "gateway",
    "petzval/btferret: btlib.c (le_pair, le_server)",
    re.compile(r"\bbtferret\b|Listening for LE clients to connect|\bPAIR time out\b|allocated NODE=\d"),
    (
        row("wait for pair", r"\bWait for pair\b", Says.BEGUN, role="responder"),
        row("pair time out", r"\bPAIR time out\b", Says.FAILED, "firmware", code="PairTimeout", step="authentication"),
    ),
)

_OF_ITS_OWN = r"(?![^\n]*(?:org\.bluez\.Error|Bluetooth GATT Error|ESP_GATT_|(?:le|br)-connection-))"
"""A line of such a program that does not quote an error of Bluetooth's."""

NOT_BLUETOOTH = Vocabulary(
    "",
    "Matter, HomeKit and Nuki, which pair above Bluetooth, Zigbee and Z-Wave, which pair without it",
    "unknown",
    "connectedhomeip src/controller; aiohomekit; I-Connect/NukiBleEsp32; zigbee2mqtt lib/controller.ts",
    re.compile(r"(?!)"),
    (
        row("chip[", r"\bchip\[[A-Z]{2,4}\][^\n]*|\bCHIP\[[A-Z]{2,4}\][^\n]*", Says.HARMLESS),
        row("chip", r"\A[^\n]*\bCHIP(?::0x[0-9a-fA-F]{8}\b|: \[[A-Z]{2,4}\] )[^\n]*", Says.HARMLESS),
        row("chip error", r"\A[^\n]*CHIP Error[^\n]*", Says.HARMLESS),
        row("homekit", rf"\A{_OF_ITS_OWN}[^\n]*homekit_controller[^\n]*", Says.HARMLESS),
        row("nuki", rf"\A{_OF_ITS_OWN}[^\n]*\b(?:NukiBle|NukiHub)\b[^\n]*", Says.HARMLESS),
        row("zigbee|z2m", r"\A[^\n]*\b(?:zigbee(?:2mqtt|-herdsman)?|Z2M)\b[^\n]*", Says.HARMLESS),
        row("failed to interview", r"\A[^\n]*[Ff]ailed to interview[^\n]*", Says.HARMLESS),
        row("zwave", r"\A[^\n]*\bzwave(?:_js|js2mqtt)?\b[^\n]*", Says.HARMLESS),
        row("chip:", rf"\bCHIP:[A-Z]{{2,4}}: {_OF_ITS_OWN}[^\n]*", Says.HARMLESS),
        row("ctl]", r"\[CTL\] [^\n]*", Says.HARMLESS),
    ),
    place=0,
)
