"""The history on disk: kept, pinned, pruned, private, and set aside where damaged."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui.hub import Hub
from pairtui.pairing.actions import SetPinned
from pairtui.pairing.attempt import HistoryEntry, Step
from pairtui.pairing.events import SourceState
from pairtui.pairing.history import history
from pairtui.pairing.model import Model
from pairtui.protocol.record import Direction
from pairtui.report.redact import secrets_of
from pairtui.report.redact.self_check import surviving
from pairtui.sources.capture.playback import ReplaySource
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.history import TOO_FAST, HistorySource, WritingRate
from pairtui.sources.storage.history_files import HistoryFiles
from pairtui.sources.storage.recording import Recording

CAPTURES = Path(__file__).parents[1] / "captures"
FAILED = CAPTURES / "03-04-confirm-value-wrong-passkey-legacy.btsnoop"
PAIRED = CAPTURES / "02-jw-sc-ok.btsnoop"


@asynccontextmanager
async def session(folder, *files, most=200, recording=None, kept=True, **how):
    """A session in which these captures happened."""
    model = Model()
    source = HistorySource(model, folder, most, recording, settle_seconds=0.01, **how)
    hub = Hub([*(ReplaySource(str(file), None) for file in files), source], model)
    hub.observe(source.changed)
    running = asyncio.create_task(hub.run())
    try:
        await until(lambda: not files or ((told := model.sources.get("replay")) and told.state is SourceState.ENDED))
        await until(lambda: not kept or {p.attempt.id for p in model.history.values() if p.current} >= ended(model))
        yield hub
    finally:
        await hub.close()
        await running


def ended(model):
    return {attempt.id for attempt in model.attempts.values() if attempt.ended is not None}


async def until(true):
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 -- what a hub tells, it tells at its own rate
            await asyncio.sleep(0.01)


async def test_what_one_session_attempted_the_next_one_shows(tmp_path):
    folder = tmp_path / "state" / "history"
    async with session(folder, FAILED) as hub:
        now = history(hub.model)
        assert all(past.current and past.key for past in now)
    async with session(folder) as hub:
        await until(lambda: len(hub.model.history) == len(now))
        earlier = history(hub.model)
        assert [past.attempt.failure for past in earlier] == [past.attempt.failure for past in now]
        assert not any(past.current for past in earlier)


async def test_files_are_private(tmp_path):
    folder = tmp_path / "history"
    async with session(folder, FAILED):
        pass
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


async def test_the_capture_around_an_attempt_is_kept_without_its_secrets(tmp_path):
    recording = Recording()
    recording.feed(FAILED.read_bytes())
    async with session(tmp_path, FAILED, recording=recording) as hub:
        past = history(hub.model)[0]
        assert past.capture == f"{past.key}.btsnoop"
    kept = (tmp_path / past.capture).read_bytes()
    wanted = secrets_of(FAILED.read_bytes()).worth_looking_for()
    assert wanted and not surviving(kept, wanted)
    failures = [a.failure and a.failure.code for a in read_file(str(tmp_path / past.capture)).model.attempts.values()]
    assert "smp:0x04" in failures


async def test_a_pinned_attempt_outlives_all_others(tmp_path):
    async with session(tmp_path, FAILED) as hub:
        pinned = history(hub.model)[0].key
        await hub.perform(SetPinned(pinned, True))
        await until(lambda: hub.model.history[pinned].pinned)
    for _ in range(2):
        async with session(tmp_path, PAIRED, most=1, kept=False):
            pass
    async with session(tmp_path, most=1) as hub:
        await until(lambda: len(hub.model.history) == 2)
        assert {past.key: past.pinned for past in hub.model.history.values()}[pinned]


async def test_none_is_kept_where_none_is_wanted(tmp_path):
    recording = Recording()
    recording.feed(FAILED.read_bytes())
    async with session(tmp_path, FAILED, most=0, recording=recording, kept=False):
        pass
    assert not list(tmp_path.iterdir())


async def test_what_is_not_kept_yet_cannot_be_pinned(tmp_path):
    async with session(tmp_path) as hub:
        await hub.perform(SetPinned("nothing", True))
        await until(lambda: any("it has not ended yet" in entry.text for entry in hub.model.log))


async def test_damaged_files_are_set_aside_with_one_sentence_each(tmp_path):
    async with session(tmp_path, FAILED):
        pass
    good = sorted(tmp_path.glob("*.json"))[0]
    (tmp_path / "1.json").write_text("{")
    (tmp_path / "2.json").write_bytes(bytes(range(256)))
    (tmp_path / "3.json").write_text(json.dumps({"schema": 1, "capture": "../../etc/passwd", "attempt": {}}))
    (tmp_path / "4.json").write_text(json.dumps(json.loads(good.read_text()) | {"schema": 99}))
    async with session(tmp_path) as hub:
        await until(lambda: good.stem in hub.model.history and len(hub.model.log) == 4)
        said = [entry.text for entry in hub.model.log]
        assert sum("it was set aside as" in text for text in said) == 3
        assert sum("was written by a newer pairtui; it stays as it is" in text for text in said) == 1
    assert (tmp_path / "4.json").exists()
    assert sorted(file.name for file in tmp_path.glob("*.damaged")) == ["1.damaged", "2.damaged", "3.damaged"]


async def test_what_went_from_a_disk_that_is_bounded_and_what_came_too_fast_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("pairtui.sources.storage.history.WritingRate", lambda: WritingRate(burst=1, seconds=3600))
    async with session(tmp_path, FAILED, PAIRED, kept=False, most_octets=1) as hub:
        await until(lambda: any(entry.text == TOO_FAST for entry in hub.model.log))
        await until(lambda: any("the history is larger than 0 MB: 1 attempt of it" in e.text for e in hub.model.log))
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_cannot_be_written_is_one_sentence_in_the_log(tmp_path):
    place = tmp_path / "file"
    place.write_text("in the way")
    async with session(place / "history", PAIRED, kept=False) as hub:
        pass
    said = [entry.text for entry in hub.model.log if entry.source == "history"]
    assert said == [f"the history cannot be written to {place / 'history'}: Not a directory"]


@pytest.mark.parametrize("text", ["Passkey: 123456", "LTK: 000102030405060708090a0b0c0d0e0f"])
def test_a_secret_in_a_step_is_not_written(tmp_path, text):
    attempt = next(iter(read_file(str(PAIRED)).model.attempts.values()))
    told = replace(attempt, steps=(*attempt.steps, Step(1.0, 1, Direction.HOST, text)))
    HistoryFiles(tmp_path, 9).save(HistoryEntry("k", told))
    written = (tmp_path / "k.json").read_text()
    assert text not in written
    assert "123456" not in written and "060708090a" not in written


async def test_a_session_begins_with_no_more_than_may_be_kept(tmp_path):
    for _ in range(2):
        async with session(tmp_path, FAILED):
            pass
    async with session(tmp_path, most=1) as hub:
        await until(lambda: len(hub.model.history) == 1)
        assert len(list(tmp_path.glob("*.json"))) == 1


async def test_what_is_kept_stays_where_no_more_is_to_be_kept(tmp_path):
    async with session(tmp_path, FAILED):
        pass
    async with session(tmp_path, most=0) as hub:
        await until(lambda: len(hub.model.history) == 1)
    assert len(list(tmp_path.glob("*.json"))) == 1
