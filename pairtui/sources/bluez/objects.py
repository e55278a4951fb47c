"""The adapters and devices BlueZ has on the bus: its signals become events, in the order they came."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pairtui.pairing.events import AdapterChanged, AdapterRemoved, DeviceChanged, DeviceRemoved, Event, Logged
from pairtui.protocol.safe_text import safe_text
from pairtui.sources.bluez import properties
from pairtui.sources.dbus.values import OBJECT_MANAGER, PROPERTIES, Signal


class Objects:
    """What is known now, and where changes go: `emit` gets the events.

    `pairing_ended` and `device_gone` are called with a device's key, `adapters_changed` when
    the set changed or one was switched on.
    """

    def __init__(
        self,
        emit: Callable[[Event], None],
        pairing_ended: Callable[[str], None],
        device_gone: Callable[[str], None],
        adapters_changed: Callable[[], None],
    ) -> None:
        self.devices: dict[str, str] = {}  # key -> address
        self.paired: set[str] = set()
        self.adapters: dict[str, bool] = {}  # key -> powered
        self._own: dict[str, str] = {}  # adapter's key -> its address
        self._emit = emit
        self._pairing_ended = pairing_ended
        self._device_gone = device_gone
        self._adapters_changed = adapters_changed
        self._tells_bonded = True
        self._awaited: list[tuple[str, str, asyncio.Future[str]]] = []
        self._leaving: dict[str, asyncio.Event] = {}

    # ── what BlueZ says ───────────────────────────────────────────────────────────────────────────────────────

    def snapshot(self, managed: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Everything at once: the reply of GetManagedObjects."""
        found = [interfaces[properties.DEVICE] for interfaces in managed.values() if properties.DEVICE in interfaces]
        self._tells_bonded = not found or any("Bonded" in device for device in found)
        for path, interfaces in sorted(managed.items()):
            self._appeared(path, interfaces)
        self._adapters_changed()

    def added(self, signal: Signal) -> None:
        """InterfacesAdded."""
        path, interfaces = signal.body
        if properties.DEVICE in interfaces and "Bonded" in interfaces[properties.DEVICE]:
            self._tells_bonded = True
        self._appeared(path, interfaces)
        if properties.ADAPTER in interfaces:
            self._adapters_changed()

    def removed(self, signal: Signal) -> None:
        """InterfacesRemoved."""
        path, interfaces = signal.body
        if properties.DEVICE in interfaces and path in self.devices:
            self._removed(path)
            self._emit(DeviceRemoved(at=time.time(), device=path))
        if properties.ADAPTER in interfaces:
            self._adapter_removed(properties.adapter_key(path))
            self._adapters_changed()

    def changed(self, signal: Signal) -> None:
        """PropertiesChanged of a device or an adapter."""
        interface, values, invalidated = signal.body
        if interface == properties.DEVICE and signal.path in self.devices:
            self._device(signal.path, properties.device_changes(values, invalidated, self._tells_bonded))
        elif interface == properties.ADAPTER:
            key = properties.adapter_key(signal.path)
            if key in self.adapters:
                self._adapter(key, properties.adapter_changes(values))

    def disconnected(self, signal: Signal) -> None:
        """Device1.Disconnected, which BlueZ 5.83 and later send with a reason."""
        reason, text = (safe_text(str(value)) for value in signal.body[:2])
        who = self.devices.get(signal.path, signal.path)
        self._log(f"{who} disconnected: {text or reason} ({reason})")

    def clear(self) -> None:
        """BlueZ is gone, and all it had."""
        for key in tuple(self.adapters):
            self._adapter_removed(key, with_bluez=True)
        self.devices.clear()
        self.paired.clear()

    def addresses(self, path: str) -> tuple[str, str]:
        """The adapter's address and that of the device at `path`, "" for unknown."""
        return self._own.get(properties.adapter_key(path), ""), self.devices.get(path, "")

    # ── what actions ask ──────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, key: str) -> str:
        """The object path that a device key means: itself, or that of the device with its address."""
        if key in self.devices:
            return key
        adapter, address = adapter_and_address(key)
        known = self._by_address(adapter, address)
        if known is not None or not address:
            return known or key
        return properties.device_path(adapter, address)

    async def appearance(self, adapter: str, address: str, seconds: float) -> str:
        """The object path of the device with `address` as soon as there is one. Raises TimeoutError."""
        known = self._by_address(adapter, address)
        if known is not None:
            return known
        entry = (adapter, address, asyncio.get_running_loop().create_future())
        self._awaited.append(entry)
        try:
            return await asyncio.wait_for(entry[2], seconds)
        finally:
            self._awaited.remove(entry)

    def leaving(self, path: str) -> asyncio.Event:
        """Set as soon as the device now at `path` is gone here; it may be back by the time anybody looks."""
        return self._leaving.setdefault(path, asyncio.Event())

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────

    def _appeared(self, path: str, interfaces: Mapping[str, Mapping[str, Any]]) -> None:
        if properties.ADAPTER in interfaces:
            key = properties.adapter_key(path)
            self.adapters.setdefault(key, True)
            self._adapter(key, properties.adapter_changes(interfaces[properties.ADAPTER]))
        if properties.DEVICE in interfaces:
            self.devices.setdefault(path, "")
            self._device(path, properties.device_changes(interfaces[properties.DEVICE], (), self._tells_bonded))
        if properties.CHARACTERISTIC in interfaces and properties.device_of(path) in self.devices:
            changes = properties.characteristic_changes(interfaces[properties.CHARACTERISTIC])
            self._device(properties.device_of(path), changes)

    def _adapter(self, key: str, changes: dict[str, object]) -> None:
        switched = False
        if "address" in changes:
            self._own[key] = str(changes["address"]).upper()
        if "powered" in changes:
            powered = bool(changes["powered"])
            if self.adapters.get(key) and not powered:
                blocked = changes.get("power_state") == "off-blocked"
                self._log(f"{key} is blocked by rfkill" if blocked else f"{key} is switched off", "warning")
            switched = powered is not self.adapters.get(key)
            self.adapters[key] = powered
        if changes:
            self._emit(AdapterChanged(at=time.time(), adapter=key, changes=changes))
        if switched:
            self._adapters_changed()

    def _adapter_removed(self, key: str, with_bluez: bool = False) -> None:
        if self.adapters.pop(key, None) is None:
            return
        below = properties.adapter_path(key) + "/"
        for path in [path for path in self.devices if path.startswith(below)]:
            self._removed(path)
        self._emit(AdapterRemoved(at=time.time(), adapter=key, with_bluez=with_bluez))

    def _device(self, path: str, changes: dict[str, object]) -> None:
        if changes:
            self._emit(DeviceChanged(at=time.time(), device=path, changes=changes))
        if "address" in changes:
            self.devices[path] = str(changes["address"]).upper()
            self._meet(path)
        if "paired" in changes:
            (self.paired.add if changes["paired"] else self.paired.discard)(path)
            if changes["paired"]:
                self._pairing_ended(path)
        if changes.get("connected") is False:
            self._device_gone(path)

    def _removed(self, path: str) -> None:
        del self.devices[path]
        self.paired.discard(path)
        self._device_gone(path)
        if path in self._leaving:
            self._leaving.pop(path).set()

    def _meet(self, path: str) -> None:
        for adapter, address, future in self._awaited:
            if not future.done() and self._is(path, adapter, address):
                future.set_result(path)

    def _by_address(self, adapter: str, address: str) -> str | None:
        return next((path for path in self.devices if self._is(path, adapter, address)), None)

    def _is(self, path: str, adapter: str, address: str) -> bool:
        """Once its identity is resolved, a device's address is another than its path was made from."""
        if not address or properties.adapter_key(path) != adapter:
            return False
        return address in (self.devices[path], properties.path_address(path))

    def _log(self, text: str, level: str = "info") -> None:
        self._emit(Logged(at=time.time(), source="bluez", text=text, level=level))


def adapter_and_address(key: str) -> tuple[str, str]:
    """`("hci0", "AA:BB:…")` of a device's object path, or of `hci0/AA:BB:…`; empty where it has none."""
    if key.startswith("/"):
        return properties.adapter_key(key), properties.path_address(key)
    adapter, _, address = key.partition("/")
    return adapter, address.upper()


def signals(objects: Objects) -> Sequence[tuple[str, str, str | None, Callable[[Signal], None], frozenset[str]]]:
    """Interface, member, first argument and receiver of each signal that `objects` lives on.

    The last are the properties of which the latest value is enough.
    """
    changes = (PROPERTIES, "PropertiesChanged")
    every: frozenset[str] = frozenset()
    return (
        (OBJECT_MANAGER, "InterfacesAdded", None, objects.added, every),
        (OBJECT_MANAGER, "InterfacesRemoved", None, objects.removed, every),
        (*changes, properties.DEVICE, objects.changed, properties.ADVERTISED),
        (*changes, properties.ADAPTER, objects.changed, every),
        (properties.DEVICE, "Disconnected", None, objects.disconnected, every),
    )
