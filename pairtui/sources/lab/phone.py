"""A virtual phone: the central whose app connects to the gateway."""

from bumble import hci
from bumble.device import Connection
from bumble.gatt import GATT_BATTERY_LEVEL_CHARACTERISTIC, GATT_BATTERY_SERVICE, Characteristic, Service

from pairtui.sources.lab.cast import GATEWAY
from pairtui.sources.lab.peripherals import Peripheral

CONNECT_SECONDS = 15.0


class Phone(Peripheral):
    """A phone, which pairs when it is asked to; how full its battery is it tells at its `read_level`."""

    def services(self) -> list[Service]:
        """A Battery Service besides what every member has."""
        level = Characteristic(
            GATT_BATTERY_LEVEL_CHARACTERISTIC,
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            self.protection,
            bytes([80]),
        )
        return [*super().services(), Service(GATT_BATTERY_SERVICE, [level])]

    async def do(self, deed: str) -> None:
        """Carry out one of the cast's DEEDS; a phone can also connect to the gateway."""
        if deed != "connect to the gateway":
            await super().do(deed)
            return
        gateway = hci.Address(GATEWAY, hci.Address.PUBLIC_DEVICE_ADDRESS)
        try:
            connection = await self.device.connect(
                gateway, own_address_type=hci.OwnAddressType.RANDOM, timeout=CONNECT_SECONDS
            )
        except Exception as refused:  # whatever Bumble raises: the app says that it could not connect
            self.tell(f"could not connect to the gateway: {type(refused).__name__}")
            return
        connection.on("security_request", lambda _requirements: self._pair(connection))

    def _pair(self, connection: Connection) -> None:
        self.tell("the gateway asks for security")
        connection.cancel_on_disconnection(self._pair_once(connection))

    async def _pair_once(self, connection: Connection) -> None:
        try:
            await self.device.smp_manager.pair(connection)
        except Exception as refused:  # whatever Bumble raises: the person at the phone reads it
            self.tell(f"pairing with the gateway failed: {refused}")
