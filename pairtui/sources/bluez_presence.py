"""Whether this host has BlueZ at all."""

import asyncio
import sys
from pathlib import Path

from pairtui.sources.bluez_properties import SERVICE
from pairtui.sources.bluez_version import DAEMONS
from pairtui.sources.bus import Bus
from pairtui.sources.bus_values import BusError

SIGNS = (*DAEMONS, "/usr/share/dbus-1/system-services/org.bluez.service")
"""Files that come with BlueZ. A container may have none of them, and its host's bus."""


async def bluez_missing(
    platform: str = sys.platform, signs: tuple[str, ...] = SIGNS, address: str | None = None
) -> bool:
    """True where neither BlueZ is installed nor a bluetoothd answers on the bus; `address` is the bus's."""
    if platform != "linux":
        return True
    if await asyncio.to_thread(_any, signs):
        return False
    try:
        bus = await Bus.connect(address)
    except BusError:
        return True
    try:
        return not await bus.name_owner(SERVICE)
    except BusError:
        return True
    finally:
        await bus.close()


def _any(signs: tuple[str, ...]) -> bool:
    return any(Path(sign).exists() for sign in signs)
