"""Will it pair: what is in the way, the matrix of association models, the ladder that tries combinations."""

from collections.abc import Callable

from pairtui.pairing import actions
from pairtui.pairing.attempt import Failure, Outcome, Side
from pairtui.pairing.events import (
    AdapterChanged,
    SourceChanged,
    SourceState,
)
from tests.ui.offers import LOCK, POLICY, gateway, line, offered, said


async def test_before_the_first_pairing_it_says_what_is_open(bench):
    async with gateway(bench).console() as seat:
        screen = await seat.press("m")
        assert "Will lock pair?" in screen
        assert "● Nothing here prevents it. The result depends on the peer, level 4 at most." in said(screen)
        assert "Device     not heard yet" in screen
        assert line(screen, "NoInputNoOutput") == "NoInputNoOutput    Just Works · L2            Just Works · L2"


async def test_the_matrix_has_todays_cell_marked_and_says_what_would_reach_more(bench):
    async with gateway(bench, "NoInputNoOutput").attempt(offered()).console() as seat:
        screen = await seat.press("m")
        assert "It should pair: Just Works, level 2. Nobody compares or types anything." in said(screen)
        assert "Gateway    NoInputNoOutput, Secure Connections" in screen
        assert "Device     DisplayOnly, Secure Connections, MITM" in screen
        assert line(screen, "KeyboardOnly") == "KeyboardOnly       Passkey, type here · L3    Passkey, type here · L4"
        assert line(screen, "NoInputNoOutput  ") == "NoInputNoOutput    Just Works · L2          ▌●Just Works · L2"
        assert "▸ KeyboardDisplay here → Passkey Entry, level 4" in screen


async def test_a_cell_is_chosen_set_and_paired_with(bench):
    async with gateway(bench, "NoInputNoOutput").attempt(offered()).console() as seat:
        screen = await seat.press("m", "up", "left")
        here = "KeyboardOnly, legacy: Passkey Entry, level 3. Type here the six digits that the peer shows."
        assert here in said(screen)
        assert "Will lock pair?" not in await seat.press("enter")
        assert bench.performed == [
            actions.SetPolicy("hci0", "secure-connections", 0),
            actions.SetCapability("KeyboardOnly"),
            actions.Pair(LOCK),
        ]


async def test_a_bond_is_asked_about_before_a_cell_is_tried(bench):
    async with gateway(bench).device(LOCK, "lock", -60, paired=True, bonded=True).console() as seat:
        screen = await seat.press("m", "enter")
        assert "Remove the bond and pair again?" in screen
        assert "lock [C0:00:00:00:00:03]" in screen
        await seat.press("enter")
        assert bench.performed == []
        await seat.press("m", "down", "enter", "y")
        assert bench.performed == [actions.SetCapability("DisplayOnly"), actions.RemoveAndPair(LOCK)]


async def test_the_other_way_round_the_device_begins_and_the_gateway_advertises(bench):
    gateway(bench, "DisplayOnly", policy=POLICY | {"bondable": 0})
    async with bench.attempt(offered(flags=0x0D, io=2)).console() as seat:
        assert "✓ It should pair: Passkey Entry, level 4." in said(await seat.press("m"))
        screen = await seat.press("r")
        assert "Initiator  the device" in screen
        assert "✗ Not with today's settings. The adapter is not bondable" in said(screen)
        assert {line(screen, io)[-7:] for io in ("DisplayOnly ", "NoInputNoOutput")} == {"refused"}
        bench.feed(AdapterChanged(adapter="hci0", changes={"policy": POLICY}))
        screen = await seat.press("down")
        assert "Enter sets it for this session and advertises: then pair on the device." in screen
        await seat.press("enter")
        assert bench.performed == [actions.SetCapability("DisplayYesNo"), actions.Advertise("hci0", True)]


async def test_a_mode_that_cannot_be_set_says_why(bench):
    gateway(bench, settable=frozenset())
    bench.feed(
        SourceChanged(
            source="mgmt", state=SourceState.UP, why="settings can be read, not changed (needs CAP_NET_ADMIN)",
            remedy="sudo make it so",
        )
    )  # fmt: skip
    async with bench.console() as seat:
        screen = await seat.press("m", "left")
        assert "○ Cannot be set: settings can be read, not changed (needs CAP_NET_ADMIN); sudo make it so." in said(
            screen
        )
        await seat.press("enter")
        assert bench.performed == []
        assert "Will lock pair?" in await seat.look()


async def test_what_is_in_the_way_comes_first_with_its_key(bench):
    gateway(bench, policy=POLICY | {"secure-connections": 2})
    async with bench.attempt(offered(flags=0x05)).console() as seat:
        screen = await seat.press("m")
        assert "✗ Not now: 1 thing in the way." in screen
        assert "✗ The device has no Secure Connections, and this gateway accepts nothing else." in said(screen)
        assert "[1] Accept legacy pairing too" in screen
        await seat.press("1")
        assert bench.performed == [actions.SetPolicy("hci0", "secure-connections", 1)], "it does not pair yet"
        bench.feed(AdapterChanged(adapter="hci0", changes={"policy": POLICY}))
        screen = await seat.look()
        assert "✓ It should pair: Passkey Entry, level 3." in screen
        assert "The peer has no Secure Connections: level 3 is the most it can reach." in said(screen)


async def test_without_a_device_the_gateway_itself_is_checked(bench):
    async with bench.up(powered=False).console() as seat:
        screen = await seat.press("m")
        assert "Is this gateway ready to pair?" in screen
        assert "✗ hci0 is off." in screen
        await seat.press("1")
        assert bench.performed == [actions.SetPowered("hci0", True)]


# ── the guided ladder ─────────────────────────────────────────────────────────────────────────────────────────────


def pairs_only(bench, capability: str) -> Callable[[actions.Action], None]:
    """A lock that pairs with this capability only, at once."""
    now = {"capability": "NoInputNoOutput"}

    def perform(action: actions.Action) -> None:
        bench.performed.append(action)
        if isinstance(action, actions.SetCapability):
            now["capability"] = action.capability
        if isinstance(action, actions.RemoveAndPair):
            number = len(bench.model.attempts) + 1
            if now["capability"] == capability:
                bench.attempt(offered(number, outcome=Outcome.PAIRED, level=4))
            else:
                failure = Failure("smp:0x03", "Authentication Requirements", Side.PEER, "feature exchange")
                bench.attempt(offered(number, outcome=Outcome.FAILED, failure=failure))

    return perform


async def test_combinations_are_tried_until_one_pairs(bench):
    gateway(bench, "NoInputNoOutput")
    bench.perform = pairs_only(bench, "KeyboardOnly")
    async with bench.attempt(offered()).console() as seat:
        screen = await seat.press("m", "t")
        assert "Try combinations?" in screen
        assert "Up to 4 pairings with lock [C0:00:00:00:00:03]." in screen
        screen = await seat.press("y")
        assert "✗ NoInputNoOutput, Secure Connections  smp:0x03 Authentication" in screen
        assert "✓ KeyboardOnly, Secure Connections     paired, level 4" in screen
        assert "expected Passkey Entry, level 4" in screen
        assert "✓ It pairs with KeyboardOnly, Secure Connections. The settings are as they were." in said(screen)
        assert bench.performed == [
            actions.RemoveAndPair(LOCK),
            actions.SetCapability("KeyboardOnly"), actions.RemoveAndPair(LOCK),
            actions.SetCapability("NoInputNoOutput"),
        ]  # fmt: skip
        assert "Trying combinations" not in await seat.press("escape")


async def test_every_combination_is_tried_where_that_is_asked(bench):
    gateway(bench, "NoInputNoOutput")
    bench.perform = pairs_only(bench, "nothing")
    async with bench.attempt(offered()).console() as seat:
        screen = await seat.press("m", "a", "y")
        assert screen.count("✗") >= 5
        assert "None of them paired. The settings are as they were." in said(screen)
    sets = [action for action in bench.performed if isinstance(action, actions.SetPolicy)]
    assert [action.value for action in sets] == [0, 1, 0, 1], "put back after each"


async def test_no_tries_without_a_yes(bench):
    async with gateway(bench).console() as seat:
        await seat.press("m", "t", "enter")
        assert bench.performed == []
