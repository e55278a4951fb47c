"""What can be seen can be clicked, and the wheel scrolls what is under it."""

from textual.events import MouseScrollDown

from pairtui.pairing.actions import AnswerPrompt, Pair, RemoveAndPair, SetCapability, Unpair
from pairtui.pairing.events import PromptKind, PromptRaised
from pairtui.protocol.values import Secret
from tests.ui.offers import gateway, offered, said

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


async def click(seat, text, nth=0):
    """Click where `text` is on the screen."""
    lines = (await seat.look()).splitlines()
    places = [(line.index(text), y) for y, line in enumerate(lines) if text in line]
    await seat.pilot.click(offset=places[nth])
    return await seat.look()


async def test_a_fix_is_clicked(bench):
    async with bench.ward().refused().console() as seat:
        await click(seat, "[1] Put it")
        assert bench.performed == [Pair(OMRON)]
        await click(seat, "until P blinks")
        assert bench.performed == [Pair(OMRON)] * 2, "the second line of the fix"
        assert "2 is for you to do" in await click(seat, "Remove the old bond")
        await click(seat, "[3] Remove the bond here")
        await click(seat, " Yes ")
        assert bench.performed[2:] == [RemoveAndPair(OMRON)]


async def test_the_answers_of_questions_and_prompts_are_clicked(bench):
    async with bench.ward().console() as seat:
        await seat.press("u")
        await click(seat, "No ")
        assert bench.performed == []
        await seat.press("u")
        await click(seat, "y yes")
        assert bench.performed == [Unpair(NONIN)]
        bench.feed(PromptRaised(at=bench.now, prompt=7, kind=PromptKind.CONFIRM, device=OMRON, passkey=Secret(123456)))
        await click(seat, " Yes ")
        assert bench.performed[1:] == [AnswerPrompt(7, True)]


async def test_rows_and_keys_of_dialogs_are_clicked(bench):
    async with bench.ward().console() as seat:
        await seat.press("i")
        await click(seat, "NoInputNoOutput")
        assert bench.performed == [SetCapability("NoInputNoOutput")]
        await seat.press("B")
        assert "─ Help: Bonds" in await click(seat, "? help")
        await click(seat, "Esc close")
        assert "Remove the bond?" in await click(seat, "u remove")


async def test_the_wheel_scrolls_what_is_under_it(bench):
    async with bench.ward().refused().console() as seat:
        before = await seat.look()
        await seat.pilot._post_mouse_events([MouseScrollDown], offset=(5, 5), button=0)
        after = await seat.look()
        assert [line[:31] for line in after.splitlines()[1:20]] != [line[:31] for line in before.splitlines()[1:20]]


async def test_a_cell_of_the_matrix_is_clicked(bench):
    async with gateway(bench, "NoInputNoOutput").attempt(offered()).console() as seat:
        await seat.press("m")
        screen = await click(seat, "Passkey, type here · L3")
        assert "▌ Passkey, type here · L3" in screen, "the second column is the one without Secure Connections"
        assert "KeyboardOnly, legacy: Passkey Entry, level 3." in said(screen)
        assert bench.performed == [], "a click chooses, Enter sets"
        await click(seat, "Enter pair")
        assert SetCapability("KeyboardOnly") in bench.performed


async def test_the_title_of_the_verdict_is_clicked(bench):
    async with bench.ward().refused().console() as seat:
        assert "─ Why: " in await click(seat, "✗ OMRON BP7350 refused")
