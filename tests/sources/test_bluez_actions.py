"""Actions on BlueZ, with their errors, through each D-Bus library."""

import asyncio

import pytest

from pairtui.pairing import actions
from pairtui.pairing.events import (
    ActionFinished,
    ActionStarted,
    AdapterChanged,
    DeviceChanged,
    DeviceRemoved,
    Logged,
    SourceChanged,
    SourceState,
)
from pairtui.sources.bluez import connections, discovery
from pairtui.sources.kernel.connection_list import ANY_STATE, ENDING
from tests.sources.bluez_double import ADDRESS, HCI0, PATH, Refusal, variant

AGENT = actions.SetCapability("KeyboardDisplay")  # told when the agent is registered


async def perform(console, action) -> ActionFinished:
    """What became of `action`."""
    await console.source.perform(action)
    started = await console.until(ActionStarted)
    assert started.action == action
    finished = await console.until(ActionFinished)
    assert finished.action == action
    assert isinstance(finished, ActionFinished)
    return finished


async def test_discovery_starts_with_a_filter_and_stops(console, bluez):
    assert (await perform(console, actions.StartDiscovery("hci0", "le"))).error is None
    asked = bluez.called("SetDiscoveryFilter")[0][2]
    assert {key: value.value for key, value in asked.items()} == {"Transport": "le", "DuplicateData": True}
    assert (await perform(console, actions.StartDiscovery("hci0"))).error is None, "twice is no error"
    assert (await perform(console, actions.StopDiscovery("hci0"))).error is None
    assert bluez.objects[HCI0]["org.bluez.Adapter1"]["Discovering"].value is False


@pytest.mark.parametrize("on_at_once", [True, False], ids=["on at once", "switched on later"])
async def test_a_scan_goes_on_after_bluetoothd_was_restarted(console, bluez, on_at_once):
    await perform(console, actions.StartDiscovery("hci0", "le"))
    await bluez.stop()
    await console.until(SourceChanged, state=SourceState.DOWN)
    bluez.calls.clear()
    for name, value in (("Discovering", False), ("Powered", on_at_once)):
        bluez.objects[HCI0]["org.bluez.Adapter1"][name] = variant(name, value)
    await bluez.start()
    if not on_at_once:
        await console.until(Logged, text="agent registered with KeyboardDisplay")
        assert bluez.called("StartDiscovery") == []
        bluez.change(HCI0, Powered=True)
    await console.until(Logged, text="the scan on hci0 had ended, and was started again")
    assert bluez.called("SetDiscoveryFilter")[0][2]["Transport"].value == "le"
    assert bluez.objects[HCI0]["org.bluez.Adapter1"]["Discovering"].value is True


@pytest.mark.parametrize("gone", ["unplugged", "switched off"])
async def test_a_scan_goes_on_when_its_adapter_is_back(console, bluez, gone):
    await perform(console, actions.StartDiscovery("hci0", "le"))
    bluez.calls.clear()
    if gone == "unplugged":
        bluez.remove(HCI0)
        await console.until(SourceChanged, why="no Bluetooth adapter")
        bluez.add_adapter()
    else:
        bluez.change(HCI0, Powered=False, Discovering=False)
        await console.until(AdapterChanged)
        assert bluez.called("StartDiscovery") == []
        bluez.change(HCI0, Powered=True)
    await console.until(Logged, text="the scan on hci0 had ended, and was started again")
    assert bluez.called("SetDiscoveryFilter")[0][2]["Transport"].value == "le"
    assert len(bluez.called("StartDiscovery")) == 1


async def test_a_scan_goes_on_though_the_kernel_is_busy_at_first(console, bluez, monkeypatch):
    """The kernel goes on scanning for a bluetoothd that was killed, and the next one gets Busy (0x0A) from it."""
    monkeypatch.setattr(discovery, "BUSY_SECONDS", 0.02)
    await perform(console, actions.StartDiscovery("hci0", "le"))
    await bluez.stop()
    await console.until(SourceChanged, state=SourceState.DOWN)
    bluez.calls.clear()
    bluez.objects[HCI0]["org.bluez.Adapter1"]["Discovering"] = variant("Discovering", False)
    bluez.refusals["StartDiscovery"] = Refusal("org.bluez.Error.InProgress", "Operation already in progress")
    await bluez.start()
    while len(bluez.called("StartDiscovery")) < 3:  # noqa: ASYNC110 - the double tells of no call
        await asyncio.sleep(0.01)
    bluez.refusals.clear()
    await console.until(Logged, text="the scan on hci0 had ended, and was started again")
    assert bluez.objects[HCI0]["org.bluez.Adapter1"]["Discovering"].value is True


async def test_a_scan_that_cannot_begin_is_said(console, bluez, monkeypatch):
    monkeypatch.setattr(discovery, "BUSY_SECONDS", 0.0)
    bluez.refusals["StartDiscovery"] = Refusal("org.bluez.Error.InProgress", "Operation already in progress")
    assert (await perform(console, actions.StartDiscovery("hci0"))).error == "org.bluez.Error.InProgress"
    assert len(bluez.called("StartDiscovery")) == discovery.BUSY_TRIES


async def test_a_scan_that_the_user_ended_stays_ended_after_a_restart(console, bluez):
    await perform(console, actions.StartDiscovery("hci0"))
    await perform(console, actions.StopDiscovery("hci0"))
    await bluez.stop()
    await console.until(SourceChanged, state=SourceState.DOWN)
    bluez.calls.clear()
    await bluez.start()
    await console.until(Logged, text="agent registered with KeyboardDisplay")
    assert bluez.called("StartDiscovery") == []


async def test_discovery_on_an_adapter_that_is_off(console, bluez):
    bluez.refusals["StartDiscovery"] = Refusal("org.bluez.Error.NotReady", "Resource Not Ready")
    finished = await perform(console, actions.StartDiscovery("hci0"))
    assert (finished.error, finished.text) == ("org.bluez.Error.NotReady", "Resource Not Ready")


async def test_a_new_pairing_waits_for_the_link_on_which_the_last_one_failed(console, bluez, monkeypatch):
    refusal = Refusal("org.bluez.Error.AuthenticationFailed", "Authentication Failed")
    bluez.add_device()
    await console.until(DeviceChanged)
    waits: list[object] = []

    async def link_ended(adapter, address, _seconds, states=ENDING):
        waits.append((adapter, address, states, len(bluez.called("Pair"))))
        return True

    monkeypatch.setattr(connections, "link_ended", link_ended)

    async def refuse(_path: str) -> None:
        raise refusal

    bluez.pairing = refuse
    assert (await perform(console, actions.Pair(PATH))).error == refusal.name
    assert waits == [("hci0", ADDRESS, ENDING, 0)]
    assert (await perform(console, actions.Pair(PATH))).error == refusal.name
    assert waits[1:] == [("hci0", ADDRESS, ENDING, 1), ("hci0", ADDRESS, ANY_STATE, 1)]


async def test_pair(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    assert (await perform(console, actions.Pair(PATH))).error is None
    assert bluez.called("StartDiscovery") == []


@pytest.mark.parametrize(
    "name", ["AuthenticationFailed", "AuthenticationCanceled", "AlreadyExists", "ConnectionAttemptFailed"]
)
async def test_pair_gives_the_name_of_the_error(console, bluez, name):
    bluez.add_device()
    await console.until(DeviceChanged)

    async def refuse(path: str) -> None:
        raise Refusal(f"org.bluez.Error.{name}", "text")

    bluez.pairing = refuse
    finished = await perform(console, actions.Pair(PATH))
    assert (finished.error, finished.text) == (f"org.bluez.Error.{name}", "text")


@pytest.mark.parametrize("key", [f"hci0/{ADDRESS}", f"hci0/{ADDRESS.lower()}", PATH])
async def test_pair_looks_for_a_device_that_is_not_there(console, bluez, key):
    bluez.in_range[ADDRESS] = {"Alias": "Scale"}
    assert (await perform(console, actions.Pair(key))).error is None
    assert bluez.called("Pair") == [("Pair", PATH)]
    assert len(bluez.called("StopDiscovery")) == 1, "the scan was ours: it ends with the search"


async def test_pair_leaves_the_scan_of_the_user_alone(console, bluez):
    await perform(console, actions.StartDiscovery("hci0"))
    search = asyncio.create_task(console.source.perform(actions.Pair(f"hci0/{ADDRESS}")))
    await asyncio.sleep(0.05)
    bluez.add_device()
    await search
    assert (await console.until(ActionFinished)).error is None
    assert bluez.called("StopDiscovery") == []


async def test_pair_looks_for_a_device_after_the_adapter_was_off(console, bluez):
    await perform(console, actions.StartDiscovery("hci0"))
    bluez.change(HCI0, Powered=False, Discovering=False)
    bluez.change(HCI0, Powered=True)
    bluez.in_range[ADDRESS] = {}
    assert (await perform(console, actions.Pair(f"hci0/{ADDRESS}"))).error is None


@pytest.mark.parametrize("search_seconds", [0.2])
async def test_pair_with_a_device_out_of_range(console, bluez):
    finished = await perform(console, actions.Pair(f"hci0/{ADDRESS}"))
    assert finished.error == "pairtui.Error.NotFound"
    assert ADDRESS in finished.text
    assert len(bluez.called("StopDiscovery")) == 1


async def test_a_search_can_be_cancelled(console, bluez):
    search = asyncio.create_task(console.source.perform(actions.Pair(f"hci0/{ADDRESS}")))
    await bluez.asked("StartDiscovery")
    await console.source.perform(actions.CancelPairing(f"hci0/{ADDRESS}"))
    await search
    ends = {type(event.action): event.error for event in console.all(ActionFinished) if event.action != AGENT}
    assert ends == {actions.Pair: "pairtui.Error.Canceled", actions.CancelPairing: None}
    assert bluez.called("CancelPairing") == []


async def test_cancel_a_pairing(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)

    async def wait(path: str) -> None:
        await asyncio.sleep(60)

    bluez.pairing = wait
    pairing = asyncio.create_task(console.source.perform(actions.Pair(PATH)))
    await bluez.asked("Pair")
    await console.source.perform(actions.CancelPairing(PATH))
    await pairing
    ends = {type(event.action): event.error for event in console.all(ActionFinished) if event.action != AGENT}
    assert ends == {actions.Pair: "org.bluez.Error.AuthenticationCanceled", actions.CancelPairing: None}


async def test_cancel_without_a_pairing_does_not_remove_the_bond(console, bluez):
    bluez.add_device(Paired=True, Bonded=True)
    await console.until(DeviceChanged)
    assert (await perform(console, actions.CancelPairing(PATH))).error == "pairtui.Error.NotPairing"
    assert bluez.called("CancelPairing") == []


async def test_unpair(console, bluez):
    bluez.add_device(Paired=True)
    await console.until(DeviceChanged)
    await console.source.perform(actions.Unpair(f"hci0/{ADDRESS}"))
    await console.until(DeviceRemoved, device=PATH)
    assert (await console.until(ActionFinished)).error is None
    assert (await perform(console, actions.Unpair(PATH))).error == "org.bluez.Error.DoesNotExist"


async def test_remove_and_pair_finds_the_device_again(console, bluez):
    bluez.add_device(Paired=True, Bonded=True)
    await console.until(DeviceChanged)
    bluez.in_range[ADDRESS] = {}
    assert (await perform(console, actions.RemoveAndPair(PATH))).error is None
    order = [call[0] for call in bluez.calls if call[0] in ("RemoveDevice", "StartDiscovery", "StopDiscovery", "Pair")]
    assert order == ["RemoveDevice", "StartDiscovery", "StopDiscovery", "Pair"]


async def test_unpair_ends_when_the_device_is_gone_so_that_what_follows_looks_for_it(console, bluez):
    bluez.add_device(Paired=True, Bonded=True)
    await console.until(DeviceChanged)
    assert (await perform(console, actions.Unpair(PATH))).error is None
    assert (await perform(console, actions.Connect(PATH))).error == "org.bluez.Error.DoesNotExist"
    assert bluez.called("Connect") == []


async def test_remove_and_pair_of_a_device_that_is_back_before_the_reply_is_looked_at(console, bluez):
    bluez.add_device(Paired=True, Bonded=True)
    await console.until(DeviceChanged)

    async def remove_and_see_again(message) -> None:
        def seen_again() -> None:
            bluez.remove(PATH)
            bluez.add_device()

        asyncio.get_running_loop().call_soon(seen_again)  # right behind the reply, in one piece with it

    bluez.on_RemoveDevice = remove_and_see_again
    assert (await perform(console, actions.RemoveAndPair(PATH))).error is None
    assert bluez.called("Pair") == [("Pair", PATH)]


async def test_remove_and_pair_follows_a_resolved_identity(console, bluez):
    identity = "00:11:22:33:44:55"
    bluez.add_device(Paired=True)
    bluez.change(PATH, Address=identity)
    await console.until(DeviceChanged, lambda event: "address" in event.changes)
    await console.until(DeviceChanged, lambda event: event.changes.get("address") == identity)
    bluez.in_range[identity] = {}
    assert (await perform(console, actions.RemoveAndPair(PATH))).error is None
    assert bluez.called("RemoveDevice") == [("RemoveDevice", HCI0, PATH)]
    assert bluez.called("Pair") == [("Pair", "/org/bluez/hci0/dev_00_11_22_33_44_55")]


async def test_connect_and_disconnect(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    assert (await perform(console, actions.Connect(PATH))).error is None
    assert (await perform(console, actions.Disconnect(PATH))).error is None
    assert (await perform(console, actions.Connect("hci0/66:66:66:66:66:66"))).error == "org.bluez.Error.DoesNotExist"


async def test_properties_of_a_device(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    for action, changes in (
        (actions.SetTrusted(PATH, True), {"trusted": True}),
        (actions.SetBlocked(PATH, True), {"blocked": True}),
        (actions.SetAlias(PATH, "Kitchen"), {"name": "Kitchen"}),
    ):
        await console.source.perform(action)
        assert (await console.until(DeviceChanged)).changes == changes
        assert (await console.until(ActionFinished)).error is None


async def test_the_transport_is_a_choice_where_bluetoothd_offers_it(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    await console.source.perform(actions.SetPreferredBearer(PATH, "bredr"))
    finished = await console.until(ActionFinished)
    assert finished.error == "pairtui.Error.NotSupported"
    assert finished.text.startswith("this bluetoothd offers no choice of transport: BlueZ has it from 5.80 on")
    bluez.experimental = True
    await console.source.perform(actions.SetPreferredBearer(PATH, "bredr"))
    assert (await console.until(DeviceChanged)).changes == {"preferred_bearer": "bredr"}
    assert (await console.until(ActionFinished)).error is None


async def test_properties_of_an_adapter(console, bluez):
    for action, changes in (
        (actions.SetPairable("hci0", False), {"pairable": False}),
        (actions.SetDiscoverable("hci0", True), {"discoverable": True}),
        (actions.SetPowered("hci0", False), {"powered": False}),
    ):
        await console.source.perform(action)
        assert (await console.until(AdapterChanged)).changes == changes
        assert (await console.until(ActionFinished)).error is None


@pytest.mark.parametrize("search_seconds", [0.2])
@pytest.mark.parametrize("key", ["", "nonsense", "hci0/", "hci 0/AA:BB", "/org/bluez/hci0/dev_ü", f"hci9/{ADDRESS}"])
async def test_a_key_that_names_nothing_is_an_error_and_no_exception(console, key):
    for action in (actions.Pair(key), actions.RemoveAndPair(key), actions.Unpair(key), actions.SetPowered(key, True)):
        assert (await perform(console, action)).error is not None
