"""Encryption of the virtual controller: its mode, its key size, and what it is refused for."""

import asyncio

import pytest
from bumble import hci

from tests.lab.bredr_pair import Pair, User, paired, with_pair
from tests.lab.virtual import in_virtual_time

E0, AES_CCM = 1, 2
CHANGE = hci.HCI_Encryption_Change_Event


async def encrypted(pair: Pair, on: bool = True) -> int:
    """The status of Encryption Change on a link that is authenticated."""
    connection = pair.a.device.find_connection_by_bd_addr(pair.b.address)
    try:
        await pair.a.device.encrypt(connection, on)
    except hci.HCI_Error:
        await asyncio.sleep(0.1)
    return int(pair.a.last(CHANGE).status)


async def key_size(pair: Pair) -> int:
    handle = pair.a.controller.links[pair.b.address].handle
    command = hci.HCI_Read_Encryption_Key_Size_Command(connection_handle=handle)
    return int((await pair.a.device.send_sync_command(command)).key_size)


@pytest.mark.parametrize(("secure", "faulty", "mode"), [(True, False, AES_CCM), (False, False, E0), (True, True, E0)])
@in_virtual_time
async def test_both_with_secure_connections_encrypt_with_aes_ccm(secure: bool, faulty: bool, mode: int) -> None:
    async with paired(User(), User(), classic_sc_enabled=secure) as pair:
        pair.b.controller.aes_ccm = not faulty
        await pair.authenticate()
        assert await encrypted(pair) == 0
        assert [int(side.last(CHANGE).encryption_enabled) for side in (pair.a, pair.b)] == [mode, mode]
        assert await key_size(pair) == 16
        assert await encrypted(pair, False) == 0
        assert [int(side.last(CHANGE).encryption_enabled) for side in (pair.a, pair.b)] == [0, 0]


@pytest.mark.parametrize("most", [1, 6, 7, 12])
@with_pair
async def test_the_key_is_as_long_as_the_weaker_side_can(pair: Pair, most: int) -> None:
    pair.b.controller.procedures.sizes.most = most
    await pair.authenticate()
    assert await encrypted(pair) == 0
    assert await key_size(pair) == most


@with_pair
async def test_a_key_that_is_too_short_for_this_side_is_refused(pair: Pair) -> None:
    pair.b.controller.procedures.sizes.most = 6
    pair.a.controller.procedures.sizes.least = 7
    await pair.authenticate()
    assert await encrypted(pair) == 0x20
    assert pair.a.controller.links[pair.b.address].encryption == 0


@with_pair
async def test_without_a_key_there_is_nothing_to_encrypt_with(pair: Pair) -> None:
    await pair.connect()
    assert await encrypted(pair) == 0x06
    handle = pair.a.controller.links[pair.b.address].handle
    command = hci.HCI_Read_Encryption_Key_Size_Command(connection_handle=handle)
    with pytest.raises(hci.HCI_Error, match="0x2F"):
        await pair.a.device.send_sync_command(command)


@with_pair
async def test_an_unknown_command_is_answered(pair: Pair) -> None:
    with pytest.raises(hci.HCI_Error, match="0x1"):
        await pair.a.device.send_async_command(
            hci.HCI_Truncated_Page_Command(bd_addr=pair.b.address, page_scan_repetition_mode=1, clock_offset=0)
        )
