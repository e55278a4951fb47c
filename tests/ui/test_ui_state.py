"""State is in sight, every key answers in words, and the footer belongs to the pane."""

from dataclasses import replace

import pytest

from pairtui.pairing import actions
from pairtui.pairing.events import ActionFinished, AdapterChanged, PromptKind, PromptRaised
from pairtui.ui.commands.footer import ALWAYS, PANES, TOGETHER
from pairtui.ui.commands.table import COMMANDS
from pairtui.ui.text.badges import adapter_badges, fitting

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


def footer(screen: str) -> str:
    return screen.splitlines()[-1]


async def test_the_title_says_what_differs_from_what_one_expects(bench):
    bench.up(pairable=False, advertising=True, policy={"secure-connections": 2}, before={"secure-connections": 1})
    bench.feed(ActionFinished(action=actions.SetCapability("NoInputNoOutput")))
    async with bench.console((120, 40)) as seat:
        title = (await seat.look()).splitlines()[0]
        for words in ("not pairable", "SC only", "1 changed", "advertising", "IO NoIO"):
            assert words in title
    async with bench.console() as seat:
        title = (await seat.look()).splitlines()[0]
        assert "!pairable" in title
        assert "✗ mgmt down" in title
        assert "+3" in title, "what does not fit is counted"
        screen = await seat.press("S")
        assert "a device that asks to pair is refused" in screen
        assert "put back at its end" in screen


def test_badges_take_no_more_than_their_room(bench):
    bench.up(pairable=False, advertising=True, discoverable=True)
    badges = adapter_badges(bench.model, list(bench.model.adapters.values()))
    for room in range(60):
        assert sum(len(text) for text, _ in fitting(badges, room)) <= room


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (actions.Advertise("hci0", True), "✓ hci0 advertises: a phone can find it and pair."),
        (actions.Verify(OMRON), "✓ OMRON: the bond works, level 4."),
        (actions.CancelPairing(OMRON), "✓ OMRON: you cancelled the pairing."),
        (actions.Unpair(OMRON), "✓ OMRON [28:FF:B2:AA:10:01]: removed from this gateway."),
        (actions.SetTrusted(OMRON, True), "✓ OMRON: trusted: it may use services without asking."),
        (actions.SetCapability("NoInputNoOutput"), "✓ IO capability NoInputNoOutput."),
        (actions.Pair(OMRON), "✓ OMRON: paired, level 4."),
    ],
)
async def test_what_was_done_is_said_in_words(bench, action, says):
    bench.up().device(OMRON, "OMRON", -60, level=4)

    async def perform(action: actions.Action) -> ActionFinished:
        ended = ActionFinished(action=action)
        bench.feed(ended)
        return ended

    bench.perform = perform
    async with bench.console() as seat:
        seat.app.console_screen.send((action,))
        screen = await seat.look()
        assert says in screen
        assert screen.count(says[2:24]) == 2, "and it is in the log"


async def test_the_footer_has_the_keys_of_the_pane(bench):
    async with bench.ward().refused().attempt(replace(bench.model.attempts[3], id=4)).console() as seat:
        last = footer(await seat.look())
        assert last.startswith(" p pair")
        assert "1-3 fixes" in last
        assert "w why" in last
        last = footer(await seat.press("tab"))
        assert last.startswith(" 1-3 fixes  w why  x find out  [ ] attempts  Enter details ")
        last = footer(await seat.press("tab"))
        assert "Up Down scroll" in last
        assert "p pair" not in last


async def test_on_the_verdict_enter_opens_its_page(bench):
    async with bench.ward().refused().console((120, 40)) as seat:
        await seat.press("tab")
        assert "Enter page" in footer(await seat.press("end"))
        last = footer(await seat.press("up"))
        assert "Enter details" in last and "Enter page" not in last


async def test_a_device_with_both_transports_is_offered_the_choice_and_the_repetition(bench):
    bench.up().device(OMRON, "OMRON", -60, bearers=("bredr", "le"), class_of_device=0x5A020C)
    async with bench.console() as seat:
        assert "E LE or BR/EDR" in footer(await seat.look())
    async with bench.console((200, 60)) as seat:
        assert "Y repeat" in footer(await seat.look())


def test_every_command_is_in_the_footer_of_a_pane():
    shown = {*ALWAYS, *(name for names in PANES.values() for name in names), *(other for other, _ in TOGETHER.values())}
    assert {command.id for command in COMMANDS} - shown == {"last", "page-up", "page-down", "previous-pane"}
    assert shown <= {command.id for command in COMMANDS}


async def test_how_sure_the_verdict_is_stands_there_however_small_the_terminal(bench):
    async with bench.ward().refused().console((60, 20)) as seat:
        assert "●●○ likely" in await seat.press("tab")


async def test_in_a_lab_what_cannot_be_set_is_not_for_want_of_a_source(bench):
    bench.up(policy={"le": 1, "secure-connections": 1}, settable=frozenset({"secure-connections"}))
    del bench.model.sources["mgmt"]
    async with bench.console() as seat:
        assert "this adapter does not support it" in await seat.press("G", "down")


async def test_a_mark_stands_where_a_pane_goes_on(bench):
    bench.ward()
    for n in range(20):
        bench.device(f"/x/dev_00_00_00_00_00_{n:02X}", f"Tag {n}", -98)
    async with bench.console() as seat:
        column = [line[31:32] for line in (await seat.look()).splitlines()]
        assert column.count("⋮") == 1
        assert column[15] == "⋮", "below the last device"
        column = [line[31:32] for line in (await seat.press("end")).splitlines()]
        assert [at for at, mark in enumerate(column) if mark == "⋮"] == [2], "above the first one"
    async with bench.console(ascii_only=True) as seat:
        assert (await seat.look()).splitlines()[15][31] == ":"


async def test_at_200_columns_the_arrows_end(bench):
    async with bench.ward().refused().console((200, 60)) as seat:
        lines = (await seat.look()).splitlines()
        assert max(len(line) for line in lines[2:8]) < 200
        assert any(line.rstrip().endswith("▶│") for line in lines)


@pytest.mark.parametrize("opens", [("G",), ("m",), ("B",), ("h",), ("i",), ("T",), ("S",), ("u",), ("enter",), ("H",)])
async def test_the_help_key_works_in_every_dialog(bench, opens):
    async with bench.ward().refused().console((100, 30)) as seat:
        before = await seat.press(*opens)
        screen = await seat.press("question_mark")
        assert "─ Help: " in screen
        assert "this help" in screen
        assert await seat.press("escape") == before


async def test_in_a_line_of_text_the_help_key_is_f1_and_typing_replaces_what_is_selected(bench):
    async with bench.ward().console() as seat:
        await seat.press("a", "question_mark")
        assert "> ?▏" in await seat.press("b", "backspace")
        assert "F1 help" in await seat.look()
        screen = await seat.press("f1")
        assert "─ Help: Alias" in screen and "? F1" not in screen
        await seat.press("escape", "enter")
        assert bench.performed == [actions.SetAlias(NONIN, "?")]
        await seat.press("a", "end", "s", "enter")
        assert bench.performed[-1] == actions.SetAlias(NONIN, "Nonin 3230s")


async def test_five_digits_of_a_passkey_are_one_too_few(bench):
    bench.ward().feed(PromptRaised(at=bench.now, prompt=1, kind=PromptKind.ENTER_PASSKEY, device=OMRON))
    async with bench.console() as seat:
        assert "✗ one digit more" in await seat.press(*"12345", "enter")
        assert bench.performed == []
        assert "one digit more" not in await seat.press("6")


async def test_power_asks_before_links_are_cut_and_scanning_resumes(bench):
    async with bench.ward().feed(AdapterChanged(adapter="hci0", changes={"scanning": True})).console() as seat:
        screen = await seat.press("P")
        assert "Switch hci0 off?" in screen
        assert "Nonin 3230" in screen
        await seat.press("enter")
        assert bench.performed == [], "No is marked"
        await seat.press("P", "y")
        assert bench.performed == [actions.SetPowered("hci0", False)]
        bench.feed(AdapterChanged(adapter="hci0", changes={"powered": False, "discovering": False}))
        await seat.press("P")
        assert bench.performed[1:] == [actions.SetPowered("hci0", True), actions.StartDiscovery("hci0")]


async def test_forgetting_a_device_that_was_never_paired_does_not_speak_of_keys(bench):
    async with bench.ward().console() as seat:
        screen = await seat.press("down", "u")
        assert "Forget the device?" in screen
        assert "keys" not in screen.split("Forget the device?")[1].split("└")[0]
        assert "with its keys" in await seat.press("n", "up", "u")
