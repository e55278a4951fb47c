"""The rows of adapters and devices: what the events change in them, and that a part of the model changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pairtui.pairing import actions, events
from pairtui.pairing.row_changes import changed, only_strength
from pairtui.pairing.state import Adapter, Device

HISTORY = 12
"""Strengths kept of a device."""

_BUSY: dict[type[actions.Action], str] = {
    actions.Pair: "pairing",
    actions.RemoveAndPair: "pairing",
    actions.Connect: "connecting",
    actions.Disconnect: "disconnecting",
    actions.Unpair: "removing",
    actions.RequireLevel: "pairing",
    actions.Verify: "verifying",
}


@dataclass(slots=True)
class Revisions:
    """A number per part of the model that grows with every change, so that a screen can skip what did not.

    `strengths` are how strong the devices are and when they were heard, `devices` all else about them.
    """

    adapters: int = 0
    devices: int = 0
    strengths: int = 0
    attempts: int = 0
    prompts: int = 0
    sources: int = 0
    log: int = 0
    history: int = 0


class Rows:
    """One immutable row for each adapter and device, by key: a row that is the same object has not changed."""

    def __init__(self) -> None:
        self.adapters: dict[str, Adapter] = {}
        self.devices: dict[str, Device] = {}
        self._settings: dict[str, Adapter] = {}
        self.revisions = Revisions()

    def _device_row(self, event: events.DeviceChanged, no_key: Mapping[str, object]) -> Device:
        """The row as it is now; `no_key` is what does not hold any more once a bond is gone."""
        old = self.devices.get(event.device) or Device(event.device)
        changes = event.changes
        rssi = changes.get("rssi")
        if isinstance(rssi, int):
            changes = {**changes, "history": (*old.history, rssi)[-HISTORY:], "last_seen": event.at}
        if changes.get("paired") is False and old.paired:
            changes = {**changes, **no_key}
        new = changed(old, changes)
        if new is not old or event.device not in self.devices:
            self.devices[event.device] = new
            if new is not old and only_strength(old, new):
                self.revisions.strengths += 1
            else:
                self.revisions.devices += 1
        return new

    def _adapter_row(self, event: events.AdapterChanged) -> None:
        old = self.adapters.get(event.adapter)
        new = changed(old or self._settings.pop(event.adapter, None) or Adapter(event.adapter), event.changes)
        if new is not old:
            self.adapters[event.adapter] = new
            self.revisions.adapters += 1

    def _adapter_removed(self, event: events.AdapterRemoved) -> None:
        """BlueZ knows it no longer; its settings are the kernel's, and stand until the kernel reports others."""
        old = self.adapters.pop(event.adapter, None)
        if old is not None:
            kept = {name: getattr(old, name) for name in ("policy", "settable", "before", "static_address")}
            self._settings[event.adapter] = Adapter(event.adapter, **kept)
        for key in [key for key, device in self.devices.items() if device.adapter == event.adapter]:
            del self.devices[key]
        self.revisions.adapters += 1
        self.revisions.devices += 1

    def _device_named(self, key: str) -> Device | None:
        """The device with this key, or the one that `hci0/ADDRESS` was found to be."""
        named = (d for d in self.devices.values() if key == f"{d.adapter}/{d.address}")
        return self.devices.get(key) or (next(named, None) if key else None)

    def label_of(self, key: str) -> str:
        """What the device with this key is called; one that is gone, by the address that its D-Bus path ends in."""
        device = self._device_named(key)
        return device.label if device else key.rpartition("/")[2].removeprefix("dev_").replace("_", ":")

    def _busy(self, event: "events.ActionStarted | events.ActionFinished") -> Device | None:
        """The device of an action, whose row says what is done with it; None where none is known."""
        device = self._device_named(getattr(event.action, "device", ""))
        if device is not None:
            busy = _BUSY.get(type(event.action), "") if isinstance(event, events.ActionStarted) else ""
            device = self.devices[device.key] = replace(device, busy=busy)
            self.revisions.devices += 1
        return device

    def _scanning(self, key: str, ours: bool) -> None:
        if key in self.adapters:
            self.adapters[key] = replace(self.adapters[key], scanning=ours)
            self.revisions.adapters += 1

    def _key_stored(self, event: events.Traced, addresses: set[str], changes: Mapping[str, object]) -> None:
        """The kernel names a device by its identity; BlueZ by that, or still by the address it was seen with."""
        for key, device in self.devices.items():
            here = event.adapter in (None, device.adapter)
            if here and addresses & {device.address, device.identity_address}:
                self.devices[key] = changed(device, changes)
                self.revisions.devices += 1
