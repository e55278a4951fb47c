"""Adapters' settings over the management interface: read, followed, changed, put back."""

import asyncio

import pytest

from pairtui.pairing.actions import RestorePolicy, SetDiscoverable, SetPairable, SetPolicy
from pairtui.pairing.events import ActionFinished, ActionStarted, AdapterChanged, Logged, SourceChanged, SourceState
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.mgmt.journal import Change
from pairtui.sources.mgmt.source import LOOK_SECONDS, MgmtSource
from tests.sources.mgmt_console import now, on_disk, perform
from tests.sources.mgmt_double import LE_ONLY, Controller


async def test_settings_as_they_are(start, kernel):
    console = await start()
    assert now(console)["policy"] == {
        "secure-connections": 1, "ssp": 1, "bondable": 1, "le": 1, "bredr": 1, "privacy": 0, "connectable": 0,
        "discoverable": 0,
    }  # fmt: skip
    assert now(console)["before"] == {}
    assert console.all(SourceChanged)[-1].why == ""


async def test_what_an_le_only_controller_cannot_is_not_settable(start, kernel):
    kernel.controllers[0] = Controller(supported=set(LE_ONLY), on={"powered", "le"})
    console = await start()
    settable = now(console)["settable"]
    assert settable == {"secure-connections", "bondable", "privacy", "connectable", "discoverable"}


async def test_key_sizes_and_static_address_from_debugfs(start, kernel, debugfs):
    (debugfs / "static_address").write_text("c0:11:22:33:44:55\n")
    console = await start()
    policy = now(console)["policy"]
    assert (policy["min-key-size"], policy["max-key-size"]) == (7, 16)
    assert now(console)["static_address"] == "C0:11:22:33:44:55"
    assert (await perform(console, SetPolicy("hci0", "min-key-size", 16))).error is None
    assert (debugfs / "min_key_size").read_text() == "16\n"
    await console.source.close()
    assert (debugfs / "min_key_size").read_text() == "7\n"


async def test_secure_connections_off_and_back_when_the_program_ends(start, kernel, journal):
    console = await start()
    assert (await perform(console, SetPolicy("hci0", "secure-connections", 0))).error is None
    assert now(console)["policy"]["secure-connections"] == 0
    assert now(console)["before"] == {"secure-connections": 1}
    assert on_disk(journal) == [("secure-connections", 1, 0)]
    assert journal.file.stat().st_mode & 0o777 == 0o600
    assert journal.folder.stat().st_mode & 0o777 == 0o700
    await console.source.close()
    assert kernel.asked == [("secure-connections", 0), ("secure-connections", 1)]
    assert on_disk(journal) == []


async def test_it_is_on_the_disk_before_it_is_done(start, kernel, journal):
    console = await start()
    noted = []
    answer = kernel._set

    def look(*command):
        noted.append(on_disk(journal))
        answer(*command)

    kernel._set = look
    await perform(console, SetPolicy("hci0", "bondable", 0))
    assert noted == [[("bondable", 1, 0)]]


async def test_only_and_on_are_told_apart_by_debugfs(start, kernel, debugfs):
    console = await start()
    await perform(console, SetPolicy("hci0", "secure-connections", 2))
    assert now(console)["policy"]["secure-connections"] == 2
    (debugfs / "sc_only_mode").write_text("N\n")
    said = await console.until(Logged, level="warning", seconds=LOOK_SECONDS + 4)
    assert said.text == "hci0: bluetoothd or another program set Secure Connections to on; it will be left at that"


async def test_without_debugfs_our_own_only_is_remembered(start, kernel):
    console = await start()
    await perform(console, SetPolicy("hci0", "secure-connections", 2))
    assert now(console)["policy"]["secure-connections"] == 2
    assert now(console)["before"] == {"secure-connections": 1}
    await perform(console, RestorePolicy("hci0"))
    assert now(console)["policy"]["secure-connections"] == 1
    assert now(console)["before"] == {}


async def test_privacy_needs_the_adapter_off_for_a_moment(start, kernel, journal):
    console = await start()
    assert (await perform(console, SetPolicy("hci0", "privacy", 1))).error is None
    assert kernel.asked == [("powered", 0), ("privacy", 1), ("powered", 1)]
    assert on_disk(journal) == [("privacy", 0, 1)], "power is back, and no longer anybody's to put back"
    said = [event.text for event in console.all(Logged)]
    assert said == ["hci0 is switched off and on again for this: its links end"]


async def test_an_adapter_that_was_off_stays_off(start, kernel):
    kernel.controllers[0].on.discard("powered")
    console = await start()
    await perform(console, SetPolicy("hci0", "privacy", 1))
    assert kernel.asked == [("privacy", 1)]


async def test_secure_connections_needs_ssp_first(start, kernel, journal):
    kernel.controllers[0].on -= {"ssp", "secure-connections"}
    console = await start()
    await perform(console, SetPolicy("hci0", "secure-connections", 2))
    assert kernel.asked == [("ssp", 1), ("secure-connections", 2)]
    await perform(console, RestorePolicy("hci0"))
    off = [("powered", 0), ("ssp", 0), ("powered", 1)]  # only then does Linux tell the controller
    assert kernel.asked[2:] == [("secure-connections", 0), *off]


async def test_what_the_kernel_changes_along_is_put_back_too(start, kernel, journal):
    kernel.controllers[0].on |= {"connectable", "discoverable"}
    console = await start()
    before = set(kernel.controllers[0].on)
    await perform(console, SetPolicy("hci0", "bredr", 0))
    assert kernel.controllers[0].on == before - {"bredr", "ssp", "discoverable"}
    assert now(console)["before"] == {"bredr": 1, "ssp": 1, "discoverable": 1}
    await console.source.close()
    assert kernel.controllers[0].on == before


async def test_a_second_change_keeps_the_first_value(start, kernel, journal):
    console = await start()
    await perform(console, SetPolicy("hci0", "secure-connections", 0))
    await perform(console, SetPolicy("hci0", "secure-connections", 2))
    assert on_disk(journal) == [("secure-connections", 1, 2)]
    await perform(console, SetPolicy("hci0", "secure-connections", 1))
    assert on_disk(journal) == [], "it is as it was"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (0x0A, "Bondable was not set: busy (0x0A): the kernel is carrying out another change; wait a moment and set it "
               "again"),
        (0x0B, "Bondable was not set: rejected (0x0B): the kernel rejects it in the adapter's present state"),
        (0x0C, "Bondable was not set: not supported (0x0C): this controller cannot do it; use another adapter for "
               "this"),
        (0x0D, "Bondable was not set: invalid parameters (0x0D): this kernel does not take the value; choose another "
               "value"),
        (0x11, "Bondable was not set: the adapter is gone (0x11); plug it in again, or choose another adapter"),
        (0x14, "Bondable was not set: permission denied (0x14): the kernel lets only programs with CAP_NET_ADMIN "
               f"change an adapter; {grant.remedy()}"),
    ],
)  # fmt: skip
async def test_a_refusal_is_one_sentence_and_the_state_is_as_it_is(start, kernel, journal, status, sentence):
    kernel.refusals["bondable"] = status
    console = await start()
    finished = await perform(console, SetPolicy("hci0", "bondable", 0))
    assert finished.text == sentence
    assert now(console)["policy"]["bondable"] == 1
    assert on_disk(journal) == []


async def test_a_refusal_half_way_leaves_nothing_changed(start, kernel, journal):
    kernel.controllers[0].on -= {"ssp", "secure-connections"}
    kernel.refusals["secure-connections"] = 0x0B
    console = await start()
    finished = await perform(console, SetPolicy("hci0", "secure-connections", 2))
    assert "Secure Simple Pairing is off" in finished.text
    assert kernel.asked == [("ssp", 1), ("secure-connections", 2), ("ssp", 0)]
    assert on_disk(journal) == []


async def test_a_refusal_while_off_switches_it_on_again(start, kernel):
    kernel.refusals["privacy"] = 0x0D
    console = await start()
    assert (await perform(console, SetPolicy("hci0", "privacy", 1))).error is not None
    assert "powered" in kernel.controllers[0].on


async def test_an_ordinary_user_reads_and_is_told_why_not_more(start, kernel, journal):
    kernel.trusted = False
    console = await start()
    up = console.all(SourceChanged)[-1]
    assert (up.detail, up.why) == ("MGMT read only", "settings can be read, not changed (needs CAP_NET_ADMIN)")
    assert "pairtui" in up.remedy
    assert now(console)["settable"] == frozenset()
    finished = await perform(console, SetPolicy("hci0", "bondable", 0))
    assert (finished.error, "CAP_NET_ADMIN" in finished.text) == ("pairtui.Error.NotPermitted", True)
    assert on_disk(journal) == []


async def test_another_program_changes_a_setting(start, kernel):
    console = await start()
    kernel.another_program_sets("secure-connections", False)
    await console.until(Logged, text="hci0: bluetoothd or another program set Secure Connections to off")
    await console.until(AdapterChanged)
    assert now(console)["policy"]["secure-connections"] == 0


async def test_what_bluez_changes_for_us_is_no_other_programs(start, kernel):
    console = await start()
    source, asked = console.source, SetPairable("hci0", False)
    source.on_event(ActionStarted(action=asked))
    kernel.another_program_sets("bondable", False)
    await console.until(AdapterChanged)
    source.on_event(ActionFinished(action=asked))
    source.on_event(ActionStarted(action=asked))  # it is so already: nothing is to be expected
    source.on_event(ActionStarted(action=SetDiscoverable("hci0", True)))
    source.on_event(ActionFinished(action=SetDiscoverable("hci0", True), error="org.bluez.Error.NotReady"))
    kernel.another_program_sets("discoverable", True)
    await console.until(Logged, text="hci0: bluetoothd or another program set Discoverable to on")
    kernel.another_program_sets("bondable", True)
    await console.until(Logged, text="hci0: bluetoothd or another program set Bondable to on")
    kernel.another_program_sets("bondable", False)
    await console.until(Logged, text="hci0: bluetoothd or another program set Bondable to off")


async def test_what_another_program_changed_meanwhile_is_left(start, kernel, journal):
    console = await start()
    await perform(console, SetPolicy("hci0", "secure-connections", 2))
    kernel.another_program_sets("secure-connections", False)
    said = await console.until(Logged, level="warning")
    assert said.text == "hci0: bluetoothd or another program set Secure Connections to off; it will be left at that"
    await console.until(AdapterChanged)
    assert now(console)["before"] == {}
    await console.source.close()
    assert kernel.asked == [("secure-connections", 2)]
    text = "Secure Connections of hci0 is left at off: another program changed it meanwhile"
    await console.until(Logged, text=text)
    assert on_disk(journal) == []


async def test_the_adapter_vanishes(start, kernel, journal):
    console = await start()
    await perform(console, SetPolicy("hci0", "bondable", 0))
    kernel.unplug()
    await console.until(Logged, text="hci0 is gone, and with it the change of Bondable")
    finished = await perform(console, SetPolicy("hci0", "bondable", 0))
    assert finished.text == "there is no adapter hci0; choose another, or plug it in again"
    for _ in range(500):
        if on_disk(journal):
            await asyncio.sleep(0.01)
    assert on_disk(journal) == []


async def test_the_adapter_vanishes_in_the_middle_of_a_change(start, kernel):
    kernel.vanish_at = "privacy"
    console = await start()
    finished = await perform(console, SetPolicy("hci0", "privacy", 1))
    assert "the adapter is gone (0x11)" in finished.text


async def test_another_adapter_with_the_same_number_is_left_alone(start, kernel, journal):
    journal.note(Change("hci0", "AA:BB:CC:00:00:77", "bondable", 0, 1))
    console = await start()
    await perform(console, RestorePolicy("hci0"))
    assert kernel.asked == []
    assert "another adapter" in console.all(Logged)[-1].text


async def test_an_adapter_that_appears(start, kernel):
    console = await start()
    kernel.plug(1, Controller("AA:BB:CC:00:00:02"))
    await console.until(AdapterChanged, adapter="hci1")


async def test_the_socket_ends_and_is_opened_again(start, kernel):
    console = await start(retry_seconds=(0.01, 0.05))
    kernel.close()
    await console.until(SourceChanged, state=SourceState.DOWN)
    await console.until(SourceChanged, state=SourceState.UP)


async def test_a_kernel_without_bluetooth(listen, journal):
    def refuse():
        raise OSError(97, "Address family not supported by protocol")

    console = listen(MgmtSource(journal, open_=refuse))
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert (down.why, down.remedy) == ("this kernel has no Bluetooth", "sudo modprobe bluetooth")


async def test_kept_changes_are_not_put_back(start, kernel, journal):
    console = await start(keep=True)
    await perform(console, SetPolicy("hci0", "secure-connections", 2))
    assert on_disk(journal) == []
    await console.source.close()
    assert kernel.asked == [("secure-connections", 2)]
