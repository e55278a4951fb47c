"""What the virtual controller does with PINs and stored keys: right, wrong, lost, and too often."""

import asyncio

import pytest
from bumble import hci
from bumble.keys import PairingKeys

from tests.lab.bredr_pair import Pair, User, paired, with_pair
from tests.lab.virtual import in_virtual_time

KEYBOARD = 2
FAILED, MISSING, REPEATED = 0x05, 0x06, 0x17
KEY = hci.HCI_Link_Key_Notification_Event
PIN_REQUEST = hci.HCI_PIN_Code_Request_Event


def legacy(pair: Pair) -> None:
    """A host without Secure Simple Pairing, as older devices have it."""
    pair.b.controller.lmp_features &= ~hci.LmpFeatureMask.SECURE_SIMPLE_PAIRING_CONTROLLER_SUPPORT


@pytest.mark.parametrize("pin", ["0000", "1", "sixteen octets ok"[:16]])
@in_virtual_time
async def test_the_same_pin_on_both_sides_makes_a_combination_key(pin: str) -> None:
    async with paired(User(KEYBOARD, pin=pin), User(KEYBOARD, pin=pin)) as pair:
        legacy(pair)
        assert await pair.authenticate() == 0
        keys = [side.last(KEY) for side in (pair.a, pair.b)]
        assert bytes(keys[0].link_key) == bytes(keys[1].link_key)
        assert int(keys[0].key_type) == 0
        assert pair.a.last(hci.HCI_IO_Capability_Request_Event) is None


@in_virtual_time
async def test_another_pin_fails_at_the_challenge_and_the_link_ends() -> None:
    async with paired(User(KEYBOARD, pin="1234"), User(KEYBOARD, pin="0000")) as pair:
        legacy(pair)
        assert await pair.authenticate() == FAILED
        assert pair.a.last(KEY) is pair.b.last(KEY) is None
        for side in (pair.a, pair.b):
            assert int(side.last(hci.HCI_Disconnection_Complete_Event).reason) == FAILED


@pytest.mark.parametrize("who", ["initiator", "responder"])
@in_virtual_time
async def test_no_pin_is_a_missing_key(who: str) -> None:
    async with paired(User(KEYBOARD), User(KEYBOARD)) as pair:
        legacy(pair)
        (pair.a if who == "initiator" else pair.b).user.pin = None
        assert await pair.authenticate() == MISSING
        assert (pair.b.last(PIN_REQUEST) is None) == (who == "initiator")


async def bonded(pair: Pair) -> None:
    assert await pair.authenticate() == 0
    await pair.a.device.find_connection_by_bd_addr(pair.b.address).disconnect()
    await asyncio.sleep(0.1)
    for side in (pair.a, pair.b):
        side.events.clear()


@with_pair
async def test_a_stored_key_is_asked_for_at_both_ends_and_nobody_pairs_again(pair: Pair) -> None:
    await bonded(pair)
    assert await pair.authenticate() == 0
    for side in (pair.a, pair.b):
        assert side.last(hci.HCI_Link_Key_Request_Event) is not None
        assert side.last(hci.HCI_IO_Capability_Request_Event) is side.last(KEY) is None


@with_pair
async def test_a_key_that_the_peer_lost_is_a_missing_key(pair: Pair) -> None:
    await bonded(pair)
    await pair.b.device.keystore.delete_all()
    assert await pair.authenticate() == MISSING
    assert pair.b.address in pair.a.controller.links


@with_pair
async def test_a_key_that_this_side_lost_is_made_anew(pair: Pair) -> None:
    await bonded(pair)
    await pair.a.device.keystore.delete_all()
    assert await pair.authenticate() == 0
    assert pair.a.last(KEY) is not None


@with_pair
async def test_a_wrong_key_fails_and_the_link_ends(pair: Pair) -> None:
    await bonded(pair)
    wrong = PairingKeys(link_key=PairingKeys.Key(bytes(16)), link_key_type=4)
    await pair.b.device.keystore.update(str(pair.a.address), wrong)
    assert await pair.authenticate() == FAILED
    assert int(pair.b.last(hci.HCI_Disconnection_Complete_Event).reason) == FAILED


@in_virtual_time
async def test_who_fails_has_to_wait_longer_each_time() -> None:
    async with paired(User(1), User(1)) as pair:
        pair.b.controller.procedures.waits.first = 10
        pair.b.user.agrees = False
        connection = await pair.connect()
        assert await pair.authenticate(connection) == FAILED
        assert await pair.authenticate(connection) == REPEATED
        await asyncio.sleep(10)
        assert await pair.authenticate(connection) == FAILED
        await asyncio.sleep(15)
        assert await pair.authenticate(connection) == REPEATED
        pair.b.user.agrees = True
        await asyncio.sleep(5)
        assert await pair.authenticate(connection) == 0
