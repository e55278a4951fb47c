"""A few minutes of the day of `make soak`: nothing is lost, and nothing grows."""

from dataclasses import replace

import pytest

from tests.soak.day import Day, Figures, soak
from tests.soak.run import faults, write

FINE = Figures(memory=[50.0, 55.0, 60.0], descriptors=[9, 9, 8], latencies=[0.01], disk=20.0)


async def test_a_short_day(tmp_path):
    day = Day(events=6000, advertisers=200, attempts=12, sheets=4)
    figures = await soak(day, tmp_path)
    assert figures.attempts == day.attempts
    assert figures.told >= day.events + day.advertisers + 12 * day.attempts
    assert len(figures.latencies) == len(figures.worked) == 2 * day.sheets
    assert figures.disk > 0
    assert faults(figures, p99=float("inf")) == []  # no time is asserted in a test


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"memory": [50.0, 60.0, 90.0]}, "memory grew by 40 MiB"),
        ({"descriptors": [9, 9, 10]}, "descriptors are left open"),
        ({"disk": 101.0}, "history takes 101 MiB"),
        ({"latencies": [0.01] * 90 + [0.2] * 10}, "keys wait 200 ms"),
    ],
)
def test_it_can_fail(change, said):
    (sentence,) = faults(replace(FINE, **change))
    assert said in sentence


def test_what_is_fine_is_not_complained_of():
    assert faults(FINE) == []


def test_figures_stand_between_their_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- soak -->\nold\n<!-- /soak -->\nb\n")
    write(page, "soak", "new")
    assert page.read_text() == "a\n<!-- soak -->\n\nnew\n<!-- /soak -->\nb\n"
    with pytest.raises(ValueError, match="no place"):
        write(page, "other", "new")
