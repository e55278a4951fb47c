"""RivieraWaves' host, which many makers ship: its errors by number and name, and the words of their samples."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    CODE,
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    number,
    row,
)

_LAST_OF_SMP = 0x0E
_SIDES = {0x6: "local", 0x7: "peer"}
"""The upper four bits of a reason of SMP: this host found it, or the peer sent it."""

_OWN: dict[int, tuple[str, int | str, str]] = {
    **dict.fromkeys((0x45, 0x6F, 0xE5), (*SMP_TIMEOUT, "unknown")),
    **dict.fromkeys((0xD2, 0xF1), ("hci", 0x06, "peer")),
    **dict.fromkeys((0xD3, 0xF2), ("hci", 0x1A, "peer")),
    **dict.fromkeys((0xD4, 0xF3), ("hci", 0x22, "peer")),
}
"""GAP_ERR_TIMEOUT, SMP_ERROR_TIMEOUT; of an encryption that this host began: no key there, not supported, no answer."""

_NAMES = {
    "PASSKEY_ENTRY_FAILED": 0x01, "OOB_NOT_AVAILABLE": 0x02, "AUTH_REQ": 0x03, "CONF_VAL_FAILED": 0x04, "PAIRING_NOT_SUPP": 0x05, "ENC_KEY_SIZE": 0x06, "CMD_NOT_SUPPORTED": 0x07,
    "UNSPECIFIED_REASON": 0x08, "REPEATED_ATTEMPTS": 0x09, "INVALID_PARAM": 0x0A, "DHKEY_CHECK_FAILED": 0x0B, "NUMERIC_COMPARISON_FAILED": 0x0C, "BREDR_PAIRING_IN_PROGRESS": 0x0D,
}  # fmt: skip


def _failed(code: int) -> Statement:
    by, reason = _SIDES.get(code >> 4), code & 0x0F
    if by and 0 < reason <= _LAST_OF_SMP:
        return Statement(Says.FAILED, "smp", reason, by)
    space, value, side = _OWN.get(code, (*UNSPECIFIED, "unknown"))
    return Statement(Says.FAILED, space, value, side, "encryption" if space == "hci" else "authentication")


def _named(found: Match[str]) -> Statement | None:
    reason = _NAMES.get(found["name"])
    return Statement(Says.FAILED, "smp", reason, "local" if found["side"] == "LOC" else "peer") if reason else None


_DIALOG: dict[int, Statement] = {
    0x00: Statement(Says.PAIRED),
    0x01: Statement(Says.FAILED, "smp", 0x08),
    0x06: Statement(Says.FAILED, "firmware", "LinkEnded"),
    0x0A: Statement(Says.FAILED, *SMP_TIMEOUT),
    0x0B: Statement(Says.FAILED, "smp", 0x05, "peer", "feature exchange"),
    0x0C: Statement(Says.DENIED, by="local"),
    0x0D: Statement(Says.FAILED, "hci", 0x06, "peer", "encryption"),
}
"""ble_error_t: BLE_ERROR_FAILED stands for SMP's Unspecified Reason, NOT_SUPPORTED_BY_PEER for Pairing Not Supported."""


def _completed(found: Match[str]) -> Statement:
    status = number(found["code"])
    return _DIALOG.get(status) or _failed(status)


def _quintic(found: Match[str]) -> Statement | None:
    """The status of a bond request: SMP's reason as it is."""
    status = int(found["code"], 16)
    if status == 0:
        return Statement(Says.PAIRED)
    return Statement(Says.FAILED, "smp", status) if status <= _LAST_OF_SMP else None


_PAIR_ENDED = r"(?:Pair(?:ing)? (?:failed|completed)\s+Connection [Ii]ndex: \d+|Pair completed for conn index \d+\.)"

VOCABULARY = Vocabulary(
    "rivierawaves",
    "RivieraWaves (Dialog and Renesas DA14, onsemi RSL10, Beken, BES, NXP QN90)",
    "microcontroller",
    "RivieraWaves hl_error.h (GAP_ERR_TIMEOUT, SMP_ERROR_LOC_…, SMP_ERROR_REM_…, SMP_ERROR_ENC_…), smp_common.h of 2014 (before and since version 8), gapc_task.h; Renesas DA1469x SDK 10 "
    "ble_common.h (ble_error_t), ble_mgr_gap.c; QN902x SDK 1.3 app_gap_task.c (app_gap_bond_req_cmp_ind_handler)",
    re.compile(
        r"\bQN BLE is ready|Bond request complete handle: |\bGAPC_(?:PAIRING|BOND|ENCRYPT|PASSKEY)|SMP_ERROR_(?:LOC|REM|ENC)_|\bBOND_MG_|"
        r"handle_evt_gap_|\b(?:BLE_)?EVT_GAP_PAIR_COMPLETE|Pair(?:ing)? (?:failed|completed)\s+Connection [Ii]ndex: "
    ),
    (
        computed("pairing_failed", rf"\b(?:GAPC|BOND_MG)_PAIRING_FAILED[^\n]{{0,40}}?(?i:reason|status|error)\W{{1,4}}{CODE}", _failed),
        Row("smp_error_", re.compile(r"\bSMP_ERROR_(?P<side>LOC|REM)_(?P<name>[A-Z_]+)"), _named),
        Row("smp_error_enc_", re.compile(r"\bSMP_ERROR_ENC_KEY_MISSING\b"), lambda found: _failed(0xD2)),
        row("gapc_pairing_failed", r"\bGAPC_PAIRING_FAILED\b", Says.FAILED, "firmware", code="Unspecified"),
        Row("bond request complete", re.compile(r"Bond request complete handle: \w{4}, bonded: \d, status: 0x(?P<code>[0-9A-F]{2})"), _quintic),
        row("bond request indi", r"Accept Bond request indi received from [0-9A-F:]{12,17}", Says.BEGUN, role="responder"),
        row("pairing_succeed", r"\b(?:GAPC|BOND_MG)_PAIRING_SUCCEED", Says.PAIRED),
        Row("pair", re.compile(rf"(?:\b(?:BLE_)?EVT_GAP_PAIR_COMPLETE\w*|\bhandle_evt_gap_pair_completed)\b[^\n]{{0,60}}?\bstatus[ :=]{{1,3}}{CODE}"), _completed),
        Row("pair", re.compile(rf"\b{_PAIR_ENDED}\s+Status: {CODE}"), _completed),
    ),
)  # fmt: skip
