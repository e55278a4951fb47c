"""BTstack of BlueKitchen: its examples' words for SM_EVENT_PAIRING_COMPLETE and SM_EVENT_REENCRYPTION_COMPLETE."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    LINK_ENDED,
    Row,
    Says,
    Statement,
    Vocabulary,
    number,
    row,
)

_STEP = "authentication or encryption"
_AUTHENTICATION_FAILURE, _KEY_MISSING, _CONNECTION_TIMEOUT, _REMOTE_USER = 0x05, 0x06, 0x08, 0x13


def _ended(found: Match[str]) -> Statement | None:
    """The status of SM_EVENT_PAIRING_COMPLETE, an error of HCI, and SMP's reason where the authentication failed."""
    status, reason = number(found["status"]), number(found["reason"] or "0")
    if status == 0:
        return Statement(Says.PAIRED)
    if status == _AUTHENTICATION_FAILURE and reason:
        return Statement(Says.FAILED, "smp", reason, step=_STEP)
    if status == _CONNECTION_TIMEOUT:
        return Statement(Says.FAILED, "firmware", code="SmpTimeout", step=_STEP)
    by = "peer" if status == _REMOTE_USER else "unknown"
    return Statement(Says.FAILED, "hci", status, by, _STEP) if status in hci.ERRORS else None


def _left(found: Match[str]) -> Statement:
    """A reason in hexadecimal without its 0x."""
    reason = int(found["reason"], 16)
    return Statement(Says.DISCONNECTED, "hci", reason) if reason in hci.ERRORS else Statement(Says.STEP)


_REFUSED_SECURITY, _LINK_ENDED = 0x66, 0x6A


def _channel(found: Match[str]) -> Statement | None:
    """The status of L2CAP_EVENT_CHANNEL_OPENED: an error of HCI, or a result of L2CAP with 0x63 added."""
    status = number(found["status"])
    if status == _REFUSED_SECURITY:
        return Statement(Says.FAILED, "l2cap", 3, "peer", "connection", transport="bredr")
    if status == _LINK_ENDED:
        return Statement(Says.DISCONNECTED, *LINK_ENDED)
    known = Statement(Says.NOT_CONNECTED, "hci", status, transport="bredr")
    return known if status in hci.ERRORS else Statement(Says.STEP)


def _linked(found: Match[str]) -> Statement:
    status, transport = int(found["status"]), "le" if found["le"] else "bredr"
    if status == 0:
        return Statement(Says.CONNECTED, transport=transport)
    return Statement(Says.NOT_CONNECTED, "hci", status, transport=transport)


def _not_encrypted(found: Match[str]) -> Statement | None:
    """The status of SM_EVENT_REENCRYPTION_COMPLETE, an error of HCI; the central learns that the peer has no key."""
    status = number(found["status"])
    missing = status == _KEY_MISSING
    by, role = ("peer", "initiator") if missing else ("unknown", "")
    failed = status and status in hci.ERRORS
    return Statement(Says.FAILED, "hci", status, by, "encryption", role) if failed else None


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
    row("re-encryption failed", r"Re-encryption failed, authentication failure", Says.FAILED, "hci", code=0x05, by="peer", step="encryption", role="initiator"),
    Row("e-encryption failed", re.compile(rf"\b[Rr]e-encryption failed,? status[ :=]{{1,3}}(?P<status>{_NUMBER})"), _not_encrypted),
    row("no stored ltk", r"LTK Request: [^\n]*\bno stored LTK\b[^\n]*", Says.FAILED, "hci", code=0x06, by="local", step="encryption", role="responder"),
    row("irk lookup failed", r"LTK Request: IRK Lookup Failed\)?", Says.FAILED, "hci", code=0x06, by="local", step="encryption", role="responder"),
    row("sm timeout", r"\bSM timeout\b", Says.FAILED, "firmware", code="SmpTimeout", step=_STEP, common=True),
    Row("onnection_complete", re.compile(r"\b(?P<le>LE )?Connection_complete \(status=(?P<status>\d{1,2})\)"), _linked),
    row("connection closed", rf"\bhci\.c\.\d{{2,5}}: Connection closed: handle 0x[0-9a-f]{{1,4}}(?:, {ADDRESS})?", Says.DISCONNECTED),
    Row("l2cap ", re.compile(rf"\bL2CAP [Cc]onnection (?:to device \S+ )?failed[.:]?(?: status code)? (?:\(cid \d+, status )?(?P<status>{_NUMBER})"), _channel, common=True),
    Row("l2cap_event_channel_opened status", re.compile(rf"\bL2CAP_EVENT_CHANNEL_OPENED status (?P<status>{_NUMBER})"), _channel),
    row("connection encrypted: 1", r"\bConnection encrypted: 1\b", Says.ENCRYPTED, common=True),
    row("just works requested", r"\bJust works requested\b", Says.ASKED, common=True),
    row("numeric comparison:", r"\bConfirming numeric comparison: \d+", Says.ASKED, common=True),
    row("passkey", r"\b(?:Display Passkey: \d+|Passkey Input requested)", Says.ASKED, common=True),
    row("pairing complete, success", r"Pairing complete, success", Says.PAIRED),
    row("re-encryption complete", r"Re-encryption complete(?:,| -) success", Says.ENCRYPTED),
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
        r"\b(?:BT|bt)stack\b|BTSTACK_|SM_EVENT_[A-Z]|Bluepad32|\buni_(?:hid_device|bt)_\w+|\bLOG -- \w+\.c\.[0-9]|\b(?:hci|sm)\.c\.[0-9]{2,5}: |Re-encryption (?:failed|complete)(?:,| -)|Pairing failed, authentication failure with"
    ),
    ROWS,
    place=55,
)
