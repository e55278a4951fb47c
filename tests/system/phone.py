"""A virtual phone: the central that connects to the gateway and protects its Battery Level."""

import asyncio
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
from bumble.keys import MemoryKeyStore
from peripheral import Peripheral

PAUSE = 0.5
"""Seconds until the app connects again."""


@dataclass
class Phone(Peripheral):
    """A central whose user opens an app that connects; it pairs when its user or the gateway wants it.

    `protects`: its Battery Level wants an authenticated link, as on iOS. `insists`: where a pairing is refused the
    app hangs up, and whenever the link has ended it connects again.
    """

    protects: bool = True
    insists: bool = False
    gateway: str = ""
    again: "asyncio.Task[None] | None" = None

    def services(self) -> list[Service]:
        """A Battery Service."""
        wants = Attribute.READ_REQUIRES_AUTHENTICATION if self.protects else Attribute.READABLE
        level = Characteristic(
            GATT_BATTERY_LEVEL_CHARACTERISTIC,
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            Attribute.READABLE | wants,
            bytes([80]),
        )
        return [Service(GATT_BATTERY_SERVICE, [level])]

    def bonds(self) -> MemoryKeyStore:
        """A central's bonds need no exchange of their two keys."""
        return MemoryKeyStore()

    async def go(self) -> None:
        """A phone advertises nothing."""

    async def do(self, op: str, **values: Any) -> Any:
        """`open` the app at the gateway with `address`, `pair` with it, `disconnect` for good; else as any peer."""
        match op:
            case "open":
                self.gateway, self.insists = values["address"], values.get("insists", False)
                await self._connect()
            case "pair":
                assert self.connection is not None, "not connected"
                self._pair(self.connection)
            case _:
                if op == "disconnect":
                    self.insists = False
                    if self.again is not None:
                        await asyncio.wait([self.again])
                return await super().do(op, **values)
        return None

    async def _connect(self) -> None:
        gateway = hci.Address(self.gateway, hci.Address.PUBLIC_DEVICE_ADDRESS)
        connection = await self.device.connect(gateway, own_address_type=hci.OwnAddressType.RANDOM, timeout=15)
        connection.on("security_request", lambda _requirements: self._asked(connection))

    def _asked(self, connection: Connection) -> None:
        self.saw("security requested")
        connection.cancel_on_disconnection(self._secure(connection))

    async def _secure(self, connection: Connection) -> None:
        """Encrypt with the bond, where there is one; else pair."""
        if await self.device.keystore.get(str(connection.peer_address)):
            await self.device.encrypt(connection)
        else:
            await self._pair_once(connection)

    def _pair(self, connection: Connection) -> None:
        connection.cancel_on_disconnection(self._pair_once(connection))

    async def _pair_once(self, connection: Connection) -> None:
        try:
            await self.device.smp_manager.pair(connection)
        except Exception as refused:  # whatever Bumble raises, the test reads it here
            self.saw("pairing refused", repr(refused))
            if self.insists:
                await connection.disconnect()

    def _on_disconnection(self, reason: int) -> None:
        super()._on_disconnection(reason)
        if self.insists and (self.again is None or self.again.done()):
            self.again = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        """Connect again, not before the gateway has taken notice of the end, until that succeeds."""
        while self.insists and self.connection is None:
            await asyncio.sleep(PAUSE)
            try:
                await self._connect()
                await self._go_if_told()
            except Exception as failed:  # whatever Bumble raises: the app does not give up
                self.saw("not connected", repr(failed))

    async def _go_if_told(self) -> None:
        """The user may have left the app while it connected."""
        if not self.insists:
            await super().do("disconnect")
