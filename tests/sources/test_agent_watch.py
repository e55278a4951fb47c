"""Who the default agent is: seen on the bus, or inferred where the bus lets nobody watch."""

import asyncio
import os
from contextlib import suppress

import pytest

from pairtui.pairing import actions
from pairtui.pairing.events import AgentChanged, Logged, Traced
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import Direction
from pairtui.sources.bluez import default_agent as agent_watch
from pairtui.sources.bluez.default_agent import AgentStack
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.errors import DBUS_ACCESS_DENIED, ActionError

HERE = os.getpid()


def test_the_newest_to_ask_is_the_default_and_the_one_before_follows():
    order = AgentStack()
    order.registered(":1.1", "KeyboardDisplay")
    assert order.head == ("", ""), "registered is not yet the default"
    order.default(":1.1")
    order.registered(":1.2", "")
    order.default(":1.2")
    assert order.head == (":1.2", "KeyboardDisplay"), "an empty capability means KeyboardDisplay"
    order.registered(":1.2", "NoInputNoOutput")
    assert order.head == (":1.2", "KeyboardDisplay"), "BlueZ refuses a second registration"
    order.gone(":1.2")
    assert order.head == (":1.1", "KeyboardDisplay")
    order.gone(":1.1")
    assert order.head == ("", "")
    order.default(":1.9")
    assert order.head == (":1.9", ""), "registered before anybody watched"


async def first_told(console) -> AgentChanged:
    """That pairtui's own agent is the default: told before or after the log says that it is registered."""
    if not console.all(AgentChanged):
        await console.until(AgentChanged)
    told: AgentChanged = console.all(AgentChanged)[0]
    return told


async def other_agent(address: str) -> Bus:
    """Another program with an agent, which is not the default yet."""
    other = await Bus.connect(address)
    manager = ("org.bluez", "/org/bluez", "org.bluez.AgentManager1")
    with suppress(ActionError):  # the double keeps one agent; the bus shows the call all the same
        await other.call(*manager, "RegisterAgent", "os", ["/other", "DisplayOnly"])
    return other


async def take_default(other: Bus) -> None:
    await other.call("org.bluez", "/org/bluez", "org.bluez.AgentManager1", "RequestDefaultAgent", "o", ["/other"])


async def test_another_agent_is_named_and_ours_takes_it_back(console, bluez):
    ours = await first_told(console)
    assert (ours.ours, ours.capability, ours.certain, ours.pid) == (True, "KeyboardDisplay", True, HERE)
    other = await other_agent(bluez.address)
    await take_default(other)
    taken = await console.until(AgentChanged, ours=False)
    assert (taken.owner, taken.ours, taken.capability) == (other.unique_name, False, "DisplayOnly")
    assert (taken.pid, taken.certain) == (HERE, True)
    assert taken.command, "by the name of its process"
    await console.source.perform(actions.SetCapability("DisplayYesNo"))
    assert (await console.until(AgentChanged, capability="DisplayYesNo")).ours
    await other.close()


async def test_ours_is_the_default_again_when_the_other_leaves(console, bluez):
    await first_told(console)
    other = await other_agent(bluez.address)
    await take_default(other)
    await console.until(AgentChanged, ours=False)
    await other.close()
    assert (await console.until(AgentChanged)).ours


@pytest.fixture
def unwatched(monkeypatch) -> None:
    """A bus that lets nobody watch it, as with an ordinary user; and processes that are known to have agents."""

    async def refuse(*_: object) -> None:
        raise ActionError(DBUS_ACCESS_DENIED, "Only root may become a monitor")

    monkeypatch.setattr(Bus, "monitor", refuse)
    monkeypatch.setattr(agent_watch, "command_of", lambda pid: "bluetoothctl")


async def test_without_watching_it_is_inferred_from_the_trace(unwatched, console, bluez):
    assert (await first_told(console)).ours
    other = await other_agent(bluez.address)
    came = await console.until(Logged, level="warning")
    assert came.text == f"bluetoothctl (pid {HERE}) came: it may take the prompts from pairtui"
    told = Traced(at=2e9, message=mgmt.SetIoCapability(0), direction=Direction.HOST, adapter="hci0")
    console.source.on_event(told)
    taken = await console.until(AgentChanged, ours=False)
    assert (taken.owner, taken.command, taken.capability) == (other.unique_name, "bluetoothctl", "DisplayOnly")
    assert (taken.ours, taken.certain) == (False, False)
    await other.close()
    assert (await console.until(AgentChanged)).ours


async def test_a_capability_that_the_kernel_did_not_take_is_told(console):
    await first_told(console)
    refused = mgmt.CommandComplete(mgmt.SetIoCapability.CODE, 0x0D, b"")
    console.source.on_event(Traced(at=1.0, message=refused, direction=Direction.HOST))
    assert (await console.until(Logged, level="warning")).text == "the kernel refused the IO capability: MGMT 0x0d"


async def test_one_monitor_stays_open_however_often_the_bus_is_lost(console, private_bus, open_files):
    await first_told(console)
    before = open_files()
    for _ in range(2):
        private_bus.stop()
        await asyncio.sleep(0.05)
        private_bus.start()
        await asyncio.sleep(0.3)
    assert open_files() <= before + 1
