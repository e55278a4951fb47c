"""Whether this host has BlueZ at all."""

import sys
from pathlib import Path

DAEMONS = (
    "/usr/libexec/bluetooth/bluetoothd",  # Debian, Raspberry Pi OS, Fedora
    "/usr/lib/bluetooth/bluetoothd",  # Arch, older Debian
    "/usr/sbin/bluetoothd",
)
SIGNS = (*DAEMONS, "/usr/share/dbus-1/system-services/org.bluez.service")
"""Files that come with BlueZ. A container may have none of them, and its host's bus."""


def bluez_missing(platform: str = sys.platform, signs: tuple[str, ...] = SIGNS, address: str | None = None) -> bool:
    """True where neither BlueZ is installed nor a bluetoothd answers on the bus; `address` is the bus's."""
    if platform != "linux":
        return True
    if any(Path(sign).exists() for sign in signs):
        return False
    import asyncio

    return asyncio.run(_silent(address))


async def _silent(address: str | None) -> bool:
    from pairtui.sources.bluez.properties import SERVICE  # the console's first frame does not wait for the bus
    from pairtui.sources.dbus.connection import Bus
    from pairtui.sources.dbus.values import BusError

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
