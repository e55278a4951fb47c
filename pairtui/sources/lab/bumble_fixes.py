"""What this release of Bumble (0.0.236) does differently from a controller, a link and a peer that can be trusted."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from bumble import smp
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.crypto import EccKey
from bumble.device import Device
from bumble.hci import Address
from bumble.keys import MemoryKeyStore, PairingKeys
from bumble.link import LocalLink

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class FixedLink(LocalLink):  # type: ignore[misc]
    """The link between controllers.

    LocalLink keeps its controllers in a set, whose order differs from run to run, and gives the sender's random
    address as the source of every ACL packet, where a connection may have been made from the public one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.controllers: list[Controller] = []

    def add_controller(self, controller: Controller) -> None:
        """Put a controller on the link."""
        self.controllers.append(controller)

    def send_acl_data(
        self, sender: Controller, destination: Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        """Carry one ACL packet from `sender` to the controller that has the address `destination`."""
        connection = sender.le_connections.get(destination)
        target = self.find_le_controller(destination)
        if transport == PhysicalTransport.LE and connection and target:
            loop = asyncio.get_running_loop()
            loop.call_soon(target.on_link_acl_data, connection.self_address, transport, data)
        else:
            super().send_acl_data(sender, destination, transport, data)


class BondStore(MemoryKeyStore):  # type: ignore[misc]
    """The bonds of one peripheral.

    A legacy responder stores its own LTK as `ltk_central`, yet looks it up as `ltk_peripheral`.
    """

    async def update(self, name: str, keys: PairingKeys) -> None:
        """Store `keys` for the central `name`."""
        if keys.ltk is None:
            keys.ltk_central, keys.ltk_peripheral = keys.ltk_peripheral, keys.ltk_central
        await super().update(name, keys)


class FixedSession(smp.Session):  # type: ignore[misc]
    """An SMP session whose randomness is `random`.

    Bumble takes every random value from the system, so that no two runs show the same number to compare; it answers
    a user's no with Confirm Value Failed, where the specification has Numeric Comparison Failed for it; it never
    shortens a key to the size agreed on; and a session that failed would take up the next Pairing Request too.
    """

    random: Random

    @property
    def key_size(self) -> int:
        """The size of the keys in octets: the smaller of both offers (Vol 3, Part H, 2.3.4)."""
        offers = [getattr(self, features, None) for features in ("preq", "pres")]
        return min([offer[4] for offer in offers if offer], default=16)

    @property
    def ltk(self) -> bytes:
        """The long term key, least significant octet first, shortened."""
        return _shortened(self._ltk, self.key_size)

    @ltk.setter
    def ltk(self, value: bytes) -> None:
        self._ltk = value

    @property
    def stk(self) -> bytes | None:
        """The short term key of legacy pairing, shortened."""
        return None if self._stk is None else _shortened(self._stk, self.key_size)

    @stk.setter
    def stk(self, value: bytes | None) -> None:
        self._stk = value

    def on_pairing_failure(self, reason: smp.ErrorCode) -> None:
        """The pairing is over, and this session with it."""
        over = self.completed
        super().on_pairing_failure(reason)
        if not over:
            self.on_disconnection(0)

    @property
    def r(self) -> bytes:
        """The random value of this step (Vol 3, Part H, 2.3.5)."""
        return self._r

    @r.setter
    def r(self, value: bytes) -> None:
        # Zeros and out-of-band values are meant; every other value is fresh.
        fresh = any(value) and self.oob_data_flag == 0
        self._r = self.random.randbytes(16) if fresh else value

    def prompt_user_for_numeric_comparison(self, code: int, next_steps: Callable[[], None]) -> None:
        """Have the user compare `code`; a no is 0x0C (Vol 3, Part H, 2.3.5.6.2)."""

        async def prompt() -> None:
            if await self.pairing_config.delegate.compare_numbers(code, digits=6):
                next_steps()
            else:
                self.send_pairing_failed(smp.ErrorCode.NUMERIC_COMPARISON_FAILED)

        self.connection.cancel_on_disconnection(prompt())


def _shortened(key: bytes, size: int) -> bytes:
    return key[:size] + bytes(16 - size)


def use_sessions(device: Device, session: type[FixedSession], random: Random) -> None:
    """Have `device` pair in sessions of the class `session`, with a key pair and random values from `random`."""

    def made(*arguments: Any, **named: Any) -> FixedSession:
        new = session.__new__(session)
        new.random = random
        new.__init__(*arguments, **named)  # type: ignore[misc]
        return new

    device.smp_manager.session_proxy = made
    private = random.randrange(1, P256_ORDER)
    device.smp_manager._ecc_key = EccKey.from_private_key_bytes(private.to_bytes(32, "big"))
