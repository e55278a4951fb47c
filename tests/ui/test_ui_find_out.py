"""The dialog of find-out: the plan, No by default, what is asked of a hand, the verdict with its fix, stopping."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui import experimenter
from pairtui.pairing.actions import Action, CancelPairing, Operate, Pair, SetPolicy, Unpair
from pairtui.pairing.attempt import Outcome
from pairtui.pairing.events import ActionFinished, AdapterChanged, DeviceChanged
from pairtui.pairing.state import Control
from tests.ui.conftest import Seat

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
UPDATE = "PAIRTUI_UPDATE_PICTURES" in os.environ
MODE = Control("turn on pairing mode", "turn off pairing mode")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(experimenter, "SETTLE_SECONDS", 0.0)


class Air:
    """What comes of a pairing, as `pairs` says of what was done before; one under a changed setting never ends."""

    def __init__(self, bench, pairs: Callable[["Air"], bool] = lambda _: False) -> None:
        self.bench, self.pairs = bench, pairs
        self.mode = False
        bench.ward().refused()
        self.refused = bench.model.attempts[max(bench.model.attempts)]
        bench.perform = self.perform

    async def perform(self, action: Action) -> ActionFinished:
        bench = self.bench
        bench.performed.append(action)
        match action:
            case Pair():
                number = max(bench.model.attempts) + 1
                if self.did(SetPolicy) % 2:
                    await asyncio.get_running_loop().create_future()
                won = self.pairs(self)
                paired = replace(self.refused, outcome=Outcome.PAIRED, failure=None, diagnosis=None)
                bench.attempt(replace(paired if won else self.refused, id=number))
                bench.feed(DeviceChanged(device=OMRON, changes={"paired": won}))
            case Operate(_, control):
                self.mode = control == MODE.label
            case Unpair():
                bench.feed(DeviceChanged(device=OMRON, changes={"paired": False}))
        return ActionFinished(action=action)

    def did(self, kind: type[Action]) -> int:
        return sum(isinstance(action, kind) for action in self.bench.performed)


async def until(seat: Seat, words: str) -> str:
    for _ in range(100):
        screen = await seat.press()
        if words in screen:
            return screen
        await asyncio.sleep(0.02)
    raise AssertionError(screen)


async def test_the_plan_is_shown_and_nothing_done_unless_the_user_says_yes(bench):
    air = Air(bench)
    async with bench.console() as seat:
        screen = await seat.press("x")
        assert "Find out: OMRON BP7350 · why it does not pair" in screen
        assert "Pair 4 times with nothing changed" in screen and "Pair while the device is in pairing mode" in screen
        assert "No other device is touched" in screen
        assert "Find out" not in await seat.press("enter")
        assert not air.did(Pair)


async def test_it_ends_in_a_verdict_with_its_fix_a_key_away(bench):
    air = Air(bench, pairs=lambda air: air.mode)
    async with bench.device(OMRON, "OMRON BP7350", -60, controls=(MODE,)).console() as seat:
        await seat.press("x", "y")
        screen = await until(seat, "CERTAIN")
        assert "✗ Pair with nothing changed, 4" in screen and "smp:0x08" in screen
        assert "✓ Pair while the device is in pairing mode" in screen
        assert "✗ Pair with that put back" in screen
        assert "The settings are as they were" in screen
        assert not air.mode and air.did(Pair) == 6 and air.did(Unpair) == 1
        fix = next(n for n, one in enumerate(air.refused.diagnosis.fixes, 1) if one.action)
        await seat.press(str(fix))
        assert "Find out" not in await seat.press()
        assert air.did(Pair) == 7, "the fix is carried out"
        screen = await seat.press("left_square_bracket", "w", "end")
        assert "Pair with that put back: failed: smp:0x08" in screen, "what was tried stays with the attempt"


async def test_the_pictures_of_the_page_are_what_it_looks_like(bench):
    Air(bench, pairs=lambda air: air.mode)
    bench.device(OMRON, "OMRON BP7350", -60, controls=(MODE,))
    drawn = {}
    async with bench.console() as seat:
        await seat.press("x")
        drawn["find-out-plan"] = await seat.svg()
        await seat.press("y")
        await until(seat, "CERTAIN")
        drawn["find-out"] = await seat.svg()
    for name, svg in drawn.items():
        file = PICTURES / f"{name}.svg"
        if UPDATE:
            file.write_text(svg, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == svg, f"{name} looks different now: look at it, then make snapshots"


async def test_what_nobody_did_in_time_is_no_evidence(bench):
    air = Air(bench)
    async with bench.console() as seat:
        await seat.press("x", "y")
        asked = await until(seat, "s left")
        assert "▶ Put the device in pairing mode" in asked
        screen = await seat.press("n")
        screen = await until(seat, "UNDECIDED")
        assert "Not tried, and it would tell more: Put the device in pairing mode" in screen
        assert air.did(Pair) == 4


async def test_what_the_user_did_by_hand_is_tried(bench):
    air = Air(bench, pairs=lambda air: air.did(Pair) > 4)
    async with bench.console() as seat:
        await seat.press("x", "y")
        await until(seat, "s left")
        await seat.press("enter")
        assert "CERTAIN" in await until(seat, "CERTAIN")
        assert air.did(Pair) == 5


async def test_a_setting_is_put_back_also_where_it_is_stopped(bench):
    air = Air(bench)
    sure = air.refused.diagnosis
    air.refused = replace(air.refused, diagnosis=replace(sure, cause="dhkey-mismatch", alternatives=()))
    bench.feed(
        AdapterChanged(
            adapter="hci0", changes={"policy": {"secure-connections": 1}, "settable": frozenset({"secure-connections"})}
        )
    )
    async with bench.console() as seat:
        await seat.press("x", "y")
        await until(seat, "◌ Pair with legacy pairing only")
        await seat.press("escape")
        screen = await until(seat, "STOPPED")
        assert "The settings are as they were" in screen
        assert [action.value for action in bench.performed if isinstance(action, SetPolicy)] == [0, 1]
        assert air.did(CancelPairing) == 1
