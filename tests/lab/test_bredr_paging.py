"""Paging of the virtual controller: links made, refused, in vain, and lost."""

import asyncio

import pytest
from bumble import core, hci

from tests.lab.bredr_pair import THEIRS, Pair, with_pair

PAGE_TIMEOUT, LIMITED_RESOURCES, ACCEPT_TIMEOUT = 0x04, 0x0D, 0x10
COMPLETE = hci.HCI_Connection_Complete_Event


async def failure(pair: Pair) -> tuple[int, float]:
    """The status of a connection that fails, and after how many seconds."""
    begun = asyncio.get_running_loop().time()
    with pytest.raises(core.ConnectionError):
        await pair.connect()
    return pair.a.statuses(COMPLETE)[-1], asyncio.get_running_loop().time() - begun


@pytest.mark.parametrize("why", ["out of range", "not connectable", "nobody"])
@with_pair
async def test_a_page_that_nobody_answers_times_out(pair: Pair, why: str) -> None:
    pair.b.controller.in_range = why != "out of range"
    if why == "not connectable":
        await pair.b.device.set_connectable(False)
    if why == "nobody":
        pair.b.address = hci.Address("AA:BB:CC:00:00:03", hci.Address.PUBLIC_DEVICE_ADDRESS)
    status, seconds = await failure(pair)
    assert (status, round(seconds, 2)) == (PAGE_TIMEOUT, 5.12)


@with_pair
async def test_a_host_that_rejects_gives_its_reason_to_both(pair: Pair) -> None:
    pair.b.device.may_connect = lambda _: LIMITED_RESOURCES
    status, _ = await failure(pair)
    assert status == pair.b.statuses(COMPLETE)[-1] == LIMITED_RESOURCES


@with_pair
async def test_a_busy_controller_refuses_without_asking_its_host(pair: Pair) -> None:
    pair.b.controller.paging.refusal = 0x09
    assert (await failure(pair))[0] == 0x09
    assert pair.b.last(hci.HCI_Connection_Request_Event) is None


@with_pair
async def test_a_host_that_does_not_answer_lets_the_request_time_out(pair: Pair) -> None:
    pair.b.device.host.remove_all_listeners("connection_request")
    status, seconds = await failure(pair)
    assert (status, round(seconds, 1)) == (ACCEPT_TIMEOUT, 5.0)
    assert pair.b.statuses(COMPLETE) == [ACCEPT_TIMEOUT]


@with_pair
async def test_a_cancelled_page_ends_as_an_unknown_connection(pair: Pair) -> None:
    pair.b.controller.in_range = False
    cancel = hci.HCI_Create_Connection_Cancel_Command(bd_addr=pair.b.address)
    asyncio.get_running_loop().call_later(1, asyncio.ensure_future, pair.a.device.send_sync_command(cancel))
    status, seconds = await failure(pair)
    assert (status, round(seconds, 1)) == (0x02, 1.0)


@pytest.mark.parametrize("allowed", [True, False])
@with_pair
async def test_the_roles_are_switched_at_the_connection_or_it_is_not_made(pair: Pair, allowed: bool) -> None:
    pair.a.controller.paging.role_switch = allowed
    b = pair.b.device
    b.host.remove_all_listeners("connection_request")
    as_central = hci.HCI_Accept_Connection_Request_Command(bd_addr=pair.a.address, role=0)
    b.host.on("connection_request", lambda *_: asyncio.ensure_future(b.send_async_command(as_central)))
    if not allowed:
        assert (await failure(pair))[0] == 0x21
        assert pair.b.statuses(COMPLETE) == [0x21]
        return
    await pair.connect()
    roles = [int(side.last(hci.HCI_Role_Change_Event).new_role) for side in (pair.a, pair.b)]
    assert roles == [1, 0]
    assert not pair.a.controller.links[pair.b.address].central


@with_pair
async def test_a_link_that_ends_tells_each_side_its_reason(pair: Pair) -> None:
    connection = await pair.connect()
    await connection.disconnect(0x15)
    await asyncio.sleep(0.1)
    reasons = [int(side.last(hci.HCI_Disconnection_Complete_Event).reason) for side in (pair.a, pair.b)]
    assert reasons == [0x16, 0x15]
    await pair.connect()
    pair.b.controller.lose(pair.a.address)
    await asyncio.sleep(0.1)
    reasons = [int(side.last(hci.HCI_Disconnection_Complete_Event).reason) for side in (pair.a, pair.b)]
    assert reasons == [0x08, 0x08]


@with_pair
async def test_a_second_connection_to_the_same_device_is_refused(pair: Pair) -> None:
    await pair.connect()
    with pytest.raises(hci.HCI_Error, match="0xB"):
        await pair.connect()


@with_pair
async def test_names_are_told_with_and_without_a_link_and_time_out_out_of_range(pair: Pair) -> None:
    assert await pair.a.device.request_remote_name(pair.b.address) == "B"
    await pair.connect()
    assert await pair.a.device.request_remote_name(pair.b.address) == "B"
    event = pair.a.last(hci.HCI_Remote_Name_Request_Complete_Event)
    assert len(bytes(event)) == 3 + 255
    unknown = hci.Address("AA:BB:CC:00:00:03", hci.Address.PUBLIC_DEVICE_ADDRESS)
    with pytest.raises(hci.HCI_Error, match="0x4"):
        await pair.a.device.request_remote_name(unknown)


@with_pair
async def test_a_reset_lets_all_links_go(pair: Pair) -> None:
    await pair.connect()
    await pair.b.device.host.send_sync_command(hci.HCI_Reset_Command())
    await asyncio.sleep(0.1)
    assert pair.a.controller.links == pair.b.controller.links == {}
    assert pair.b.controller.settings.scan_enable == 0
    assert str(pair.b.address).startswith(THEIRS)
