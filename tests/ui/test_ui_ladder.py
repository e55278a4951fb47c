"""The ladder and its steps in full, on recorded pairings."""

from pathlib import Path

import pytest

from pairtui.sources.capture.source import read_file
from pairtui.ui.text.times import exact_time, time_of_day

CAPTURES = Path(__file__).parents[1] / "captures"
WRONG_PASSKEY = "03-04-confirm-value-wrong-passkey-legacy"
RANDOM = "2d925ee3586f75087fcb1cb92f2c6b25"


@pytest.fixture
def recorded(bench):
    def on(capture):
        bench.model = read_file(str(CAPTURES / f"{capture}.btsnoop")).model
        return bench

    return on


async def test_the_model_is_named_where_it_is_decided_and_the_failing_arrow_with_what_was_expected(recorded):
    async with recorded(WRONG_PASSKEY).console(size=(120, 40)) as seat:
        lines = [line.partition("│")[2] for line in (await seat.look()).splitlines()]
        at = {text: next(n for n, line in enumerate(lines) if text in line) for text in (
            "Pairing Response", "╌╌ Passkey Entry: KeyboardDisplay with DisplayOnly ╌╌", "Pairing Confirm",
            "◀✗ Pairing Failed · 0x04 Confirm Value Failed", "instead of: Pairing Random from the peer",
        )}  # fmt: skip
        assert list(at.values()) == sorted(at.values())


async def test_why_just_works_was_chosen(recorded):
    async with recorded("02-jw-sc-ok").console(size=(120, 40)) as seat:
        assert "Just Works: neither side asks for protection (MITM)" in await seat.press("tab", "home", "down", "down")


async def test_a_narrow_ladder_says_what_was_expected_in_one_line(recorded):
    async with recorded("09-not-in-pairing-mode").console() as seat:
        screen = await seat.look()
        assert "├── Pairing Request ─" in screen
        assert "    instead of: Pairing Response  " in screen


async def test_a_step_in_full_has_its_octets_and_where_it_is_defined(recorded):
    async with recorded("09-not-in-pairing-mode").console() as seat:
        await seat.press("tab")
        screen = await seat.press("enter")
        assert "reason            8 (0x08)" in screen
        assert "octets            08" in screen
        assert "Core Specification, Vol 3, Part H, 3.5.5" in screen
        assert "reveal" not in screen


async def test_secrets_are_shown_after_a_key_and_a_yes_only(recorded):
    async with recorded(WRONG_PASSKEY).console() as seat:
        await seat.press("tab")
        screen = await seat.press("up", "enter")
        assert "<secret of 16 bytes>" in screen
        assert "octets            ·· ·· ··" in screen
        screen = await seat.press("x")
        assert "Show the secrets of this step?" in screen
        assert RANDOM not in await seat.press("enter")  # No is what is marked
        screen = await seat.press("x", "y")
        assert RANDOM in screen
        assert "25 6b 2c 2f b9" in screen
        assert RANDOM not in await seat.press("escape")


@pytest.mark.parametrize(("at", "local", "text", "exact"), [
    (1_760_000_000.25, False, "08:53:20", "08:53:20.250000 UTC"),
    (1_760_000_000.25, True, "14:23:20", "14:23:20.250000 +05:30"),
    (61.5, True, "00:01:01", "00:01:01.500000"),
])  # fmt: skip
def test_times_of_day(at, local, text, exact, monkeypatch):
    monkeypatch.setattr("pairtui.ui.text.times.localtime", lambda _: type("Time", (), {"tm_gmtoff": 19_800}))
    assert (time_of_day(at, local), exact_time(at, local)) == (text, exact)
