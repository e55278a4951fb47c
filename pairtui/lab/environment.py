"""What the gateway runs on: a virtual air with its cast, or a real controller."""

import asyncio
from collections.abc import Callable, Mapping
from random import Random
from typing import Protocol

from bumble.transport.common import AsyncPipeSink

from pairtui.lab.cast import GATEWAY, Cast
from pairtui.lab.devices.advertisers import AdvertiserGroup
from pairtui.lab.devices.kinds import device_class
from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.member import Member
from pairtui.lab.radio.bredr.controller import DualModeController
from pairtui.lab.radio.link import RadioLink
from pairtui.lab.radio.scanning_host import ScanningHost
from pairtui.sources.cancellation import raise_if_cancelled

Report = Callable[[str, str], None]
"""Called with the address of a virtual device, and what happened to it."""


class NoController(Exception):
    """The gateway's controller cannot be used: `why` in a sentence, `remedy` what to do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}; {remedy}")
        self.why = why
        self.remedy = remedy


class LabEnvironment(Protocol):
    """A controller for the gateway, and who is around it; `peripherals` by address."""

    title: str
    first: str
    """What to try first, "" where there is no advice."""

    @property
    def peripherals(self) -> Mapping[str, Peripheral]:
        """The virtual devices that have come into range."""

    async def host(self) -> ScanningHost:
        """The gateway's host, with its controller. Raises NoController."""

    async def begin(self, report: Report) -> None:
        """Let the others come into range."""

    async def lost(self) -> None:
        """Returns when the controller is gone."""

    async def close(self) -> None:
        """Give back what is held. Safe to call twice; `host` starts again."""


class VirtualEnvironment:
    """The air with `cast`; whatever is random in it comes from `random`."""

    def __init__(self, cast: Cast, random: Random) -> None:
        self.title = f"virtual gateway, {len(cast.members)} in the cast"
        self.first = cast.first
        self.peripherals: dict[str, Peripheral] = {}
        self._cast = cast
        self._seed = random.random()
        self._crowds: list[AdvertiserGroup] = []
        self._air: RadioLink | None = None

    async def host(self) -> ScanningHost:
        """The gateway's host, alone in the air."""
        self._air = RadioLink(self._own_random("air"))
        controller = DualModeController("gateway", self._air, GATEWAY, self._own_random("controller"))
        return ScanningHost(controller, AsyncPipeSink(controller))

    async def begin(self, report: Report) -> None:
        """Let each member come into range."""
        assert self._air is not None
        for member in self._cast.members.values():
            await self._enter(member, self._air, report)
            raise_if_cancelled()

    async def lost(self) -> None:
        """A virtual controller stays."""
        await asyncio.get_running_loop().create_future()

    async def close(self) -> None:
        """Release the controllers."""
        for crowd in self._crowds:
            await crowd.stop()
        for peripheral in self.peripherals.values():
            await peripheral.stop()
        self._crowds.clear()
        self.peripherals.clear()

    async def _enter(self, member: Member, air: RadioLink, report: Report) -> None:
        random = self._own_random(member.key)
        if member.kind == "crowd":
            crowd = AdvertiserGroup(member, air, random)
            self._crowds.append(crowd)
            await crowd.start()
            return
        peripheral = device_class(member)(member, air, random, lambda what: report(member.address, what))
        self.peripherals[member.address] = peripheral
        await peripheral.start()

    def _own_random(self, name: str) -> Random:
        """A source of its own for each, so that one more member changes nothing for the others."""
        return Random(f"{name} {self._seed}")
