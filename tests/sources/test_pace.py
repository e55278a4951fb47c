"""Work in a thread: it rests, unless somebody waits for it, and gives what it gives without."""

import asyncio
import sys

import pytest

from pairtui.sources.storage import pace
from pairtui.sources.storage.pace import REST, Pace


def one(value):
    return value


def work(calls):
    return sum(one(1) for _ in range(calls))


@pytest.fixture
def rests(monkeypatch):
    """The rests, in seconds, where each look at the clock is 0.4 ms after the one before."""
    taken: list[float] = []
    looks = iter(range(10**9))
    monkeypatch.setattr(pace, "monotonic", lambda: next(looks) * 0.0004)
    monkeypatch.setattr(pace, "sleep", taken.append)
    return taken


async def test_what_takes_long_rests_again_and_again(rests):
    assert await Pace().run(work, 1000) == 1000
    assert len(rests) > 100
    assert set(rests) == {REST}


async def test_what_takes_longer_than_patience_goes_on_without_rests(rests):
    assert await Pace().run(work, 20_000) == 20_000
    most = pace.PATIENCE / pace.WORK
    assert most / 4 < len(rests) < most


async def test_what_somebody_waits_for_does_not_rest(rests):
    its = Pace()
    with its.hurry():
        assert await its.run(work, 1000) == 1000
    assert rests == []
    await its.run(work, 1000)
    assert rests


async def test_what_is_short_does_not_rest(monkeypatch):
    monkeypatch.setattr(pace, "sleep", lambda _: pytest.fail("it rested"))
    monkeypatch.setattr(pace, "WORK", 60.0)
    assert await Pace().run(work, 10) == 10


async def test_a_fault_is_passed_on_and_the_thread_is_left_as_it_was():
    its, hooks = Pace(), []

    def fails():
        hooks.append(sys.getprofile())
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        await its.run(fails)
    assert hooks == [its._rest]
    assert await asyncio.to_thread(sys.getprofile) is None
