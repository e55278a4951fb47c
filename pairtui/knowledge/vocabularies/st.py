"""STMicroelectronics' host on STM32WB, WBA and BlueNRG: the events of its samples, and programs that print them."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import CODE, SMP_TIMEOUT, Row, Says, Statement, Vocabulary, number, row

_LAST_OF_SMP = 0x0E

_ENCRYPTION = {3: (0x06, "local"), 4: (0x06, "peer"), 5: (0x1A, "peer")}
"""Statuses of an encryption that failed: the key is missing here, or there; the peer cannot encrypt."""


def _pairing(found: Match[str]) -> Statement | None:
    """Status 0 is success, 1 the timeout of SMP, 2 a failure with SMP's reason, from 3 on the encryption failed."""
    status, reason = number(found["status"]), number(found["code"] or "0")
    if status in _ENCRYPTION:
        return Statement(Says.FAILED, "hci", *_ENCRYPTION[status], step="encryption")
    if status == 0:
        return Statement(Says.PAIRED)
    if status == 2 and reason:
        return Statement(Says.FAILED, "smp", reason)
    if status == 1:
        return Statement(Says.FAILED, *SMP_TIMEOUT)
    return Statement(Says.FAILED, "firmware", "PairingFailed", step="authentication")


def _ledger(found: Match[str]) -> Statement | None:
    """SMP's reason in hexadecimal without its 0x."""
    reason = int(found["reason"], 16)
    return Statement(Says.FAILED, "smp", reason) if 0 < reason <= _LAST_OF_SMP else None


def _flipper_left(found: Match[str]) -> Statement:
    """A reason in hexadecimal without its 0x."""
    return Statement(Says.DISCONNECTED, "hci", int(found["reason"], 16))


VOCABULARY = Vocabulary(
    "stm32wb",
    "STM32WB, BlueNRG",
    "microcontroller",
    "STMicroelectronics AN5270 and STM32CubeWB ble_events.h: aci_gap_pairing_complete_event, app_ble.c of its projects; LedgerHQ ledger-secure-sdk lib_blewbxx_impl; the samples of "
    "STSW-BNRG (PairingCompletedFunction: statuses 3 to 5); flipperdevices/flipperzero-firmware "
    "targets/f7/ble_glue/gap.c",
    re.compile(r"ACI_GAP_\w+|ACI_GATT_|HCI_DISCONNECTION_COMPLETE_EVT_CODE|aci_gap_|\[B(?:t|le)Gap\]"),
    (
        Row("pairing_complete", re.compile(r"(?i:status code of )(?P<status>0x0[0-9a-fA-F])(?P<code>(?!))?[a-z ]{1,12}(?i:aci_gap_pairing_complete)\w*"), _pairing),
        Row("pairing complete", re.compile(r"pairing complete, status (?P<status>0x0[0-3]) reason (?P<code>0x0[0-9a-fA-F])\b"), _pairing),
        Row("pairing_complete", re.compile(rf"(?i:aci_gap_pairing_complete\w*)[^\n]{{0,20}}?(?i:status)\W{{0,3}}(?P<status>0x[0-9a-fA-F]+|[0-9]+)(?:[^\n]{{0,20}}?(?i:reason)\W{{0,3}}{CODE})?"), _pairing),
        row("pairing_complete", r"(?i:aci_gap_pairing_complete\w*)[ -]{1,6}Pairing Success\b", Says.PAIRED),
        row("bond_lost", r"ACI_GAP_BOND_LOST\w*", Says.BEGUN, role="responder"),
        Row("pairing failed :", re.compile(r"\bPAIRING FAILED : (?P<reason>[0-9A-F]{2})\b"), _ledger),
        row("pairing timeout", r"^\W*PAIRING TIMEOUT\s*$", Says.FAILED, "firmware", code="SmpTimeout", common=True),
        row("pairing success", r"^\W*PAIRING SUCCESS\s*$", Says.PAIRED, common=True),
        row("disconnection_complete", rf"HCI_DISCONNECTION_COMPLETE\w*(?:[^\n]{{0,60}}?[Rr]eason(?: of)?:?[ \t]{{0,8}}{CODE})?", Says.DISCONNECTED, "hci"),
        Row("pairing failed with status", re.compile(r"\[B(?:t|le)Gap\]:? Pairing failed with status: (?P<status>\d+)(?P<code>(?!))?"), _pairing),
        row("pairing complete", r"\[B(?:t|le)Gap\]:? Pairing complete\b", Says.PAIRED),
        row("gap]", r"\[B(?:t|le)Gap\]:? (?:Pass key request event|Verify numeric comparison)[^\n]*", Says.ASKED),
        row("slave security initiated", r"\[B(?:t|le)Gap\]:? Slave security initiated", Says.BEGUN, role="responder"),
        Row("disconnect from client", re.compile(r"\[B(?:t|le)Gap\]:? Disconnect from client\. Reason: (?P<reason>[0-9A-F]{2})\b"), _flipper_left),
        row("connection parameters", r"\[B(?:t|le)Gap\]:? Connection parameters denied", Says.HARMLESS),
        row("aci_gap_", r"ACI_GAP_(?:PASS_KEY_REQ|NUMERIC_COMPARISON)\w*", Says.ASKED),
    ),
)  # fmt: skip
