"""Discovery on BlueZ's adapters: the user's scan, with the short ones that look for one device."""

import asyncio
from collections import Counter
from collections.abc import Callable, Set
from contextlib import suppress

from pairtui.sources.bluez.objects import Objects, adapter_and_address
from pairtui.sources.bluez.properties import ADAPTER, SERVICE, adapter_path
from pairtui.sources.cancellation import raise_if_cancelled, result_of
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import Typed
from pairtui.sources.errors import BLUEZ_IN_PROGRESS, CANCELED, INVALID_DEVICE, ActionError, not_seen

BUSY_SECONDS = 1.0
"""Between two tries to begin a discovery."""

BUSY_TRIES = 13
"""The kernel scans for 10.24 seconds, and bluetoothd begins again after some more."""


class Discovery:
    """What this connection scans for. BlueZ gives each connection one discovery per adapter."""

    def __init__(self, objects: Objects, bus: Callable[[], Bus], seconds: float) -> None:
        self._objects = objects
        self._bus = bus
        self._seconds = seconds
        self._wanted: dict[str, str] = {}  # adapters the user scans on -> transport
        self._lost: dict[str, str] = {}  # those where it ended unasked
        self._searches: Counter[str] = Counter()
        self._running: dict[str, asyncio.Future[str]] = {}  # device key -> its search

    async def start(self, adapter: str, transport: str) -> None:
        """Scan until `stop`. Raises ActionError."""
        await self._filter(adapter, transport)
        await self._begin(adapter)
        self._wanted[adapter] = transport
        self._lost.pop(adapter, None)

    async def stop(self, adapter: str) -> None:
        """End the user's scan; a search that is under way ends it when it is done. Raises ActionError."""
        self._wanted.pop(adapter, None)
        self._lost.pop(adapter, None)
        if not self._searches[adapter]:
            await self._call(adapter, "StopDiscovery")

    def only_on(self, adapters: Set[str]) -> None:
        """Scans on others have ended, with bluetoothd or the adapter; `resume` begins them again."""
        for adapter in self._wanted.keys() - adapters:
            self._lost[adapter] = self._wanted.pop(adapter)

    async def resume(self, adapter: str) -> bool:
        """Scan as before that ended unasked; False where nobody did. Raises ActionError."""
        transport = self._lost.pop(adapter, None)
        if transport is None:
            return False
        await self.start(adapter, transport)
        return True

    async def find(self, target: str, key: str) -> str:
        """The object path of a device that BlueZ does not know now, as soon as it is seen. Raises ActionError.

        `target` is an object path or `hci0/ADDRESS`; `key` is what `cancel` knows the search by.
        """
        adapter, address = adapter_and_address(target)
        if not address:
            raise ActionError(INVALID_DEVICE, f"{target} names no device")
        search = asyncio.ensure_future(self._search(adapter, address))
        self._running[key] = search
        try:
            return await result_of(search, ActionError(CANCELED, f"looking for {address} was stopped"))
        finally:
            if self._running.get(key) is search:
                del self._running[key]

    def cancel(self, key: str) -> bool:
        """Stop looking for a device; False where nobody does."""
        search = self._running.get(key)
        return search is not None and search.cancel()

    async def _search(self, adapter: str, address: str) -> str:
        self._searches[adapter] += 1
        try:
            if adapter not in self._wanted:
                await self._filter(adapter, "auto")
            await self._begin(adapter, 1)  # the user's scan ends unasked when the adapter is switched off
            raise_if_cancelled()
            found = await self._objects.appearance(adapter, address, self._seconds)
            raise_if_cancelled()
            return found
        except TimeoutError:
            raise not_seen(address, self._seconds) from None
        finally:
            self._searches[adapter] -= 1
            if not self._searches[adapter] and adapter not in self._wanted:
                with suppress(ActionError):
                    await self._call(adapter, "StopDiscovery")

    async def _filter(self, adapter: str, transport: str) -> None:
        wanted = {"Transport": Typed("s", transport), "DuplicateData": Typed("b", True)}
        await self._bus().call(SERVICE, adapter_path(adapter), ADAPTER, "SetDiscoveryFilter", "a{sv}", [wanted])

    async def _begin(self, adapter: str, searches: int = 0) -> None:
        """BlueZ says InProgress of a discovery of ours, and while the kernel scans for a bluetoothd that was killed."""
        for tries_left in reversed(range(BUSY_TRIES)):
            try:
                await self._call(adapter, "StartDiscovery")
            except ActionError as error:
                ours = adapter in self._wanted or self._searches[adapter] > searches
                if error.name != BLUEZ_IN_PROGRESS or not (ours or tries_left):
                    raise
                if not ours:
                    await asyncio.sleep(BUSY_SECONDS)
                    continue
            return

    async def _call(self, adapter: str, member: str) -> None:
        await self._bus().call(SERVICE, adapter_path(adapter), ADAPTER, member)
