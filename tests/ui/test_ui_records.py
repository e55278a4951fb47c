"""From a step to its record, its neighbours and octets; search in what is long."""

from pathlib import Path

from pairtui.pairing.events import Logged
from pairtui.sources.capture.source import read_file
from pairtui.ui.hub import StaticHub
from pairtui.ui.snapshot import snapshot

CAPTURES = Path(__file__).parents[1] / "captures"
REFUSED = CAPTURES / "09-not-in-pairing-mode.btsnoop"
PAIRED = CAPTURES / "02-passkey-entry-legacy-ok.btsnoop"


async def drawn(file, *keys, size=(100, 30)):
    hub = StaticHub(read_file(str(file)).model)
    return (await snapshot(hub, size=size, keys=keys)).text


async def test_from_the_failing_step_to_its_record_and_its_neighbours():
    screen = await drawn(REFUSED, "number_sign")
    (marked,) = [line for line in screen.splitlines() if "▌ " in line and "#65" in line]
    assert "Pairing Failed · 0x08" in marked
    assert "Pairing Request" in screen, "the neighbours"
    assert "Records ·" in screen


async def test_all_of_a_record_has_fields_octets_and_where_it_is_defined():
    screen = await drawn(REFUSED, "number_sign", "enter")
    assert "─ #65 ─" in screen
    assert "reason" in screen
    assert "octets" in screen
    assert "Vol 3, Part H" in screen


async def test_evidence_leads_to_its_record():
    screen = await drawn(REFUSED, "w", "number_sign")
    assert "kept · #6" in screen


async def test_secrets_stay_hidden_until_somebody_says_yes():
    keys = ["number_sign", "slash", *"Pairing Random", "enter", "enter"]
    screen = await drawn(PAIRED, *keys)
    assert "PairingRandom" in screen
    assert "<secret of 16 bytes>" in screen
    assert "Show the secrets" in await drawn(PAIRED, *keys, "x")
    assert "<secret of 16 bytes>" not in await drawn(PAIRED, *keys, "x", "y")


async def test_next_and_previous_failure_among_the_records():
    screen = await drawn(REFUSED, "number_sign", "home", "right_curly_bracket")
    assert "· #65 ─" in screen


async def test_search_in_the_help_goes_from_match_to_match():
    screen = await drawn(REFUSED, "question_mark", "slash", *"device", "enter")
    assert "n N device: 1 of " in screen
    assert "device" in screen
    assert "device: 2 of " in await drawn(REFUSED, "question_mark", "slash", *"device", "enter", "n")
    assert "zzz: not found" in await drawn(REFUSED, "question_mark", "slash", *"zzz", "enter")
    back = await drawn(REFUSED, "question_mark", "slash", *"zzz", "enter", "escape")
    assert "─ Keys ─" in back and "not found" not in back, "Esc drops the search before it closes the dialog"


async def test_the_log_and_the_ladder_are_searched_too(bench):
    bench.ward().refused()
    async with bench.feed(*(Logged(source="pairtui", text=f"line {n}") for n in range(60))).console() as seat:
        screen = await seat.press("tab", "tab", "slash", *"line 7", "enter")
        assert "line 7: 1 of 1" in screen
        screen = await seat.press("escape", "escape", "shift+tab", "slash", *"security", "enter")
        assert "─ Attempt ─" in screen
        assert "security: 1 of 1" in screen


async def test_where_a_search_leaves_no_room_the_place_is_told_in_short():
    keys = ["number_sign", "slash", *"pairing", "enter"]
    rims = [line for line in (await drawn(REFUSED, *keys, size=(80, 24))).splitlines() if "└─ n N" in line]
    assert rims and all("…" not in rim and "─┘" in rim for rim in rims)
