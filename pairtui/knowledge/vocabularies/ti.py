"""TI's BLE-Stack and the hosts made after it (WCH, PHYPLUS): the bond manager's states with their status, BTool's log."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import SMP_TIMEOUT, UNSPECIFIED, Row, Says, Statement, Vocabulary, row

_NAMES = {
    "PASSKEY_ENTRY_FAILED": 0x01, "OOB_NOT_AVAIL": 0x02, "AUTH_REQ": 0x03, "CONFIRM_VALUE": 0x04, "NOT_SUPPORTED": 0x05, "ENC_KEY_SIZE": 0x06, "CMD_NOT_SUPPORTED": 0x07,
    "UNSPECIFIED": 0x08, "REPEATED_ATTEMPTS": 0x09, "INVALID_PARAMETERS": 0x0A, "INVALID_PARAMERERS": 0x0A, "DHKEY_CHECK_FAILED": 0x0B, "NUM_COMPARISON_FAILED": 0x0C, "NUMERIC_COMPARISON": 0x0C,
}  # fmt: skip
"""SMP_PAIRING_FAILED_…, in both spellings of its versions."""

_LAST_OF_SMP = 0x0E
_TIMEOUT, _PAIRING_TIMED_OUT, _BOND_REJECTED = 0x17, 0x1C, 0x32
"""bleTimeout, blePairingTimedOut, bleGAPBondRejected."""

_BONDED = frozenset({"2", "bonded", "encrypted", "re-establishment", "encryption"})
"""GAPBOND_PAIRING_STATE_BONDED, ENCRYPTED since BLE5-Stack: stored keys are used again."""

_NOT_ENCRYPTED = {0x06: "unknown", 0x1A: "peer", 0x22: "peer"}
"""Errors of HCI with which the use of a stored key ends: none there, cannot encrypt, no answer."""

_REJECTED = Statement(Says.FAILED, "firmware", "BondRejected", step="encryption")
_CODE = r"(?P<code>0x[0-9a-fA-F]{1,2}|[0-9]{1,3})\b"
_BARE_HEX = r"(?:0x)?(?P<hex>[0-9a-fA-F]{1,2})\b"


def _status(found: Match[str]) -> int:
    groups = found.groupdict()
    if groups.get("hex"):
        return int(groups["hex"], 16)
    text = groups["code"]
    return int(text, 16) if text.startswith("0x") else int(text)


def _ended(found: Match[str]) -> Statement | None:
    """The status of a state; which numbers it has depends on the state."""
    status = _status(found)
    if (found.groupdict().get("state") or "").lower() in _BONDED:
        return _encrypted(status)
    if status == 0:
        return Statement(Says.PAIRED)
    if status in (_TIMEOUT, _PAIRING_TIMED_OUT):
        return Statement(Says.FAILED, *SMP_TIMEOUT)
    if status == _BOND_REJECTED:
        return _REJECTED
    return Statement(Says.FAILED, "smp", status) if status <= _LAST_OF_SMP else Statement(Says.FAILED, *UNSPECIFIED)


def _encrypted(status: int) -> Statement | None:
    if status in _NOT_ENCRYPTED:
        return Statement(Says.FAILED, "hci", status, _NOT_ENCRYPTED[status], "encryption")
    if status == _BOND_REJECTED:
        return _REJECTED
    return Statement(Says.FAILED, *UNSPECIFIED, step="encryption") if status else Statement(Says.ENCRYPTED)


def _named(found: Match[str]) -> Statement | None:
    reason = _NAMES.get(found["name"])
    return Statement(Says.FAILED, "smp", reason) if reason else None


def _left(found: Match[str]) -> Statement:
    return Statement(Says.DISCONNECTED, "hci", _status(found))


_STATE = r"(?:GAPBOND_|BLEAPPUTIL_)?PAIRING_STATE_"
_ANY_STATUS = rf"\b[^\n]{{0,40}}?\b(?:status|error) ?(?:=|:|is|of)? ?{_CODE}"

VOCABULARY = Vocabulary(
    "ti",
    "TI BLE-Stack (CC13xx, CC23xx, CC25xx, CC26xx), BTool; WCH CH57x, CH58x; PHYPLUS PHY62xx",
    "microcontroller",
    "Texas Instruments BLE-Stack: gapbondmgr.h (SMP_PAIRING_FAILED_…, GAPBOND_PAIRING_STATE_… and the statuses of each, BLE5-Stack 1.1 to 3.3), bcomdef.h (bleTimeout, "
    "bleGAPBondRejected), gap.h (GAP_LINK_TERMINATED_EVENT); simple_central.c, multi_role.c, app_pairing.c, project_zero.c; BTool's log; WCH CH58x EVT peripheral.c, central.c",
    re.compile(
        r"\bGAP_(?:AuthenticationComplete|TerminateLink)\b|\bSMP_PAIRING_FAILED_|HCI_LE_ExtEvent|\bPAIRING_STATE_(?:STARTED|COMPLETE|ENCRYPTED|BOND_SAVED)\b|\bGAPBOND_|bondMgrCB|"
        r"\bbleGAPBondRejected\b|\b[Bb]ond save (?:success|failed)|\bPairing fail: ?\d|Pairing Status: (?:Started|Complete|Encrypted) - |\bCxn \d+ (?:pairing|bonding) |\bDisconnected\.\. ?Reason:"
    ),
    (
        Row("bondmgr|pairing_state_", re.compile(rf"(?i:bond ?mgr\w*|{_STATE}\w+)\W[^\n]{{0,60}}?\bstate[ =:]+(?P<state>[12]),? status[ =:]+{_CODE}"), _ended),
        Row("smp_pairing_failed_", re.compile(r"GAPBOND_PAIRING_STATE_COMPLETE\b[^\n]{0,40}?SMP_PAIRING_FAILED_(?P<name>[A-Z_]+)"), _named),
        row("pairing_failed", r"GAPBOND_PAIRING_STATE_COMPLETE\b[^\n]{0,30}?PAIRING_FAILED with reason (?P<code>0x0[0-9a-fA-F]|1?[0-9])\b", Says.FAILED, "smp"),
        row("pairing_state_complete", rf"{_STATE}COMPLETE\b[^\n]{{0,30}}?\bSUCCESS\b", Says.PAIRED),
        row("bletimeout", r"(?:GAP_AuthenticationComplete|GAPBOND_\w+|\b[Pp]airing|\b[Bb]onding)[ :][^\n.]{0,60}?\bbleTimeout\b", Says.FAILED, SMP_TIMEOUT[0], code=SMP_TIMEOUT[1]),
        Row("bondrejected", re.compile(r"\bbleGAPBondRejected\b"), lambda found: _REJECTED),
        Row("pairing_state_complete", re.compile(rf"{_STATE}COMPLETE{_ANY_STATUS}"), _ended),
        Row("pairing_state_", re.compile(rf"{_STATE}(?P<state>ENCRYPTED|BONDED){_ANY_STATUS}"), _ended),
        Row("status", re.compile(rf"\b(?i:(?:pair )?state)[ =:]+(?P<state>[12]),? status[ =:]+{_CODE}[^\n]{{0,20}}?{_STATE}"), _ended),
        Row("pairing status: ", re.compile(rf"Pairing Status: (?P<state>Complete|Encrypted) - [^\n]{{0,30}}?status = {_CODE}"), _ended),
        row("pairing status: started", r"Pairing Status: Started - [^\n]*", Says.BEGUN),
        Row("pairing fail", re.compile(rf"\bPairing fail: ?{_CODE}"), _ended),
        row("pairing fail", r"\bPairing fail\b(?!: ?\d)", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1], common=True),
        Row("encryption failed", re.compile(rf"\b(?P<state>Encryption) failed: {_CODE}$"), _ended),
        Row("re-establishment failed", re.compile(rf"Bonding (?P<state>re-establishment) failed\. Error: {_BARE_HEX}"), _ended),
        Row("pairing failed. error", re.compile(rf"\bPairing failed\. Error: {_BARE_HEX}"), _ended, common=True),
        row("saving bond info to nv failed|bond save fail", r"Saving bond info to NV failed|\b[Bb]ond save fail(?:ed)?\b", Says.FAILED, "firmware", code="BondSaveFailed", by="local", step="bonding"),
        row("pairing success|pairing completed successfully", r"\bPairing (?:success\b|completed successfully)", Says.PAIRED, common=True),
        row("re-established pairing", r"Re-established pairing from stored bond info", Says.ENCRYPTED),
        row("encryption success|bonding success", r"\b(?:Encryption|Bonding) success\b", Says.ENCRYPTED, common=True),
        row("bond save success", r"\bBond save success\b", Says.PAIRED),
        row("pairing started", r"\bPairing started\b|\bCxn \d+ pairing started\b", Says.BEGUN, common=True),
        row("pairing success", r"\bCxn \d+ pairing success\b", Says.PAIRED),
        row("gap_", r"Op[Cc]ode\s*: 0xFE(?:0B|0F) \(GAP_(?:Authenticate|Bond)\)", Says.BEGUN, role="initiator"),
        row("pairing_state_started", rf"{_STATE}STARTED", Says.BEGUN),
        row("smp_pairing_failed_", r"Status\s*: (?P<code>0x0[0-9A-Fa-f]) (?:\(\d+\) )?\(SMP_PAIRING_FAILED_\w+", Says.FAILED, "smp"),
        Row("smp_pairing_failed_", re.compile(r"\bSMP_PAIRING_FAILED_(?P<name>[A-Z_]+)"), _named),
        row("reason", r"^\s*Reason\s+: (?P<code>0x[0-9A-Fa-f]{2}) (?:\(\d+\) )?\(", Says.DISCONNECTED, "hci", common=True),
        row("gap_terminatelink", r"GAP_TerminateLink\b[^\n]{0,120}?Reason\s*:? (?P<code>0x[0-9A-Fa-f]{2})\b", Says.DISCONNECTED, "hci"),
        Row("disconnected..", re.compile(rf"\bDisconnected\.\. ?Reason: ?{_BARE_HEX}"), _left),
    ),
)  # fmt: skip
