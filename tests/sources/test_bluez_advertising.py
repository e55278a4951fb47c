"""The gateway advertises, through each D-Bus library, and knows when it no longer does."""

import pytest

from pairtui.pairing.actions import Advertise
from pairtui.pairing.events import ActionFinished, AdapterChanged, AdapterRemoved
from tests.sources.bluez_double import HCI0, Message, MessageBus, MessageType, Refusal

PATH = "/io/pairtui/advertisement/hci0"
ON, OFF = {"advertising": True}, {"advertising": False}


@pytest.fixture
async def advertising(console, bluez):
    await console.source.perform(Advertise("hci0", True))
    await console.until(AdapterChanged, adapter="hci0", changes=ON)
    assert (await console.until(ActionFinished, action=Advertise("hci0", True))).error is None
    return console


async def test_connectable_and_discoverable_under_the_adapters_name(advertising, bluez):
    assert bluez.advertisements == {PATH: {"Type": "peripheral", "Discoverable": True, "Includes": ["local-name"]}}


async def test_taken_back(advertising, bluez):
    await advertising.source.perform(Advertise("hci0", False))
    await advertising.until(AdapterChanged, adapter="hci0", changes=OFF)
    assert bluez.advertisements == {}
    await advertising.source.perform(Advertise("hci0", False))
    assert advertising.all(ActionFinished)[-1].error == "org.bluez.Error.DoesNotExist"


async def test_taken_back_on_leaving(advertising, bluez):
    await advertising.source.close()
    assert bluez.called("UnregisterAdvertisement") == [("UnregisterAdvertisement", HCI0, PATH)]


async def test_released_by_bluez(advertising, bluez):
    await bluez.release_advertisement(PATH)
    await advertising.until(AdapterChanged, adapter="hci0", changes=OFF)


async def test_bluez_counts_none_any_more(advertising, bluez):
    bluez.advertisements.clear()
    bluez.advertisements_changed(HCI0)
    await advertising.until(AdapterChanged, adapter="hci0", changes=OFF)


async def test_bluetoothd_dies_and_comes_back_without_it(advertising, bluez):
    await bluez.stop()
    await advertising.until(AdapterRemoved, adapter="hci0")
    bluez.advertisements.clear()
    await bluez.start()
    await advertising.until(AdapterChanged, lambda event: "address" in event.changes)
    await advertising.source.perform(Advertise("hci0", True))
    await advertising.until(AdapterChanged, changes=ON)
    assert PATH in bluez.advertisements


async def test_one_left_over_on_this_connection_is_replaced(console, bluez):
    bluez.advertisements[PATH] = {}
    await console.source.perform(Advertise("hci0", True))
    await console.until(AdapterChanged, changes=ON)
    assert bluez.advertisements[PATH]["Type"] == "peripheral"


async def test_an_adapter_without_le_advertising(console, bluez):
    bluez.refusals["RegisterAdvertisement"] = Refusal("org.freedesktop.DBus.Error.UnknownMethod", "No such method")
    await console.source.perform(Advertise("hci0", True))
    finished = await console.until(ActionFinished, action=Advertise("hci0", True))
    assert (finished.error, finished.text) == (
        "pairtui.Error.CannotAdvertise", "BlueZ has no LE advertising on hci0",
    )  # fmt: skip
    assert ON not in [event.changes for event in console.all(AdapterChanged)]


async def test_only_bluetoothd_may_release_it(advertising, bluez):
    stranger = await MessageBus(bus_address=bluez.address).connect()
    call = Message(bluez.agent[0], PATH, "org.bluez.LEAdvertisement1", "Release")
    assert (await stranger.call(call)).message_type is MessageType.ERROR
    stranger.disconnect()
    assert OFF not in [event.changes for event in advertising.all(AdapterChanged)]
