"""Which patterns of the vocabularies are tried on a line: all that can match it."""

from pathlib import Path

import pytest

from pairtui.knowledge.vocabularies import VOCABULARIES, vocabularies_in
from pairtui.knowledge.vocabularies.literals import literals

LOGS = Path(__file__).with_name("logs")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("nimble|BLE_HS_E", ("nimble", "ble_hs_e")),
        (r"conn_itvl=\d+ conn_latency=", (" conn_latency=",)),
        (r"\*\*\* Booting (?:Zephyr|nRF)", ("*** booting ",)),
        ("colou?r: x", ("colo",)),
        (r"ab+|[x|y]{2}long", ("a", "long")),
        ("(?:a|b)|c", ("",)),
        ("(?!)", ("",)),
    ],
)
def test_what_must_stand_in_a_text(pattern, words):
    assert literals(pattern) == words


def test_no_stack_is_missed():
    lines = [line for path in sorted(LOGS.iterdir()) for line in path.read_text().splitlines()]
    tells = [one.distinctive for one in VOCABULARIES]
    assert len(lines) > 1000
    assert [len(vocabularies_in(line)) for line in lines] == [
        sum(bool(t.search(line)) for t in tells) for line in lines
    ]
