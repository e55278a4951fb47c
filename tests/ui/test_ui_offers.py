"""Changing what the gateway offers: settings, level, IO capability, bonds; before and after each key."""

import pytest

from pairtui.knowledge.main_conf import ConfigLine
from pairtui.pairing import actions
from pairtui.pairing.events import (
    ActionFinished,
    AdapterChanged,
    AgentChanged,
    BluezConfigured,
    DeviceChanged,
    DeviceRemoved,
)
from tests.ui.offers import LOCK, POLICY, gateway, line, offered, said

# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_settings_are_shown_with_value_effect_and_what_this_session_changed(bench):
    async with gateway(bench, before={"bondable": 0}, static_address="C1:22:33:44:55:66").console() as seat:
        screen = await seat.press("G")
        assert line(screen, "▌ Secure Connections") == "▌ Secure Connections     on"
        assert line(screen, "Bondable") == "Bondable               on   ▸ was off, changed here"
        assert line(screen, "BR/EDR") == "BR/EDR                 off  ○ cannot be set"
        assert "C1:22:33:44:55:66" in screen
        assert "Off: legacy pairing with every peer" in screen
        screen = await seat.press("down", "down", "down")
        assert "Off: dual-mode devices pair over LE only." in screen
        assert "○ It cannot be set: this adapter does not support it." in screen


async def test_a_switch_is_switched_and_everything_put_back(bench):
    async with gateway(bench).console() as seat:
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
    async with gateway(bench).console() as seat:
        screen = await seat.press("G", "enter")
        assert "▌ 2 on ● now" in screen
        await seat.press("down", "enter")
        assert bench.performed == [actions.SetPolicy("hci0", "secure-connections", 2)]


async def test_what_main_conf_sets_is_explained(bench):
    gateway(bench)
    never = ConfigLine("main.conf", 12, "General", "JustWorksRepairing", "never", "its bond must be removed", "too old")
    async with bench.feed(BluezConfigured(lines=(never,))).console((120, 40)) as seat:
        screen = await seat.press("G")
        assert "main.conf 12: JustWorksRepairing = never" in screen
        assert "its bond must be removed" in screen
        assert "! too old" in screen


async def test_settings_nobody_has_told(bench):
    async with bench.up().console() as seat:
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
    async with gateway(bench, capability).console() as seat:
        screen = await seat.press("i")
        assert capability in next(row for row in screen.splitlines() if "● now" in row)
        await seat.press("enter")
        assert bench.performed == [actions.SetCapability(capability)]


async def test_another_agent_is_named_on_the_console_and_in_the_choice(bench):
    async with gateway(bench).console() as seat:
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
    async with gateway(bench).console() as seat:
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
    async with gateway(bench).console() as seat:
        assert "verify bond: lock has no bond." in await seat.press("V")
        bench.feed(DeviceChanged(device=LOCK, changes={"paired": True, "bonded": True}))
        assert "Verifying the bond of lock" in await seat.press("V")
        assert bench.performed == [actions.Verify(LOCK)]


async def test_the_audit_of_bonds_has_the_doubtful_first(bench):
    async with gateway(bench).console() as seat:
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
    async with bench.device(thermometer, "thermometer", -70, **bond).console() as seat:
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
    async with gateway(bench).console() as seat:
        await seat.press("n")
        bench.feed(AdapterChanged(adapter="hci0", changes={"advertising": True}))
        await seat.press("n")
        assert bench.performed == [actions.Advertise("hci0", True), actions.Advertise("hci0", False)]


@pytest.mark.parametrize("key", ["m", "G", "L", "i", "B"])
@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_every_dialog_fits_and_has_its_ascii_twin(bench, key, size):
    gateway(bench)
    bench.device(LOCK, "[/] \x1b[2J体温計", -60, paired=True, bonded=True, verify_error="no key")
    async with bench.attempt(offered()).console(size, ascii_only=True) as seat:
        screen = await seat.press(key)
        assert screen.isascii()
        assert max(map(len, screen.splitlines())) <= size[0]
