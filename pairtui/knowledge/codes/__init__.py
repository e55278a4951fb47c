"""Every code a pairing can end with, in every protocol that has one, by code space."""

from typing import NamedTuple

from pairtui.knowledge.codes import att, dbus, hci, l2cap, mgmt, microcontrollers, phones, smp, stacks
from pairtui.knowledge.codes.code import Code, Table
from pairtui.knowledge.codes.hci import disconnect_reason, mgmt_status

__all__ = [
    "DEPTH",
    "SPACES",
    "SPACE_NAMES",
    "Code",
    "code_text",
    "disconnect_reason",
    "lookup",
    "mgmt_status",
    "name",
    "parse",
]


class _Space(NamedTuple):
    """A code space: its table, what a number of it is, in words, how far inside its layer lies.

    A code of an inner layer says more than that of an outer one. `decimal`: everybody writes its numbers so.
    """

    table: Table
    name: str
    depth: int = 1
    decimal: bool = False


_SPACES = {
    "smp": _Space(smp.REASONS, "SMP Pairing Failed reason", depth=3),
    "hci": _Space(hci.ERRORS, "HCI status, error or disconnect reason", depth=2),
    "ll": _Space(hci.LINK_LAYER, "link layer error", depth=2),
    "mgmt": _Space(mgmt.STATUSES, "MGMT status"),
    "mgmt-disc": _Space(mgmt.DISCONNECT_REASONS, "MGMT disconnect reason"),
    "att": _Space(att.ERRORS, "ATT error", depth=0),
    "l2cap": _Space(l2cap.BREDR_RESULTS, "L2CAP connection result (BR/EDR)", depth=2),
    "l2cap-le": _Space(l2cap.LE_RESULTS, "L2CAP connection result (LE credit based)", depth=2),
    "dbus": _Space(dbus.ERRORS, "BlueZ D-Bus error", depth=0),
    "zephyr": _Space(stacks.ZEPHYR, "Zephyr bt_security_err"),
    "errno": _Space(stacks.ERRNO, "Zephyr bt_conn_set_security, negated", decimal=True),
    "nordic": _Space(stacks.NORDIC, "Nordic SoftDevice security status"),
    "nrf": _Space(microcontrollers.NRF, "error that a call of Nordic's SoftDevice returned"),
    "windows": _Space(stacks.WINDOWS, "Windows pairing result"),
    "hresult": _Space(stacks.HRESULT, "Windows HRESULT"),
    "web": _Space(stacks.WEB, "Web Bluetooth error"),
    "android": _Space(phones.ANDROID, "Android bond reason", decimal=True),
    "gatt": _Space(phones.GATT, "Android GATT status", decimal=True),
    "cb": _Space(phones.CB, "Apple CBError", decimal=True),
    "apple": _Space(phones.APPLE, "status of Apple's bluetoothd", decimal=True),
    "nimble": _Space(microcontrollers.NIMBLE, "NimBLE host error", decimal=True),
    "bluedroid": _Space(microcontrollers.BLUEDROID, "Bluedroid pairing error", decimal=True),
    "micropython": _Space(microcontrollers.MICROPYTHON, "MicroPython exception of a pairing"),
    "esphome": _Space(microcontrollers.ESPHOME, "what Home Assistant says of a Bluetooth proxy"),
    "cordio": _Space(microcontrollers.CORDIO, "event of Cordio's device manager"),
    "firmware": _Space(microcontrollers.FIRMWARE, "firmware's or program's own result"),
}
"""By number; D-Bus, Web Bluetooth, MicroPython, ESPHome and Cordio by name."""

SPACES = {name: space.table for name, space in _SPACES.items()}
SPACE_NAMES = {name: space.name for name, space in _SPACES.items()}
DEPTH = {name: space.depth for name, space in _SPACES.items()}
DECIMAL = frozenset(name for name, space in _SPACES.items() if space.decimal)

_PREFIX = "org.bluez.Error."


def lookup(space: str, code: int | str) -> Code | None:
    """The code of this space, or None where space or code is unknown. D-Bus errors go by name, full or short."""
    return SPACES.get(space, {}).get(code.removeprefix(_PREFIX) if isinstance(code, str) else code)


def name(space: str, code: int | str) -> str:
    """The standard name: `name("smp", 8)` is "Unspecified Reason"; the code itself where it has none."""
    known = lookup(space, code)
    if known is not None:
        return known.name
    if isinstance(code, str):
        return code.removeprefix(_PREFIX)
    return f"Reserved ({code})" if space in DECIMAL else f"Reserved (0x{code:02x})"


def code_text(space: str, code: int | str) -> str:
    """The code as documents write it: `smp:0x08`, `l2cap:0x0003`, `dbus:AuthenticationFailed`."""
    if isinstance(code, str):
        return f"{space}:{code.removeprefix(_PREFIX)}"
    if space in DECIMAL:
        return f"{space}:{code}"
    return f"{space}:0x{code:04x}" if space.startswith("l2cap") else f"{space}:0x{code:02x}"


def parse(text: str) -> Code | None:
    """The code that `code_text` wrote, or None."""
    space, _, code = text.partition(":")
    if code.startswith("0x"):
        try:
            return lookup(space, int(code, 16))
        except ValueError:
            return None
    return lookup(space, int(code) if space in DECIMAL and code.isdecimal() else code)
