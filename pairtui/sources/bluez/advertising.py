"""This gateway as a peripheral: its advertisement (org.bluez.LEAdvertisement1) on BlueZ's adapters."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from pairtui.pairing.events import AdapterChanged, Event, Logged
from pairtui.sources.bluez.properties import ROOT, SERVICE, adapter_key, adapter_path
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import PROPERTIES, Match, Method, Signal, Typed
from pairtui.sources.errors import (
    BLUEZ_ALREADY_EXISTS,
    CANNOT_ADVERTISE,
    DBUS_UNKNOWN_METHOD,
    DBUS_UNKNOWN_OBJECT,
    ActionError,
)

INTERFACE = "org.bluez.LEAdvertisement1"
MANAGER = "org.bluez.LEAdvertisingManager1"
PATH = "/io/pairtui/advertisement"

_NO_MANAGER = (DBUS_UNKNOWN_METHOD, DBUS_UNKNOWN_OBJECT)

CHANGES = Match(PROPERTIES, "PropertiesChanged", SERVICE, path_namespace=ROOT, arg0=MANAGER)
"""The signals for `Advertising.changed`."""

ADVERTISEMENT: Mapping[str, object] = {
    "Type": Typed("s", "peripheral"),
    "Discoverable": Typed("b", True),
    "Includes": Typed("as", ["local-name"]),
}
"""Connectable, general discoverable, under the adapter's alias (BlueZ doc/org.bluez.LEAdvertisement.rst)."""


class Advertising:
    """The advertisements of one bus connection after another, one per adapter; what becomes of them goes to `emit`.

    `bus` gives the connection to a running BlueZ, or raises ActionError; `is_bluez` says whether a sender is BlueZ.
    """

    def __init__(self, emit: Callable[[Event], None], bus: Callable[[], Bus], is_bluez: Callable[[str], bool]) -> None:
        self._emit = emit
        self._bus = bus
        self._is_bluez = is_bluez
        self._on: set[str] = set()  # adapters

    async def start(self, adapter: str) -> None:
        """Advertise until `stop`. Raises ActionError."""
        bus = self._bus()
        bus.export(_path(adapter), INTERFACE, {"Release": Method(lambda: self._ended(adapter))}, self._is_bluez)
        bus.export(_path(adapter), PROPERTIES, {"GetAll": Method(_get_all, "s", "a{sv}")}, self._is_bluez)
        try:
            await self._register(bus, adapter)
        except ActionError as error:
            if error.name in _NO_MANAGER:
                raise ActionError(CANNOT_ADVERTISE, f"BlueZ has no LE advertising on {adapter}") from error
            if error.name != BLUEZ_ALREADY_EXISTS:
                raise
            await self._unregister(bus, adapter)
            await self._register(bus, adapter)
        self._on.add(adapter)
        self._report(adapter, True)

    async def stop(self, adapter: str) -> None:
        """Take the advertisement back. Raises ActionError."""
        await self._unregister(self._bus(), adapter)
        self._ended(adapter)

    async def stop_all(self, bus: Bus) -> None:
        """Take back every advertisement; it is no error where BlueZ has one no longer."""
        for adapter in tuple(self._on):
            with suppress(ActionError):
                await self._unregister(bus, adapter)
        self.forget()

    def forget(self) -> None:
        """BlueZ is gone, with every advertisement."""
        for adapter in tuple(self._on):
            self._ended(adapter)

    def changed(self, signal: Signal) -> None:
        """BlueZ counts the advertisements of every program; where there is none, ours has gone too."""
        if signal.body[1].get("ActiveInstances") == 0:
            self._ended(adapter_key(signal.path))

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _register(self, bus: Bus, adapter: str) -> None:
        body = [_path(adapter), {}]
        await bus.call(SERVICE, adapter_path(adapter), MANAGER, "RegisterAdvertisement", "oa{sv}", body)

    async def _unregister(self, bus: Bus, adapter: str) -> None:
        body = [_path(adapter)]
        await bus.call(SERVICE, adapter_path(adapter), MANAGER, "UnregisterAdvertisement", "o", body, seconds=5)

    def _ended(self, adapter: str) -> None:
        if adapter in self._on:
            self._on.remove(adapter)
            self._report(adapter, False)

    def _report(self, adapter: str, on: bool) -> None:
        now = time.time()
        self._emit(AdapterChanged(at=now, adapter=adapter, changes={"advertising": on}))
        text = f"{adapter} advertises" if on else f"{adapter} advertises no longer"
        self._emit(Logged(at=now, source="bluez", text=text))


def _path(adapter: str) -> str:
    return f"{PATH}/{adapter}"


def _get_all(interface: str) -> Sequence[object]:
    return (ADVERTISEMENT if interface == INTERFACE else {},)
