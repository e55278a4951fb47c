"""The scenarios of `pairtui lab` with a real kernel and bluetoothd: the same verdicts."""

from collections.abc import Iterator

import pytest
from bench import Bench
from guests import CASTS, guest_name

from pairtui.knowledge.settings import SETTINGS
from pairtui.lab.scenario import Scenario

UNHEEDED = {"min-key-size": "Linux 6.1 keeps le_min_key_size, and no code of net/bluetooth looks at it"}


def why_not(scenario: Scenario) -> str:
    """Why Linux cannot play the scenario; "" where it can."""
    for step in scenario.steps:
        if step.do == "set" and SETTINGS[step.setting].owner == "lab":
            return f"Linux has no setting {step.setting}"
        if step.do == "set" and step.setting in UNHEEDED:
            return UNHEEDED[step.setting]
    return ""


SCENARIOS = [
    pytest.param(scenario, guest_name(cast, scenario.member), id=f"{cast.name}-{scenario.name}")
    for cast in CASTS
    for scenario in cast.scenarios.values()
    if not why_not(scenario)
]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One gateway for all scenarios."""
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize(("scenario", "member"), SCENARIOS)
def test_it_ends_as_in_the_virtual_lab(scenario: Scenario, member: str, bench: Bench) -> None:
    played = bench.play(scenario, member)
    assert [step.otherwise for step in played if step.otherwise] == []
    assert len(played) == len(scenario.steps)
