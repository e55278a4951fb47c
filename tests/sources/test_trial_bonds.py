"""Bonds made on trial: on the disk before they are made, gone with the program, removed by the next after a kill."""

import json
import os
import time
from pathlib import Path

import pytest

from pairtui.pairing.actions import Action, Pair, SetCapability, Unpair
from pairtui.pairing.events import ActionFinished, Logged
from pairtui.sources.bluez.processes import started_at
from pairtui.sources.bluez.source import BluezSource
from pairtui.sources.bluez.trial_bonds import RECENT_SECONDS, TrialBond, TrialBonds
from tests.sources.bluez_double import ADDRESS, Refusal
from tests.sources.conftest import Transcript

OWN = "00:11:22:33:44:55"
NOBODY = 4_194_305
"""No process can have this number (proc(5), pid_max)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "trial-bonds"


@pytest.fixture
def start(bluez, listen, folder):
    """A BlueZ source that notes in `folder`, when it is up."""

    async def begin():
        source = BluezSource(address=bluez.address, search_seconds=2.0, trials=TrialBonds(folder))
        console = listen(source)
        await console.until(ActionFinished, action=SetCapability("KeyboardDisplay"))
        return console

    return begin


async def does(console: Transcript, action: Action) -> str:
    """Carry it out; why not, "" where it was."""
    await console.source.perform(action)
    end = await console.until(ActionFinished, action=action)
    return f"{end.error} {end.text}" if end.error else ""


def noted(folder: Path) -> list[str]:
    return [one["address"] for file in folder.glob("*.json") for one in json.loads(file.read_text())]


def left(folder: Path, address: str, path: str, ago: float = 5.0, process: str = f"{NOBODY}-1") -> Path:
    """The note of another process."""
    folder.mkdir(exist_ok=True)
    bond = {"adapter": OWN, "address": address, "path": path, "at": time.time() - ago}
    file = folder / f"{process}.json"
    file.write_text(json.dumps([bond]))
    return file


async def test_it_is_noted_before_it_is_made_and_struck_out_when_it_is_removed(bluez, start, folder):
    during = []

    async def pairing(_path: str) -> None:
        during.extend(noted(folder))

    bluez.in_range[ADDRESS] = {"RSSI": -60}
    bluez.pairing = pairing
    console = await start()
    assert await does(console, Pair(f"hci0/{ADDRESS}", trial=True)) == ""
    assert during == noted(folder) == [ADDRESS]
    assert next(folder.glob("*.json")).stat().st_mode & 0o777 == 0o600
    assert await does(console, Unpair(f"hci0/{ADDRESS}")) == ""
    assert list(folder.iterdir()) == []


async def test_a_pairing_that_fails_and_one_for_good_leave_no_note(bluez, start, folder):
    async def refuse(_path: str) -> None:
        raise Refusal("org.bluez.Error.AuthenticationFailed")

    bluez.in_range[ADDRESS] = {"RSSI": -60}
    just_works, bluez.pairing = bluez.pairing, refuse
    console = await start()
    assert "AuthenticationFailed" in await does(console, Pair(f"hci0/{ADDRESS}", trial=True))
    assert noted(folder) == []
    bluez.pairing = just_works
    await does(console, Pair(f"hci0/{ADDRESS}"))
    assert noted(folder) == []


async def test_what_cannot_be_noted_is_not_paired(bluez, start, folder):
    folder.parent.joinpath("trial-bonds").write_text("no folder")
    bluez.in_range[ADDRESS] = {"RSSI": -60}
    console = await start()
    assert "cannot be noted" in await does(console, Pair(f"hci0/{ADDRESS}", trial=True))
    assert not bluez.called("Pair")


async def test_the_next_start_removes_what_a_killed_one_left(bluez, start, folder):
    path = bluez.add_device(ADDRESS, Paired=True, Bonded=True)
    file = left(folder, ADDRESS, path)
    await start()
    assert [call[2] for call in bluez.called("RemoveDevice")] == [path]
    assert not file.exists()


async def test_one_whose_private_address_became_its_identity_is_known_by_its_path(bluez, start, folder):
    path = bluez.add_device(ADDRESS, Paired=True, Bonded=True)
    left(folder, "5A:00:00:00:00:01", path)
    await start()
    assert [call[2] for call in bluez.called("RemoveDevice")] == [path]


@pytest.mark.parametrize("ago", [RECENT_SECONDS + 60, -60.0])
async def test_one_that_may_be_somebody_elses_by_now_stays_and_is_named(bluez, start, folder, ago):
    path = bluez.add_device(ADDRESS, Paired=True, Bonded=True)
    left(folder, ADDRESS, path, ago)
    console = await start()
    assert not bluez.called("RemoveDevice")
    assert any(f"may have made the bond with {ADDRESS}" in said.text for said in console.all(Logged))


async def test_other_bonds_and_those_of_a_process_that_runs_stay(bluez, start, folder):
    path = bluez.add_device(ADDRESS, Paired=True, Bonded=True)
    running = left(folder, ADDRESS, path, process=f"{os.getppid()}-{started_at(os.getppid())}")
    left(folder, "C0:00:00:00:00:99", "/org/bluez/hci0/dev_C0_00_00_00_00_99")
    await start()
    assert not bluez.called("RemoveDevice")
    assert running.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"adapter": 1}]',
        "\x00",
        '[{"adapter":"","address":"","path":""}]',
        "[" * 200_000,
        '[{"adapter":"","address":"","path":"","at":"x"}]',
        '[{"adapter":"","address":1,"path":"","at":1.0}]',
    ],
)
def test_a_damaged_note_is_thrown_away(folder, text):
    folder.mkdir()
    file = folder / f"{NOBODY}-1.json"
    file.write_text(text)
    assert TrialBonds(folder).take_left() == []
    assert not file.exists()


def test_a_bond_is_recent_for_an_hour():
    assert TrialBond(OWN, ADDRESS, "", time.time() - 10).recent
    assert not TrialBond(OWN, ADDRESS, "", time.time() - RECENT_SECONDS - 10).recent


def test_a_note_that_was_not_written_to_its_end_is_thrown_away(folder):
    whole = left(folder, ADDRESS, "/org/bluez/hci0/dev_1")
    half = folder / f".{NOBODY}-1.json.{NOBODY}"
    half.write_text(whole.read_text())
    own = folder / f".{os.getpid()}-{started_at(os.getpid())}.json.{os.getpid()}"
    own.write_text("[")
    assert [bond.address for bond in TrialBonds(folder).take_left()] == [ADDRESS]
    assert list(folder.iterdir()) == [own]
