"""The scenarios of `pairtui lab` with a real kernel and bluetoothd: the same verdicts."""

from collections.abc import Iterator

import pytest
from bench import Bench
from playable import scenarios

from pairtui.lab.scenario import Scenario


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One gateway for all scenarios."""
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize(("scenario", "member"), scenarios({"le"}))
def test_it_ends_as_in_the_virtual_lab(scenario: Scenario, member: str, bench: Bench) -> None:
    played = bench.play(scenario, member)
    assert [step.otherwise for step in played if step.otherwise] == []
    assert len(played) == len(scenario.steps)
