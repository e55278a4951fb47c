"""Silicon Labs' hosts: the statuses of Gecko and Simplicity SDK and of SiWx91x, and the words of their samples."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    LINK_ENDED,
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    number,
    row,
)

_LAYERS = {0x10: "hci", 0x02: "hci", 0x4E: "hci", 0x12: "smp", 0x03: "smp", 0x4B: "smp"}
"""What stands above a number: in sl_status_t, in the errors of Gecko SDK 2, in those of SiWx91x and RS9116."""

_OWN: dict[int, tuple[str, int | str]] = {
    0x0185: SMP_TIMEOUT,
    0x0186: LINK_ENDED,
    0x018B: ("firmware", "BondTableFull"),
    0x018F: LINK_ENDED,
}
"""Of Gecko SDK 2: bg_err_timeout, not_connected, out_of_bonds and disconnected."""

_LAST_OF_SMP = 0x0F

_NAMES = {
    "PASSKEY_ENTRY_FAILED": 0x01, "OOB_NOT_AVAILABLE": 0x02, "AUTHENTICATION_REQUIREMENTS": 0x03, "CONFIRM_VALUE_FAILED": 0x04, "PAIRING_NOT_SUPPORTED": 0x05, "ENCRYPTION_KEY_SIZE": 0x06,
    "COMMAND_NOT_SUPPORTED": 0x07, "UNSPECIFIED_REASON": 0x08, "REPEATED_ATTEMPTS": 0x09, "INVALID_PARAMETERS": 0x0A, "DHKEY_CHECK_FAILED": 0x0B, "NUMERIC_COMPARISON_FAILED": 0x0C,
}  # fmt: skip

_TOLD = re.compile("reason|error|status|result", re.IGNORECASE)
_STEP = "authentication or encryption"


def _status(found: Match[str]) -> int:
    """A status in hexadecimal, which samples print without its 0x behind `reason: ` or with nothing before it."""
    text = found["code"]
    bare = found[0].endswith(f"reason: {text}") or not _TOLD.search(found[0])
    return int(text, 16) if bare and int(text, 16) >> 8 in _LAYERS else number(text)


def _failed(found: Match[str]) -> Statement | None:
    status = _status(found)
    if status in _OWN:
        return Statement(Says.FAILED, *_OWN[status], step=_STEP)
    layer, code = _LAYERS.get(status >> 8, ""), status & 0xFF
    if not layer or not code or (layer == "smp" and code > _LAST_OF_SMP):
        return None
    return Statement(Says.FAILED, layer, code, step=_STEP)


def _closed(found: Match[str]) -> Statement | None:
    status = _status(found)
    layer = _LAYERS.get(status >> 8)
    return Statement(Says.DISCONNECTED, layer, status & 0xFF) if layer == "hci" and status & 0xFF else None


def _named(found: Match[str]) -> Statement | None:
    reason = _NAMES.get(found["name"].upper())
    return Statement(Says.FAILED, "smp", reason, step=_STEP) if reason else None


def _siwx(found: Match[str]) -> Statement:
    """A status in hexadecimal without its 0x."""
    return Statement(Says.FAILED, "smp", int(found["code"], 16) & 0xFF, step=_STEP)


_SAID = r"(?i:(?:reason|error|status|result)\W{1,8}(?=0x|\d{3,5}\b)|reason: (?=1[02][0-9a-f]{2}\b))"
_CODE = r"(?P<code>0x[0-9a-fA-F]{1,4}|[0-9a-fA-F]{3,5})\b"
_OF_SMP = r"(?P<code>(?:0x)?12[0-9a-fA-F]{2}|(?:0x)?10[0-4][0-9a-fA-F]|0x0[23][0-9a-fA-F]{2})\b"
"""A number that stands by itself behind the words."""

VOCABULARY = Vocabulary(
    "silabs",
    "Silicon Labs Bluetooth (Gecko SDK, Simplicity SDK)",
    "microcontroller",
    "Silicon Labs sl_status.h (SL_STATUS_TIMEOUT, SL_STATUS_BT_CTRL_…, SL_STATUS_BT_SMP_…, SL_STATUS_SI91X_SMP_…), bg_errorcodes.h of Gecko SDK 2 (bg_errspc_bg 0x0100, bg_errspc_bt 0x0200, "
    "bg_errspc_smp 0x0300); the samples' words",
    re.compile(r"sl_bt_|SL_STATUS_(?:BT|SI91X)_|rsi_ble_|\bsmp_failed status ?:|gecko_(?:evt|cmd)|bg_err_|Stack Event : BOND|evt_sm_bond"),
    (
        Row("bonding", re.compile(rf"(?i:bonding[ _]failed)[^\n]{{0,40}}?{_SAID}(?!0x0{{0,3}}7\b){_CODE}"), _failed),
        row("bonding", r"(?i:bonding[ _]failed)[^\n]{0,40}?(?i:reason)\W{1,8}0x0{0,3}7\b", Says.FAILED, SMP_TIMEOUT[0], code=SMP_TIMEOUT[1], step=_STEP, common=True),
        Row("bonding", re.compile(rf"(?i:bonding[ _]failed)[ :=,]{{1,3}}{_OF_SMP}"), _failed),
        Row("smp_", re.compile(r"(?i:\b(?:SL_STATUS_BT_|bg_err_|(?<=reason ))SMP_(?P<name>[A-Z_]{8,30}))"), _named),
        row("smp_key_rejected", r"\bSL_STATUS_BT_SMP_KEY_REJECTED\b", Says.FAILED, "smp", code=0x0F, step=_STEP),
        row("out_of_bonds", r"\bbg_err_out_of_bonds\b", Says.FAILED, "firmware", code="BondTableFull", by="local", step="bonding"),
        Row("smp_failed", re.compile(r"smp_failed status ?: ?(?P<code>0[xX][0-9a-fA-F]{1,4}|\d{1,5}(?!\.?\d)\b)"), _failed),
        Row("smp_failed", re.compile(r"smp_failed status: (?P<code>4B0[1-9A-F])\b"), _siwx),
        Row("closed|disconnect", re.compile(rf"(?i:connection[ _]closed|disconnect\w*)[^\n]{{0,40}}?(?i:reason)\W{{1,4}}{_OF_SMP}"), _closed),
        row("bond", r"\b(?i:successful bonding|bonding (?:success(?:ful)?|completed|created))\b", Says.PAIRED, common=True),
        row("bonding done", r"\bBonding done(?:, ID)?: \d+", Says.PAIRED),
        row("security_mode:", r"\bsecurity_mode: [1-3]\b", Says.ENCRYPTED, common=True),
        row("event : bonded", r"Stack Event : BONDED\b", Says.PAIRED),
        row("sm_bonding_failed", r"\bsl_bt_evt_sm_bonding_failed\w*", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1], common=True),
    ),
)  # fmt: skip
