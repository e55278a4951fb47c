"""The action that requires a security level of a link, which needs the kernel beside BlueZ."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from pairtui.sources.bluez.connections import BluezContext, Connections
from pairtui.sources.errors import DBUS_INVALID_ARGS, LEVEL_NOT_REACHED, ActionError
from pairtui.sources.kernel.att_channel import Security
from pairtui.sources.kernel.security_level import LevelRaiser


class SecurityLevelActions:
    """Carries out RequireLevel.

    `pair` pairs a device by its key, `find` gives the object path of one that may have to be looked for.
    """

    def __init__(
        self,
        context: BluezContext,
        connections: Connections,
        pair: Callable[[str], Awaitable[None]],
        find: Callable[[str], Awaitable[str]],
    ) -> None:
        self._context, self._agent, self._bonds = context, context.agent, context.bonds
        self._connections, self._pair, self._find = connections, pair, find
        self.levels = LevelRaiser(self._agent.open_for)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by device

    async def require(self, device: str, level: int) -> str:
        """Bring the link to `level`; a sentence with what it has. Raises ActionError.

        A new device that needs no authentication is paired by BlueZ, which asks nobody about Just Works. All else goes
        through a channel: BlueZ itself takes what it gets. It is a new link's: the kernel pairs with the IO capability
        that a link began with. A device's next level waits for the one before, whose link it would end.
        """
        if not 1 <= level <= 4:
            raise ActionError(DBUS_INVALID_ARGS, f"{level} is not a security level; levels are 1 to 4")
        path = await self._find(device)
        async with self._turns[path]:
            return await self._require(path, level)

    async def _require(self, path: str, level: int) -> str:
        self._context.device_changed(path, required=level)
        properties, ends = await self._connections.look(path)
        if level == 2 and not properties.get("Paired"):
            if properties.get("Connected"):
                await self._connections.disconnect(path)  # the kernel keeps for a link the highest level asked for
            await self._pair(path)
            return ""
        await self._agent.request_default(self._context.bus())
        if properties.get("Connected"):
            await self._connections.disconnect(path)
        try:
            reached = await self.levels.raise_to(path, ends, level)
        finally:
            self._agent.pairing_ended(path)
        if ends.bredr:  # for level 4 Linux takes a P-192 key too: what the link has is what its key is worth
            worth = self._bonds.facts(ends.local, ends.peer).get("level")
            reached = reached._replace(level=min(reached.level, worth if isinstance(worth, int) else reached.level))
        if reached.level > 1 and not properties.get("Paired"):
            self._context.device_changed(path, level=reached.level, key_size=reached.key_size)
        if reached.level < level:
            raise ActionError(LEVEL_NOT_REACHED, self._too_weak(path, reached, level))
        failed = await self._connections.reconnect(path)  # left connected, as Pair() does
        left = f"; it could not be connected afterwards: {failed}" if failed else ""
        stored = self._bonds.facts(ends.local, ends.peer)  # bluetoothd has written the new key before the link ended
        self._context.device_changed(path, **{name: value for name, value in stored.items() if name != "verified"})
        return f"the link has level {reached.level}{left}"

    def _too_weak(self, path: str, reached: Security, level: int) -> str:
        if reached.level > 1:
            return f"level {level} was asked for, and the bond has level {reached.level}: remove it and pair again"
        if path in self._context.objects.paired:
            return f"level {level} was asked for and not reached, and the old bond stays: remove it and pair again"
        return f"level {level} was asked for and not reached: nothing was paired"
