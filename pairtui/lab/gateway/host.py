"""The gateway's Bluetooth host: one Bumble device with its controller, and its links."""

import asyncio
from contextlib import suppress
from random import Random
from typing import Protocol

from bumble import core, hci
from bumble.core import PhysicalTransport
from bumble.crypto import ah
from bumble.device import AdvertisingType, Connection, DeviceConfiguration
from bumble.hci import Address
from bumble.utils import AsyncRunner

from pairtui.lab.bredr_device import BrEdrDevice
from pairtui.lab.bumble_workarounds import use_sessions
from pairtui.lab.gateway.bonds import Bonds
from pairtui.lab.gateway.hci_trace import HciTrace
from pairtui.lab.gateway.settings import PairingSettings
from pairtui.lab.gateway.smp_session import GatewaySession
from pairtui.lab.radio.scanning_host import ScanningHost
from pairtui.sources.cancellation import raise_if_cancelled
from pairtui.sources.errors import BLUEZ_FAILED, BLUEZ_NOT_READY, ActionError

CONNECT_SECONDS = 20.0  # HCI_LE_CONN_TIMEOUT of Linux
STATIC_ADDRESS = "F0:00:00:00:00:01"

USER_ENDED: int = hci.HCI_REMOTE_USER_TERMINATED_CONNECTION_ERROR

UNREACHABLE = "le-connection-abort-by-local"


NEEDED = (
    (hci.HCI_LE_SET_SCAN_ENABLE_COMMAND, "LE Set Scan Enable"),
    (hci.HCI_LE_CREATE_CONNECTION_COMMAND, "LE Create Connection"),
    (hci.HCI_LE_ENABLE_ENCRYPTION_COMMAND, "LE Enable Encryption"),
    (hci.HCI_LE_SET_ADVERTISING_ENABLE_COMMAND, "LE Set Advertising Enable"),
)
"""What the gateway cannot do without, by the names of the specification."""


class LacksCommand(Exception):
    """The controller does not have the HCI command named."""


class Watcher(Protocol):
    """Is notified of what happens to the gateway's radio and links."""

    def on_report(self, address: Address, rssi: int | None, data: bytes) -> None:
        """An advertisement came in."""

    def on_inquiry_result(self, address: Address, class_of_device: int, eir: bytes, rssi: int | None) -> None:
        """A device answered the inquiry."""

    def link_up(self, connection: Connection) -> None:
        """A link came up, from either side."""

    def link_down(self, connection: Connection) -> None:
        """A link ended."""


class Gateway:
    """A host on `host`'s controller.

    Addresses are Bumble's; of a bonded device the identity address. Whatever cannot be done raises ActionError with the
    name BlueZ has for it.
    """

    def __init__(
        self, host: ScanningHost, name: str, settings: PairingSettings, trace: HciTrace, random: Random
    ) -> None:
        self.settings = settings
        self.bonds = Bonds()
        self.advertising = False
        self._random = random
        self._connecting = asyncio.Lock()
        self._asked_names: set[Address] = set()
        self._host = host
        host.snooper = trace
        config = DeviceConfiguration(name=name, address=Address(STATIC_ADDRESS), irk=random.randbytes(16))
        self.device = BrEdrDevice(config=config, host=host)
        self.device.keystore = self.bonds
        use_sessions(self.device, GatewaySession, random)

    def watch(self, watcher: Watcher) -> None:
        """Notify `watcher` of what happens, from now on."""

        def on_report(address: Address, rssi: int | None, data: bytes) -> None:
            identity = self.identity(address)
            if identity is not address:
                self.device.private[identity] = address
            watcher.on_report(identity, rssi, data)

        self._host.on_report = on_report
        self._host.on("inquiry_result", lambda *result: self._found(watcher, *result))
        self.device.on("connection", lambda connection: self._linked(connection, watcher))

    def _found(self, watcher: Watcher, address: Address, class_of_device: int, eir: bytes, rssi: int | None) -> None:
        """An answer to the inquiry; of a device without extended inquiry response the name is asked for, once."""
        watcher.on_inquiry_result(address, class_of_device, eir, rssi)
        if not eir.strip(b"\0") and address not in self._asked_names:
            self._asked_names.add(address)
            command = hci.HCI_Remote_Name_Request_Command(
                bd_addr=address, page_scan_repetition_mode=1, reserved=0, clock_offset=0
            )
            AsyncRunner.spawn(self.device.send_async_command(command))

    def _linked(self, connection: Connection, watcher: Watcher) -> None:
        connection.on("disconnection", lambda _reason: watcher.link_down(connection))
        watcher.link_up(connection)

    # ── the controller ────────────────────────────────────────────────────────────────────────────────────────

    async def power_on(self) -> None:
        """Reset the controller and make it ready. Raises LacksCommand, or what Bumble raises for a controller."""
        await self._host.reset()
        for command, name in NEEDED:
            if not self._host.supports_command(command):
                raise LacksCommand(name)
        self.device.classic_enabled = self.device.classic_smp_enabled = self._host.supports_command(
            hci.HCI_INQUIRY_COMMAND
        )
        await self.apply_settings()
        await self.device.power_on()

    async def apply_settings(self) -> None:
        """Have the controller know what BR/EDR pairing is allowed; Secure Connections needs Simple Pairing."""
        device, ssp = self.device, bool(self.settings["ssp"])
        device.classic_ssp_enabled = ssp
        device.classic_sc_enabled = ssp and bool(self.settings["secure-connections"])
        if device.powered_on and device.classic_enabled:
            for command in (
                hci.HCI_Write_Simple_Pairing_Mode_Command(simple_pairing_mode=int(ssp)),
                hci.HCI_Write_Secure_Connections_Host_Support_Command(
                    secure_connections_host_support=int(device.classic_sc_enabled)
                ),
            ):
                await device.send_sync_command(command)

    async def power_off(self) -> None:
        """End all links, stop scanning and advertising."""
        for connection in tuple(self.device.connections.values()):
            await self.hang_up(connection)
        await self.scan(False)
        await self.advertise(False)
        await self.device.power_off()

    @property
    def powered(self) -> bool:
        """Whether the controller is on."""
        return bool(self.device.powered_on)

    def check_powered(self) -> None:
        """Raises ActionError where the controller is off."""
        if not self.powered:
            raise ActionError(BLUEZ_NOT_READY, "Resource Not Ready")

    @property
    def scanning(self) -> bool:
        """Whether it listens for advertisements."""
        return bool(self.device.is_scanning)

    async def scan(self, on: bool) -> None:
        """Start or stop scanning: advertisements, and inquiry."""
        if self.device.classic_enabled and on != self.device.discovering:
            await (self.device.start_discovery() if on else self.device.stop_discovery())
        if on and not self.scanning:
            await self.device.start_scanning(legacy=not self.device.supports_le_extended_advertising)
        elif self.scanning and not on:
            await self.device.stop_scanning(legacy=not self.device.supports_le_extended_advertising)

    async def advertise(self, on: bool) -> None:
        """Start or stop connectable advertising with the identity address."""
        if on:
            name = core.AdvertisingData.COMPLETE_LOCAL_NAME
            data = core.AdvertisingData([(core.AdvertisingData.FLAGS, b"\x06"), (name, self.device.name.encode())])
            await self.device.start_advertising(
                AdvertisingType.UNDIRECTED_CONNECTABLE_SCANNABLE,
                own_address_type=await self._own_address(),
                auto_restart=True,
                advertising_data=bytes(data),
                advertising_interval_min=100,
                advertising_interval_max=100,
            )
        elif self.advertising:
            await self.device.stop_advertising()
        self.advertising = on

    # ── links ─────────────────────────────────────────────────────────────────────────────────────────────────

    def identity(self, address: Address) -> Address:
        """The identity address behind a resolvable private address, where it is known."""
        resolver = self.device.address_resolver
        if resolver is None or not address.is_resolvable:
            return address
        return resolver.resolve(address) or address

    def link(self, address: Address) -> Connection | None:
        """The LE link to a device, where there is one."""
        links = (link for link in self.device.connections.values() if link.transport == PhysicalTransport.LE)
        return next((link for link in links if link.peer_address == address), None)

    async def connect(self, address: Address) -> Connection:
        """The link to a device, made where there is none. Raises ActionError."""
        self.check_powered()
        async with self._connecting:
            existing = self.link(address)
            if existing is not None:
                return existing
            own = await self._own_address()
            try:
                link = await self.device.connect_le(address, own_address_type=own, timeout=CONNECT_SECONDS)
                return await self._introduced(link)
            except (core.TimeoutError, core.ConnectionError, hci.HCI_Error, core.CommandTimeoutError) as error:
                raise ActionError(BLUEZ_FAILED, UNREACHABLE) from error

    async def _introduced(self, link: Connection) -> Connection:
        """A new link on which the peer has answered, as Linux makes sure before it hands it on. Raises ActionError."""
        try:
            with suppress(hci.HCI_Error):  # a peer need not answer with its features
                await link.cancel_on_disconnection(link.get_remote_le_features())
        except asyncio.CancelledError:
            raise_if_cancelled()
            raise ActionError(BLUEZ_FAILED, UNREACHABLE) from None
        return link

    async def stop_connecting(self) -> None:
        """Give up the connection that is being made."""
        await self.device.cancel_connection()

    async def hang_up(self, connection: Connection, reason: int = USER_ENDED) -> None:
        """End a link; it is no error where it has ended already."""
        if connection.handle in self.device.connections:
            with suppress(core.BaseBumbleError, asyncio.CancelledError):
                await connection.disconnect(reason)

    async def _own_address(self) -> hci.OwnAddressType:
        """What the gateway calls itself on the air: its public address, a static random or a private one."""
        if self.settings["privacy"]:
            await self._use_random(_private_address(self.device.irk, self._random))
            return hci.OwnAddressType.RANDOM
        if self.settings["identity-address"] or self.device.public_address in (Address.ANY, Address.ANY_RANDOM):
            await self._use_random(self.device.static_address)
            return hci.OwnAddressType.RANDOM
        return hci.OwnAddressType.PUBLIC

    async def _use_random(self, address: Address) -> None:
        if self.device.random_address != address and not self.scanning and not self.advertising:
            await self.device.send_sync_command(hci.HCI_LE_Set_Random_Address_Command(random_address=address))
            self.device.random_address = address


def _private_address(irk: bytes, random: Random) -> Address:
    """A new resolvable private address (Vol 6, Part B, 1.3.2.2)."""
    prand = random.randbytes(2) + bytes([random.randrange(0x40, 0x80)])
    return Address(ah(irk, prand) + prand, Address.RANDOM_DEVICE_ADDRESS)
