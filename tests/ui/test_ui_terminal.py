"""What a terminal shows after thousands of small updates is what drawing the whole screen anew would show."""

import random
import re

import pyte
import pytest
from textual.drivers.headless_driver import HeadlessDriver

from pairtui.pairing.events import AdapterChanged, DeviceChanged, DeviceRemoved, Logged

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"
UPDATES = 10_000
DRAWN_EVERY = 20
COMPARED_EVERY = 1_000
SIZES = ((80, 24), (120, 40), (100, 30), (60, 16), (132, 50))
KEYS = (
    "up", "down", "pagedown", "pageup", "home", "end", "tab", "shift+tab", "l", "left_square_bracket",
    "right_square_bracket", "T",
)  # fmt: skip
NAMES = ("", "OMRON BP7350", "体温計 Thermo", "Mi Band 🏃 7", "e\u0301te\u0301", "[red]x[/]", "a" * 60)


@pytest.fixture
def terminal(monkeypatch):
    """What Textual writes, as a terminal of 80x24 shows it."""
    screen = pyte.Screen(80, 24)
    stream = pyte.Stream(screen)
    monkeypatch.setattr(HeadlessDriver, "is_headless", property(lambda _: False))
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: stream.feed(data))
    return screen


@pytest.fixture
def written(monkeypatch):
    """What Textual writes, as it writes it."""
    parts: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "is_headless", property(lambda _: False))
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: parts.append(data))
    return parts


def cells(screen):
    """Every cell: its character, with its colours and attributes."""
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def drawn_anew(app):
    """A terminal on which everything is drawn once."""
    screen = pyte.Screen(*app.size)
    whole = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    system = app.console._color_system
    parts = []
    for text, style, control in app.console.render(whole):
        if style is not None:
            style._ansi = None  # the sequence of the colours that it was first drawn in, maybe by another test
        parts.append(text if control or style is None else style.render(text, color_system=system))
    pyte.Stream(screen).feed("".join(parts).replace("\n", "\r\n"))
    return screen


async def painted(seat):
    """Once the terminal has what the console holds: Textual writes 60 times a second by the clock, or later."""
    for _ in range(100):
        await seat.look()
        screen = seat.app.screen
        if not (screen._dirty_widgets or screen._repaint_required or screen._layout_required):
            return


def happening(rng, number, at):
    """Something that a source may tell."""
    key = f"hci0/{rng.randrange(40):02}"
    match rng.randrange(20):
        case 0:
            return DeviceRemoved(device=key)
        case 1:
            return Logged(
                at=at, source="note", text=rng.choice(NAMES) + f" {number}", level=rng.choice(("info", "error"))
            )
        case 2:
            return AdapterChanged(at=at, adapter="hci0", changes={"discovering": rng.random() < 0.5})
        case 3:
            changes = {word: rng.random() < 0.5 for word in ("paired", "bonded", "trusted", "connected", "blocked")}
        case 4:
            changes = {"name": rng.choice(NAMES)}
        case _:
            changes = {"rssi": rng.randrange(-100, -30)}
    address = f"C0:00:00:00:00:{key[-2:]}"
    return DeviceChanged(at=at, device=key, changes={"adapter": "hci0", "address": address, **changes})


async def test_ten_thousand_updates_leave_what_a_whole_redraw_leaves(bench, terminal):
    rng = random.Random(6)
    async with bench.up().refused().console() as seat:
        for number in range(1, UPDATES + 1):
            bench.now += 0.05
            bench.model.apply(happening(rng, number, bench.now))
            if number % DRAWN_EVERY == 0:
                bench.feed()
                if rng.random() < 0.3:
                    await seat.pilot.press(rng.choice(KEYS))
                await seat.pilot.pause()
            if number % COMPARED_EVERY == 0:
                await painted(seat)
                assert cells(terminal) == cells(drawn_anew(seat.app)), f"after {number} updates"
                columns, rows = rng.choice(SIZES)
                terminal.resize(rows, columns)
                await seat.pilot.resize_terminal(columns, rows)
                await painted(seat)
                assert cells(terminal) == cells(drawn_anew(seat.app)), f"at {columns}x{rows} after {number} updates"


async def test_the_first_frame_has_its_content(bench, written):
    async with bench.up().device(OMRON, "OMRON BP7350", -60).console() as seat:
        await seat.look()
    first = next(part for part in written if "\x1b[1;1H" in part)
    assert all(text in first for text in ("gw-17", "Devices 1", "OMRON BP7350", "Nothing attempted yet", "help")), first


async def test_a_new_age_is_written_and_not_its_line(bench, written):
    async with bench.up().device(OMRON, "OMRON BP7350", -60).device(NONIN, "Nonin 3230", -70).console() as seat:
        await seat.look()
        await aged(bench, seat, 12)
        written.clear()
        await aged(bench, seat, 10)
    text = "".join(written)
    assert re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text) == "22", text
    # Each at its place; the first is on the selected line, in another style than the second.
    assert re.findall(r"\x1b\[(\d+;\d+)H\x1b\[[0-9;]+m2", text) == ["3;25", "4;25"], text


async def aged(bench, seat, seconds):
    bench.now += seconds
    seat.app.console_screen.tick()
    await seat.look()
