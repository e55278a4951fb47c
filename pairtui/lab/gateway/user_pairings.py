"""The pairings that the gateway's user asked for, at most one with each device."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bumble.device import Connection
from bumble.hci import Address
from bumble.pairing import PairingConfig

from pairtui.lab.gateway.bonds import LabBond
from pairtui.lab.gateway.host import Gateway
from pairtui.lab.gateway.smp_session import GatewayUser
from pairtui.sources.cancellation import result_of
from pairtui.sources.errors import BLUEZ_ALREADY_EXISTS, BLUEZ_AUTHENTICATION_CANCELED, BLUEZ_IN_PROGRESS, ActionError
from pairtui.sources.prompts import Prompts


@dataclass(frozen=True, slots=True)
class PairingContext:
    """What the pairings of `gateway` need, over either transport.

    `key_of` gives a device's key in the model, `bonded` is called with each new key, `shown` with each passkey or
    PIN that the user is to type on a device.
    """

    gateway: Gateway
    prompts: Prompts
    random: Random
    key_of: Callable[[Address], str]
    bonded: Callable[[Connection, LabBond, bool], None]
    shown: Callable[[str, int | str], None]


class UserPairings(ABC):
    """Begins them, waits for their end, and cancels them; how a transport pairs and stops is its own."""

    def __init__(self, context: PairingContext) -> None:
        self._gateway, self._prompts, self._random = context.gateway, context.prompts, context.random
        self._key_of, self._bonded, self._shown = context.key_of, context.bonded, context.shown
        self._calls: dict[Address, asyncio.Task[Connection]] = {}

    @abstractmethod
    def bond(self, address: Address) -> LabBond | None:
        """What the stored key of a device is worth, where there is one."""

    def level(self, connection: Connection) -> int:
        """The level that a link has now."""
        bond = self.bond(connection.peer_address)
        return bond.level if connection.is_encrypted and bond else 1

    def _new_passkey(self) -> int:
        return self._random.randrange(1_000_000)

    @staticmethod
    def _config_of(user: GatewayUser, **more: object) -> PairingConfig:
        """How `user` pairs, as the gateway's settings have it."""
        settings = user.settings
        secure, bonding = bool(settings["secure-connections"]), bool(settings["bondable"])
        return PairingConfig(sc=secure, mitm=settings.mitm(user.level), bonding=bonding, delegate=user, **more)

    @abstractmethod
    async def _pair(self, address: Address, level: int) -> Connection:
        """Connect where that is needed, and pair. Raises ActionError."""

    @abstractmethod
    async def _stop(self, address: Address) -> None:
        """End what a cancelled pairing has left under way."""

    async def pair(self, address: Address, level: int = 2) -> Connection:
        """Pair with a device, so that the key is worth `level`. Raises ActionError."""
        if self.bond(address) is not None:
            raise ActionError(BLUEZ_ALREADY_EXISTS, "Already Exists")
        if address in self._calls:
            raise ActionError(BLUEZ_IN_PROGRESS, "In Progress")
        call = self._calls[address] = asyncio.ensure_future(self._pair(address, level))
        try:
            return await result_of(call, ActionError(BLUEZ_AUTHENTICATION_CANCELED, "Authentication Canceled"))
        finally:
            del self._calls[address]

    async def cancel(self, address: Address) -> bool:
        """Stop the pairing that `pair` began; False where there is none."""
        call = self._calls.get(address)
        if call is None:
            return False
        call.cancel()
        await self._stop(address)
        return True
