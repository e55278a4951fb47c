"""The hub, with sources of our own."""

import asyncio
import logging
import time

import pytest

from pairtui.hub import BURST_SECONDS, STRENGTH_INTERVAL, Hub
from pairtui.pairing import actions
from pairtui.pairing.events import (
    ActionFinished,
    ActionStarted,
    DeviceChanged,
    Event,
    Logged,
    PromptClosed,
    PromptKind,
    PromptRaised,
    SourceState,
)
from pairtui.sources.source import Source


class Scripted:
    """A source whose events are put in by hand."""

    def __init__(self, name: str = "scripted", takes: tuple[type[actions.Action], ...] = ()) -> None:
        self.name = name
        self.actions = frozenset(takes)
        self.queue: asyncio.Queue[Event | Exception | None] = asyncio.Queue()
        self.performed: list[actions.Action] = []
        self.closed = 0

    def tell(self, *events: Event | Exception | None) -> None:
        for event in events:
            self.queue.put_nowait(event)

    async def events(self):
        while (event := await self.queue.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event

    async def perform(self, action: actions.Action) -> None:
        self.performed.append(action)
        self.tell(ActionStarted(action=action))
        await asyncio.sleep(0.01)
        self.tell(ActionFinished(action=action))

    async def close(self) -> None:
        self.closed += 1
        self.tell(None)


def line(text: str) -> Logged:
    return Logged(source="scripted", text=text)


@pytest.fixture
async def start():
    """Runs a hub on sources for the length of a test."""
    running: list[tuple[Hub, asyncio.Task[None]]] = []

    async def run(*sources: Source, interval: float = 0.2) -> Hub:
        hub = Hub(sources, interval=interval)
        running.append((hub, asyncio.create_task(hub.run())))
        await asyncio.sleep(0)
        return hub

    yield run
    for hub, task in running:
        await hub.close()
        await asyncio.wait_for(task, 2)


def counter(hub: Hub) -> list[float]:
    """When the hub told of changes."""
    calls: list[float] = []
    loop = asyncio.get_running_loop()
    hub.subscribe(lambda: calls.append(loop.time()))
    return calls


async def test_a_protocol_of_sources_is_what_it_takes():
    source: Source = Scripted()
    assert source.name == "scripted"


async def test_the_events_of_all_sources_reach_the_model(start):
    one, two = Scripted("one"), Scripted("two")
    hub = await start(one, two)
    one.tell(DeviceChanged(device="/a", changes={"name": "A"}))
    two.tell(DeviceChanged(device="/b", changes={"name": "B"}))
    await asyncio.sleep(0.02)
    assert {key: device.name for key, device in hub.model.devices.items()} == {"/a": "A", "/b": "B"}


async def test_a_flood_is_told_at_most_once_per_interval(start):
    source = Scripted()
    hub = await start(source, interval=0.1)
    calls = counter(hub)
    for number in range(45):
        source.tell(*(DeviceChanged(device="/a", changes={"rssi": -number}) for _ in range(20)))
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.15)
    assert 2 <= len(calls) <= (calls[-1] - calls[0]) / 0.1 + 2
    assert hub.model.devices["/a"].rssi == -44


async def test_nothing_is_told_while_nothing_changes(start):
    source = Scripted()
    hub = await start(source, interval=0.02)
    calls = counter(hub)
    source.tell(line("once"))
    await asyncio.sleep(0.15)
    assert len(calls) == 1


@pytest.mark.parametrize(
    "event",
    [
        PromptRaised(prompt=1, kind=PromptKind.CONFIRM, device="/a"),
        PromptClosed(prompt=1, why="withdrawn"),
        ActionFinished(action=actions.Pair("/a"), error="org.bluez.Error.Failed"),
    ],
)
async def test_what_a_user_waits_for_does_not_wait(start, event):
    source = Scripted()
    hub = await start(source, interval=5)
    calls = counter(hub)
    source.tell(line("the first is told at once"))
    await asyncio.sleep(0.02)
    source.tell(line("this waits"))
    await asyncio.sleep(0.02)
    assert len(calls) == 1
    source.tell(event)
    await asyncio.sleep(0.02)
    assert len(calls) == 2


async def test_the_loop_has_its_turn_in_a_flood(start):
    source = Scripted()
    hub = await start(source)
    hub.observe(lambda _: time.sleep(0.001))
    source.tell(*(line(str(number)) for number in range(100)))
    turns = 0
    while not source.queue.empty():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= 100 / (BURST_SECONDS / 0.001) - 5


async def test_strengths_alone_are_told_once_a_second(start):
    source = Scripted()
    hub = await start(source, interval=0.02)
    calls = counter(hub)
    source.tell(DeviceChanged(device="/a", changes={"rssi": -50}))
    await asyncio.sleep(0.1)
    known = len(calls)
    for number in range(20):
        source.tell(DeviceChanged(device="/a", changes={"rssi": -60 - number}))
        await asyncio.sleep(0.01)
    assert len(calls) == known
    source.tell(DeviceChanged(device="/a", changes={"rssi": -60, "connected": True}))
    await asyncio.sleep(0.1)
    assert len(calls) == known + 1, "what else changes waits for the interval only"
    source.tell(DeviceChanged(device="/a", changes={"rssi": -61}))
    await asyncio.sleep(STRENGTH_INTERVAL + 0.2)
    assert len(calls) == known + 2


async def test_an_action_goes_to_the_first_source_that_takes_it(start):
    deaf, one, two = Scripted("deaf"), Scripted("one", (actions.Pair,)), Scripted("two", (actions.Pair, actions.Unpair))
    hub = await start(deaf, one, two)
    seen: list[Event] = []
    hub.observe(seen.append)
    await hub.perform(actions.Pair("/a"))
    await hub.perform(actions.Unpair("/a"))
    await asyncio.sleep(0.01)
    assert (deaf.performed, one.performed, two.performed) == ([], [actions.Pair("/a")], [actions.Unpair("/a")])
    assert [type(event) for event in seen] == [ActionStarted, ActionFinished] * 2


async def test_an_action_that_nobody_takes_fails(start):
    hub = await start(Scripted())
    seen: list[Event] = []
    stop = hub.observe(seen.append)
    await hub.perform(actions.Pair("/a"))
    (finished,) = seen
    assert isinstance(finished, ActionFinished)
    assert finished.error == "pairtui.Error.NoSource"
    assert "Pair" in finished.text
    stop()
    await hub.perform(actions.Pair("/a"))
    assert len(seen) == 1


async def test_a_fault_in_a_source_does_not_end_the_console(start, caplog):
    broken, sound = Scripted("broken"), Scripted("sound")
    hub = await start(broken, sound)
    broken.tell(ZeroDivisionError("a bug"))
    await asyncio.sleep(0.02)
    status = hub.model.sources["broken"]
    assert status.state is SourceState.DOWN
    assert "ZeroDivisionError" in status.why
    sound.tell(line("still here"))
    await asyncio.sleep(0.02)
    assert [entry.text for entry in hub.model.log] == ["still here"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    caplog.clear()


async def test_a_fault_in_a_subscriber_an_action_or_the_model_does_not_either(start, caplog):
    source = Scripted(takes=(actions.Pair,))
    hub = await start(source, interval=0.01)
    hub.subscribe(lambda: 1 / 0)
    calls = counter(hub)
    source.tell(DeviceChanged(device="/a", changes=None))  # type: ignore[arg-type]
    source.perform = lambda action: 1 / 0  # type: ignore[assignment, return-value]
    await hub.perform(actions.Pair("/a"))
    source.tell(line("still here"))
    await asyncio.sleep(0.05)
    assert calls
    assert hub.model.log[-1].text == "still here"
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    caplog.clear()


async def test_it_ends_when_every_source_has_ended():
    source = Scripted()
    hub = Hub([source], interval=60)
    calls = counter(hub)
    source.tell(line("first"), line("last"), None)
    await asyncio.wait_for(hub.run(), 2)
    assert [entry.text for entry in hub.model.log] == ["first", "last"]
    assert calls, "the last change is told at the end"
    await hub.close()
    assert source.closed == 1


async def test_one_source_that_cannot_be_closed_does_not_keep_the_others(caplog):
    bad, good = Scripted("bad"), Scripted("good")

    async def fail() -> None:
        raise OSError("stuck")

    bad.close = fail  # type: ignore[method-assign]
    await Hub([bad, good]).close()
    assert good.closed == 1
    assert "bad could not be closed" in caplog.text
    caplog.clear()


async def test_what_came_of_an_action_is_the_result_of_performing_it(start):
    source = Scripted(takes=(actions.Pair, actions.Connect))
    hub = await start(source)
    ended = await hub.perform(actions.Pair("/a"))
    assert ended == ActionFinished(action=actions.Pair("/a"), source="scripted")
    refused = await hub.perform(actions.Unpair("/a"))
    assert refused is not None
    assert refused.error == "pairtui.Error.NoSource"

    async def silent(action: actions.Action) -> None:
        source.performed.append(action)

    source.perform = silent  # type: ignore[method-assign]
    assert await hub.perform(actions.Connect("/a")) is None
