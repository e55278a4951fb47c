"""Reading a characteristic as an application does: through bluetoothd, by bleak."""

from typing import Any

from pairtui.protocol.safe_text import safe_text
from pairtui.sources.errors import NOT_READ, ActionError

READ_SECONDS = 30.0


async def read_through_bluez(path: str, address: str, handle: int, seconds: float = READ_SECONDS) -> int:
    """How many octets the value at `handle` has; of a device at the object path `path` that is connected.

    Disconnects it. Raises ActionError: bluetoothd's, or `NOT_READ`.
    """
    from bleak import BleakClient
    from bleak.backends.device import BLEDevice
    from bleak.exc import BleakDBusError, BleakError

    client = BleakClient(BLEDevice(address, None, {"path": path, "props": {}}), timeout=seconds)
    try:
        async with client:
            return await _octets(client, handle)
    except BleakDBusError as error:
        raise ActionError(error.dbus_error, safe_text(error.dbus_error_details or "")) from error
    except (BleakError, OSError, EOFError) as error:
        text = safe_text(str(error)) or type(error).__name__
        raise ActionError(NOT_READ, f"bluetoothd could not read the characteristic: {text}") from error


async def _octets(client: Any, handle: int) -> int:
    for characteristic in client.services.characteristics.values():
        if handle in (characteristic.handle, characteristic.handle + 1):  # BlueZ names it by its declaration
            return len(await client.read_gatt_char(characteristic))
    raise ActionError(NOT_READ, f"bluetoothd does not have the characteristic at handle 0x{handle:04x}")
