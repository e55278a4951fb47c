"""The lab ends when it is closed, whatever it was coming up with."""

import asyncio
from contextlib import suppress
from random import Random

import pytest

from pairtui.lab.cast import cast_of, document
from pairtui.lab.environment import Report, VirtualEnvironment
from pairtui.lab.source import LabSource
from pairtui.pairing.actions import Action

CAST = """
title = "Two that come into range"

[members.scale]
name = "Scale"
address = "C0:00:00:00:00:01"

[members.lock]
name = "Lock"
address = "C0:00:00:00:00:02"
"""
LONGEST = 30.0
"""Seconds after which it will never end."""


class Air(VirtualEnvironment):
    """Loses a cancellation while somebody comes into range, as `asyncio.wait_for` of Python 3.11 may."""

    def __init__(self, loses: str) -> None:
        super().__init__(cast_of(document("cast.toml", CAST), "test"), Random(1))
        self.reached = asyncio.Event()
        self.entered = 0
        self.loses = loses

    async def begin(self, report: Report) -> None:
        await super().begin(report)
        if self.loses == "begin":
            await self.lose()

    async def _enter(self, *member: object) -> None:
        self.entered += 1
        if self.loses == "member":
            await self.lose()

    async def lose(self) -> None:
        self.reached.set()
        with suppress(asyncio.CancelledError):
            await asyncio.get_running_loop().create_future()


class Console(LabSource):
    """Its first search for devices never begins, where the air loses nothing before."""

    def __init__(self, air: Air) -> None:
        super().__init__(air, random=Random(1))
        self._in = air

    async def _carry_out(self, action: Action) -> str:
        if self._in.loses == "search":
            self._in.reached.set()
            await asyncio.get_running_loop().create_future()
        return ""


@pytest.mark.parametrize(("during", "entered"), [("member", 1), ("begin", 2), ("search", 2)])
async def test_closing_ends_it_while_it_comes_up(during, entered):
    air = Air(during)
    source = Console(air)

    async def read() -> None:
        async for _ in source.events():
            pass

    reading = asyncio.create_task(read())
    async with asyncio.timeout(LONGEST):
        await air.reached.wait()
        await source.close()
        await reading
    assert air.entered == entered
