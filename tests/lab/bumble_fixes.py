"""What this release of Bumble (0.0.236) does differently from a controller, a link and a peer that Linux accepts."""

import asyncio

from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.hci import Address, LeFeatureMask
from bumble.keys import MemoryKeyStore, PairingKeys
from bumble.link import LocalLink


class AirLink(LocalLink):  # type: ignore[misc]
    """The air between the controllers.

    LocalLink gives the sender's random address as the source of every ACL packet, but Linux connects from its
    public one.
    """

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


def without_what_linux_misses(controller: Controller) -> None:
    """Hide features whose events the controller never sends.

    With any of them Linux waits for LE Enhanced Connection Complete, and gives up each connection after four seconds.
    """
    controller.le_features &= ~(
        LeFeatureMask.LL_PRIVACY | LeFeatureMask.LE_EXTENDED_ADVERTISING | LeFeatureMask.LE_PERIODIC_ADVERTISING
    )
