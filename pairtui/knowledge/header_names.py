"""Codes of the protocols by the names that the header files of stacks have for them."""

import re

from pairtui.knowledge.codes import Code, lookup
from pairtui.knowledge.vocabularies import nimble
from pairtui.knowledge.vocabularies.android_gatt import INSUFFICIENT
from pairtui.knowledge.vocabularies.specification import CONSTANTS
from pairtui.protocol.messages.error_names import MGMT_STATUSES

_ATT = INSUFFICIENT | {
    "AUTHEN": 0x05,
    "AUTHOR": 0x08,
    "ENCRYPTION_KEY_SIZE": 0x0C,
    "ENC_KEY_SIZE": 0x0C,
    "KEY_SZ": 0x0C,
    "ENC": 0x0F,
}
_MGMT = {words.upper().replace(" ", "_"): number for number, words in MGMT_STATUSES.items()} | {
    "AUTH_FAILED": 0x05,
    "INVALID_PARAMS": 0x0D,
}

_HEADERS = (
    ("smp", r"BT_SMP_ERR_|SM_REASON_", CONSTANTS),
    (
        "att",
        r"(?:BT_ATT_ERR_|BLE_ATT_ERR_|E_BLUETOOTH_ATT_|BLE_GATT_STATUS_ATTERR_|(?:ESP_)?GATT_)(?:INSUF(?:FICIENT)?_)?",
        _ATT,
    ),
    ("mgmt", r"MGMT_STATUS_", _MGMT),
)
"""Zephyr smp.h and att.h, NimBLE ble_att.h, BTstack bluetooth.h, Windows winerror.h, the SoftDevice's
ble_gatt.h, Bluedroid's gatt_api.h, BlueZ lib/mgmt.h. HCI's errors are read in any line (`vocabularies.hci_names`), and
NimBLE's own are `nimble.NAMES`."""

_NAMES = tuple((space, re.compile(prefix), numbers) for space, prefix, numbers in _HEADERS)


def code_named(constant: str) -> Code | None:
    """The code that a stack's constant stands for: `BT_ATT_ERR_AUTHENTICATION` is ATT's 0x05; None for any other."""
    status = nimble.NAMES.get(constant.removeprefix("BLE_").lower()) if constant.startswith("BLE_") else None
    if status and (known := nimble.meaning(status)):
        return lookup(*known[:2])
    for space, prefix, numbers in _NAMES:
        found = prefix.match(constant)
        if found and constant[found.end() :] in numbers:
            return lookup(space, numbers[constant[found.end() :]])
    return None
