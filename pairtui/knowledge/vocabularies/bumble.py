"""Bumble: its command line tools and its debug log, SMP reasons by name."""

import re
from dataclasses import replace
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary, computed, row

_REASONS = {
    "PASSKEY_ENTRY_FAILED": 0x01,
    "OOB_NOT_AVAILABLE": 0x02,
    "AUTHENTICATION_REQUIREMENTS": 0x03,
    "CONFIRM_VALUE_FAILED": 0x04,
    "PAIRING_NOT_SUPPORTED": 0x05,
    "ENCRYPTION_KEY_SIZE": 0x06,
    "COMMAND_NOT_SUPPORTED": 0x07,
    "UNSPECIFIED_REASON": 0x08,
    "REPEATED_ATTEMPTS": 0x09,
    "INVALID_PARAMETERS": 0x0A,
    "DHKEY_CHECK_FAILED": 0x0B,
    "NUMERIC_COMPARISON_FAILED": 0x0C,
    "BD_EDR_PAIRING_IN_PROGRESS": 0x0D,
    "CROSS_TRANSPORT_KEY_DERIVATION_OR_GENERATION_NOT_ALLOWED": 0x0E,
}


def _failed(found: Match[str]) -> Statement | None:
    reason = _REASONS.get(found["name"])
    return Statement(Says.FAILED, "smp", reason, step="authentication") if reason else None


def _failed_by(found: Match[str]) -> Statement | None:
    """Pairing Failed itself, on its way in or out."""
    failed = _failed(found)
    return replace(failed, by="peer" if found["way"] == "<<< Received" else "local") if failed else None


_NAME = r"SMP_(?P<name>[A-Z_]+?)_ERROR"

ROWS = (
    Row("smp_pairing_failed_command", re.compile(rf"(?P<way><<< Received|>>> Sending) SMP Command on connection [^\n]{{1,60}}: SMP_PAIRING_FAILED_COMMAND: reason: {{0,8}}{_NAME}"), _failed_by),
    Row("pairing fail", re.compile(rf"[Pp]airing (?:[Ff]ailed:|failure) \(?{_NAME}"), _failed),
    Row("smp_", re.compile(rf"(?:reason|error)[:= ]+(?:\[?SMP/)?{_NAME}"), _failed),
    computed("error(smp/", r"\bProtocolError\(smp/(?:\w+ )?\[?(?P<code>0x[0-9A-F]{1,2})\]?\)", lambda reason: Statement(Says.FAILED, "smp", reason, step="authentication")),
    row("paired", r"\*\*\* Paired!", Says.PAIRED),
    row("pairing", r"(?:\*\*\*|---) Pairing (?:starting|timeout)|Pairing\.\.\.", Says.BEGUN, common=True),
    row("encrypt", r"on_connection_encryption_change: Encryption|\*\*\* Connection encrypted|Connection Encrypted", Says.ENCRYPTED, common=True),
    row("encryption change: ", r"\*\*\* Connection Encryption Change: [^\n]{1,80} encryption=1\b", Says.ENCRYPTED),
    row("device disconnected", r"\[(?:BLE|Classic|CLASSIC)\] Device disconnected(?:: [0-9A-F:]{17}/[PR])? \(reason=(?P<code>\d{1,2})\)", Says.DISCONNECTED, "hci", transport="unknown"),
    row("bumble", r"(?:DEBUG|INFO|WARNING):bumble\.[^\n]*", Says.HARMLESS),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "bumble",
    "Bumble",
    "pc",
    "google/bumble: bumble/smp.py (SMP_…_ERROR), core.py (BaseError.__str__), device.py (on_connection_encryption_change), apps/pair.py; kindle-hid-passthrough, which prints Bumble's disconnection reason",
    re.compile(r"\bbumble[.:/]|SMP_[A-Z_]+_ERROR\b|\bProtocolError\(smp/"),
    ROWS,
)
