"""A virtual phone: the central whose app connects to the gateway."""

import asyncio

from bumble import hci
from bumble.device import Connection
from bumble.gatt import GATT_BATTERY_LEVEL_CHARACTERISTIC, GATT_BATTERY_SERVICE, Characteristic, Service

from pairtui.lab.cast import GATEWAY
from pairtui.lab.devices.peripheral import Peripheral

CONNECT_SECONDS = 15.0
PAUSE_SECONDS = 2.0
"""How long an app that insists waits before it connects again."""

INSISTS = "an app that insists"
"""The switch of a phone whose app hangs up where a pairing is refused, and connects again whenever the link ended."""


class Phone(Peripheral):
    """A phone, which pairs when it is asked to; its battery level can be read at its `read_level`."""

    def services(self) -> list[Service]:
        level = Characteristic(
            GATT_BATTERY_LEVEL_CHARACTERISTIC,
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            self.protection,
            bytes([80]),
        )
        return [*super().services(), Service(GATT_BATTERY_SERVICE, [level])]

    _came = False  # whether its user opened the app

    async def do(self, action: str) -> None:
        """Carry out one of the cast's USER_ACTIONS; a phone can also connect to the gateway."""
        if action == "connect to the gateway":
            self._came = True
            await self._connect()
            return
        self._came = self._came and action != "disconnect"
        await super().do(action)

    @property
    def _insists(self) -> bool:
        return self._came and self.switches.get(INSISTS, False)

    def _disconnected(self, reason: int) -> None:
        super()._disconnected(reason)
        if self._insists:
            asyncio.get_running_loop().create_task(self._come_back())

    async def _come_back(self) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        if self._insists and self.connection is None and self.device.powered_on:
            await self._connect()

    async def _connect(self) -> None:
        gateway = hci.Address(GATEWAY, hci.Address.PUBLIC_DEVICE_ADDRESS)
        try:
            connection = await self.device.connect(
                gateway, own_address_type=hci.OwnAddressType.RANDOM, timeout=CONNECT_SECONDS
            )
        except Exception as refused:  # whatever Bumble raises: the app says that it could not connect
            self.report(f"could not connect to the gateway: {type(refused).__name__}")
            return
        connection.on("security_request", lambda _requirements: self._pair(connection))

    def _pair(self, connection: Connection) -> None:
        self.report("the gateway asks for security")
        connection.cancel_on_disconnection(self._pair_once(connection))

    async def _pair_once(self, connection: Connection) -> None:
        try:
            await self.device.smp_manager.pair(connection)
        except Exception as refused:  # whatever Bumble raises: the person at the phone reads it
            self.report(f"pairing with the gateway failed: {refused}")
            if self._insists and connection.handle in self.device.connections:
                await connection.disconnect()
