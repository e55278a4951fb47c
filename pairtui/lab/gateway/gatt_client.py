"""The gateway's GATT client: what BlueZ reads by itself, and what shows whether a bond works."""

from collections.abc import AsyncIterator

from bumble import core
from bumble.att import ATT_Error, ErrorCode
from bumble.device import Connection, Peer
from bumble.gatt import GATT_BATTERY_LEVEL_CHARACTERISTIC, GATT_BATTERY_SERVICE, Characteristic
from bumble.gatt_client import CharacteristicProxy

from pairtui.lab.gateway.advertising_data import long_uuid
from pairtui.lab.gateway.security import LinkSecurity
from pairtui.sources.errors import ActionError

_WANTS_SECURITY = (ErrorCode.INSUFFICIENT_AUTHENTICATION, ErrorCode.INSUFFICIENT_ENCRYPTION)
_READ = Characteristic.Properties.READ

HIGHEST = 4


async def resolve(connection: Connection, security: LinkSecurity) -> tuple[str, ...]:
    """The UUIDs of the peer's services, after its battery level was read as BlueZ reads it.

    A value that needs security gets it, one level after the other (BlueZ src/shared/att.c). Raises ActionError, or what
    Bumble raises where the link ends.
    """
    peer = Peer(connection)
    services = await peer.discover_services()
    for service in services:
        if service.uuid == GATT_BATTERY_SERVICE:
            for characteristic in await service.discover_characteristics([GATT_BATTERY_LEVEL_CHARACTERISTIC]):
                await _read(characteristic, connection, security)
    return tuple(long_uuid(service.uuid) for service in services)


async def read_protected(connection: Connection) -> None:
    """Read every value that can be read. Raises ATT_Error for one that needs more security than the link has."""
    async for characteristic in _readable(Peer(connection)):
        try:
            await characteristic.read_value()
        except ATT_Error as error:
            if error.error_code in _WANTS_SECURITY:
                raise


async def _read(characteristic: CharacteristicProxy, connection: Connection, security: LinkSecurity) -> None:
    while True:
        try:
            await characteristic.read_value()
        except ATT_Error as error:
            level = security.level(connection) + 1
            if error.error_code not in _WANTS_SECURITY or level > HIGHEST:
                return
            await security.reach(connection, level)
        else:
            return


async def _readable(peer: Peer) -> AsyncIterator[CharacteristicProxy]:
    for service in await peer.discover_services():
        for characteristic in await service.discover_characteristics():
            if characteristic.properties & _READ:
                yield characteristic


ENDED = (core.BaseBumbleError, ActionError, ATT_Error)
"""What the end of a link, or a refusal, raises here."""
