"""Web Bluetooth: the texts of the DOMExceptions that Chrome and its relatives throw, the same on every system."""

import re
from functools import partial

from pairtui.knowledge.vocabularies.vocabulary import Says, Vocabulary
from pairtui.knowledge.vocabularies.vocabulary import row as any_row

row = partial(any_row, role="initiator")

_THROWN = (
    r"(?:NetworkError|DOMException)\W{1,4}(?:NetworkError\W{1,4})?"
    r"(?:Failed to execute 'connect' on 'BluetoothRemoteGATTServer': )?"
)
_AUTHENTICATION = {"canceled": "AuthCanceled", "failed": "AuthFailed", "rejected": "AuthRejected", "timeout": "AuthTimeout"}  # fmt: skip
_LINK = {
    "connection failed for unknown reason": "ConnectionFailed",
    "connection error: connection attempt failed": "ConnectionFailed",
    "connection attempt failed": "ConnectionFailed",
    "unsupported device": "ConnectionFailed",
    "unknown error when connecting to the device": "ConnectionFailed",
    "bluetooth device is no longer in range": "NoLongerInRange",
}

ROWS = (
    row("gatt error: not paired", r"GATT Error: Not paired", Says.FAILED, "web", code="NotPaired", by="peer", step="attribute access"),
    row("gatt operation not authorized", r"GATT operation not authorized", Says.FAILED, "web", code="NotAuthorized", by="peer", step="attribute access"),
    row("authentication", rf"{_THROWN}Authentication (?P<name>canceled|failed|rejected|timeout)\b", Says.FAILED, "web", names=_AUTHENTICATION, step="pairing"),
    row("connect|unsupported", rf"{_THROWN}(?P<name>Connection failed for unknown reason|(?:Connection Error: )?Connection attempt failed|Unsupported device|Unknown error when connecting to the device)", Says.NOT_CONNECTED, "web", names=_LINK, by="peer", step="connection"),
    row("no longer in range", rf"{_THROWN}(?P<name>Bluetooth Device is no longer in range)", Says.NOT_CONNECTED, "web", names=_LINK, by="peer", step="connection"),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "web-bluetooth",
    "Web Bluetooth (Chrome, Edge)",
    "pc",
    "chromium: third_party/blink/renderer/modules/bluetooth/bluetooth_error.cc, content/browser/bluetooth/"
    "web_bluetooth_pairing_manager_impl.cc",
    re.compile(
        r"\bDOMException\b|\bNetworkError: |GATT Error: Not paired|GATT operation (?:not |failed|already)|navigator\.bluetooth"
    ),
    ROWS,
)
