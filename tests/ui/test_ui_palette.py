"""The command palette: what is typed finds a command, which is carried out or says why not."""

import pytest

from pairtui.pairing.actions import SetPairable
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.table import COMMANDS
from pairtui.ui.screens.palette import like


def found(typed):
    """The labels of the commands that are listed after that was typed, in their order."""
    return [command.label for command, _ in like(typed, [(one, None) for one in COMMANDS], CommandContext())]


async def test_it_runs_a_command_and_says_why_another_cannot_be_run(bench):
    async with bench.up().console() as seat:
        assert "pairable  g" in await seat.press("ctrl+p", *"pairable")
        await seat.press("enter")
        assert bench.performed == [SetPairable("hci0", True)]
        bench.device("/org/bluez/hci0/dev_28_FF_B2_AA_10_01", "OMRON", -60)
        assert "not now: the device is not connected" in await seat.press("ctrl+p", *"disconn")
        assert "disconnect: the device is not connected." in await seat.press("enter")


async def test_what_can_be_done_now_stands_first(bench):
    async with bench.up().console() as seat:
        lines = (await seat.press("ctrl+p", "end")).splitlines()
        assert "not now: " in "".join(lines[-4:])
        lines = (await seat.press("home")).splitlines()
        assert "not now: " not in "".join(lines[:12])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pair", "pair"),
        ("PAIRABLE", "pairable"),
        ("unpair", "unpair"),
        ("bundle", "export"),
        ("name own", "alias"),
        ("nxtadp", "next adapter"),
    ],
)
def test_the_best_match_stands_first(typed, first):
    assert found(typed)[0] == first


def test_what_no_command_is_called_finds_none():
    assert found("zzz") == []


async def test_letters_that_move_elsewhere_are_typed_here(bench):
    async with bench.up().console() as seat:
        assert "> jkq?▏" in await seat.press("ctrl+p", "j", "k", "q", "question_mark")
        screen = await seat.look()
        assert "No command is called that" in screen
        assert "No command is called that" in await seat.press("enter")
        assert "> j▏" in await seat.press("backspace", "backspace", "backspace")
        assert "> What to do" in await seat.press("ctrl+u")
        assert "Help: " in await seat.press("f1")
        await seat.press("escape", "escape")
        assert len(seat.app.screen_stack) == 1


async def test_a_click_runs_the_command(bench):
    async with bench.up().console() as seat:
        await seat.press("ctrl+p", *"pairable")
        place = seat.app.screen.pane.region
        await seat.pilot.click(offset=(place.x + 6, place.y + 2))
        assert await seat.look()
        assert bench.performed == [SetPairable("hci0", True)]
