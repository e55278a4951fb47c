"""Support bundles and saved captures: complete, private, without secrets."""

import asyncio
import io
import json
import zipfile
from pathlib import Path

import pytest

from pairtui.hub import Hub
from pairtui.pairing.actions import Export, SaveCapture
from pairtui.pairing.events import SourceState
from pairtui.pairing.model import Model
from pairtui.pairing.state import SourceStatus
from pairtui.report.document import document
from pairtui.report.redact import secrets_of
from pairtui.report.redact.self_check import surviving
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.export import ExportSource
from pairtui.sources.storage.recording import Recording
from pairtui.sources.storage.support_bundle import BundleError, bundle

CAPTURES = Path(__file__).parents[1] / "captures"
FAILED = CAPTURES / "03-04-confirm-value-wrong-passkey-sc.btsnoop"
DOWN = SourceStatus("btmon", SourceState.DOWN, "btmon is not installed", "sudo apt install bluez")


def shown():
    found = read_file(str(FAILED))
    return document(found.model, file="x", format=found.format, records=found.records, skipped=found.skipped)


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_is_in_it():
    made = members(bundle([shown()], capture=FAILED.read_bytes(), picture="<svg/>", sources=[DOWN], log="a line\n"))
    assert set(made) == {
        *("README.txt", "report.txt", "report.md", "report.json", "screen.svg", "doctor.txt", "versions.txt"),
        *("pairtui.log", "capture.btsnoop"),
    }
    assert json.loads(made["report.json"])["attempts"][-1]["failure"]["code"] == "smp:0x04"
    assert made["doctor.txt"].decode() == "btmon down\n  why: btmon is not installed\n  do: sudo apt install bluez\n"
    assert b"pairtui: " in made["versions.txt"] and b"textual: " in made["versions.txt"]


def test_no_secret_of_the_capture_is_in_it():
    secrets = secrets_of(FAILED.read_bytes())
    passkey = next(iter(secrets.codes))
    log = f"typed {passkey} on the device\n"
    made = members(bundle([shown()], capture=FAILED.read_bytes(), log=log))
    assert made["pairtui.log"] == b"typed 000000 on the device\n"
    assert not any(surviving(octets, secrets.worth_looking_for()) for octets in made.values())


def test_a_key_that_stands_anywhere_else_stops_it():
    key = secrets_of(FAILED.read_bytes()).worth_looking_for()[0]
    with pytest.raises(BundleError, match=r"a key of the capture is still in pairtui\.log; nothing was written"):
        bundle([shown()], capture=FAILED.read_bytes(), log=f"the key was {key.hex(':')}\n")


async def check():
    return [DOWN]


async def perform(source, model, action):
    hub = Hub([source], model)
    running = asyncio.create_task(hub.run())
    await hub.perform(action)
    for _ in range(1000):
        await asyncio.sleep(0 if model.log else 0.01)
    await hub.close()
    await running
    return model.log[-1]


def saving(model, folder, recording):
    return ExportSource(model, folder, recording.capture, check, recording=recording)


async def test_the_recording_is_saved_privately_and_the_log_says_where(tmp_path):
    recording, model = Recording(), Model()
    recording.feed(FAILED.read_bytes())
    said = await perform(saving(model, tmp_path / "saved", recording), model, SaveCapture())
    (file,) = (tmp_path / "saved").iterdir()
    assert said.text.startswith(f"saved {file}; ") and said.text.endswith(" secrets removed")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert not surviving(file.read_bytes(), secrets_of(FAILED.read_bytes()).worth_looking_for())


async def test_what_is_cut_off_at_the_limit_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    recording, model = Recording(most_octets=1 << 20), Model()
    while not recording.cut:
        recording.begin()
        recording.feed(FAILED.read_bytes())
    said = await perform(saving(model, tmp_path / "saved", recording), model, SaveCapture())
    (file,) = (tmp_path / "saved").iterdir()
    assert said.text.startswith(f"saved ~/saved/{file.name}, the last 1 MiB; ")
    assert file.stat().st_size < 1.1 * (1 << 20)


async def test_files_do_not_fill_the_disk(tmp_path):
    recording, model = Recording(), Model()
    recording.feed(FAILED.read_bytes())
    for number in range(100):
        (tmp_path / f"pairtui-{number}.btsnoop").touch()
    said = await perform(saving(model, tmp_path, recording), model, SaveCapture())
    assert f"{tmp_path} has 100 files of pairtui: remove some, or move them" in said.text
    assert len(list(tmp_path.iterdir())) == 100


async def test_a_bundle_by_one_action(tmp_path):
    recording, model = Recording(), read_file(str(FAILED)).model
    recording.feed(FAILED.read_bytes())
    model.log.clear()
    said = await perform(saving(model, tmp_path, recording), model, Export("<svg>hello</svg>"))
    (file,) = tmp_path.iterdir()
    assert said.text == f"saved {file}; no key in it"
    made = members(file.read_bytes())
    assert made["screen.svg"] == b"<svg>hello</svg>"
    assert b"FAILED" in made["report.txt"]


async def test_what_cannot_be_saved_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    recording, model = Recording(), Model()
    said = await perform(saving(model, tmp_path / "file", recording), model, SaveCapture())
    assert said.level == "error"
    assert "nothing was recorded yet" in said.text
    model.log.clear()
    recording.feed(FAILED.read_bytes())
    said = await perform(saving(model, tmp_path / "file", recording), model, SaveCapture())
    assert said.text == f"SaveCapture: pairtui.Error.NotSaved {tmp_path}/file cannot be written: File exists"
