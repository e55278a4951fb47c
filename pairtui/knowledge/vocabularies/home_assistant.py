"""Home Assistant about the Bluetooth proxies of ESPHome: what a proxy answers, and what its own side adds."""

import re
from functools import partial
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    computed,
    with_address,
)
from pairtui.knowledge.vocabularies.vocabulary import row as any_row

row = partial(any_row, step="connection", role="initiator")

_ERROR = r"(?P<error>-?[0-9]{1,3})\b"
_NOT_CONNECTED, _GATT_ERROR = -1, 133
_ENDED_BY = {0x13: "peer", 0x14: "peer", 0x15: "peer", 0x16: "local"}
"""Who ended a link, by HCI's reason."""


_REASONS = {
    "TIMEOUT": 0x08, "TERMINATE_PEER_USER": 0x13, "TERMINATE_LOCAL_HOST": 0x16, "LMP_TIMEOUT": 0x22, "FAIL_ESTABLISH": 0x3E,
}  # fmt: skip
"""ESP_GATT_CONN_… of ESP-IDF to HCI's reasons, whose numbers they have."""


def _while_connecting(found: Match[str]) -> Statement:
    reason = _REASONS.get(found["name"])
    if reason is None:
        return Statement(Says.NOT_CONNECTED, "esphome", "NotConnected", step="connection", role="initiator")
    by = _ENDED_BY.get(reason, "unknown")
    return Statement(Says.NOT_CONNECTED, "hci", reason, by, "connection", "initiator")


def _reason_while_connecting(found: Match[str]) -> Statement:
    """The proxy's reason, a number of HCI's; the words behind it are looked up among GATT's errors and say nothing."""
    reason = int(found["error"])
    if reason not in hci.ERRORS:
        return Statement(Says.NOT_CONNECTED, "esphome", "NotConnected", step="connection", role="initiator")
    return Statement(Says.NOT_CONNECTED, "hci", reason, _ENDED_BY.get(reason, "unknown"), "connection", "initiator")


def _answered(found: Match[str]) -> Statement | None:
    """The error of a request: ATT's, or without a handle HCI's reason for the end of the link."""
    error, handle = int(found["error"]), int(found.groupdict().get("handle") or 0)
    stated: Statement | None = None
    if error == _NOT_CONNECTED:
        stated = Statement(Says.NOT_CONNECTED, "esphome", "NotConnected", step="connection", role="initiator")
    elif error == _GATT_ERROR and not handle:
        stated = Statement(Says.NOT_CONNECTED, "gatt", error, "peer", "connection", "initiator")
    elif handle and error in SECURITY_ERRORS:
        stated = attribute_answer(error)
    elif not handle and error > 0:
        by = _ENDED_BY.get(error, "unknown")
        stated = Statement(Says.NOT_CONNECTED, "hci", error, by, "data exchange", "initiator")
    return with_address(stated, found) if stated else None


ROWS = (
    row("not available in", r"[Pp]airing is not available in (?:this version )?(?:of )?ESPHome", Says.FAILED, "esphome", code="PairingNotAvailable", by="local", step="pairing"),
    Row("gatt error", re.compile(rf"Bluetooth GATT Error address={ADDRESS} handle=(?P<handle>\d+) error={_ERROR}"), _answered),
    Row("changed connection status", re.compile(rf"Peripheral {ADDRESS} changed connection status while waiting for [^\n:]{{1,120}}: [^\n(]{{0,80}}\({_ERROR}\)"), _answered),
    Row("unknown error (", re.compile(rf"BluetoothGATTErrorResponse: Unknown error \({_ERROR}\)"), _answered),
    Row("esp_gatt_", re.compile(r"(?:Error |attempt\(s\): )ESP_GATT_(?:CONN_)?(?P<name>[A-Z0-9_]+)(?: while connecting|: Interference)"), _while_connecting),
    Row("while connecting", re.compile(rf"Error {_ERROR} while connecting\b[^\n]*"), _reason_while_connecting),
    computed("att error", rf"\bATT error {CODE} \(req 0x", attribute_answer),
    row("connection slot", rf"[Nn]o backend with an available connection slot(?: that can reach address {ADDRESS})?", Says.NOT_CONNECTED, "esphome", code="NoSlot", by="local"),
    row("outofconnectionslots", r"\bBleakOutOfConnectionSlotsError\b", Says.NOT_CONNECTED, "esphome", code="NoSlot", by="local"),
    row("timeout waiting for", r"[Tt]imeout waiting for (?:connect response|BluetoothDeviceConnectionResponse)", Says.NOT_CONNECTED, "esphome", code="ConnectTimeout"),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "home-assistant",
    "Home Assistant with Bluetooth proxies",
    "gateway",
    "aioesphomeapi model.py (ESPHOME_GATT_ERRORS), client.py; bleak_esphome backend/client.py; habluetooth wrappers.py; bleak_retry_connector; "
    "ESP-IDF esp_gatt_defs.h (esp_gatt_conn_reason_t)",
    re.compile(
        r"aioesphomeapi|bleak_esphome|components[./]esphome|Bluetooth GATT Error address=|BluetoothGATT\w+Response"
    ),
    ROWS,
    place=70,
)
