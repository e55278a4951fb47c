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
