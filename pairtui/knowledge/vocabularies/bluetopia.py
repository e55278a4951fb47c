"""Bluetopia of Stonestreet One, on TI's CC256x and Qualcomm's QCA402x: the status of its pairing event by name."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import SMP_TIMEOUT, Row, Says, Statement, Vocabulary

_FIRST, _AFTER_SMP = 0x04, 0x03
"""The first status that is a reason of SMP, and what it is more than that."""

_NAMES = ("PASSKEY_ENTRY_FAILED", "OOB_NOT_AVAILABLE", "AUTHENTICATION_REQUIREMENTS", "CONFIRM_VALUE_FAILED", "PAIRING_NOT_SUPPORTED", "ENCRYPTION_KEY_SIZE", "COMMAND_NOT_SUPPORTED", "UNSPECIFIED_REASON", "REPEATED_ATTEMPTS", "INVALID_PARAMETERS", "DHKEY_CHECK_FAILED", "NUMERIC_COMPARISON_FAILED")  # fmt: skip
_STATUSES = {name: number for number, name in enumerate(_NAMES, _FIRST)}


def _failed(found: Match[str]) -> Statement | None:
    if found["name"] == "PROTOCOL_TIMEOUT":
        return Statement(Says.FAILED, *SMP_TIMEOUT)
    status = _STATUSES.get(found["name"])
    return Statement(Says.FAILED, "smp", status - _AFTER_SMP) if status else None


VOCABULARY = Vocabulary(
    "bluetopia",
    "Bluetopia (TI CC256x, Qualcomm QCA402x)",
    "microcontroller",
    "Bluetopia GAPAPI.h (GAP_LE_PAIRING_STATUS_…, 1.5 to 4.2); qapi_ble_gap.h of QCA402x",
    re.compile(r"\bGAP_LE_PAIRING_STATUS_|\blatPairingStatus\b"),
    (Row("pairing_status_", re.compile(r"GAP_LE_PAIRING_STATUS_(?:QAPI_BLE_)?(?P<name>[A-Z_]{6,40})"), _failed),),
)
