"""The gateway's SDP client: what BlueZ browses after a BR/EDR pairing, and what shows whether a bond works."""

import asyncio

from bumble import core
from bumble.device import Connection
from bumble.sdp import Client

from pairtui.lab.gateway.advertising_data import long_uuid

SDP_SECONDS = 20.0
PUBLIC_BROWSE_GROUP = 0x1002
SERVICE_CLASSES = 0x0001
"""ServiceClassIDList (Vol 3, Part B, 5.1.2)."""


async def browse(connection: Connection) -> tuple[str, ...]:
    """The UUIDs of the services that the peer's SDP server lists, as BlueZ writes them. Raises what Bumble raises."""
    client = Client(connection)
    await client.connect()
    found: list[str] = []
    async with asyncio.timeout(SDP_SECONDS):
        for record in await client.search_attributes([core.UUID.from_16_bits(PUBLIC_BROWSE_GROUP)], [SERVICE_CLASSES]):
            for attribute in record:
                for element in attribute.value.value:
                    found.append(long_uuid(element.value))
    await client.disconnect()
    return tuple(found)
