"""Changing what the gateway offers: will it pair, settings, level, IO capability, bonds; before and after each key."""

from collections.abc import Callable

import pytest

from pairtui.knowledge.main_conf import ConfigLine
from pairtui.pairing import actions
from pairtui.pairing.attempt import Attempt, Failure, Kind, Outcome, Peer, Side, Step
from pairtui.pairing.events import (
    ActionFinished,
    AdapterChanged,
    AgentChanged,
    BluezConfigured,
    DeviceChanged,
    DeviceRemoved,
    SourceChanged,
    SourceState,
)
from pairtui.protocol.messages.smp import AuthReq, KeyDist, PairingRequest, PairingResponse, io_capability
from pairtui.protocol.record import Direction

LOCK = "/org/bluez/hci0/dev_C0_00_00_00_00_03"
POLICY = {"secure-connections": 1, "bondable": 1, "le": 1, "bredr": 0, "privacy": 0, "min-key-size": 7}
SETTABLE = frozenset(("secure-connections", "bondable", "privacy"))


def gateway(bench, capability="KeyboardDisplay", **adapter):
    """A gateway that can be set, with a lock that shows a passkey."""
    bench.up(pairable=True, **{"policy": POLICY, "settable": SETTABLE, **adapter})
    bench.feed(
        SourceChanged(source="mgmt", state=SourceState.UP, detail="read and set"),
        ActionFinished(action=actions.SetCapability(capability)),
    )
    bench.device(LOCK, "lock", -60)


def offered(number=1, io=0, flags=0x0D, **more):
    """An attempt in which the lock has offered this."""
    rest = (16, KeyDist.ENC_KEY, KeyDist.ENC_KEY)
    ours = PairingRequest(io_capability(4), 0, AuthReq(0x0D), *rest)
    theirs = PairingResponse(io_capability(io), 0, AuthReq(flags), *rest)
    steps = (Step(0, 1, Direction.SENT, "", message=ours), Step(0, 2, Direction.RECEIVED, "", message=theirs))
    peer = Peer("C0:00:00:00:00:03", "random", "lock")
    return Attempt(number, Kind.PAIRING, "hci0", LOCK, peer, steps=steps, ended=1.0, **more)


def line(screen: str, start: str) -> str:
    """The row of the dialog that begins with these words."""
    rows = [row.split("│")[1:] for row in screen.splitlines()]
    return next(cell.strip() for row in rows for cell in row if cell.strip().startswith(start))


def said(screen: str) -> str:
    """What the dialog says, its lines joined."""
    rows = screen.splitlines()
    rim = next(row for row in rows if "┌─ " in row)
    left, right = rim.index("┌─ "), rim.index("┐", rim.index("┌─ "))
    return " ".join(" ".join(row[left + 1 : right] for row in rows if row[left : left + 1] == "│").split())


# ── will it pair? ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_before_the_first_pairing_it_says_what_is_open(bench):
    gateway(bench)
    async with bench.console() as seat:
        screen = await seat.press("m")
        assert "Will lock pair?" in screen
        assert "● Nothing is in the way here. What it comes to depends on the peer, level 4 at most." in said(screen)
        assert "There  not heard yet" in screen
        assert line(screen, "NoInputNoOutput") == "NoInputNoOutput    Just Works · L2            Just Works · L2"


async def test_the_matrix_has_todays_cell_marked_and_says_what_would_reach_more(bench):
    gateway(bench, "NoInputNoOutput")
    bench.attempt(offered())
    async with bench.console() as seat:
        screen = await seat.press("m")
        assert "It should pair: Just Works, level 2. Nobody compares or types anything." in said(screen)
        assert "Here   NoInputNoOutput, Secure Connections" in screen
        assert "There  DisplayOnly, Secure Connections, MITM" in screen
        assert line(screen, "KeyboardOnly") == "KeyboardOnly       Passkey, type here · L3    Passkey, type here · L4"
        assert line(screen, "NoInputNoOutput  ") == "NoInputNoOutput    Just Works · L2          ▌●Just Works · L2"
        assert "▸ KeyboardDisplay here → Passkey Entry, level 4" in screen


async def test_a_cell_is_chosen_set_and_paired_with(bench):
    gateway(bench, "NoInputNoOutput")
    bench.attempt(offered())
    async with bench.console() as seat:
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
    gateway(bench)
    bench.device(LOCK, "lock", -60, paired=True, bonded=True)
    async with bench.console() as seat:
        screen = await seat.press("m", "enter")
        assert "Remove the bond and pair again?" in screen
        assert "lock [C0:00:00:00:00:03]" in screen
        await seat.press("enter")
        assert bench.performed == []
        await seat.press("m", "down", "enter", "y")
        assert bench.performed == [actions.SetCapability("DisplayOnly"), actions.RemoveAndPair(LOCK)]


async def test_the_other_way_round_the_device_begins_and_the_gateway_advertises(bench):
    gateway(bench, "DisplayOnly", policy=POLICY | {"bondable": 0})
    bench.attempt(offered(flags=0x0D, io=2))
    async with bench.console() as seat:
        assert "✓ It should pair: Passkey Entry, level 4." in said(await seat.press("m"))
        screen = await seat.press("r")
        assert "Begun  there: the device pairs inwards" in screen
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
    bench.attempt(offered(flags=0x05))
    async with bench.console() as seat:
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
    bench.up(powered=False)
    async with bench.console() as seat:
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
    bench.attempt(offered())
    async with bench.console() as seat:
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
    bench.attempt(offered())
    async with bench.console() as seat:
        screen = await seat.press("m", "a", "y")
        assert screen.count("✗") >= 5
        assert "None of them paired. The settings are as they were." in said(screen)
    sets = [action for action in bench.performed if isinstance(action, actions.SetPolicy)]
    assert [action.value for action in sets] == [0, 1, 0, 1], "put back after each"


async def test_no_tries_without_a_yes(bench):
    gateway(bench)
    async with bench.console() as seat:
        await seat.press("m", "t", "enter")
        assert bench.performed == []


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_settings_are_shown_with_value_effect_and_what_this_session_changed(bench):
    gateway(bench, before={"bondable": 0}, static_address="C1:22:33:44:55:66")
    async with bench.console() as seat:
        screen = await seat.press("G")
        assert line(screen, "▌ Secure Connections") == "▌ Secure Connections     on"
        assert line(screen, "Bondable") == "Bondable               on       ▸ was off, changed here"
        assert line(screen, "BR/EDR") == "BR/EDR                 off      ○ cannot be set"
        assert "C1:22:33:44:55:66" in screen
        assert "Off: legacy pairing with every peer" in screen
        screen = await seat.press("down", "down", "down")
        assert "Off: dual-mode devices pair over LE only." in screen
        assert "○ It cannot be set: this adapter does not support it." in screen


async def test_a_switch_is_switched_and_everything_put_back(bench):
    gateway(bench)
    async with bench.console() as seat:
        screen = await seat.press("G", "down", "enter")
        assert bench.performed == [actions.SetPolicy("hci0", "bondable", 0)]
        assert "✓ Bondable: off, until pairtui ends." in screen
        bench.feed(
            AdapterChanged(adapter="hci0", changes={"policy": POLICY | {"bondable": 0}, "before": {"bondable": 1}})
        )
        screen = await seat.look()
        assert "▸ was on, changed here" in screen
        await seat.press("r")
        assert bench.performed[-1] == actions.RestorePolicy("hci0")


async def test_one_of_several_values_is_chosen_with_the_present_one_marked(bench):
    gateway(bench)
    async with bench.console() as seat:
        screen = await seat.press("G", "enter")
        assert "▌ 2 on ● now" in screen
        await seat.press("down", "enter")
        assert bench.performed == [actions.SetPolicy("hci0", "secure-connections", 2)]


async def test_what_main_conf_sets_is_explained(bench):
    gateway(bench)
    never = ConfigLine("main.conf", 12, "General", "JustWorksRepairing", "never", "its bond must be removed", "too old")
    bench.feed(BluezConfigured(lines=(never,)))
    async with bench.console((120, 40)) as seat:
        screen = await seat.press("G")
        assert "main.conf 12: JustWorksRepairing = never" in screen
        assert "its bond must be removed" in screen
        assert "! too old" in screen


async def test_settings_nobody_has_told(bench):
    bench.up()
    async with bench.console() as seat:
        screen = await seat.press("G")
        assert "✗ The management socket needs CAP_NET_ADMIN." in screen
        assert "Run: sudo setcap cap_net_admin+ep /usr/bin/pairtui" in screen


async def test_a_refused_setting_says_so_and_nothing_is_paired(bench):
    gateway(bench, "NoInputNoOutput")

    async def refused(action: actions.Action) -> ActionFinished:
        bench.performed.append(action)
        text = "Secure Connections was not set: rejected (0x0B): Secure Simple Pairing is off"
        return ActionFinished(action=action, error="pairtui.Error.NotSet", text=text)

    bench.perform = refused
    async with bench.console() as seat:
        screen = await seat.press("m", "left", "enter")
        assert "✗ Secure Connections was not set: rejected (0x0B)" in screen
        assert bench.performed == [actions.SetPolicy("hci0", "secure-connections", 0)]
        screen = await seat.press("G", "enter", "up", "enter")
        assert "✗ Secure Connections was not set: rejected (0x0B)" in screen


# ── IO capability, and who answers ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("capability", ["DisplayYesNo", "KeyboardDisplay"])
async def test_the_present_capability_is_marked(bench, capability):
    gateway(bench, capability)
    async with bench.console() as seat:
        screen = await seat.press("i")
        assert capability in next(row for row in screen.splitlines() if "● now" in row)
        await seat.press("enter")
        assert bench.performed == [actions.SetCapability(capability)]


async def test_another_agent_is_named_on_the_console_and_in_the_choice(bench):
    gateway(bench)
    async with bench.console() as seat:
        assert "answers prompts" not in await seat.look()
        bench.feed(AgentChanged(owner=":1.77", pid=4711, command="bluetoothctl"))
        assert "! bluetoothctl answers prompts: i" in await seat.look()
        screen = await seat.press("i")
        assert "! bluetoothctl (pid 4711, :1.77) holds the default agent" in screen
        bench.feed(AgentChanged(owner=":1.90", pid=99, command="pairtui", ours=True))
        await seat.press("escape")
        screen = await seat.press("i")
        assert "● pairtui answers prompts: pairtui (pid 99, :1.90)." in screen


# ── level, verify, bonds, advertising ─────────────────────────────────────────────────────────────────────────────


async def test_a_level_is_chosen_with_required_and_reached_beside_each_other(bench):
    gateway(bench)
    bench.attempt(offered(io=3))
    bench.feed(DeviceChanged(device=LOCK, changes={"paired": True, "bonded": True, "level": 2, "required": 3}))
    async with bench.console() as seat:
        screen = await seat.press("L")
        assert line(screen, "▌ 2 encrypted").endswith("● now")
        assert line(screen, "3 authenticated ").endswith("(not now)")
        assert "! Required: level 3. Reached: level 2: the bond is weaker; R replaces it." in said(screen)
        await seat.press("2")
        assert bench.performed == [actions.RequireLevel(LOCK, 2)]


async def test_where_no_level_is_known_the_one_that_pairing_requires_is_marked(bench):
    gateway(bench)
    async with bench.console() as seat:
        assert line(await seat.press("L"), "▌ ").startswith("▌ 2 encrypted")


async def test_a_bond_that_is_too_weak_for_the_level_is_offered_for_removal(bench):
    gateway(bench)
    bench.feed(DeviceChanged(device=LOCK, changes={"paired": True, "bonded": True, "level": 2}))
    async with bench.console() as seat:
        screen = await seat.press("L", "4")
        assert "Replace the bond?" in screen
        assert "lock [C0:00:00:00:00:03] has a bond of level 2." in said(screen)
        await seat.press("enter")
        assert bench.performed == []
        await seat.press("L", "4", "y")
        assert bench.performed == [actions.Unpair(LOCK), actions.RequireLevel(LOCK, 4)]


async def test_a_bond_is_verified(bench):
    gateway(bench)
    async with bench.console() as seat:
        assert "verify bond: lock has no bond." in await seat.press("V")
        bench.feed(DeviceChanged(device=LOCK, changes={"paired": True, "bonded": True}))
        assert "Verifying the bond of lock" in await seat.press("V")
        assert bench.performed == [actions.Verify(LOCK)]


async def test_the_audit_of_bonds_has_the_doubtful_first(bench):
    gateway(bench)
    async with bench.console() as seat:
        assert "bonds: this gateway has no bonds." in await seat.press("B")
        bench.feed(
            DeviceChanged(
                device=LOCK,
                changes={
                    "paired": True,
                    "bonded": True,
                    "level": 4,
                    "key_size": 16,
                    "verified": 60.0,
                    "transport": "le",
                },
            )
        )
        lost = {
            "paired": True,
            "bonded": True,
            "verify_error": "the device has deleted its key",
            "identity_address": "C1",
        }
        bench.device("/org/bluez/hci0/dev_C0_00_00_00_00_04", "thermometer", **lost)
        screen = await seat.press("B")
        assert said(screen).index("thermometer") < said(screen).index("lock")
        assert "✗ does not work: the device has deleted its key" in screen
        assert "C0:00:00:00:00:03 · LE · level 4 · key not known, 16 octets" in said(screen)
        assert "✓ works, verified at 00:01:00" in screen
        assert "identity address C1" in screen


async def test_a_bond_is_verified_and_removed_from_the_audit(bench):
    gateway(bench)
    bond = {"paired": True, "bonded": True, "transport": "le"}
    bench.device(LOCK, "lock", -60, **bond)
    thermometer = "/org/bluez/hci0/dev_C0_00_00_00_00_04"
    bench.device(thermometer, "thermometer", -70, **bond)
    async with bench.console() as seat:
        screen = await seat.press("B")
        assert "┌─ Bonds · 2 ─" in screen
        assert line(screen, "▌ ") == "▌ lock"
        screen = await seat.press("down", "V")
        assert line(screen, "▌ ") == "▌ thermometer"
        assert bench.performed == [actions.Verify(thermometer)]
        bench.feed(DeviceChanged(device=thermometer, changes={"verified": 60.0}))
        screen = await seat.press("u")
        assert "thermometer [C0:00:00:00:00:04] is removed" in screen
        assert "Nothing was changed." in await seat.press("enter")
        await seat.press("u", "y")
        assert bench.performed[1:] == [actions.Unpair(thermometer)]
        bench.feed(DeviceRemoved(device=thermometer))
        screen = await seat.look()
        assert "┌─ Bonds · 1 ─" in screen
        assert line(screen, "▌ ") == "▌ lock"


async def test_advertising_begins_and_ends_with_the_same_key(bench):
    gateway(bench)
    async with bench.console() as seat:
        await seat.press("n")
        bench.feed(AdapterChanged(adapter="hci0", changes={"advertising": True}))
        await seat.press("n")
        assert bench.performed == [actions.Advertise("hci0", True), actions.Advertise("hci0", False)]


@pytest.mark.parametrize("key", ["m", "G", "L", "i", "B"])
@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_every_dialog_fits_and_has_its_ascii_twin(bench, key, size):
    gateway(bench)
    bench.device(LOCK, "[/] \x1b[2J体温計", -60, paired=True, bonded=True, verify_error="no key")
    bench.attempt(offered())
    async with bench.console(size, ascii_only=True) as seat:
        screen = await seat.press(key)
        assert screen.isascii()
        assert max(map(len, screen.splitlines())) <= size[0]
