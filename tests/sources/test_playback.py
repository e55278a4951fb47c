"""A recording is paused, stepped, sped up, and gone to and fro in."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path

from pairtui.hub import Hub
from pairtui.pairing import actions
from pairtui.pairing.events import SourceState
from pairtui.sources.capture.playback import ReplaySource
from pairtui.sources.capture.source import read_file

FILE = str(Path(__file__).parents[1] / "captures" / "04-jw-legacy-bond-lost-at-peer.btsnoop")


@asynccontextmanager
async def played(speed):
    hub = Hub([ReplaySource(FILE, speed, stays=True)])
    running = asyncio.create_task(hub.run())
    try:
        yield hub
    finally:
        running.cancel()
        await hub.close()


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not done():  # noqa: ASYNC110 -- what is waited for has no event of its own
            await asyncio.sleep(0.01)


def told(hub):
    return hub.model.sources.get("replay")


async def ended(hub):
    await until(lambda: told(hub) is not None and told(hub).state is SourceState.ENDED)


async def test_pause_and_step_let_one_record_happen_at_a_time():
    async with played(1.0) as hub:
        await until(lambda: len(hub.model.records) > 0)
        await hub.perform(actions.PlayOrPause())
        await asyncio.sleep(0.05)
        before = len(hub.model.records)
        assert told(hub).state is SourceState.PAUSED
        await asyncio.sleep(0.2)
        assert len(hub.model.records) == before
        await hub.perform(actions.StepRecord())
        await until(lambda: len(hub.model.records) == before + 1)
        await asyncio.sleep(0.05)
        assert len(hub.model.records) == before + 1


async def test_it_stops_where_the_next_attempt_begins():
    async with played(1.0) as hub:
        await until(lambda: len(hub.model.records) > 0)
        await hub.perform(actions.SeekAttempt())
        await until(lambda: told(hub).state is SourceState.PAUSED)
        await asyncio.sleep(0.05)
        first = len(hub.model.attempts)
        await hub.perform(actions.SeekAttempt())
        await until(lambda: len(hub.model.attempts) > first or told(hub).state is SourceState.ENDED)


async def test_where_no_attempt_follows_it_says_so_at_the_end():
    async with played(1.0) as hub:
        await until(lambda: len(hub.model.records) > 0)
        while told(hub).state is not SourceState.ENDED:
            await hub.perform(actions.SeekAttempt())
            await asyncio.sleep(0.1)
        assert "no attempt begins after this: the end of the file" in [line.text for line in hub.model.log]


async def test_back_from_the_end_and_to_the_end_again_is_the_same():
    whole = read_file(FILE).model
    async with played(None) as hub:
        await ended(hub)
        await hub.perform(actions.Seek(-1.0))
        await until(lambda: told(hub).state is SourceState.UP)
        await hub.perform(actions.Seek(1000.0))
        await ended(hub)
        outcomes = [attempt.outcome for attempt in hub.model.attempts.values()]
        assert outcomes == [attempt.outcome for attempt in whole.attempts.values()]
        assert len(hub.model.records) == len(whole.records)


async def test_the_pace_has_bounds_and_is_said():
    async with played(1.0) as hub:
        await until(lambda: len(hub.model.records) > 0)
        for _ in range(12):
            end = await hub.perform(actions.SetSpeed(2.0))
        assert end is not None and end.text == "64 times as fast as it happened"


async def test_without_a_console_it_ends_with_the_file():
    hub = Hub([ReplaySource(FILE, None)])
    async with asyncio.timeout(60):
        await hub.run()
    await hub.close()
    assert len(hub.model.attempts) == len(read_file(FILE).model.attempts)
