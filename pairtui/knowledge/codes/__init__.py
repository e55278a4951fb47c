"""Every code a pairing can end with, in every protocol that has one, by code space."""

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

SPACES: dict[str, Table] = {
    "smp": smp.REASONS,
    "hci": hci.ERRORS,
    "ll": hci.LINK_LAYER,
    "mgmt": mgmt.STATUSES,
    "mgmt-disc": mgmt.DISCONNECT_REASONS,
    "att": att.ERRORS,
    "l2cap": l2cap.BREDR_RESULTS,
    "l2cap-le": l2cap.LE_RESULTS,
    "dbus": dbus.ERRORS,
    "zephyr": stacks.ZEPHYR,
    "errno": stacks.ERRNO,
    "nordic": stacks.NORDIC,
    "nrf": microcontrollers.NRF,
    "windows": stacks.WINDOWS,
    "hresult": stacks.HRESULT,
    "web": stacks.WEB,
    "android": phones.ANDROID,
    "gatt": phones.GATT,
    "cb": phones.CB,
    "apple": phones.APPLE,
    "nimble": microcontrollers.NIMBLE,
    "bluedroid": microcontrollers.BLUEDROID,
    "micropython": microcontrollers.MICROPYTHON,
    "esphome": microcontrollers.ESPHOME,
    "cordio": microcontrollers.CORDIO,
    "firmware": microcontrollers.FIRMWARE,
}
"""The tables, by space; all by number; D-Bus, Web Bluetooth, MicroPython, ESPHome and Cordio by name."""

DEPTH = {
    **dict.fromkeys(SPACES, 1),
    "smp": 3,
    **dict.fromkeys(("hci", "ll", "l2cap", "l2cap-le"), 2),
    **dict.fromkeys(("att", "dbus"), 0),
}
"""How far inside the layer of each space lies: a code of an inner layer tells more than that of an outer one."""

SPACE_NAMES = {
    "smp": "SMP Pairing Failed reason",
    "hci": "HCI status, error or disconnect reason",
    "ll": "link layer error",
    "mgmt": "MGMT status",
    "mgmt-disc": "MGMT disconnect reason",
    "att": "ATT error",
    "l2cap": "L2CAP connection result (BR/EDR)",
    "l2cap-le": "L2CAP connection result (LE credit based)",
    "dbus": "BlueZ D-Bus error",
    "zephyr": "Zephyr bt_security_err",
    "errno": "Zephyr bt_conn_set_security, negated",
    "nordic": "Nordic SoftDevice security status",
    "nrf": "error that a call of Nordic's SoftDevice returned",
    "windows": "Windows pairing result",
    "hresult": "Windows HRESULT",
    "web": "Web Bluetooth error",
    "android": "Android bond reason",
    "gatt": "Android GATT status",
    "cb": "Apple CBError",
    "apple": "status of Apple's bluetoothd",
    "nimble": "NimBLE host error",
    "bluedroid": "Bluedroid pairing error",
    "micropython": "MicroPython exception of a pairing",
    "esphome": "what Home Assistant says of a Bluetooth proxy",
    "cordio": "event of Cordio's device manager",
    "firmware": "firmware's or program's own result",
}
"""What a number of each space is, in words."""

DECIMAL = frozenset({"android", "gatt", "cb", "apple", "nimble", "bluedroid", "errno"})
"""Spaces whose numbers everybody writes in decimal."""

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
