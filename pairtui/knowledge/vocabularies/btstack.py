"""BTstack of BlueKitchen: its examples' words for SM_EVENT_PAIRING_COMPLETE and SM_EVENT_REENCRYPTION_COMPLETE."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.vocabularies.vocabulary import CODE, SMP_TIMEOUT, Row, Says, Statement, Vocabulary, number, row

_STEP = "authentication or encryption"
_AUTHENTICATION_FAILURE, _CONNECTION_TIMEOUT, _REMOTE_USER = 0x05, 0x08, 0x13


def _ended(found: Match[str]) -> Statement | None:
    """The status of SM_EVENT_PAIRING_COMPLETE, an error of HCI, and SMP's reason where the authentication failed."""
    status, reason = number(found["status"]), number(found["reason"] or "0")
    if status == 0:
        return Statement(Says.PAIRED)
    if status == _AUTHENTICATION_FAILURE and reason:
        return Statement(Says.FAILED, "smp", reason, step=_STEP)
    if status == _CONNECTION_TIMEOUT:
        return Statement(Says.FAILED, *SMP_TIMEOUT, step=_STEP)
    by = "peer" if status == _REMOTE_USER else "unknown"
    return Statement(Says.FAILED, "hci", status, by, _STEP) if status in hci.ERRORS else None


def _left(found: Match[str]) -> Statement:
    """A reason in hexadecimal without its 0x."""
    reason = int(found["reason"], 16)
    return Statement(Says.DISCONNECTED, "hci", reason) if reason in hci.ERRORS else Statement(Says.STEP)


_NUMBER = r"(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})\b"
_STATUS = (
    rf"[ :=(,]{{1,3}}status[ :=]{{1,3}}(?P<status>{_NUMBER})(?:[ ,;]{{1,2}}reason[ :=]{{1,3}}(?P<reason>{_NUMBER}))?"
)

ROWS = (
    row("pairing failed", rf"Pairing failed, authentication failure with reason[ =:]+{CODE}", Says.FAILED, "smp"),
    row("pairing failed, reason", rf"Pairing failed, reason = {CODE}", Says.FAILED, "smp", step="authentication", common=True),
    Row("sm_event_pairing_complete", re.compile(rf"SM_EVENT_PAIRING_COMPLETE\b{_STATUS}"), _ended),
    Row("pairing", re.compile(rf"\b[Pp]airing (?:failed|complete)\b{_STATUS}"), _ended, common=True),
    Row("disconnect, reason", re.compile(r"\b(?:LE [Cc]onnection (?:0x)?[0-9a-f]{4}|[A-Z]): [Dd]isconnect, reason (?P<reason>[0-9a-f]{2})\b"), _left),
    row("ssp user confirmation", r"\bSSP User Confirmation Request with numeric value '\d{6}'", Says.ASKED, transport="bredr"),
    row("pairing success", r"\bPairing success\b", Says.PAIRED, common=True),
    row("mic failure", r"Pairing failed: MIC failure", Says.FAILED, "hci", code=0x3D, step=_STEP),
    row("pairing failed, timeout", r"Pairing failed, timeout", Says.FAILED, "firmware", code="SmpTimeout", step=_STEP),
    row("pairing failed, disconnected", r"Pairing failed, disconnected", Says.FAILED, "hci", code=0x13, by="peer", step=_STEP),
    row("bonding information missing", r"Re-encryption failed, bonding information missing", Says.FAILED, "hci", code=0x06, by="peer", step="encryption", role="initiator"),
    row("re-encryption failed", r"Re-encryption failed, timeout", Says.FAILED, "hci", code=0x08, step="encryption"),
    row("re-encryption failed", r"Re-encryption failed, disconnected", Says.FAILED, "hci", code=0x13, by="peer", step="encryption"),
    row("pairing complete, success", r"Pairing complete, success", Says.PAIRED),
    row("re-encryption complete", r"Re-encryption complete, success", Says.ENCRYPTED),
    row("identity resolving failed", r"Identity resolving failed\b[^\n]*", Says.HARMLESS),
    row("failed to", r"Failed to (?:inquiry name for|create virtual device)\b[^\n]*", Says.HARMLESS, common=True),
    row("pairing started", r"\bPairing started\b", Says.BEGUN, common=True),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "btstack",
    "BTstack (BlueKitchen), Pico SDK",
    "microcontroller",
    "bluekitchen/btstack: example/sm_pairing_central.c, sm_pairing_peripheral.c, hog_host_demo.c (1.6); "
    "ricardoquesada/bluepad32: src/components/bluepad32/bt (4.2)",
    re.compile(
        r"BTstack|SM_EVENT_[A-Z]|Bluepad32|\buni_(?:hid_device|bt)_\w+|\bLOG -- \w+\.c\.[0-9]|Re-encryption (?:failed|complete),|Pairing failed, authentication failure with"
    ),
    ROWS,
)
