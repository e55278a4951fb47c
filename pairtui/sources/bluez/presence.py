"""Whether this host has BlueZ, and why it does not answer, each with its remedy."""

import sys
from pathlib import Path

from pairtui.sources.errors import DBUS_ACCESS_DENIED, DBUS_DISCONNECTED, ActionError

DAEMONS = (
    "/usr/libexec/bluetooth/bluetoothd",  # Debian, Raspberry Pi OS, Fedora
    "/usr/lib/bluetooth/bluetoothd",  # Arch, older Debian
    "/usr/sbin/bluetoothd",
)
SIGNS = (*DAEMONS, "/usr/share/dbus-1/system-services/org.bluez.service")
"""Files that come with BlueZ. A container may have none of them, and its host's bus."""

RESTART = "sudo systemctl restart bluetooth"
START_DBUS = "sudo systemctl start dbus"
NO_ADAPTER = ("no Bluetooth adapter", "plug one in, or look for its driver: sudo dmesg | grep -i bluetooth")
NOT_RUNNING = ("bluetoothd is not running", "sudo systemctl start bluetooth")


def no_bus(error: ActionError) -> tuple[str, str]:
    """Why there is no connection to the system bus, and the remedy."""
    remedy = START_DBUS if error.name == DBUS_DISCONNECTED else "pip install dbus-fast"
    return f"the D-Bus system bus cannot be reached: {error.text}", remedy


def no_answer(error: ActionError) -> tuple[str, str]:
    """Why bluetoothd's objects cannot be read, and the remedy."""
    if error.name == DBUS_ACCESS_DENIED:
        why = "the D-Bus policy does not let this user talk to bluetoothd"
        return why, "sudo usermod -aG bluetooth $USER, then log in again"
    return f"bluetoothd does not answer: {error.text or error.name}", RESTART


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
