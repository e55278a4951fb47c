"""find-out over D-Bus: nothing that it makes is left on bluetoothd."""

import asyncio

import pytest

from pairtui.experimenter import Experimenter
from pairtui.hub import Hub
from pairtui.pairing.experiments.investigation import CONSTANT, ROUNDS, Ask, Investigation, Result
from pairtui.sources.bluez.source import BluezSource
from tests.sources.bluez_double import ADDRESS, Refusal


async def settle() -> None:
    await asyncio.sleep(0.05)


async def nobody(_ask: Ask) -> bool:
    """Does not do what is asked, and takes no time for it."""
    return False


async def investigated(bluez) -> Investigation:
    hub = Hub([BluezSource("KeyboardDisplay", address=bluez.address, search_seconds=2.0)])
    changed = asyncio.Event()
    hub.subscribe(changed.set)
    running = asyncio.create_task(hub.run())
    try:
        async with asyncio.timeout(60):
            while not (hub.model.adapters and hub.model.around.agent and bluez.default_agent):
                changed.clear()
                await changed.wait()
        experimenter = Experimenter(hub, "hci0", ADDRESS, nobody, settle)
        found = Investigation(experimenter.subject(attended=False))
        await experimenter.run(found)
        return found
    finally:
        await hub.close()
        running.cancel()


async def test_a_healthy_device_is_paired_ten_times_and_no_bond_stays(bluez):
    bluez.in_range[ADDRESS] = {"RSSI": -60}
    found = await investigated(bluez)
    assert (found.result, found.failed, len(found.unchanged)) == (Result.HEALTHY, 0, ROUNDS)
    assert len(bluez.called("Pair")) == len(bluez.called("RemoveDevice")) == ROUNDS


async def test_what_bluez_alone_says_makes_no_cause_certain(bluez):
    async def refuse(_path: str) -> None:
        raise Refusal("org.bluez.Error.AuthenticationFailed", "Authentication Failed")

    bluez.in_range[ADDRESS] = {"RSSI": -60}
    bluez.pairing = refuse
    found = await investigated(bluez)
    assert (found.result, found.failed) == (Result.UNDECIDED, len(found.unchanged))
    assert len(found.unchanged) == CONSTANT


@pytest.mark.parametrize("failing", [1, 5])
async def test_one_that_fails_now_and_then_is_intermittent(bluez, failing):
    async def sometimes(_path: str) -> None:
        if len(bluez.called("Pair")) == failing:
            raise Refusal("org.bluez.Error.AuthenticationFailed", "Authentication Failed")

    bluez.in_range[ADDRESS] = {"RSSI": -60}
    bluez.pairing = sometimes
    found = await investigated(bluez)
    assert (found.result, found.failed, len(found.unchanged)) == (Result.INTERMITTENT, 1, ROUNDS)
