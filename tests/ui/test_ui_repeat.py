from dataclasses import replace

from pairtui.pairing.actions import Pair, RemoveAndPair, Unpair
from pairtui.pairing.attempt import Outcome
from pairtui.pairing.events import ActionFinished, DeviceChanged

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


async def test_a_device_is_paired_again_and_again_and_the_rate_is_shown(bench):
    bench.ward().refused()
    refused = bench.model.attempts.pop(3)
    rounds: list[int] = []

    async def perform(action):
        bench.performed.append(action)
        if isinstance(action, Pair | RemoveAndPair):
            number = len(rounds) + 10
            rounds.append(number)
            won = number % 2 == 0
            paired = replace(refused, id=number, outcome=Outcome.PAIRED, failure=None, diagnosis=None)
            bench.attempt(paired if won else replace(refused, id=number))
            bench.feed(DeviceChanged(device=OMRON, changes={"paired": won}))
        else:
            bench.feed(DeviceChanged(device=OMRON, changes={"paired": False}))
        return ActionFinished(action=action)

    bench.perform = perform
    async with bench.console((100, 30)) as seat:
        assert "Pair 5 times?" in await seat.press("down", "Y", "1")
        screen = await seat.press("y")
        assert "5 done" in screen
        assert "3 of 5 paired (60%)" in screen
        assert "2 x OMRON BP7350 refused before it said what it can do (smp:0x08" in screen
        assert sum(isinstance(action, Pair) for action in bench.performed) == 5
        assert sum(isinstance(action, Unpair) for action in bench.performed) == 3
        assert "Repeat" not in await seat.press("escape")


async def test_bonds_that_do_not_work_are_removed_together(bench):
    bench.ward().device(NONIN, "Nonin 3230", -71, verify_error="PIN or Key Missing")
    bench.device(OMRON, "OMRON", -63, bonded=True, verify_error="PIN or Key Missing")
    async with bench.console((100, 30)) as seat:
        screen = await seat.press("B", "U")
        assert "Remove 2 bonds that did not work?" in screen
        assert "28:FF:B2:AA:10:01" in screen
        await seat.press("enter")
        assert bench.performed == [], "No is marked"
        await seat.press("U", "y")
        assert set(bench.performed) == {Unpair(NONIN), Unpair(OMRON)}
