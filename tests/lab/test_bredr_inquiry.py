"""Inquiry of the virtual controller: who answers, in which form, and for how long."""

import asyncio
from typing import Any

import pytest
from bumble import hci

from tests.lab.bredr_pair import THEIRS, Pair, with_pair

NAME = b"\x02\x09B"  # a complete local name, as Bumble makes it of the host's name
GENERAL, LIMITED = 0x9E8B33, 0x9E8B00
RESULTS = (hci.HCI_Inquiry_Result_Event, hci.HCI_Inquiry_Result_With_RSSI_Event, hci.HCI_Extended_Inquiry_Result_Event)


async def inquire(pair: Pair, mode: int = 2, lap: int = GENERAL, length: int = 2, most: int = 0) -> list[Any]:
    device = pair.a.device
    await device.send_sync_command(hci.HCI_Write_Inquiry_Mode_Command(inquiry_mode=mode))
    device.auto_restart_inquiry = False
    await device.send_async_command(hci.HCI_Inquiry_Command(lap=lap, inquiry_length=length, num_responses=most))
    await asyncio.sleep(length * 1.28 + 0.01)
    return pair.a.told(*RESULTS)


@pytest.mark.parametrize(("mode", "kind"), list(enumerate(RESULTS)))
@with_pair
async def test_a_discoverable_device_answers_once_in_the_form_of_the_mode(pair: Pair, mode: int, kind: Any) -> None:
    (result,) = await inquire(pair, mode)
    assert result.name == kind.__name__.upper()
    address = result.bd_addr if mode == 2 else result.bd_addr[0]
    assert address.to_string(with_type_qualifier=False) == THEIRS
    if mode == 2:
        assert (result.class_of_device, result.extended_inquiry_response[:3]) == (0x2540, NAME)
        assert -70 < result.rssi < -50
    assert pair.a.last(hci.HCI_Inquiry_Complete_Event)


@pytest.mark.parametrize("why", ["hidden", "another access code", "out of range"])
@with_pair
async def test_who_is_not_discoverable_does_not_answer(pair: Pair, why: str) -> None:
    if why == "hidden":
        await pair.b.device.set_discoverable(False)
    pair.b.controller.in_range = why != "out of range"
    assert await inquire(pair, lap=LIMITED if why == "another access code" else GENERAL) == []
    assert pair.a.last(hci.HCI_Inquiry_Complete_Event)


@with_pair
async def test_a_device_is_heard_again_and_again(pair: Pair) -> None:
    assert len(await inquire(pair, length=8)) == 4


@with_pair
async def test_who_becomes_discoverable_meanwhile_is_found(pair: Pair) -> None:
    await pair.b.device.set_discoverable(False)
    asyncio.get_running_loop().call_later(2, asyncio.ensure_future, pair.b.device.set_discoverable(True))
    assert len(await inquire(pair, length=4)) == 1


@with_pair
async def test_an_inquiry_ends_with_the_number_of_answers_asked_for(pair: Pair) -> None:
    begun = asyncio.get_running_loop().time()
    pair.a.device.host.once("inquiry_complete", lambda: ended.append(asyncio.get_running_loop().time()))
    ended: list[float] = []
    assert len(await inquire(pair, length=8, most=1)) == 1
    assert ended[0] - begun < 2.6


@with_pair
async def test_a_cancelled_inquiry_tells_nothing_more_and_a_second_at_once_is_disallowed(pair: Pair) -> None:
    device = pair.a.device
    await device.start_discovery(auto_restart=False)
    with pytest.raises(hci.HCI_Error, match="0xC"):
        await device.start_discovery(auto_restart=False)
    await device.send_sync_command(hci.HCI_Inquiry_Cancel_Command())
    pair.a.events.clear()
    await asyncio.sleep(20)
    assert pair.a.events == []
