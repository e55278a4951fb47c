"""BlueZ's D-Bus properties as changes of the model's rows."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pairtui.protocol.safe_text import safe_text
from pairtui.protocol.values import BASE_UUID

SERVICE = "org.bluez"
ROOT = "/org/bluez"
ADAPTER = "org.bluez.Adapter1"
DEVICE = "org.bluez.Device1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"
_FIRMWARE_REVISION = f"00002a26{BASE_UUID}"

ADVERTISED = frozenset(("RSSI", "TxPower", "ManufacturerData", "ServiceData", "AdvertisingData", "AdvertisingFlags"))
"""Properties of a device that an advertisement changes, and the next one again."""

UUIDS = 64

_NAMELESS = re.compile(r"[0-9A-F]{2}(-[0-9A-F]{2}){5}", re.IGNORECASE)
_ADDRESS = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}", re.IGNORECASE)


def _text(value: Any) -> str:
    return safe_text(str(value))


def _alias(value: Any) -> str:
    """BlueZ names a nameless device by its address with dashes; that is no name."""
    text = _text(value)
    return "" if _NAMELESS.fullmatch(text) else text


def _uuids(value: Any) -> tuple[str, ...]:
    return tuple(_text(uuid) for uuid in value[:UUIDS])


def _company(value: Any) -> int | None:
    return next((int(company) for company in value), None)


def adapter_key(path: Any) -> str:
    """`hci0` of `/org/bluez/hci0`, and of anything below it."""
    parts = str(path).split("/")
    return safe_text(parts[3]) if len(parts) > 3 else safe_text(parts[-1])


_DEVICE: dict[str, tuple[str, Callable[[Any], object]]] = {
    "Adapter": ("adapter", adapter_key),
    "Address": ("address", _text),
    "AddressType": ("address_type", _text),
    "Alias": ("name", _alias),
    "RSSI": ("rssi", int),
    "Paired": ("paired", bool),
    "Bonded": ("bonded", bool),
    "Trusted": ("trusted", bool),
    "Blocked": ("blocked", bool),
    "Connected": ("connected", bool),
    "LegacyPairing": ("legacy_pairing", bool),
    "ServicesResolved": ("services_resolved", bool),
    "UUIDs": ("uuids", _uuids),
    "Icon": ("icon", _text),
    "Class": ("class_of_device", int),
    "PreferredBearer": ("preferred_bearer", lambda value: {"le": "le", "bredr": "bredr"}.get(str(value), "")),
    "AdvertisingFlags": ("advertises", bool),
    "Appearance": ("appearance", int),
    "Modalias": ("modalias", _text),
    "ManufacturerData": ("manufacturer", _company),
}

_ADAPTER: dict[str, tuple[str, Callable[[Any], object]]] = {
    "Address": ("address", _text),
    "Alias": ("alias", _text),
    "Powered": ("powered", bool),
    "Discovering": ("discovering", bool),
    "Pairable": ("pairable", bool),
    "Discoverable": ("discoverable", bool),
    "PowerState": ("power_state", _text),
}

_INVALIDATED: dict[str, tuple[str, object]] = {
    "RSSI": ("rssi", None),
    "Icon": ("icon", ""),
    "Class": ("class_of_device", None),
    "Appearance": ("appearance", None),
    "ManufacturerData": ("manufacturer", None),
}


def device_changes(
    properties: Mapping[str, Any], invalidated: Iterable[str] = (), tells_bonded: bool = True
) -> dict[str, object]:
    """Changes of a `state.Device`; `tells_bonded` is False where BlueZ (before 5.65) has no property Bonded.

    A value of a type BlueZ never sends is left out.
    """
    changes = _changes(_DEVICE, properties)
    for name in invalidated:
        if name in _INVALIDATED:
            field, nothing = _INVALIDATED[name]
            changes[field] = nothing
    if not tells_bonded and "paired" in changes:
        changes["bonded"] = changes["paired"]
    return changes


def characteristic_changes(properties: Mapping[str, Any]) -> dict[str, object]:
    """Changes of the `state.Device` whose characteristic this is: its firmware revision, where somebody has read it."""
    value = properties.get("Value")
    if properties.get("UUID") != _FIRMWARE_REVISION or not isinstance(value, bytes | bytearray | list) or not value:
        return {}
    return {"firmware": _text(bytes(value).decode("utf-8", "replace"))}


def adapter_changes(properties: Mapping[str, Any]) -> dict[str, object]:
    """Changes of a `state.Adapter`."""
    return _changes(_ADAPTER, properties)


def _changes(
    table: Mapping[str, tuple[str, Callable[[Any], object]]], properties: Mapping[str, Any]
) -> dict[str, object]:
    changes: dict[str, object] = {}
    for name, value in properties.items():
        entry = table.get(name)
        if entry is not None:
            try:
                changes[entry[0]] = entry[1](value)
            except (TypeError, ValueError, KeyError):
                continue
    return changes


def device_path(adapter: str, address: str) -> str:
    """Where BlueZ puts a device that it has just seen."""
    return f"{ROOT}/{adapter}/dev_{address.upper().replace(':', '_')}"


def adapter_path(adapter: str) -> str:
    """`/org/bluez/hci0` of `hci0`."""
    return f"{ROOT}/{adapter}"


def device_of(path: str) -> str:
    """The path of the device that an object belongs to, as a characteristic does; "" where it belongs to none."""
    parts = path.split("/")
    return "/".join(parts[:5]) if len(parts) > 5 and parts[4].startswith("dev_") else ""


def path_address(path: str) -> str:
    """The address a device's path was made from, "" for any other path; its `Address` may have become another."""
    name = path.rpartition("/dev_")[2].replace("_", ":")
    return name.upper() if _ADDRESS.fullmatch(name) else ""
