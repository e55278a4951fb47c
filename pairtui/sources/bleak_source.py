"""Discovery and pairing through the system's own Bluetooth, by bleak: no steps are visible there."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.events import AdapterChanged, DeviceChanged, DeviceRemoved, SourceState
from pairtui.protocol.safe_text import safe_text
from pairtui.sources.base import BaseSource
from pairtui.sources.errors import (
    BLUEZ_AUTHENTICATION_CANCELED,
    BLUEZ_AUTHENTICATION_FAILED,
    BLUEZ_AUTHENTICATION_REJECTED,
    BLUEZ_AUTHENTICATION_TIMEOUT,
    BLUEZ_FAILED,
    BLUEZ_IN_PROGRESS,
    NOT_FOUND,
    NOT_SUPPORTED,
)

ADAPTER = "hci0"
NAMELESS = 64

UNSEEN = "steps are not visible here: the system keeps the pairing to itself"
CAPTURE = "for the steps: `pairtui lab --hci usb:0`, or an air sniffer's capture with `pairtui replay FILE`"

_log = logging.getLogger(__name__)

WINDOWS_ERRORS = {
    "NOT_READY_TO_PAIR": BLUEZ_FAILED,
    "NOT_PAIRED": BLUEZ_AUTHENTICATION_FAILED,
    "CONNECTION_REJECTED": BLUEZ_AUTHENTICATION_REJECTED,
    "TOO_MANY_CONNECTIONS": BLUEZ_FAILED,
    "HARDWARE_FAILURE": BLUEZ_FAILED,
    "AUTHENTICATION_TIMEOUT": BLUEZ_AUTHENTICATION_TIMEOUT,
    "AUTHENTICATION_NOT_ALLOWED": BLUEZ_AUTHENTICATION_REJECTED,
    "AUTHENTICATION_FAILURE": BLUEZ_AUTHENTICATION_FAILED,
    "NO_SUPPORTED_PROFILES": BLUEZ_FAILED,
    "PROTECTION_LEVEL_COULD_NOT_BE_MET": BLUEZ_AUTHENTICATION_FAILED,
    "ACCESS_DENIED": BLUEZ_FAILED,
    "INVALID_CEREMONY_DATA": BLUEZ_AUTHENTICATION_FAILED,
    "PAIRING_CANCELED": BLUEZ_AUTHENTICATION_CANCELED,
    "OPERATION_ALREADY_IN_PROGRESS": BLUEZ_IN_PROGRESS,
    "REQUIRED_HANDLER_NOT_REGISTERED": BLUEZ_AUTHENTICATION_REJECTED,
    "REJECTED_BY_HANDLER": BLUEZ_AUTHENTICATION_REJECTED,
    "REMOTE_DEVICE_HAS_ASSOCIATION": BLUEZ_AUTHENTICATION_FAILED,
    "BLUEZ_FAILED": BLUEZ_AUTHENTICATION_FAILED,
}
"""The name that BlueZ has for each of Windows' pairing results (DevicePairingResultStatus), by bleak's spelling."""


class BleakSource(BaseSource):
    """The system's Bluetooth. `scanner` and `client` are bleak's classes."""

    name = "bleak"
    actions: frozenset[type[Action]] = frozenset(
        (
            actions.StartDiscovery,
            actions.StopDiscovery,
            actions.Pair,
            actions.Unpair,
            actions.Connect,
            actions.Disconnect,
        )
    )

    def __init__(
        self, scanner: Callable[..., Any] | None = None, client: Callable[..., Any] | None = None, platform: str = ""
    ) -> None:
        super().__init__()
        self._scanner_class = scanner
        self._client_class = client
        self._platform = platform or sys.platform
        self._seen: dict[str, Any] = {}  # bleak's devices by key
        self._clients: dict[str, Any] = {}
        self._scanner: Any = None

    def _begin(self) -> None:
        self._set_state(SourceState.STARTING)
        self._keep(self._come_up())

    async def _end(self) -> None:
        await self._cancel_tasks()
        scanner, self._scanner = self._scanner, None
        clients = list(self._clients.values())
        self._clients.clear()
        if scanner is not None:
            clients.append(scanner)
        for open_one in clients:
            end = open_one.stop if open_one is scanner else open_one.disconnect
            try:
                await end()
            except Exception:  # each system has errors of its own; nothing can be done about them at the end
                _log.exception("%s could not be closed", type(open_one).__name__)

    async def _come_up(self) -> None:
        from bleak import BleakClient, BleakScanner

        self._scanner_class = self._scanner_class or BleakScanner
        self._client_class = self._client_class or BleakClient
        self._emit(AdapterChanged(at=time.time(), adapter=ADAPTER, changes={"powered": True, "alias": "this computer"}))
        await self.perform(actions.StartDiscovery(ADAPTER))

    # ── actions ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _carry_out(self, action: Action) -> str:
        match action:
            case actions.StartDiscovery():
                await self._scan()
            case actions.StopDiscovery():
                scanner, self._scanner = self._scanner, None
                if scanner is not None:
                    await scanner.stop()
                self._emit(AdapterChanged(at=time.time(), adapter=ADAPTER, changes={"discovering": False}))
            case actions.Pair(device):
                await self._client(device).pair()
                self._device_changed(device, paired=True, bonded=True, connected=True)
            case actions.Unpair(device):
                await self._client(device).unpair()
                self._clients.pop(device, None)
                self._emit(DeviceRemoved(at=time.time(), device=device))
            case actions.Connect(device):
                await self._client(device).connect()
                self._device_changed(device, connected=True)
            case actions.Disconnect(device):
                await self._client(device).disconnect()
                self._device_changed(device, connected=False)
        return ""

    def _failure(self, fault: Exception) -> tuple[str, str]:
        """Each system has errors of its own behind bleak's."""
        if isinstance(fault, NotImplementedError):
            return NOT_SUPPORTED, "this system pairs by itself when a protected value is read: connect instead"
        if isinstance(fault, KeyError):
            return NOT_FOUND, "the device was not seen: start scanning, bring it near"
        return _named(fault)

    async def _scan(self) -> None:
        if self._scanner is not None:
            return
        assert self._scanner_class is not None
        scanner = self._scanner_class(detection_callback=self._heard)
        try:
            await scanner.start()
        except Exception as fault:
            why = f"the system's Bluetooth cannot be used: {_said(fault)}"
            self._set_state(SourceState.DOWN, why, "switch Bluetooth on")
            raise
        self._scanner = scanner
        self._set_state(SourceState.UP, UNSEEN, CAPTURE)
        self._emit(AdapterChanged(at=time.time(), adapter=ADAPTER, changes={"discovering": True}))

    def _client(self, device: str) -> Any:
        assert self._client_class is not None
        if device not in self._clients:
            found = self._seen[device]
            self._clients[device] = self._client_class(
                found, disconnected_callback=lambda _client: self._device_changed(device, connected=False)
            )
        return self._clients[device]

    # ── what is heard ─────────────────────────────────────────────────────────────────────────────────────────

    def _heard(self, device: Any, advertisement: Any) -> None:
        address = safe_text(str(device.address))
        key = f"{ADAPTER}/{address}"
        name = safe_text(str(advertisement.local_name or device.name or ""))[:NAMELESS]
        self._seen[key] = device
        self._device_changed(
            key,
            adapter=ADAPTER,
            address=address,
            name=name,
            rssi=int(advertisement.rssi),
            uuids=tuple(safe_text(str(uuid)) for uuid in advertisement.service_uuids),
        )

    def _device_changed(self, key: str, **changes: object) -> None:
        self._emit(DeviceChanged(at=time.time(), device=key, changes=changes))


def _named(fault: Exception) -> tuple[str, str]:
    """An error of bleak by BlueZ's name for it, with what was said; Windows' pairing results by their names."""
    said = _said(fault)
    dbus = getattr(fault, "dbus_error", None)
    if isinstance(dbus, str):
        return safe_text(dbus), said
    for status, error in WINDOWS_ERRORS.items():
        if said.endswith(f": {status}"):
            return error, f"Windows says {status}"
    return (NOT_FOUND if type(fault).__name__ == "BleakDeviceNotFoundError" else BLUEZ_FAILED), said


def _said(fault: Exception) -> str:
    lines = safe_text(str(fault)).splitlines()
    return lines[0][:200] if lines else type(fault).__name__
