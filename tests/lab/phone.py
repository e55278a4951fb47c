"""A virtual phone: the central that connects to the gateway and protects its Battery Level."""

from dataclasses import dataclass
from typing import Any

from bumble import hci
from bumble.att import Attribute
from bumble.device import Connection
from bumble.gatt import (
    GATT_BATTERY_LEVEL_CHARACTERISTIC,
    GATT_BATTERY_SERVICE,
    Characteristic,
    Service,
)
from peripheral import Peripheral


@dataclass
class Phone(Peripheral):
    """A central whose user opens an app that connects; it pairs whenever the gateway asks for security."""

    def services(self) -> list[Service]:
        """A Battery Service that tells only authenticated centrals how full it is, as iOS does."""
        level = Characteristic(
            GATT_BATTERY_LEVEL_CHARACTERISTIC,
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            Attribute.READABLE | Attribute.READ_REQUIRES_AUTHENTICATION,
            bytes([80]),
        )
        return [Service(GATT_BATTERY_SERVICE, [level])]

    async def go(self) -> None:
        """A phone advertises nothing."""

    async def do(self, op: str, **values: Any) -> Any:
        """`connect` to the gateway at `address` (public); else as every peer."""
        if op != "connect":
            return await super().do(op, **values)
        gateway = hci.Address(values["address"], hci.Address.PUBLIC_DEVICE_ADDRESS)
        connection = await self.device.connect(gateway, own_address_type=hci.OwnAddressType.RANDOM, timeout=15)
        connection.on("security_request", lambda _requirements: self._pair(connection))
        return str(connection.peer_address)

    def _pair(self, connection: Connection) -> None:
        self.saw("security requested")
        connection.cancel_on_disconnection(self._pair_once(connection))

    async def _pair_once(self, connection: Connection) -> None:
        try:
            await self.device.smp_manager.pair(connection)
        except Exception as refused:  # whatever Bumble raises, the test reads it here
            self.saw("pairing refused", repr(refused))
