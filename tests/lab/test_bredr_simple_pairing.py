"""Secure Simple Pairing of the virtual controller: every combination of IO capabilities, and each way it fails."""

import asyncio
from itertools import product

import pytest
from bumble import hci

from tests.lab.bredr_pair import Pair, User, paired, with_pair
from tests.lab.virtual import in_virtual_time

DISPLAY_ONLY, YES_NO, KEYBOARD, NOTHING = range(4)
FAILED, NOT_ALLOWED, NO_RESPONSE = 0x05, 0x18, 0x22
SIMPLE_PAIRING = hci.HCI_Simple_Pairing_Complete_Event
KEY = hci.HCI_Link_Key_Notification_Event
ASKED = (
    hci.HCI_User_Confirmation_Request_Event,
    hci.HCI_User_Passkey_Request_Event,
    hci.HCI_User_Passkey_Notification_Event,
)

# Core Specification, Vol 3, Part C, 5.2.2.6, Table 5.7: the same for either as initiator.
MODEL = {
    (DISPLAY_ONLY, DISPLAY_ONLY): ("numbers", False),
    (DISPLAY_ONLY, YES_NO): ("numbers", False),
    (DISPLAY_ONLY, KEYBOARD): ("passkey", True),
    (YES_NO, YES_NO): ("numbers", True),
    (YES_NO, KEYBOARD): ("passkey", True),
    (KEYBOARD, KEYBOARD): ("passkey", True),
}


def both_type(pair: Pair) -> None:
    """Who has a keyboard types what the other shows; two keyboards type the same."""

    async def read() -> int:
        shown = [side.shown for side in (pair.a, pair.b)]
        if pair.a.user.io == pair.b.user.io:
            return 123456
        done, _ = await asyncio.wait(shown, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()

    for side in (pair.a, pair.b):
        side.user.passkey = read


@pytest.mark.parametrize(("ours", "theirs"), list(product(range(4), repeat=2)))
@pytest.mark.parametrize("mitm", [True, False])
@pytest.mark.parametrize("secure", [True, False])
@in_virtual_time
async def test_every_combination_of_io_capabilities(ours: int, theirs: int, mitm: bool, secure: bool) -> None:
    async with paired(User(ours), User(theirs), classic_sc_enabled=secure) as pair:
        both_type(pair)
        pair.a.mitm = pair.b.mitm = mitm
        assert await pair.authenticate() == 0
        model, strong = MODEL.get((min(ours, theirs), max(ours, theirs)), ("numbers", False))
        if not mitm:
            model, strong = "numbers", False
        keys = [side.last(KEY) for side in (pair.a, pair.b)]
        assert bytes(keys[0].link_key) == bytes(keys[1].link_key)
        kinds = {(True, True): 8, (False, True): 7, (True, False): 5, (False, False): 4}
        assert [int(key.key_type) for key in keys] == 2 * [kinds[strong, secure]]
        for side, other in ((pair.a, pair.b), (pair.b, pair.a)):
            asked = [type(event) for event in side.events if isinstance(event, ASKED)]
            keyboard = side.user.io == KEYBOARD
            assert asked == [ASKED[0] if model == "numbers" else ASKED[1] if keyboard else ASKED[2]]
            assert side.statuses(SIMPLE_PAIRING) == [0]
            response = side.last(hci.HCI_IO_Capability_Response_Event)
            assert (response.io_capability, response.oob_data_present) == (other.user.io, 0)


@in_virtual_time
async def test_both_users_see_the_same_six_digits() -> None:
    async with paired(User(YES_NO), User(YES_NO)) as pair:
        assert await pair.authenticate() == 0
        ((_, ours),), ((_, theirs),) = pair.a.user.asked, pair.b.user.asked
        assert ours == theirs < 1_000_000


@pytest.mark.parametrize("who", ["initiator", "responder"])
@pytest.mark.parametrize("io", [YES_NO, KEYBOARD])
@in_virtual_time
async def test_a_user_who_says_no_ends_it_on_both_sides(who: str, io: int) -> None:
    async with paired(User(io), User(io)) as pair:
        both_type(pair)
        user = (pair.a if who == "initiator" else pair.b).user
        user.agrees, user.passkey = False, None
        assert await pair.authenticate() == FAILED
        assert [side.statuses(SIMPLE_PAIRING) for side in (pair.a, pair.b)] == [[FAILED], [FAILED]]
        assert pair.a.last(KEY) is pair.b.last(KEY) is None
        assert pair.b.address in pair.a.controller.links  # to hang up is for the hosts


@pytest.mark.parametrize("wrong", [654321, 123457, 0])
@in_virtual_time
async def test_a_wrong_passkey_fails(wrong: int) -> None:
    async with paired(User(KEYBOARD), User(KEYBOARD)) as pair:
        both_type(pair)

        async def mistyped() -> int:
            return wrong

        pair.b.user.passkey = mistyped
        assert await pair.authenticate() == FAILED
        assert pair.b.statuses(SIMPLE_PAIRING) == [FAILED]


@with_pair
async def test_a_host_that_does_not_pair_gives_its_reason(pair: Pair) -> None:
    pair.b.device.may_pair = lambda _: NOT_ALLOWED
    assert await pair.authenticate() == NOT_ALLOWED
    assert pair.a.statuses(SIMPLE_PAIRING) == [NOT_ALLOWED]


@with_pair
async def test_a_host_that_never_answers_loses_the_link_after_thirty_seconds(pair: Pair) -> None:
    pair.b.device.host.remove_all_listeners("authentication_io_capability_request")
    begun = asyncio.get_running_loop().time()
    assert await pair.authenticate() == NO_RESPONSE
    assert 30 <= asyncio.get_running_loop().time() - begun < 31
    for side in (pair.a, pair.b):
        assert int(side.last(hci.HCI_Disconnection_Complete_Event).reason) == NO_RESPONSE


@with_pair
async def test_both_may_begin_and_the_central_wins(pair: Pair) -> None:
    connection = await pair.connect()
    other = pair.b.device.find_connection_by_bd_addr(pair.a.address)
    results = await asyncio.gather(
        pair.a.device.authenticate(connection), pair.b.device.authenticate(other), return_exceptions=True
    )
    assert results[0] is None
    assert pair.a.last(KEY) is not None
