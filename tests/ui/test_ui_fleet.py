"""The console of a fleet on an index of known content: each screen as text, and what the keys do."""

import os
import random
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.payloads import encode
from pairtui.fleet.pseudonyms import Pseudonyms
from pairtui.fleet.request_sender import RequestSender
from pairtui.fleet.topics import Gateway
from pairtui.fleet.verdict import verdict
from pairtui.fleet.view import FleetView
from pairtui.pairing.attempt import Outcome
from pairtui.report.document import attempt_object
from pairtui.sources.capture.source import read_file
from pairtui.ui.fleet.run import FleetApp
from pairtui.ui.screenshot import screen_svg, screen_text
from pairtui.ui.snapshot import quiet_environment
from pairtui.ui.themes import Look, load_theme

ROOT = Path(__file__).parents[2]
SCREENS, PICTURES = Path(__file__).parent / "screens", ROOT / "docs" / "pictures"
CAPTURES = ROOT / "tests" / "captures"
UPDATE = "PAIRTUI_UPDATE_PICTURES" in os.environ
NOW = 1_795_766_400.0
FAILURES = ("09-not-in-pairing-mode", "03-04-confirm-value-wrong-passkey-sc", "04-jw-legacy-bond-lost-at-peer")
MODELS = (
    {"vendor": "bluetooth:0059", "product": "0001", "version": "0100"}, {"name_pattern": "Oximeter #"},
    {"name_pattern": "BP monitor"}, {"appearance": "0x0340", "name_pattern": "Strip #"},
)  # fmt: skip


def attempts(name, failed):
    """The attempts of a recording that ended so, as gateways send them."""
    model = read_file(str(CAPTURES / f"{name}.btsnoop")).model
    found = [each for each in model.attempts.values() if (each.outcome is Outcome.FAILED) == failed]
    return [Pseudonyms(b"of the test").attempt(attempt_object(each)) for each in found]


@pytest.fixture(scope="module")
def recorded():
    """Failed attempts of three causes, and one that worked."""
    return [attempts(name, True)[0] for name in FAILURES], attempts("02-passkey-entry-sc-ok", False)[0]


class Time:
    """A clock that the test sets."""

    now = NOW

    def __call__(self):
        return self.now


def fill(index, recorded, gateways=40):
    """A fleet with a fault planted: a kernel with a controller."""
    failures, success = recorded
    dice, clock = random.Random(11), Time()
    ingest = Ingest(index, clock)
    for number in range(gateways):
        gateway = Gateway(f"site-{number % 3 + 1}", f"gw-{number:02}")
        kernel = ("6.1.0-26", "6.1.0-28", "6.12.8")[number % 3]
        controller = ("0x000F", "0x0131")[number // 3 % 2]
        versions = {"kernel": kernel, "bluez": "5.79" if kernel == "6.12.8" else "5.66", "controller": controller}
        clock.now = NOW - dice.randrange(3, 200) - (1000 if number == 7 else 0)
        state = "offline" if number in (5, 12) else "online"
        ingest.take(gateway, "state", encode({"schema": 1, "state": state, "conn": 1, "nonce": "n"}), False)
        doctor = [{"source": "btmon", "state": "down", "why": "no permission"}] if number == 9 else []
        info = {"schema": 1, "hash": "h", "versions": versions, "allow": ["verify"] * (number == 4), "doctor": doctor}
        ingest.take(gateway, "info", encode(info), False)
        for seq in range(1, dice.randrange(3, 12)):
            planted = kernel == "6.1.0-28" and controller == "0x0131" and dice.random() < 0.7
            attempt = failures[1] if planted else dice.choice(failures) if dice.random() < 0.08 else success
            message = verdict(
                attempt, at=NOW - dice.randrange(400_000), boot="b", synced=number != 3, versions=versions,
                model=dice.choice(MODELS),
            )  # fmt: skip
            payload = encode({**message, "id": f"{number:08x}-{seq}", "rev": 1, "sent": NOW, "late": False})
            ingest.take(gateway, "verdict", payload, False)
        if state == "online":
            lost, dropped = 2 * (number == 4), 3 * (number == 8)
            health = {"schema": 1, "epoch": f"{number:08x}", "last": seq + lost, "dropped": dropped}
            ingest.take(gateway, "health", encode(health), False)
    index.note(broker="up", swept=3, groups=3, told=NOW)
    ingest.flush()


@pytest.fixture(scope="module")
def filled(tmp_path_factory, recorded):
    """An index with forty gateways."""
    file = tmp_path_factory.mktemp("fleet") / "index.db"
    index = Index(file)
    fill(index, recorded)
    index.close()
    return file


class Seat:
    """Somebody at the console."""

    def __init__(self, app, pilot):
        self.app, self.pilot = app, pilot

    async def look(self):
        """The screen, once what was read in threads is drawn."""
        before = ""
        for _ in range(60):
            await self.pilot.pause(0.02)
            await self.app.workers.wait_for_complete()
            now = screen_text(self.app)
            if now == before:
                break
            before = now
        return before

    async def press(self, *keys):
        """The screen after these keys."""
        for key in keys:
            await self.look()
            await self.pilot.press(key)
        return await self.look()


@asynccontextmanager
async def console(file, size=(80, 24), **options):
    view = FleetView(file)
    with quiet_environment():
        ended = options.pop("ended", str)
        look = Look(load_theme("dark"), **options)
        app = FleetApp(
            view, RequestSender(file, ("ssh", "{gateway}"), "", Time()), look, clock=lambda: NOW, ended=ended
        )
        async with app.run_test(size=size) as pilot:
            yield Seat(app, pilot)
    view.close()


SHOWN = {
    "fleet-gateways": ((80, 24), ()),
    "fleet-gateways-120x40": ((120, 40), ()),
    "fleet-groups": ((80, 24), ("tab",)),
    "fleet-common": ((80, 24), ("tab", "tab")),
    "fleet-common-read": ((80, 24), ("tab", "tab", "enter")),
    "fleet-attempts": ((80, 24), ("tab", "tab", "tab")),
    "fleet-group-attempts": ((120, 40), ("tab", "enter")),
    "fleet-attempt": ((80, 24), ("tab", "enter", "enter")),
    "fleet-help": ((80, 24), ("question_mark",)),
}
DRAWN = {
    "fleet": ((120, 30), ()), "fleet-common": ((120, 24), ("tab", "tab")), "fleet-groups": ((120, 24), ("tab",)),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
async def test_screen(name, filled):
    size, keys = SHOWN[name]
    async with console(filled, size) as seat:
        shown = await seat.press(*keys)
    file = SCREENS / f"{name}.txt"
    if UPDATE:
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8"), f"{name} looks different now: look at it, then make snapshots"


@pytest.mark.parametrize("name", DRAWN)
async def test_picture(name, filled):
    size, keys = DRAWN[name]
    async with console(filled, size) as seat:
        await seat.press(*keys)
        drawn = screen_svg(seat.app, "pairtui fleet")
    file = PICTURES / f"{name}.svg"
    if UPDATE:
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8"), f"{name} looks different now: look at it, then make snapshots"


async def test_nothing_yet_says_what_is_waited_for(tmp_path):
    Index(tmp_path / "i.db").close()
    async with console(tmp_path / "i.db") as seat:
        shown = await seat.look()
    assert "0 gateways" in shown
    assert "No gateway has spoken yet." in shown
    assert "broker starting" in shown


async def test_while_it_fills_it_says_how_far(tmp_path, recorded):
    index = Index(tmp_path / "i.db")
    index.note(swept=1, groups=4, broker="up")
    index.commit()
    async with console(tmp_path / "i.db") as seat:
        assert "1/4 groups" in await seat.look()
    index.close()


async def test_what_the_collector_writes_is_shown(tmp_path, recorded):
    index = Index(tmp_path / "i.db")
    async with console(tmp_path / "i.db") as seat:
        await seat.look()
        fill(index, recorded, 5)
        await seat.pilot.pause(1.5)
        assert "5 gateways" in await seat.look()
    index.close()


async def test_the_filter_narrows_and_escape_shows_all_again(filled):
    async with console(filled) as seat:
        shown = await seat.press("slash", *"site-2", "enter")
        assert "13 of 40" in shown
        assert "site-1/" not in shown.partition("gateway ")[2]
        assert "13 of 40" not in await seat.press("escape")


async def test_what_is_typed_into_the_filter_is_no_command(filled):
    async with console(filled) as seat:
        shown = await seat.press("slash", *"quit")
    assert "/quit" in shown
    assert "Nothing matches" in shown


async def test_the_attempts_of_a_gateway_and_back(filled):
    async with console(filled) as seat:
        shown = await seat.press("a")
        assert "Attempts of site-" in shown
        assert "Gateways │" in await seat.press("escape")


async def test_no_key_is_silent(filled):
    async with console(filled) as seat:
        assert "z does nothing here" in await seat.press("z")
        assert "table of attempts" in await seat.press("V")


async def test_a_gateway_that_allows_nothing_says_what_its_file_would_say(filled):
    async with console(filled) as seat:
        assert '"capture"' in (await seat.press("c")).splitlines()[-1]


async def test_a_request_asks_first_and_says_where_no_key_signs(filled):
    async with console(filled) as seat:
        await seat.press("slash", *"gw-04", "enter", "a")
        shown = await seat.press("V")
        assert "Verify the bond with peer-" in shown
        assert "site-2/gw-04" in shown
        assert "Nothing was asked" in await seat.press("escape")
        assert "signing_key" in await seat.press("V", "y")


async def test_a_login_that_cannot_start_is_one_sentence(filled, monkeypatch):
    from pairtui.ui.fleet import run

    ran = []

    def fails(command, check):
        ran.append(command)
        raise OSError(2, "No such file")

    monkeypatch.setattr("subprocess.run", fails)
    monkeypatch.setattr(run.FleetApp, "suspend", lambda self: quiet_environment())
    async with console(filled) as seat:
        shown = await seat.press("enter")
    assert "ssh cannot be started" in shown
    assert ran[0][0] == "ssh"
    assert ran[0][1].startswith("gw-")


async def test_hostile_text_reaches_no_terminal(tmp_path, recorded):
    index = Index(tmp_path / "i.db")
    ingest = Ingest(index, Time())
    evil = "[/]\x1b]0;owned\x07\u202e[red]"
    message = verdict(recorded[0][0], at=NOW, boot="b", synced=True, versions={"kernel": evil}, model={"vendor": evil})
    message["attempt"] = {**message["attempt"], "peer": {"address": evil, "address_type": None, "name": evil}}
    payload = encode({**message, "id": "e-1", "rev": 1})
    ingest.take(Gateway("plant", "gw"), "verdict", payload, False)
    doctor = [{"source": evil, "state": "down", "why": evil}]
    info = {"schema": 1, "hash": evil, "versions": {"kernel": evil}, "doctor": doctor}
    ingest.take(Gateway("plant", "gw"), "info", encode(info), False)
    ingest.flush()
    async with console(tmp_path / "i.db") as seat:
        seen = [await seat.look()]
        for keys in (("tab",), ("enter",), ("enter",), ("w",)):
            seen.append(await seat.press(*keys))
    assert not any(char in shown for shown in seen for char in "\x1b\x07\u202e")
    assert "[/]" in seen[3]
    index.close()


async def test_ascii_has_no_other_characters(filled):
    async with console(filled, ascii_only=True) as seat:
        for keys in ((), ("tab",), ("tab",), ("tab",)):
            assert (await seat.press(*keys)).isascii()


async def test_who_looks_is_told_that_the_collector_has_ended_and_why(filled):
    why = ""
    async with console(filled, ended=lambda: why) as seat:
        assert "collector" not in await seat.look()
        why = "password_file cannot be read"
        await seat.app.screen.read()
        shown = await seat.look()
    assert "✗ collector ended" in shown
    assert why in shown


async def test_who_looks_is_told_why_the_broker_is_down(filled, tmp_path):
    file = tmp_path / "down.db"
    shutil.copy(filled, file)
    index = Index(file)
    index.note(broker="✗ broker.example:8883 cannot be reached: Connection refused")
    index.close()
    async with console(file) as seat:
        shown = await seat.look()
    assert "✗ broker down" in shown
    assert "Connection refused" in shown
