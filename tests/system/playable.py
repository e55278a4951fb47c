"""Which scenarios of `pairtui lab` a real kernel can play."""

from collections.abc import Container

import pytest
from _pytest.mark import ParameterSet
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


def scenarios(transports: Container[str]) -> list[ParameterSet]:
    """Every scenario that Linux can play with a member that has one of `transports`, and the member's name."""
    return [
        pytest.param(scenario, guest_name(cast, scenario.member), id=f"{cast.name}-{scenario.name}")
        for cast in CASTS
        for scenario in cast.scenarios.values()
        if not why_not(scenario) and cast.members[scenario.member].transport in transports
    ]
