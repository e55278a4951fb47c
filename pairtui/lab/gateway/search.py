"""Waits until a device that the gateway does not know is heard, as BlueZ's pairing of a removed device must."""

import asyncio

from bumble.hci import Address

from pairtui.lab.gateway.device_table import DeviceTable
from pairtui.lab.gateway.host import Gateway
from pairtui.sources.base import SEARCH_SECONDS
from pairtui.sources.errors import CANCELED, ActionError, not_seen


class Search:
    """Looks for one device at a time, with the scan on meanwhile."""

    def __init__(self, gateway: Gateway, rows: DeviceTable) -> None:
        self._gateway = gateway
        self._rows = rows
        self._running: dict[str, asyncio.Future[None]] = {}

    async def find(self, device: str) -> Address:
        """The address of the device with this key, as soon as it is heard. Raises ActionError."""
        if not self._rows.known(device):
            self._gateway.check_powered()
            scanned = self._gateway.scanning
            await self._gateway.scan(True)
            try:
                await self._heard(device)
            finally:
                if not scanned and self._gateway.powered:
                    await self._gateway.scan(False)
        return self._rows.address(device)

    async def _heard(self, device: str) -> None:
        heard = self._running[device] = self._rows.appearance(device)
        try:
            await asyncio.wait({heard}, timeout=SEARCH_SECONDS)
        finally:
            self._running.pop(device, None)
        address = device.partition("/")[2]
        if heard.cancelled():
            raise ActionError(CANCELED, f"looking for {address} was stopped")
        if not heard.done():
            heard.cancel()
            raise not_seen(address, SEARCH_SECONDS)

    def cancel(self, device: str) -> bool:
        """Stop looking for a device; False where nobody does."""
        search = self._running.get(device)
        return search is not None and search.cancel()
