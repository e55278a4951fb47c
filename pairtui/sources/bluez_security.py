"""The actions that need the kernel beside BlueZ: a required security level, and the test of a bond."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from pairtui.pairing import codes
from pairtui.pairing.events import DeviceChanged, Event, Logged
from pairtui.sources.agent import Agent
from pairtui.sources.att_client import Attribute, protected, read
from pairtui.sources.bluez_objects import Objects
from pairtui.sources.bluez_properties import ADAPTER, DEVICE, SERVICE, adapter_key, adapter_path
from pairtui.sources.bus import Bus
from pairtui.sources.bus_values import INVALID_ARGS, PROPERTIES, BusError
from pairtui.sources.gatt import read_through_bluez
from pairtui.sources.levels import BOND_REFUSED, LEVEL_NOT_REACHED, NOT_REACHABLE, QUIET_SECONDS, Levels, described
from pairtui.sources.security import AttChannel, Ends, Security
from pairtui.sources.stored_bonds import StoredBonds

NOT_PAIRED = "pairtui.Error.NotPaired"
PROTECTED_UNREADABLE = "pairtui.Error.ProtectedUnreadable"

CONNECT_SECONDS = 60.0
VERIFY_SECONDS = 120.0


class SecurityActions:
    """Carries out RequireLevel and Verify.

    `bus` gives the connection to a running BlueZ, or raises BusError; `pair` pairs a device by its key, `find` gives
    the object path of one that may have to be looked for.
    """

    def __init__(
        self,
        objects: Objects,
        agent: Agent,
        bus: Callable[[], Bus],
        emit: Callable[[Event], None],
        bonds: StoredBonds,
        pair: Callable[[str], Awaitable[None]],
        find: Callable[[str], Awaitable[str]],
    ) -> None:
        self._objects = objects
        self._agent = agent
        self._bus = bus
        self._emit = emit
        self._bonds = bonds
        self._pair = pair
        self._find = find
        self.levels = Levels(agent.open_for)

    # ── a required level ──────────────────────────────────────────────────────────────────────────────────────

    async def require(self, device: str, level: int) -> str:
        """Bring the link to `level`; a sentence with what it has. Raises BusError.

        A new device that needs no authentication is paired by BlueZ, which asks nobody about Just Works. All else goes
        through a channel: BlueZ itself takes what it gets. It is a new link's: the kernel pairs with the IO capability
        that a link began with.
        """
        if not 1 <= level <= 4:
            raise BusError(INVALID_ARGS, f"{level} is no security level; levels are 1 to 4")
        path = await self._find(device)
        self._told(path, required=level)
        properties = await self._properties(path, DEVICE)
        if level == 2 and not properties.get("Paired"):
            if properties.get("Connected"):
                await self._device(path, "Disconnect")  # the kernel keeps for a link the highest level asked for
            await self._pair(path)
            return ""
        await self._agent.request_default(self._bus())
        ends = await self._ends(path, properties)
        if properties.get("Connected"):
            await self._device(path, "Disconnect")
        try:
            reached = await self.levels.raise_to(path, ends, level)
        finally:
            self._agent.pairing_ended(path)
        if reached.level > 1 and not properties.get("Paired"):
            self._told(path, level=reached.level, key_size=reached.key_size)
        if reached.level < level:
            raise BusError(LEVEL_NOT_REACHED, self._too_weak(path, reached, level))
        await self._device(path, "Connect")  # as Pair() leaves it
        return f"the link has level {reached.level}"

    def _too_weak(self, path: str, reached: Security, level: int) -> str:
        if reached.level > 1:
            return f"level {level} was asked for, and the bond has level {reached.level}: remove it and pair again"
        if path in self._objects.paired:
            return f"level {level} was asked for and not reached, and the old bond stays: remove it and pair again"
        return f"level {level} was asked for and not reached: nothing was paired"

    # ── the test of a bond ────────────────────────────────────────────────────────────────────────────────────

    async def verify(self, device: str) -> str:
        """Disconnect, connect, encrypt with the stored key, read what is protected; a sentence with what was seen.

        Raises BusError. A bond that does not work is told as the device's `verify_error`, too.
        """
        path = self._objects.resolve(device)
        self._bus()
        if path not in self._objects.paired:
            raise BusError(NOT_PAIRED, "there is no bond to verify: pair first")
        properties = await self._properties(path, DEVICE)
        ends = await self._ends(path, properties)
        was_connected = bool(properties.get("Connected"))
        if was_connected:
            await self._device(path, "Disconnect")
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                return await self._verified(path, ends)
        except TimeoutError:
            raise BusError(NOT_REACHABLE, f"{ends.peer} did not answer within {VERIFY_SECONDS:g} s") from None
        finally:
            if was_connected and path in self._objects.paired:
                await self._connect_again(path)

    async def _verified(self, path: str, ends: Ends) -> str:
        try:
            level = self._bonds.facts(ends.local, ends.peer).get("level")
            security, found, error = await _test(ends, level if isinstance(level, int) else 2)
        except OSError as failure:
            name, text = described(failure, ends.peer)
            if name == BOND_REFUSED:
                text = f"{ends.peer} refused the stored key: it has deleted the bond; remove it here and pair again"
                self._told(path, verify_error=text)
            raise BusError(name, text) from failure
        if security.level < 2:
            text = f"{ends.peer} did not encrypt with the stored key; remove the bond here and pair again"
            self._told(path, verify_error=text)
            raise BusError(BOND_REFUSED, text)
        words = f"level {security.level}{'' if level else ' or more'}, key of {security.key_size} octets"
        if found is None:
            words += "; encrypted, nothing protected to read"
        elif error:
            text = f"encrypted ({words}), and reading {found.uuid} was refused: {_att(error)}"
            self._told(path, key_size=security.key_size, verify_error=text)
            raise BusError(PROTECTED_UNREADABLE, text)
        else:
            await self._connect_anew(path)
            octets = await read_through_bluez(path, ends.peer, found.handle)
            words += f"; {found.uuid}, refused before with {_att(found.error)}, now gives {octets} octets"
        now = time.time()
        self._bonds.keep(ends.local, ends.peer, now)
        self._told(path, key_size=security.key_size, verified=now, verify_error="")
        return f"the bond works: {words}"

    async def _connect_again(self, path: str) -> None:
        """Leave the device connected, as it was."""
        try:
            await self._device(path, "Connect")
        except BusError as error:
            text = f"it was connected before, and could not be connected again: {error.text or error.name}"
            self._emit(Logged(at=time.time(), source="bluez", text=text, level="warning"))

    async def _connect_anew(self, path: str) -> None:
        """Connect by BlueZ, which must not find the link of a channel that has just been closed: that one ends soon."""
        with suppress(BusError):
            await self._device(path, "Disconnect")
        await self._device(path, "Connect")

    # ── BlueZ ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def _ends(self, path: str, properties: dict[str, object]) -> Ends:
        own = await self._properties(adapter_path(adapter_key(path)), ADAPTER)
        return Ends(
            str(own.get("Address", "")),
            str(own.get("AddressType", "public")),
            str(properties.get("Address", "")).upper(),
            str(properties.get("AddressType", "public")),
        )

    async def _properties(self, path: str, interface: str) -> dict[str, object]:
        found: dict[str, object] = (await self._bus().call(SERVICE, path, PROPERTIES, "GetAll", "s", [interface]))[0]
        return found

    async def _device(self, path: str, member: str) -> None:
        await self._bus().call(SERVICE, path, DEVICE, member, seconds=CONNECT_SECONDS)

    def _told(self, path: str, **changes: object) -> None:
        self._emit(DeviceChanged(at=time.time(), device=path, changes=changes))


async def _test(ends: Ends, level: int) -> tuple[Security, Attribute | None, int]:
    """What the stored key gives: the link's security, a protected characteristic, and the error of reading it now.

    `level` is what the key is known to give: more would be a new pairing. Raises OSError.
    """
    async with AttChannel(ends, level=1) as channel:
        found = await protected(channel)
        channel.require(level)
        end = time.monotonic() + QUIET_SECONDS
        security = await channel.reach(level, lambda _: time.monotonic() > end)
        error = await read(channel, found.handle) if found is not None and security.level > 1 else 0
        return security, found, error


def _att(error: int) -> str:
    return f"{codes.code_text('att', error)} {codes.name('att', error)}"
