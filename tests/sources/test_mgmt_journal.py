"""What a killed run left changed is put back, by its journal."""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui.pairing.actions import RestorePolicy, SetPolicy
from pairtui.pairing.events import Logged
from pairtui.sources.mgmt.journal import Change, Journal
from tests.sources.mgmt_console import on_disk, perform


@pytest.fixture
def dead(journal) -> Journal:
    """The journal of a run that was killed."""
    return Journal(journal.folder, pid=2**22 + 1)


async def test_what_a_killed_run_left_is_put_back(start, kernel, dead):
    kernel.controllers[0].on.discard("secure-connections")
    dead.note(Change("hci0", "AA:BB:CC:00:00:01", "secure-connections", 1, 0))
    console = await start()
    assert kernel.asked == [("secure-connections", 1)]
    said = [event.text for event in console.all(Logged)]
    assert said[-1] == "Secure Connections of hci0 is on again"
    assert list(dead.folder.iterdir()) == []


async def test_an_adapter_left_switched_off_is_switched_on(start, kernel, dead):
    kernel.controllers[0].on = kernel.controllers[0].on - {"powered"} | {"privacy"}
    dead.note(*(Change("hci0", "AA:BB:CC:00:00:01", *values) for values in (("powered", 1, 0), ("privacy", 0, 1))))
    await start()
    assert kernel.asked == [("privacy", 0), ("powered", 1)]


async def test_a_journal_of_a_run_that_goes_on_is_not_ours(start, kernel, journal):
    other = Journal(journal.folder, pid=os.getppid())
    other.note(Change("hci0", "AA:BB:CC:00:00:01", "secure-connections", 0, 1))
    await start()
    assert kernel.asked == []
    assert other.file.exists()


async def test_a_restart_of_the_system_undid_it(start, kernel, dead):
    dead.note(Change("hci0", "AA:BB:CC:00:00:01", "secure-connections", 0, 1))
    document = json.loads(dead.file.read_text())
    dead.file.write_text(json.dumps(document | {"boot": "another"}))
    console = await start()
    assert kernel.asked == []
    assert "restart of the system undid that" in console.all(Logged)[0].text
    assert not dead.file.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 200_000, '{"schema": 1}', '{"schema": 9, "pid": 1}', "\udcff"])
async def test_an_unreadable_journal_is_kept_aside(start, kernel, journal, text):
    journal.folder.mkdir(parents=True)
    file = journal.folder / "x.json"
    file.write_text(text, "utf-8", "surrogateescape")
    console = await start()
    assert console.all(Logged)[0].text == (
        f"the journal {file} cannot be read; it is kept as x.json.unreadable: check the settings"
    )
    assert [one.name for one in journal.folder.iterdir()] == ["x.json.unreadable"]


async def test_without_the_privilege_it_stays_in_the_journal(start, kernel, dead):
    kernel.trusted = False
    dead.note(Change("hci0", "AA:BB:CC:00:00:01", "secure-connections", 0, 1))
    console = await start()
    assert "cannot be put back without CAP_NET_ADMIN" in (await console.until(Logged)).text
    assert dead.file.exists()


async def test_where_the_journal_cannot_be_written_nothing_is_changed(start, kernel, journal):
    journal.folder.parent.mkdir(parents=True)
    journal.folder.write_text("a file where the folder would be")
    console = await start()
    finished = await perform(console, SetPolicy("hci0", "bondable", 0))
    assert finished.text == f"Bondable was not set: {journal.file} cannot be written: File exists"
    assert kernel.asked == []


async def test_what_cannot_be_put_back_stays_in_the_journal(start, kernel, journal):
    console = await start()
    await perform(console, SetPolicy("hci0", "bondable", 0))
    kernel.refusals["bondable"] = 0x0A
    finished = await perform(console, RestorePolicy("hci0"))
    assert "busy" in finished.text
    assert on_disk(journal) == [("bondable", 1, 0)]


def test_a_power_cut_while_writing_leaves_the_old_journal(journal, monkeypatch):
    change = Change("hci0", "AA:BB:CC:00:00:01", "bondable", 1, 0)
    journal.note(change)

    def cut(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(Exception, match="cannot be written: Input/output error"):
        journal.note(replace(change, setting="le"))
    assert on_disk(journal) == [("bondable", 1, 0)]
    assert [one.setting for one in journal.changes] == ["bondable"]


async def test_close_waits_for_a_change_under_way(start, kernel):
    console = await start()
    change = asyncio.create_task(console.source.perform(SetPolicy("hci0", "privacy", 1)))
    await asyncio.sleep(0)
    await console.source.close()
    await change
    assert "powered" in kernel.controllers[0].on
    assert "privacy" not in kernel.controllers[0].on


# ── the file itself ───────────────────────────────────────────────────────────────────────────────────────────────

HERE, LE = Change("hci0", "AA:BB:CC:00:00:01", "bondable", 1, 0), Change("hci0", "AA:BB:CC:00:00:01", "le", 1, 0)
OTHER = replace(HERE, adapter="hci1", address="AA:BB:CC:00:00:02")


def written(journal):
    return json.loads(journal.file.read_text("utf-8"))


def test_what_stands_in_a_journal(journal):
    journal.note(HERE, LE)
    document = written(journal)
    assert (document["schema"], document["pid"]) == (1, os.getpid())
    assert document["boot"] == Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    assert document["started"] > 0
    assert document["changes"] == [
        {"adapter": "hci0", "address": "AA:BB:CC:00:00:01", "setting": name, "before": 1, "now": 0}
        for name in ("bondable", "le")
    ]
    assert journal.file.name == f"{document['boot'][:8]}-{os.getpid()}-{document['started']}.json"
    assert journal.file.read_text("utf-8").endswith("]\n}\n")
    assert journal.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("then", "kept"),
    [
        (lambda journal: journal.note(replace(HERE, before=0, now=1)), [replace(HERE, before=1, now=1)]),
        (lambda journal: journal.note(LE, OTHER), [HERE, LE, OTHER]),
        (lambda journal: journal.drop(replace(HERE, before=0, now=1)), []),
        (lambda journal: journal.drop(LE), [HERE]),
        (lambda journal: journal.drop(OTHER), [HERE]),
        (lambda journal: journal.clear(), []),
    ],
)
def test_what_is_noted_and_struck_out(journal, then, kept):
    journal.note(HERE)
    then(journal)
    assert list(journal.changes) == kept
    assert journal.file.exists() is bool(kept)
    assert not kept or [Change(**one) for one in written(journal)["changes"]] == kept
    journal.clear()
    journal.clear()


def test_a_run_takes_over_what_others_left(journal):
    left, runs, booted = (Journal(journal.folder, pid=pid) for pid in (2**22 + 1, os.getppid(), 2**22 + 2))
    journal.note(HERE)
    left.note(LE)
    runs.note(OTHER)
    booted.note(OTHER)
    booted.file.write_text(json.dumps(written(booted) | {"boot": "another"}))
    (journal.folder / "y.json").write_text("{")
    told = {
        session.file.name: (session.pid, session.running, session.rebooted, session.changes, session.aside)
        for session in journal.sessions()
    }
    aside = journal.folder / "y.json.unreadable"
    assert told == {
        left.file.name: (2**22 + 1, False, False, (LE,), None),
        runs.file.name: (os.getppid(), True, False, (OTHER,), None),
        booted.file.name: (2**22 + 2, False, True, (OTHER,), None),
        "y.json": (0, False, False, (), aside),
    }
    assert [session.file.name for session in journal.take_over()] == sorted({*told} - {runs.file.name})
    assert journal.changes == (HERE, LE)
    assert sorted(one.name for one in journal.folder.iterdir()) == sorted(
        (aside.name, journal.file.name, runs.file.name)
    )


def test_where_there_is_no_folder_there_is_nothing_to_take_over(journal):
    assert journal.take_over() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": 2}, {"pid": "1"}, {"pid": True}, {"started": None}, {"changes": [{}]}, {"changes": 1},
        {"changes": [{"adapter": "hci0", "address": "", "setting": "le", "before": "1", "now": 0}]},
        {"changes": [{"adapter": "hci0", "address": "", "setting": "le", "before": 1, "now": True}]},
        {"changes": [{"adapter": 0, "address": "", "setting": "le", "before": 1, "now": 0}]},
        {"changes": [{"adapter": "hci0", "address": None, "setting": "le", "before": 1, "now": 0}]},
        {"changes": [{"adapter": "hci0", "address": "", "setting": 1, "before": 1, "now": 0}]},
        {"changes": [{"adapter": "hci0", "address": "", "setting": "le", "before": 1}]},
    ],
)  # fmt: skip
def test_a_journal_with_another_thing_in_it_is_unreadable(journal, dead, wrong):
    dead.note(LE)
    dead.file.write_text(json.dumps(written(dead) | wrong))
    (session,) = journal.sessions()
    assert session.aside == dead.file.with_name(f"{dead.file.name}.unreadable")


def test_the_journals_of_this_user_have_a_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert Journal().folder == tmp_path / "pairtui" / "journal"


def test_a_system_that_tells_no_boot_is_one_that_goes_on(journal, dead, monkeypatch):
    monkeypatch.setattr("pairtui.sources.mgmt.journal.BOOT_ID", "/nonexistent")
    dead.note(LE)
    assert written(dead)["boot"] == "unknown"
    assert [session.rebooted for session in journal.sessions()] == [False]
