"""What a status of Android's GATT states: of a link, of an operation over it, by number or by its name."""

import re
from dataclasses import replace
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import Says, Statement, number

OF_LINK = {0x08, 0x13, 0x16, 0x22, 0x3D, 0x3E}
"""GATT's status for the end of a link is the reason of HCI."""

_NOT_ENCRYPTED = 0x05
"""GATT_INSUFFICIENT_AUTHENTICATION as the status of a link (Nordic's Kotlin-BLE-Library, Disconnected.Reason)."""

_NOT_ALLOWED = 0x08
_ATT = {_NOT_ENCRYPTED, _NOT_ALLOWED, 0x0C, 0x0F}
_INTERNAL = 129
"""GATT_INTERNAL_ERROR."""
_OPERATION = re.compile(
    r"(?i:read|writ|notif|indicat|subscri|characteristic|descriptor|value|request|\b(?:error|status) ?\(?8\b)"
)

REQUEST_FAILED = Statement(Says.FAILED, "gatt", 133, step="attribute access", role="initiator")
"""133 as the status of a read, a write or a subscription, over a link that there was."""


def link(status: int) -> Statement | None:
    """What the status of a connection's state means, or that of an operation where the words leave it open."""
    if status == 0:
        return Statement(Says.STEP)
    if status in OF_LINK:
        no_link = status == 0x3E
        by = {0x13: "peer", 0x16: "local"}.get(status, "unknown")
        return Statement(Says.NOT_CONNECTED if no_link else Says.DISCONNECTED, "hci", status, by)
    return gatt(status) if status in _ATT or status == 0x89 else Statement(Says.NOT_CONNECTED, "gatt", status)


def state(status: int) -> Statement | None:
    """The status with which a link's state changed: 5 where it ended because the phone's bond did not encrypt it."""
    ended = status == _NOT_ENCRYPTED
    return Statement(Says.FAILED, "att", status, "peer", "encryption", "initiator") if ended else link(status)


def changed(found: Match[str]) -> Statement | None:
    """The status of a link's state, and whether the new state is that of a link that stands (`up`)."""
    stated = state(number(found["code"]))
    if found["up"] and stated and stated.says is Says.FAILED:  # the link stands: nothing shows whose bond it is about
        return replace(stated, by="unknown")
    return stated


INSUFFICIENT = {"AUTHENTICATION": 0x05, "AUTHORIZATION": 0x08, "KEY_SIZE": 0x0C, "KEY SIZE": 0x0C, "ENCRYPTION": 0x0F}
"""GATT_INSUF_… of gatt_api.h, and as Nordic's libraries write it (GattError.parse)."""


def insufficient(found: Match[str]) -> Statement | None:
    """What a GATT server answered; ESP-IDF's own server, which logs so, answers for itself."""
    if "BT_GATT:" in found.string:
        return None
    code = INSUFFICIENT[found["name"]]
    if "onConnectionStateChange" in found.string:  # an app that looks the status of a link up among those of ATT
        return state(code)
    if code == _NOT_ALLOWED and not _OPERATION.search(found.string):  # 8 is mostly a link's status, and so named, too
        return Statement(Says.STEP)
    return Statement(Says.FAILED, "att", code, "peer", "attribute access")


def gatt(status: int) -> Statement | None:
    """What GATT's status of an operation means."""
    if status in _ATT:
        return Statement(Says.FAILED, "att", status, "peer", "attribute access", "initiator")
    if status == 0x89:
        return Statement(Says.FAILED, "gatt", status, "unknown", "encryption", "initiator")
    return link(status) if status in OF_LINK else Statement(Says.STEP)


def requested(status: int) -> Statement | None:
    """What the status of a read, a write or a subscription means: there was a link."""
    return REQUEST_FAILED if status == REQUEST_FAILED.code else gatt(status)


def discovered(status: int) -> Statement | None:
    """The status with which a search for services ended: 129 where Android's own stack gave it up."""
    if status == _INTERNAL:
        return Statement(Says.FAILED, "gatt", status, step="attribute access", role="initiator")
    return requested(status) if status else None


def gone(status: int) -> Statement | None:
    """The exception of a program whose link ended: the name beside the number is that of an ATT error, and wrong."""
    stated = state(status)
    if stated is None or stated.says is Says.FAILED or not stated.space:
        return stated
    step = "data exchange" if stated.says is Says.DISCONNECTED else ""
    return Statement(Says.NOT_CONNECTED, stated.space, stated.code, stated.by, step)
