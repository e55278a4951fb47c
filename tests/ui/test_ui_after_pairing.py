"""What follows a pairing is one setting, said where it acts."""

import pytest

from pairtui.pairing.actions import Action, Connect, Pair, SetTrusted
from pairtui.pairing.events import ActionFinished, DeviceChanged

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
DONE: dict[str, list[Action]] = {"trust": [SetTrusted(OMRON, True)], "connect": [Connect(OMRON)], "nothing": []}
DONE["both"] = [*DONE["trust"], *DONE["connect"]]


def carried_out(bench, error=None):
    async def perform(action: Action) -> ActionFinished:
        bench.performed.append(action)
        ended = ActionFinished(action=action, error=error)
        bench.feed(ended)
        if isinstance(action, Pair) and error is None:
            bench.feed(DeviceChanged(device=OMRON, changes={"paired": True}))
        return ended

    bench.perform = perform


@pytest.mark.parametrize("setting", DONE)
async def test_the_setting_decides_what_follows(bench, setting):
    bench.up().device(OMRON, "OMRON", -60)
    carried_out(bench)
    async with bench.console(after_pairing=setting) as seat:
        screen = await seat.look()
        assert ("Then it is " in screen) == (setting != "nothing"), "said before it acts"
        screen = await seat.press("p")
        assert bench.performed == [Pair(OMRON), *DONE[setting]]
        assert (f'(after_pairing = "{setting}")' in " ".join(screen.split())) == (setting != "nothing")


async def test_nothing_follows_a_pairing_that_failed(bench):
    bench.up().device(OMRON, "OMRON", -60)
    carried_out(bench, error="org.bluez.Error.AuthenticationFailed")
    async with bench.console(after_pairing="both") as seat:
        await seat.press("p")
    assert bench.performed == [Pair(OMRON)]


async def test_a_chosen_theme_is_kept(bench):
    bench.up()
    kept = []

    def keep(name):
        kept.append(name)
        return f"Theme: {name}, kept in config.toml."

    async with bench.console(keep_theme=keep) as seat:
        assert "kept in config.toml." in await seat.press("T", "down", "enter")
    assert len(kept) == 1
