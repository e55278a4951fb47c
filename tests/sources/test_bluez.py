"""Devices and adapters as BlueZ tells them, through each D-Bus library."""

import asyncio

from pairtui.pairing import actions
from pairtui.pairing.events import (
    ActionFinished,
    AdapterChanged,
    AdapterRemoved,
    DeviceChanged,
    DeviceRemoved,
    Logged,
    SourceChanged,
    SourceState,
)
from pairtui.pairing.model import Model
from pairtui.sources.bluez.source import BluezSource
from tests.sources.bluez_double import (
    ADDRESS,
    DEVICE,
    HCI0,
    PATH,
    PROPERTIES,
    BluezDouble,
    Message,
    MessageBus,
    Refusal,
    Variant,
)


def source(address: str, **settings) -> BluezSource:
    return BluezSource(address=address, search_seconds=0.5, retry_seconds=(0.05, 0.2), **settings)


def seen(console) -> Model:
    """The model after everything the source told."""
    model = Model()
    for event in console.events:
        model.apply(event)
    return model


async def test_the_snapshot_comes_first_then_the_signals(library, bluez, listen):
    bluez.add_device(Alias="Thermometer", RSSI=-60, Paired=True, Bonded=True, UUIDs=["180f"], Appearance=768)
    console = listen(source(bluez.address))
    await console.until(SourceChanged, state=SourceState.UP)
    bluez.change(PATH, RSSI=-55)
    change = await console.until(DeviceChanged, device=PATH)
    assert change.changes == {"rssi": -55}
    device = seen(console).devices[PATH]
    assert (device.name, device.address, device.address_type, device.adapter) == (
        "Thermometer",
        ADDRESS,
        "random",
        "hci0",
    )
    assert (device.paired, device.bonded, device.uuids, device.appearance) == (True, True, ("180f",), 768)
    assert device.history == (-60, -55)
    assert seen(console).adapters["hci0"].powered


async def test_a_change_on_the_heels_of_the_snapshot_is_not_undone_by_it(library, bluez, listen):
    bluez.add_device(RSSI=-60)
    bluez.before_snapshot = lambda: bluez.change(PATH, RSSI=-90)
    bluez.after_snapshot = lambda: bluez.change(PATH, RSSI=-30, Connected=True)
    console = listen(source(bluez.address))
    await console.until(DeviceChanged, lambda event: event.changes.get("connected") is True)
    device = seen(console).devices[PATH]
    assert (device.rssi, device.connected) == (-30, True)
    assert device.history == (-90, -30)


async def test_of_many_strengths_within_a_moment_the_last_is_told_and_in_its_place(library, bluez, listen):
    bluez.add_device(RSSI=-60)
    console = listen(source(bluez.address))
    await console.until(SourceChanged, state=SourceState.UP)
    for rssi in range(-99, -40):
        bluez.change(PATH, RSSI=rssi)
    bluez.change(PATH, Connected=True)
    for rssi in range(-99, -50):
        bluez.change(PATH, RSSI=rssi)
    bluez.remove(PATH)
    await console.until(DeviceRemoved, device=PATH)
    told = [event.changes for event in console.all(DeviceChanged)][1:]
    assert len(told) < 100, "each was told"
    at = told.index({"connected": True})
    assert told[at - 1] == {"rssi": -41} and told[-1] == {"rssi": -51}, told


async def test_a_strength_does_not_take_the_place_of_what_says_more(library, bluez, listen):
    bluez.add_device(RSSI=-60)
    console = listen(source(bluez.address))
    await console.until(SourceChanged, state=SourceState.UP)
    bluez.change(PATH, RSSI=-50, ManufacturerData=Variant("a{qv}", {0x0059: Variant("ay", b"\x01")}))
    bluez.change(PATH, RSSI=-40)
    await console.until(DeviceChanged, lambda event: event.changes == {"rssi": -40})
    device = seen(console).devices[PATH]
    assert (device.manufacturer, device.history) == (0x0059, (-60, -50, -40))


async def test_a_device_comes_changes_and_goes(console, bluez):
    bluez.add_device(Alias="Scale", ManufacturerData=Variant("a{qv}", {0x0059: Variant("ay", b"\x01\x02")}))
    new = await console.until(DeviceChanged, device=PATH)
    assert new.changes["name"] == "Scale"
    assert new.changes["manufacturer"] == 0x0059
    bluez.change(PATH, ("RSSI",), Connected=True)
    assert (await console.until(DeviceChanged)).changes == {"connected": True, "rssi": None}
    bluez.change(PATH, Address="00:11:22:33:44:55", AddressType="public")
    resolved = await console.until(DeviceChanged)
    assert resolved.changes == {"address": "00:11:22:33:44:55", "address_type": "public"}
    bluez.remove(PATH)
    await console.until(DeviceRemoved, device=PATH)
    assert not seen(console).devices


async def test_a_nameless_device_has_no_name(console, bluez):
    bluez.add_device()
    assert (await console.until(DeviceChanged)).changes["name"] == ""


async def test_before_bluez_5_65_a_paired_device_counts_as_bonded(library, bluez, listen):
    bluez.add_device()
    del bluez.objects[PATH][DEVICE]["Bonded"]
    console = listen(source(bluez.address))
    await console.until(SourceChanged, state=SourceState.UP)
    bluez.change(PATH, Paired=True)
    assert (await console.until(DeviceChanged)).changes == {"paired": True, "bonded": True}


async def test_hostile_names_cannot_reach_the_terminal(console, bluez):
    for name in ("[/]", "\x1b[31mred\x1b[0m", "\u202eevil\u2066", "a\r\nb", "x" * 300, "\ue000\u2028"):
        bluez.add_device(Alias=name)
        text = (await console.until(DeviceChanged)).changes["name"]
        assert text.isprintable()
        assert len(text) <= 248
        bluez.remove(PATH)


async def test_forged_signals_of_other_programs_are_ignored(console, bluez):
    bluez.add_device(Alias="Scale")
    await console.until(DeviceChanged)
    stranger = await MessageBus(bus_address=bluez.address).connect()
    forged = Message.new_signal(
        PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", [DEVICE, {"Paired": Variant("b", True)}, []]
    )
    forged.destination = console.source._bus.unique_name
    await stranger.send(forged)
    await stranger.call(Message("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId"))
    bluez.change(PATH, RSSI=-40)
    assert (await console.until(DeviceChanged)).changes == {"rssi": -40}
    stranger.disconnect()


async def test_values_of_a_wrong_type_are_left_out(console, bluez):
    bluez.add_device(RSSI=Variant("s", "loud"), UUIDs=Variant("u", 7), Alias="Scale")
    changes = (await console.until(DeviceChanged)).changes
    assert changes["name"] == "Scale"
    assert "rssi" not in changes
    assert "uuids" not in changes


async def test_the_reason_of_a_disconnection_is_logged(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    bluez.signal(
        PATH, DEVICE, "Disconnected", "ss", ["org.bluez.Reason.Remote", "Connection terminated by remote user"]
    )
    line = await console.until(Logged)
    assert line.text == f"{ADDRESS} disconnected: Connection terminated by remote user (org.bluez.Reason.Remote)"


async def test_bluetoothd_leaves_and_comes_back(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    await bluez.stop()
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert (down.why, down.remedy) == ("bluetoothd is not running", "sudo systemctl start bluetooth")
    assert not seen(console).adapters
    assert not seen(console).devices
    await console.source.perform(actions.Connect(PATH))
    assert (await console.until(ActionFinished, error="pairtui.Error.NotRunning")).text == down.why
    bluez.objects[HCI0] = {"org.bluez.Adapter1": bluez.objects[HCI0]["org.bluez.Adapter1"]}
    await bluez.start()
    await console.until(SourceChanged, state=SourceState.UP)
    await console.until(Logged, text="agent registered with KeyboardDisplay")
    assert bluez.agent is not None


async def test_what_is_asked_before_bluetoothd_has_answered_is_no_fault_of_its(library, bluez, listen):
    console = listen(source(bluez.address))
    await console.source.perform(actions.StartDiscovery("hci0"))
    refused = await console.until(ActionFinished, error="pairtui.Error.NotRunning")
    assert refused.text == "bluetoothd has not answered yet; try again in a moment"


async def test_bluetoothd_is_not_running_yet(library, private_bus, listen):
    console = listen(source(private_bus.address))
    assert (await console.until(SourceChanged, state=SourceState.DOWN)).why == "bluetoothd is not running"
    late = BluezDouble(private_bus.address)
    late.add_adapter()
    await late.start()
    await console.until(SourceChanged, state=SourceState.UP)
    await late.stop()


async def test_the_bus_goes_away_and_nothing_hangs(console, bluez, private_bus, open_files):
    bluez.add_device()
    await console.until(DeviceChanged)

    async def silence(path: str) -> None:
        await asyncio.sleep(60)

    bluez.pairing = silence
    pairing = asyncio.create_task(console.source.perform(actions.Pair(PATH)))
    await bluez.asked("Pair")
    private_bus.stop()
    await pairing
    # Python 3.11 and 3.13 wake the two who wait for the connection in different orders.
    lost = console.at  # nothing of it has been waited for
    assert (await console.until(ActionFinished)).error == "org.freedesktop.DBus.Error.Disconnected"
    console.at = lost
    await console.until(SourceChanged, state=SourceState.DOWN, why="the D-Bus connection was lost")
    await console.source.perform(actions.StartDiscovery("hci0"))
    await console.until(ActionFinished, error="pairtui.Error.NotRunning")
    gone = await console.until(SourceChanged, state=SourceState.DOWN)
    assert gone.why.startswith("the D-Bus system bus cannot be reached")
    assert gone.remedy == "sudo systemctl start dbus"
    before = open_files()
    await asyncio.sleep(0.5)
    assert open_files() <= before
    private_bus.start()
    await console.until(SourceChanged, state=SourceState.DOWN, why="bluetoothd is not running")


async def test_no_bus_at_all(library, tmp_path, listen):
    console = listen(source(f"unix:path={tmp_path}/nothing"))
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert down.why == "the D-Bus system bus cannot be reached: No such file or directory"


async def test_no_adapter_then_one_is_plugged_in(library, private_bus, listen):
    double = BluezDouble(private_bus.address)
    await double.start()
    console = listen(source(private_bus.address))
    up = await console.until(SourceChanged, state=SourceState.UP)
    assert up.why == "no Bluetooth adapter"
    assert up.remedy
    double.add_adapter("hci1", Powered=False)
    await console.until(AdapterChanged, adapter="hci1")
    assert (await console.until(SourceChanged, state=SourceState.UP)).why == ""
    double.remove("/org/bluez/hci1")
    await console.until(AdapterRemoved, adapter="hci1")
    assert (await console.until(SourceChanged, state=SourceState.UP)).why == "no Bluetooth adapter"
    await double.stop()


async def test_an_adapter_that_is_off_says_so(console, bluez):
    bluez.change(HCI0, Powered=False, PowerState="off-blocked")
    warning = await console.until(Logged, level="warning")
    assert warning.text == "hci0 is blocked by rfkill"
    assert not seen(console).adapters["hci0"].powered


async def test_an_adapter_is_unplugged_with_its_devices(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    bluez.remove(HCI0)
    await console.until(AdapterRemoved, adapter="hci0")
    assert not seen(console).devices


async def test_the_policy_forbids_talking_to_bluetoothd(library, bluez, listen):
    bluez.refusals["GetManagedObjects"] = Refusal("org.freedesktop.DBus.Error.AccessDenied", "no")
    console = listen(source(bluez.address))
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert "policy" in down.why
    bluez.refusals.clear()
    await console.until(SourceChanged, state=SourceState.UP)


async def test_interrupting_everything_at_once_prints_nothing(console, bluez, listen):
    bluez.add_device()
    await console.until(DeviceChanged)
    for task in asyncio.all_tasks() - {asyncio.current_task(), console.task, *bluez.tasks}:
        task.cancel()
    await asyncio.sleep(0.05)
    await console.source.close()


async def test_closing_takes_the_agent_back_and_leaves_no_file_open(library, bluez, open_files):
    before = open_files()
    closing = source(bluez.address)
    events = closing.events()
    async for event in events:
        if isinstance(event, Logged) and "agent registered" in event.text:
            break
    await closing.close()
    await events.aclose()
    assert bluez.agent is None
    assert open_files() == before
