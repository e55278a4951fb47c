"""The history on the screen: what is listed, read, compared, pinned."""

from dataclasses import replace
from pathlib import Path
from time import tzset

import pytest

from pairtui.pairing.actions import Export, SaveCapture, SetPinned
from pairtui.pairing.attempt import HistoryEntry, Peer
from pairtui.pairing.events import Remembered
from pairtui.pairing.history import history
from pairtui.sources.capture.source import read_file
from tests.ui.conftest import START, refused

CAPTURES = Path(__file__).parents[1] / "captures"


def earlier(bench, *names):
    """These captures happened in earlier sessions."""
    for number, name in enumerate(names, 1):
        attempt = list(read_file(str(CAPTURES / f"{name}.btsnoop")).model.attempts.values())[-1]
        key = f"20261{number:03}-{number}"
        past = HistoryEntry(key, replace(attempt, live=False), pinned=number == 1, capture=f"{key}.btsnoop")
        bench.feed(Remembered(key=key, past=past))


@pytest.fixture
def used(bench):
    bench.ward().refused()
    earlier(bench, "02-passkey-entry-sc-ok", "03-04-confirm-value-wrong-passkey-sc")
    return bench


async def test_all_sessions_newest_first(used):
    async with used.console((120, 40)) as seat:
        screen = await seat.press("h")
        assert "History · 3 attempts" in screen
        lines = [line for line in screen.splitlines() if "│" in line and ("failed " in line or "paired " in line)]
        found = [next(name for name in ("OMRON", "pk-display") if name in line) for line in lines if "smp:" in line]
        assert found == ["OMRON", "pk-display"]
        assert "★pin" in screen


async def test_times_are_those_of_the_gateway_with_the_day_where_it_is_not_today(used, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    tzset()
    try:
        for name, hours in (("yesterday", 24), ("last-year", 24 * 365)):
            past = used.model.history["20261001-1"]
            attempt = replace(past.attempt, started=used.now - hours * 3600)
            used.feed(Remembered(key=name, past=replace(past, key=name, attempt=attempt)))
        async with used.console((120, 40), local=True) as seat:
            screen = await seat.press("h")
            assert "  14:23:20            ✗ failed" in screen
            assert "  10-08 14:23:20      ✓ paired" in screen
            assert "  2024-10-09 14:23:20 ✓ paired" in screen
    finally:
        monkeypatch.undo()
        tzset()


async def test_one_is_read_whole(used):
    async with used.console() as seat:
        screen = await seat.press("h", "down", "enter")
        assert "✗ failed" in screen
        assert "capture: 20261002-2.btsnoop" in screen
        assert "Pairing Public Key" in screen
        assert "wrong-passkey" in await seat.press("end")
        assert "History · 3 attempts" in await seat.press("escape")


async def test_two_are_compared(used):
    async with used.console() as seat:
        screen = await seat.press("h", "down", "space")
        assert "Space compare with 1" in screen
        screen = await seat.press("down", "space")
        assert "Two attempts side by side" in screen
        assert "The first difference" in screen
        assert "≠ outcome" in screen
        assert "≠ security level" in screen
        assert "History" in await seat.press("escape")


async def test_the_attempt_that_is_shown_is_compared_with_the_one_before(used):
    async with used.console() as seat:
        screen = await seat.press("equals_sign")
        assert "Two attempts side by side" in screen
        assert "OMRON" in screen and "pk-display" in screen


async def test_one_is_pinned_by_a_key(used):
    async with used.console() as seat:
        await seat.press("h", "down", "p", "down", "p")
    assert used.performed == [SetPinned("20261002-2", True), SetPinned("20261001-1", False)]


async def test_one_device_at_a_time(used):
    async with used.console() as seat:
        screen = await seat.press("h", "d")
        assert "History · 1 attempt with OMRON BP7350" in screen
        assert "all devices" in screen
        assert "History · 3 attempts" in await seat.press("d")


async def test_a_long_history_scrolls_with_its_mark(bench):
    bench.up()
    earlier(bench, *["02-jw-sc-ok"] * 60)
    async with bench.console() as seat:
        screen = await seat.press("h")
        assert "1–20 of 60" in screen
        assert "41–60/60" in await seat.press("end")
        assert "40–59/60" in await seat.press(*["up"] * 20)


async def test_without_attempts_there_is_no_history(bench):
    async with bench.up().console() as seat:
        assert "h history: nothing has been attempted yet." in await seat.press("h")
        assert "= compare: nothing has been attempted yet." in await seat.press("equals_sign")


async def test_record_and_export_are_one_key_each(used):
    async with used.console() as seat:
        await seat.press("r", "e")
    saved, exported = used.performed
    assert saved == SaveCapture()
    assert isinstance(exported, Export)
    assert exported.picture.startswith("<svg") and "OMRON" in exported.picture


async def test_sessions_that_ran_at_once_are_told_in_the_order_of_time(bench):
    for session, seconds in ((1, 30), (1, 10), (2, 20)):
        peer = Peer("C0:00:00:00:00:01", "random", f"at {seconds}")
        attempt = replace(refused(), started=START + seconds, live=False, peer=peer)
        key = f"2026-session-{session}-{seconds}"
        bench.feed(Remembered(key=key, past=HistoryEntry(key, attempt)))
    assert [past.attempt.peer.name for past in history(bench.model)] == ["at 30", "at 20", "at 10"]
