"""Connecting, pairing and disconnecting by BlueZ, each when the link of before is gone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pairtui.pairing.events import DeviceChanged, Event
from pairtui.sources.bluez.agent import Agent
from pairtui.sources.bluez.objects import Objects
from pairtui.sources.bluez.properties import ADAPTER, DEVICE, SERVICE, adapter_key, adapter_path
from pairtui.sources.bluez.stored_bonds import StoredBonds
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import PROPERTIES
from pairtui.sources.errors import LINK_STAYS, ActionError
from pairtui.sources.kernel.att_channel import LinkAddresses
from pairtui.sources.kernel.connection_list import ANY_STATE, link_ended

CONNECT_SECONDS = 60.0
FAILED_SECONDS = 1.0
"""How long after a failed pairing its link may stand until the kernel ends it."""

ENDING_SECONDS = 35.0  # a peer that is away is waited for until the supervision timeout, 32 s at most


@dataclass(frozen=True, slots=True)
class BluezContext:
    """What the actions work with. `bus` gives the connection to a running BlueZ, or raises ActionError."""

    objects: Objects
    agent: Agent
    bus: Callable[[], Bus]
    emit: Callable[[Event], None]
    bonds: StoredBonds

    def device_changed(self, path: str, **changes: object) -> None:
        """Report what an action found out about a device."""
        self.emit(DeviceChanged(at=time.time(), device=path, changes=changes))


class Connections:
    """Calls Connect, Pair and Disconnect.

    bluetoothd answers Disconnect, and sets `Connected` false, as soon as the kernel has taken the MGMT command, which
    in Linux 6.1 is before the link is gone. What it is asked to connect meanwhile goes down with the old link: it ends
    with le-connection-abort-by-local, or `att_disconnected_cb` of its src/device.c closes the new channel with the old
    one, and it never answers.
    """

    def __init__(self, context: BluezContext) -> None:
        self._objects, self._bus = context.objects, context.bus
        self._failed_at: dict[str, float] = {}

    async def connect(self, path: str) -> None:
        """Connect, when no link of before is on its way down. Raises ActionError."""
        await self.over(path)
        await self._bus().call(SERVICE, path, DEVICE, "Connect", seconds=CONNECT_SECONDS)

    async def disconnect(self, path: str) -> None:
        """Disconnect, to the end of the link. Raises ActionError."""
        await self._bus().call(SERVICE, path, DEVICE, "Disconnect", seconds=CONNECT_SECONDS)
        await self.over(path)

    async def reconnect(self, path: str) -> str:
        """Connect by BlueZ after a channel of our own, whose link stays for two seconds and BlueZ takes for connected.

        Returns "", or why that failed.
        """
        try:
            await self.disconnect(path)
            await self.connect(path)
        except ActionError as error:
            return error.text or error.name
        return ""

    async def over(self, path: str) -> None:
        """Wait until the kernel ends no link to the device any more. Raises ActionError."""
        _, address = self._objects.addresses(path)
        if address and not await link_ended(adapter_key(path), address, ENDING_SECONDS):
            text = f"the link to {address} did not end within {ENDING_SECONDS:g} s: switch the adapter off and on"
            raise ActionError(LINK_STAYS, text)

    async def pair(self, path: str, seconds: float) -> None:
        """Pair within `seconds`, when the link of before is gone, also that of a pairing that failed just now.

        bluetoothd answers Pair before that link ends; asked again meanwhile, it fails when it does (BlueZ 5.82).
        Raises ActionError.
        """
        _, address = self._objects.addresses(path)
        await self.over(path)
        left = self._failed_at.pop(path, 0.0) + FAILED_SECONDS - time.monotonic()
        if address and left > 0:
            await link_ended(adapter_key(path), address, left, ANY_STATE)
        try:
            await self._bus().call(SERVICE, path, DEVICE, "Pair", seconds=seconds)
        except ActionError:
            self._failed_at = {path: time.monotonic()}
            raise

    async def look(self, path: str) -> tuple[dict[str, object], LinkAddresses]:
        """The device's properties, and the addresses of a link to it. Raises ActionError."""
        properties = await self._properties(path, DEVICE)
        own = await self._properties(adapter_path(adapter_key(path)), ADAPTER)
        return properties, LinkAddresses(
            str(own.get("Address", "")),
            str(own.get("AddressType", "public")),
            str(properties.get("Address", "")).upper(),
            _peer_type(properties),
        )

    async def _properties(self, path: str, interface: str) -> dict[str, object]:
        found: dict[str, object] = (await self._bus().call(SERVICE, path, PROPERTIES, "GetAll", "s", [interface]))[0]
        return found


def _peer_type(properties: Mapping[str, object]) -> str:
    """The type of a device's address; "bredr" for one that BlueZ reaches over BR/EDR.

    Only an inquiry or a BR/EDR link gives a class of device; one that advertises as well is reached over LE, unless
    the user prefers BR/EDR (BlueZ 5.80, experimental).
    """
    preferred = properties.get("PreferredBearer")
    advertises = "AdvertisingFlags" in properties or "Appearance" in properties
    if "Class" in properties and preferred != "le" and (preferred == "bredr" or not advertises):
        return "bredr"
    return str(properties.get("AddressType", "public"))
