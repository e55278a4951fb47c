"""Home Assistant about the Bluetooth proxies of ESPHome: what a proxy answers, and what its own side adds."""

import re
from functools import partial
from re import Match

from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    with_address,
)
from pairtui.knowledge.vocabularies.vocabulary import row as any_row

row = partial(any_row, step="connection", role="initiator")

_ERROR = r"(?P<error>-?[0-9]{1,3})\b"
_NOT_CONNECTED, _GATT_ERROR = -1, 133
_ENDED_BY = {0x13: "peer", 0x14: "peer", 0x15: "peer", 0x16: "local"}
"""Who ended a link, by HCI's reason."""


def _answered(found: Match[str]) -> Statement | None:
    """The error of a request: ATT's, or without a handle HCI's reason for the end of the link."""
    error, handle = int(found["error"]), int(found.groupdict().get("handle") or 0)
    stated: Statement | None = None
    if error == _NOT_CONNECTED:
        stated = Statement(Says.NOT_CONNECTED, "esphome", "NotConnected", step="connection", role="initiator")
    elif error == _GATT_ERROR:
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
    Row("unknown error (", re.compile(rf"BluetoothGATTErrorResponse: Unknown error \({_ERROR}\)"), _answered),
    row("connection slot", rf"No backend with an available connection slot that can reach address {ADDRESS}", Says.NOT_CONNECTED, "esphome", code="NoSlot", by="local"),
    row("timeout waiting for", r"[Tt]imeout waiting for (?:connect response|BluetoothDeviceConnectionResponse)", Says.NOT_CONNECTED, "esphome", code="ConnectTimeout"),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "home-assistant",
    "Home Assistant with Bluetooth proxies",
    "gateway",
    "aioesphomeapi model.py (ESPHOME_GATT_ERRORS), client.py; bleak_esphome backend/client.py; habluetooth wrappers.py",
    re.compile(
        r"aioesphomeapi|bleak_esphome|components[./]esphome|Bluetooth GATT Error address=|BluetoothGATT\w+Response"
    ),
    ROWS,
)
