"""Smaller stacks whose words are documented, and pairings that are none of Bluetooth: Matter, HomeKit."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import ADDRESS, CODE, Row, Says, Statement, Vocabulary, number, row

_IWRAP = {"AUTH_FAIL": 0x05, "AUTHENTICATION_FAILURE": 0x05, "PIN_OR_KEY_MISSING": 0x06, "KEY_MISSING": 0x06, "CONNECTION_TIMEOUT": 0x08, "PAGE_TIMEOUT": 0x04, "PAIRING_NOT_ALLOWED": 0x18, "OETC_USER": 0x13}  # fmt: skip
"""iWRAP's names of HCI errors."""


def _iwrap(found: Match[str]) -> Statement:
    code = _IWRAP.get(found["name"])
    return (
        Statement(Says.FAILED, "hci", code, step="authentication", transport="bredr") if code else Statement(Says.STEP)
    )


def _st_pairing(found: Match[str]) -> Statement | None:
    """Status 0 is success, 1 the timeout of SMP, 2 a failure with SMP's reason."""
    status, reason = number(found["status"]), number(found["code"] or "0")
    if status == 0:
        return Statement(Says.PAIRED)
    if status == 2 and reason:
        return Statement(Says.FAILED, "smp", reason)
    return Statement(Says.FAILED, "nordic", 0x01) if status == 1 else Statement(Says.BEGUN)


STM32WB = Vocabulary(
    "stm32wb",
    "STM32WB",
    "microcontroller",
    "STMicroelectronics AN5270 and STM32CubeWB ble_events.h: aci_gap_pairing_complete_event",
    re.compile(r"ACI_GAP_\w+|ACI_GATT_|HCI_DISCONNECTION_COMPLETE_EVT_CODE|aci_gap_"),
    (
        Row("pairing_complete", re.compile(rf"(?i:aci_gap_pairing_complete\w*)[^\n]{{0,20}}?(?i:status)\W{{0,3}}(?P<status>0x[0-9a-fA-F]+|[0-9]+)(?:[^\n]{{0,20}}?(?i:reason)\W{{0,3}}{CODE})?"), _st_pairing),
        row("disconnection_complete", rf"HCI_DISCONNECTION_COMPLETE\w*,? ?(?:reason:? ?{CODE})?", Says.DISCONNECTED, "hci"),
        row("aci_gap_", r"ACI_GAP_(?:PASS_KEY_REQ|NUMERIC_COMPARISON)\w*", Says.ASKED),
    ),
)  # fmt: skip

TI = Vocabulary(
    "ti",
    "TI BLE-Stack (CC13xx, CC23xx, CC25xx, CC26xx), BTool",
    "microcontroller",
    "Texas Instruments BLE-Stack: gapbondmgr.h (SMP_PAIRING_FAILED_…), gap.h (GAP_LINK_TERMINATED_EVENT); BTool's log",
    re.compile(r"\bGAP_(?:AuthenticationComplete|TerminateLink)\b|\bSMP_PAIRING_FAILED_|HCI_LE_ExtEvent"),
    (
        row("smp_pairing_failed_", r"Status\s*: (?P<code>0x0[0-9A-Fa-f]) (?:\(\d+\) )?\(SMP_PAIRING_FAILED_\w+", Says.FAILED, "smp"),
        row("gap_terminatelink", r"GAP_TerminateLink\b[^\n]{0,120}?Reason\s*: (?P<code>0x[0-9A-Fa-f]{2})\b", Says.DISCONNECTED, "hci"),
    ),
)  # fmt: skip


def _silicon_labs(found: Match[str]) -> Statement | None:
    """sl_status_t: 0x1000 more than HCI's error, 0x1200 more than SMP's reason; Gecko SDK 2 had 0x0200 and 0x0300."""
    status = number(found["code"])
    layer, code = {0x10: "hci", 0x02: "hci", 0x12: "smp", 0x03: "smp"}.get(status >> 8, ""), status & 0xFF
    step = "authentication or encryption"
    return Statement(Says.FAILED, layer, code, step=step) if layer and code else Statement(Says.BEGUN)


SILICON_LABS = Vocabulary(
    "silabs",
    "Silicon Labs Bluetooth (Gecko SDK, Simplicity SDK)",
    "microcontroller",
    "Silicon Labs sl_status.h (SL_STATUS_BT_CTRL_…, SL_STATUS_BT_SMP_…), bg_errorcodes.h of SDK 2; the samples' words",
    re.compile(r"sl_bt_|SL_STATUS_BT_|gecko_evt|bg_err_|Stack Event : BOND|evt_sm_bond"),
    (
        Row("bonding", re.compile(rf"(?i:bonding[ _]failed)[^\n]{{0,40}}?(?i:reason|error|status)\W{{1,4}}{CODE}"), _silicon_labs),
        row("event : bonded", r"Stack Event : BONDED\b", Says.PAIRED),
    ),
)  # fmt: skip

_LAST_OF_SMP = 0x0E
_RIVIERA_TIMEOUT = 0x45
"""GAP_ERR_TIMEOUT, which stands for the timeout of SMP here."""


def _riviera_waves(found: Match[str]) -> Statement | None:
    """hl_err: 0x60 more than SMP's reason where this host found it, 0x70 where the peer sent it."""
    code = number(found["code"])
    by, reason = {0x6: "local", 0x7: "peer"}.get(code >> 4, "unknown"), code & 0x0F
    if by == "unknown" or not 0 < reason <= _LAST_OF_SMP:
        return Statement(Says.FAILED, "nordic", 0x01) if code == _RIVIERA_TIMEOUT else Statement(Says.BEGUN)
    return Statement(Says.FAILED, "smp", reason, by)


RIVIERA_WAVES = Vocabulary(
    "rivierawaves",
    "RivieraWaves (Dialog and Renesas DA14, onsemi RSL10, Beken, BES)",
    "microcontroller",
    "RivieraWaves hl_error.h (GAP_ERR_TIMEOUT, SMP_ERROR_LOC_…, SMP_ERROR_REM_…), gapc_task.h",
    re.compile(r"\bGAPC_(?:PAIRING|BOND|ENCRYPT|PASSKEY)|SMP_ERROR_(?:LOC|REM)_"),
    (
        Row("gapc_pairing_failed", re.compile(rf"GAPC_PAIRING_FAILED[^\n]{{0,40}}?(?:reason|status|error)\W{{1,4}}{CODE}"), _riviera_waves),
        row("gapc_pairing_succeed", r"GAPC_PAIRING_SUCCEED", Says.PAIRED),
    ),
)  # fmt: skip

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

NOT_BLUETOOTH = Vocabulary(
    "",
    "Matter and HomeKit, which pair above Bluetooth",
    "unknown",
    "connectedhomeip src/controller; aiohomekit",
    re.compile(r"(?!)"),
    (
        row("chip error", r"[^\n]*CHIP Error[^\n]*", Says.HARMLESS),
        row("homekit", r"[^\n]*homekit_controller[^\n]*", Says.HARMLESS),
        row("chip:", r"\bCHIP:[A-Z]{2,4}: (?![^\n]*org\.bluez)[^\n]*", Says.HARMLESS),
        row("ctl]", r"\[CTL\] [^\n]*", Says.HARMLESS),
    ),
)
