import os

import pytest

from pairtui.pairing.actions import Export, Operate, SaveCapture, SetCapability
from pairtui.pairing.attempt import Evidence, Finding, Fix, Side
from pairtui.pairing.events import Logged, PromptKind, PromptRaised
from pairtui.pairing.state import Control
from pairtui.protocol.values import Secret
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.table import COMMANDS
from pairtui.ui.snapshot import snapshot

HOSTILE = (
    "[/]",
    "[red]x[/red]",
    "[@click=app.quit]go[/]",
    "\x1b[2J\x1b]0;owned\x07",
    "N" * 200,
    "体温計" * 40,
    "🏃‍♀️🇩🇪👩‍👩‍👧" * 9,
    "a\u202eb\u200dc\nd\te",
    "e" + "\u0301" * 200,
)
SIZES = ((80, 24), (120, 40), (40, 10))


@pytest.mark.parametrize("size", SIZES)
async def test_names_from_the_air_harm_nothing(bench, size):
    bench.up()
    for n, name in enumerate(HOSTILE):
        bench.device(f"/org/bluez/hci0/dev_D2_A7_33_10_22_{n:02X}", name, -50 - n, paired=True)
        bench.feed(Logged(at=bench.now, source="bluez", text=f"Connected: {name}", level="error"))
    bench.feed(
        PromptRaised(
            prompt=1,
            kind=PromptKind.CONFIRM,
            device="/org/bluez/hci0/dev_D2_A7_33_10_22_00",
            passkey=Secret(1),
            at=bench.now,
        )
    )
    async with bench.console(size) as seat:
        await seat.press("n")
        bench.model.prompts.clear()
        bench.feed(Logged(source="bluez", text="done"))
        for key in ("enter", "escape", "u", "n", "a", "escape", "ctrl+p", "escape", "down"):
            screen = await seat.press(key)
            assert "\x1b" not in screen
            assert len(screen.splitlines()) <= size[1]
        assert seat.app.is_running


async def test_markup_in_a_name_is_shown_as_it_is(bench):
    bench.up()
    async with bench.device("/org/bluez/hci0/dev_D2_A7_33_10_22_00", "[red]x[/red]", -50).console() as seat:
        assert "[red]x[/red]" in await seat.look()
        assert "[red]x[/red] [D2:A7" in await seat.press("u")


@pytest.mark.parametrize("keys", [(), ("question_mark",), ("u",), ("ctrl+p",), ("tab", "enter"), ("S",)])
async def test_the_ascii_twin_has_nothing_but_ascii(bench, keys):
    async with bench.ward().refused().console(ascii_only=True) as seat:
        screen = await seat.press(*keys)
        assert screen.isascii(), [char for char in screen if not char.isascii()]


async def test_the_ascii_twin_of_the_failed_screen_says_the_same(bench):
    async with bench.ward().refused().console(ascii_only=True) as seat:
        screen = await seat.look()
        assert "X failed  OMRON BP7350" in screen
        assert "|<X Pairing Failed ---" in screen
        assert "|-- Pairing Request ---" in screen
        assert "[1] Put it in pairing mode" in screen


async def test_a_prompt_in_ascii(bench):
    bench.ward()
    bench.feed(
        PromptRaised(
            prompt=1,
            kind=PromptKind.SHOW_PASSKEY,
            device="/org/bluez/hci0/dev_00_1C_05_AA_10_02",
            passkey=Secret(700000),
            entered=3,
            at=bench.now,
        )
    )
    async with bench.console(ascii_only=True) as seat:
        screen = await seat.look()
        assert screen.isascii()
        assert "* * * o o o   3 of 6" in screen


async def test_help_lists_every_command(bench):
    async with bench.up().console((80, 24)) as seat:
        seen = await seat.press("question_mark")
        for _ in range(4):
            seen += await seat.press("pagedown")
        for command in COMMANDS:
            assert command.help in seen, command.id
        assert "Keys" not in await seat.press("question_mark")


async def test_a_virtual_device_says_what_it_teaches_and_is_worked(bench):
    key, taught, control = (
        "/org/bluez/hci0/dev_C0_00_00_00_00_01",
        "It pairs only in its pairing mode.",
        "turn on pairing mode",
    )
    bench.up().device(key, "BP monitor", -63, page=taught, controls=(Control(control),))
    async with bench.console() as seat:
        shown = await seat.press("O")
        assert "Controls of BP monitor" in shown and f"1 {control}" in shown and taught in shown
        await seat.press("1")
        assert bench.performed == [Operate(key, control)]
        shown = await seat.press("enter")
        assert control in shown and taught in shown


async def test_every_key_does_something_or_says_why_not(bench):
    empty = CommandContext(devices=False)
    async with bench.console() as seat:
        for command in COMMANDS:
            for key in command.keys if command.id != "quit" else ():
                await seat.pilot.press(key)
                reason = command.available(empty)
                if reason is not None:
                    assert f"{command.label}: {reason}." in await seat.look(), key
                    break
                await seat.pilot.press("escape")
        assert seat.app.is_running
    assert all(isinstance(action, SetCapability | SaveCapture | Export) for action in bench.performed)


async def test_sources_say_why_they_are_down_and_what_to_do(bench):
    async with bench.up().console() as seat:
        screen = await seat.press("S")
        assert "The management socket needs CAP_NET_ADMIN." in screen
        assert "Run: sudo setcap cap_net_admin+ep /usr/bin/pairtui" in screen


async def test_the_log_grows_and_scrolls(bench):
    bench.up()
    for n in range(50):
        bench.feed(Logged(at=bench.now + n, source="bluez", text=f"line {n}"))
    async with bench.console() as seat:
        screen = await seat.look()
        assert "line 49" in screen
        assert "line 40" not in screen
        assert "line 40" in await seat.press("l")
        screen = await seat.press("tab", "tab", "home")
        assert "line 0" in screen
        assert "newer below" in screen


async def test_the_theme_changes_while_it_runs(bench):
    async with bench.ward().console(theme="dark") as seat:
        before = await seat.svg()
        assert "▌ dark" in await seat.press("T")
        await seat.press("down")
        assert "▌ high-contrast" in await seat.look()
        screen = await seat.press("enter")
        assert " Theme: high-contrast.\n" in screen
        kept = await seat.svg()
        assert kept != before
        await seat.press("T", "up", "up", "up", "escape")
        assert await seat.svg() == kept


async def test_a_key_of_no_command_says_so(bench):
    async with bench.ward().console() as seat:
        assert " X does nothing here; ? shows all keys." in await seat.press("X")
        assert "9 do the fix: no diagnosis with fixes is shown." in await seat.press("9")
        assert "does nothing" not in await seat.press("slash", "X")


async def test_the_address_or_the_diagnosis_is_copied_to_the_terminal(bench, monkeypatch):
    copied: list[str] = []
    async with bench.up().console() as seat:
        monkeypatch.setattr(seat.app, "copy_to_clipboard", copied.append)
        assert "There is nothing to copy yet." in await seat.press("y")
        bench.ward().refused()
        await seat.press("y")
        assert "The diagnosis is in the clipboard" in await seat.press("tab", "y")
    address, diagnosis = copied
    assert address == "28:FF:B2:AA:10:01"
    assert diagnosis.startswith("OMRON BP7350 28:FF:B2:AA:10:01, 08:53:20\nOMRON BP7350 refused before it said")
    assert "failure             smp:0x08 Unspecified Reason, by peer, at Pairing Request" in diagnosis


async def test_what_is_longer_than_a_line_takes_more_of_them(bench):
    async with bench.ward().console() as seat:
        seat.app.console_screen.say(f"✓ Saved {'/a-long-folder' * 7}/pairtui.zip; no key is in it.", "ok")
        said = (await seat.look()).splitlines()[-3:]
        assert said[0] == " ✓ Saved" and said[2].endswith("/pairtui.zip; no key is in it.")
        seat.app.console_screen.say("")
        assert "? help" in (await seat.look()).splitlines()[-1]


async def test_a_theme_of_ones_own_is_offered_and_one_that_is_wrong_says_why(bench, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own = tmp_path / "pairtui" / "themes"
    own.mkdir(parents=True)
    (own / "aaa.toml").write_text("dark = true\n[roles]\ntext = 'whitish'\n")
    async with bench.up().console(theme="ansi16") as seat:
        screen = await seat.press("T", "up")
        assert "▌ aaa" in screen
        assert "roles.text" in screen
        await seat.press("enter")
        assert "roles.text" in await seat.press("enter"), "it cannot be taken"
        assert "▌ ansi16" in await seat.press("down")


async def test_leaving_closes_the_hub(bench):
    async with bench.up().console() as seat:
        await seat.press("q")
    assert bench.closed


async def test_a_smaller_and_a_larger_terminal_while_it_runs(bench):
    async with bench.ward().refused().console() as seat:
        for width, height in ((120, 40), (60, 15), (200, 60), (40, 10), (80, 24)):
            await seat.pilot.resize_terminal(width, height)
            screen = await seat.look()
            assert max(map(len, screen.splitlines())) <= width
        assert "[3] Remove the bond here" in screen


@pytest.mark.parametrize(("size", "keys"), [((80, 24), ()), ((120, 40), ("tab", "up", "enter"))])
async def test_a_picture_has_the_same_bytes_every_time(bench, monkeypatch, size, keys):
    bench.ward().refused()
    first = await snapshot(bench, size=size, keys=keys, hostname="gw-17")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TEXTUAL_THEME", "nord")
    monkeypatch.setenv("COLORTERM", "truecolor")
    second = await snapshot(bench, size=size, keys=keys, hostname="gw-17")
    assert first == second
    assert first.svg.startswith("<svg")
    assert "OMRON BP7350" in first.text
    assert os.environ["NO_COLOR"] == "1", "put back"


async def test_without_colour_nothing_is_coloured(bench):
    bench.ward().refused()
    shot = await snapshot(bench, theme="mono")
    for colour in {part[1:7] for part in shot.svg.split("fill: ")[1:]}:
        channels = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
        assert max(channels) - min(channels) <= 3, colour


async def test_what_went_wrong_outside_an_attempt_is_announced_and_shown(bench):
    async with bench.up().console() as seat:
        bench.model.findings.append(
            Finding(
                "controller-timeout",
                "hci:0x08",
                Side.LOCAL,
                "The controller stopped answering",
                "A command had no answer for two seconds.",
                (Evidence("Opcode 0x200c timed out", 77),),
                (Fix("Reset the controller: power off and on"),),
            )
        )
        bench.feed(Logged(source="btmon", text="timeout", level="warning"))
        screen = await seat.look()
        assert "! 1 finding: f" in screen
        assert "! The controller stopped answering" in screen
        screen = await seat.press("f")
        assert "A command had no answer for two seconds." in screen
        assert "1  Reset the controller: power off and on" in screen
        assert "#77 Opcode 0x200c timed out" in screen


async def test_lines_of_a_log_that_were_not_understood_are_counted_and_shown(bench):
    async with bench.up().console() as seat:
        screen = await seat.press("f")
        assert "nothing went wrong outside an attempt" in screen
        bench.model.around.note_not_understood(10, "Status: PIN or Key Missing (0x06")
        bench.feed(Logged(source="log", text="…", level="info"))
        screen = await seat.look()
        assert "! 1 line not understood: f" in screen
        screen = await seat.press("f")
        assert "! Lines that speak of a failure and were not understood" in screen
        assert "#10 Status: PIN or Key Missing (0x06" in screen


async def test_the_focus_is_shown_where_it_is_at_once(bench):
    async with bench.ward().refused().console() as seat:
        for keys, place in (((), "▌Devices"), (("tab",), "▌✗ failed"), (("tab",), "▌─ log"), (("tab",), "▌Devices")):
            screen = await seat.press(*keys)
            marked = [mark for mark in ("▌Devices", "▌✗ failed", "▌─ log") if mark in screen]
            assert marked == [place]
