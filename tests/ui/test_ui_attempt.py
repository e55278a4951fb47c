from dataclasses import replace

import pytest

from pairtui.pairing.actions import CancelPairing, Pair, RemoveAndPair, SetCapability, SetPolicy
from pairtui.pairing.attempt import Confidence, Diagnosis, Fix, Kind, Outcome, Peer, Phase
from pairtui.pairing.events import DeviceChanged, DeviceRemoved
from pairtui.protocol.record import Direction

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


def right(screen: str, devices: int = 32) -> list[str]:
    """The lines of the attempt's pane."""
    return [line[devices:] for line in screen.splitlines()]


async def test_a_refused_pairing_is_all_on_one_screen_at_80x24(bench):
    async with bench.ward().refused().console() as seat:
        screen = await seat.look()
        assert "✗ failed  OMRON BP7350" in screen
        assert "├── Pairing Request ──" in screen
        assert "KeyboardDisplay bonding MITM SC" in screen
        assert "  0.323 │◀✗ Pairing Failed ──" in screen
        assert "0x08 Unspecified Reason" in screen
        assert "refused before it said what it" in screen
        assert "nobody has put them in" in screen
        assert "●●○ likely" in screen
        assert "[1] Put it in pairing mode" in screen
        assert " 2  Remove the old bond on the phone" in screen
        assert "[3] Remove the bond here and pair again" in screen


async def test_with_more_room_phases_and_evidence_stand_beside_the_devices(bench):
    async with bench.ward().refused().console((120, 40)) as seat:
        screen = await seat.look()
        assert "gateway initiator" in screen
        assert "peer responder" in screen
        assert "├╌╌ feature exchange ╌" in screen
        assert "│◆ MGMT Pair Device · 28:FF:B2:AA:10:01" in screen
        assert "╞══ Connected · central ═" in screen
        assert "#423 Pairing Failed 0x08 from the peer, 99 ms after the request" in screen
        assert "AuthenticationFailed ⇠ MGMT 0x05 ⇠ SMP 0x08" in screen


async def test_digit_keys_do_the_fixes(bench):
    async with bench.ward().refused().console() as seat:
        await seat.press("1")
        assert bench.performed == [Pair(OMRON)], "the attempt's device, not the selected one"
        assert "2 is for you to do: Remove the old bond on the phone" in await seat.press("2")
        screen = await seat.press("3")
        assert "Remove the bond and pair again?" in screen
        assert "28:FF:B2:AA:10:01" in screen
        await seat.press("enter")
        assert bench.performed == [Pair(OMRON)]
        await seat.press("3", "y")
        assert bench.performed == [Pair(OMRON), RemoveAndPair(OMRON)]
        assert "There is no fix 7." in await seat.press("7")


async def test_a_fix_of_two_actions_sends_both_in_order(bench):
    fixes = (Fix("Offer a keyboard", "capability-keyboard-display"),)
    async with bench.ward().refused(fixes=fixes).console() as seat:
        await seat.press("1")
        assert bench.performed == [SetCapability("KeyboardDisplay"), Pair(OMRON)]


async def test_a_fix_that_pairs_asks_before_it_removes_a_bond(bench):
    bench.ward().refused(fixes=(Fix("Allow legacy pairing", "secure-connections-on"),))
    bench.model.apply(DeviceChanged(at=0.0, device=OMRON, changes={"paired": True, "bonded": True}))
    async with bench.console() as seat:
        assert "Remove the bond and pair again?" in await seat.press("1")
        assert bench.performed == []
        await seat.press("y")
        assert bench.performed == [SetPolicy("hci0", "secure-connections", 1), RemoveAndPair(OMRON)]


async def test_a_device_that_is_gone_is_looked_for_where_a_fix_pairs_it(bench):
    """BlueZ forgets a device without a bond as soon as a connection to it fails."""
    async with bench.up().refused().console() as seat:
        await seat.press("1")
        assert bench.performed == [Pair(OMRON)]


@pytest.mark.parametrize("action", ["unpair", "remove-and-pair", "level-2"])
async def test_any_other_fix_for_a_device_that_is_gone_says_so(bench, action):
    async with bench.up().refused(fixes=(Fix("Do it", action),)).console() as seat:
        assert "the device is not known to BlueZ" in await seat.press("1")
        assert bench.performed == []


async def test_an_attempt_is_found_by_address_where_it_has_no_device_key(bench):
    bench.up().device("/org/bluez/hci0/dev_28_FF_B2_AA_10_01", "OMRON", -60)
    async with bench.refused().attempt(replace(bench.model.attempts[3], device=None)).console() as seat:
        await seat.press("1")
        assert bench.performed == [Pair(OMRON)]


async def test_the_ladder_follows_a_pairing_and_c_cancels_it(bench):
    async with bench.ward().under_way(steps=()).console() as seat:
        assert "◌ pairing  Nonin 3230" in await seat.look()
        bench.under_way()
        screen = await seat.look()
        assert "LE SC · Numeric Comparison" in screen
        assert "◀✓ Pairing Response" in screen
        assert "◆ MGMT User Confirmation Request" in screen
        assert "c cancel pairing" in screen
        await seat.press("c")
        assert bench.performed == [CancelPairing(NONIN)]


async def test_a_silent_peer_is_counted(bench):
    async with bench.ward().under_way().console() as seat:
        bench.now += 12.95
        bench.under_way()
        assert "silent for 12 s (SMP timeout 30 s)" in await seat.look()


async def test_a_paired_device_shows_the_level_it_reached(bench):
    async with bench.ward().under_way(outcome=Outcome.PAIRED, level=4, ended=bench.now + 2).console() as seat:
        assert "✓ paired level 4  Nonin 3230" in await seat.look()


async def test_brackets_turn_over_the_attempts_and_a_new_one_is_shown_at_once(bench):
    bench.ward().under_way().refused()
    bench.attempt(replace(bench.model.attempts[3], id=4, outcome=Outcome.PAIRED, failure=None, diagnosis=None))
    async with bench.console() as seat:
        assert "attempt 2/2" in await seat.look(), "two with this device, one more with another"
        screen = await seat.press("left_square_bracket")
        assert "attempt 1/2" in screen
        assert "✗ failed  OMRON BP7350" in right(screen)[1]
        assert "attempt 2/2" in await seat.press("right_square_bracket")
        bench.attempt(
            replace(bench.model.attempts[3], id=9, peer=Peer(bench.model.devices[OMRON].address, name="Third"))
        )
        screen = await seat.look()
        assert "attempt 3/3" in screen
        assert "Third" in right(screen)[1]


async def test_the_pane_its_digits_and_its_count_follow_the_selected_device(bench):
    async with bench.ward().under_way().refused().console() as seat:
        assert "✗ failed  OMRON BP7350" in right(await seat.look())[1], "the newest, until somebody chooses"
        screen = await seat.press("up")
        assert "◌ pairing  Nonin 3230" in right(screen)[1]
        assert "attempt 1/1" in screen
        assert "1 do the fix: no diagnosis with fixes is shown" in await seat.press("1")
        assert bench.performed == []
        await seat.press("down", "1")
        assert bench.performed == [Pair(OMRON)]
        screen = await seat.press("down")
        assert "Nothing attempted yet." in screen
        assert "✗ failed" not in "\n".join(right(screen))


async def test_an_attempt_with_another_device_is_told_and_a_key_goes_there(bench):
    async with bench.ward().under_way().console() as seat:
        await seat.press("down", "down")
        bench.refused()
        screen = await seat.look()
        assert "✗ OMRON BP7350: pairing failed. N goes there." in screen
        assert "OMRON" not in right(screen)[1]
        assert "✗ failed  OMRON BP7350" in right(await seat.press("N"))[1]
        assert "◌ pairing  Nonin 3230" in right(await seat.press("up"))[1]
        assert "✗ failed  OMRON BP7350" in right(await seat.press("right_curly_bracket"))[1]
        assert "No attempt failed after this one." in await seat.press("right_curly_bracket")


async def test_a_device_that_nobody_knows_now_keeps_its_line_and_its_attempts(bench):
    async with bench.ward().refused().console() as seat:
        await seat.press("down", "up")
        bench.feed(DeviceRemoved(device=OMRON))
        screen = await seat.look()
        assert "✗ failed  OMRON BP7350" in right(screen)[1]
        assert "u unpair: BlueZ does not know it now" in await seat.press("u")
        await seat.press("p")
        assert bench.performed == [Pair("hci0/28:FF:B2:AA:10:01")]


async def test_a_key_lists_the_attempts_with_the_selected_device_and_enter_shows_one(bench):
    bench.ward().under_way().refused()
    bench.attempt(replace(bench.model.attempts[3], id=4, outcome=Outcome.PAIRED, failure=None, diagnosis=None))
    async with bench.console() as seat:
        screen = await seat.press("H")
        assert "2 attempts with OMRON BP7350" in screen
        assert "Nonin" not in screen.split("2 attempts")[1].split("└")[0]
        screen = await seat.press("down", "enter")
        assert "attempt 1/2" in screen


async def test_on_a_terminal_too_narrow_for_two_panes_p_goes_to_the_attempt(bench):
    async with bench.ward().console((60, 20)) as seat:
        await seat.press("down", "p")
        assert bench.performed == [Pair(OMRON)]
        bench.refused()
        screen = await seat.look()
        assert "✗ failed  OMRON BP7350" in screen
        assert "[1] Put it in pairing mode" in screen
        assert "Devices 14" in await seat.press("escape")


async def test_enter_on_a_step_shows_every_field_and_no_secret(bench):
    async with bench.ward().under_way().console() as seat:
        screen = await seat.press("tab", "up", "enter")
        assert "PairingRandom" in screen
        assert "<secret of 16 bytes>" in screen
        assert "aa aa" not in screen
        screen = await seat.press("escape", "home", "down", "down", "enter")
        assert "KEYBOARD_DISPLAY (0x04)" in screen
        assert "BONDING MITM SC (0x0d)" in screen
        assert "max_key_size      16 (0x10)" in screen


async def test_w_shows_the_whole_diagnosis_where_the_pane_has_no_room_for_it(bench):
    bench.ward().refused(explanation=" ".join(f"word{n}" for n in range(120)))
    async with bench.console() as seat:
        screen = await seat.look()
        assert "w  shows all of it" in screen
        assert "[3] Remove the bond here" in screen, "the fixes stay"
        assert "◀✗ Pairing Failed" in screen
        seen = await seat.press("w") + await seat.press("pagedown") + await seat.press("pagedown")
        assert "word119" in seen
        assert "peer-not-in-pairing-mode" in seen


async def test_a_failure_that_others_followed_stays_in_sight(bench):
    bench.ward().under_way()
    steps = bench.model.attempts[1].steps
    later = tuple(replace(steps[0], text=f"MGMT note {n}") for n in range(30))
    failed = replace(steps[5], text="Pairing Failed", mark="failed", phase=Phase.END)
    bench.under_way(
        steps=(*steps, failed, *later),
        outcome=Outcome.FAILED,
        ended=bench.now,
        diagnosis=Diagnosis("unknown", "It failed", "Why it did is unknown.", Confidence.POSSIBLE),
    )
    async with bench.console() as seat:
        assert "◀✗ Pairing Failed" in await seat.look()


async def test_a_hundred_steps_scroll_while_the_pane_has_the_focus(bench):
    bench.ward().under_way()
    step = bench.model.attempts[1].steps[4]
    bench.under_way(steps=tuple(replace(step, text=f"Round {n:03}") for n in range(100)))
    async with bench.console() as seat:
        assert "Round 099" in await seat.look()
        screen = await seat.press("tab", "home")
        assert "Round 000" in screen
        assert "Round 099" not in screen
        assert "Round 011" in await seat.press("pagedown", "down")
        assert "Round 099" in await seat.press("tab"), "it follows again when the focus goes"


async def test_an_encryption_with_a_stored_key_is_called_that(bench):
    bench.ward().under_way(kind=Kind.ENCRYPTION, pairing=None, association_model=None, transport="bredr")
    async with bench.console() as seat:
        assert "encryption attempt 1/1" in await seat.look()


async def test_every_line_ends_at_its_lifeline(bench):
    async with bench.up().under_way().console() as seat:
        lines = [line for line in right(await seat.look())[3:20] if line.strip() and "◌" not in line]
        assert len(lines) > 10
        assert {line[8] for line in lines} <= set("│├╞")
        lines = [line.rstrip(" ⋮") for line in lines]
        assert {line[-1] for line in lines} <= set("│┤╡")
        assert {len(line) for line in lines} == {47}


async def test_messages_without_decoded_form_are_drawn_by_their_direction(bench):
    bench.ward().under_way()
    plain = tuple(replace(step, message=None) for step in bench.model.attempts[1].steps)
    async with bench.under_way(steps=plain).console((120, 40)) as seat:
        screen = await seat.look()
        assert "╞══ Connected" in screen
        assert "├── Pairing Request" in screen
        assert "◀✓ Pairing Response" in screen
        assert "◆ MGMT User Confirmation" in screen
        assert plain[-1].direction is Direction.HOST
