"""What is told of each capture of the lab, and of each exchange of a live pairing, line by line.

`make snapshots` writes `tests/captures/ladders.txt` and `tests/pairing/exchanges.txt` again.
"""

import os
from pathlib import Path

import pytest

from pairtui.sources.capture.source import read_file
from tests.pairing.exchanges import EXCHANGES, Exchange
from tests.pairing.ladder import keep, kept, ladder, surroundings
from tests.pairing.other_exchanges import OTHER_EXCHANGES

EVERY = EXCHANGES | OTHER_EXCHANGES
CAPTURES = Path(__file__).parents[1] / "captures"
LADDERS, LIVE = CAPTURES / "ladders.txt", Path(__file__).with_name("exchanges.txt")
UPDATE = "PAIRTUI_UPDATE_PICTURES" in os.environ
NAMES = sorted(path.stem for path in CAPTURES.glob("*.btsnoop"))


def capture(name):
    found = read_file(str(CAPTURES / f"{name}.btsnoop"))
    told = ladder(found.model, file="", format=found.format, records=found.records, skipped=found.skipped)
    return [*told, *surroundings(found.model.around)]


def exchange(name):
    gateway = Exchange()
    EVERY[name](gateway)
    gateway.model.finish()
    told = ladder(gateway.model, file="", format="live", records=gateway.number, skipped=0)
    told = [*told, *surroundings(gateway.model.around)]
    return [*told, *(f"log {entry.level} {entry.source}: {entry.text}" for entry in gateway.model.log)]


@pytest.fixture(scope="module")
def before():
    if UPDATE:
        keep(LADDERS, ((name, capture(name)) for name in NAMES))
        keep(LIVE, ((name, exchange(name)) for name in EVERY))
    return kept(LADDERS), kept(LIVE)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_of_a_capture(name, before):
    assert capture(name) == before[0][name]


@pytest.mark.parametrize("name", EVERY)
def test_what_is_told_of_a_live_course(name, before):
    assert exchange(name) == before[1][name]


def test_there_is_no_ladder_without_its_capture_or_course(before):
    assert [sorted(before[0]), list(before[1])] == [NAMES, list(EVERY)]
