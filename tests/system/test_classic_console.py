"""The classic devices of the cast on the console, by keys and screen: what each does as its page says, and its fix."""

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet
from adapters import plug_in
from console import Console
from observers import AirRecording, forget
from playable import scenarios
from screen_player import ScreenPlayer

from pairtui.lab.scenario import Scenario

EACH_TIME = {"car-kit", "keyboard", "scanner", "old-keyboard", "headset", "bond-lost-there"}
"""Each way of pairing, an answer to each question, and a fix; the others are played headless each time."""


@pytest.fixture(scope="module", autouse=True)
def dual_mode() -> Iterator[None]:
    """hci0 has BR/EDR meanwhile."""
    plug_in(dual=True)
    yield
    plug_in(dual=False)


def by_keys() -> list[ParameterSet]:
    """Every scenario that Linux can play over BR/EDR."""
    found = []
    for case in scenarios({"bredr", "dual"}):
        marks = [] if str(case.id).removeprefix("classic-") in EACH_TIME else [pytest.mark.more]
        found.append(pytest.param(*case.values, id=case.id, marks=marks))
    return found


@pytest.mark.parametrize(("scenario", "member"), by_keys())
def test_it_ends_on_the_screen_as_its_page_says(
    scenario: Scenario, member: str, console: Console, air: AirRecording
) -> None:
    player = ScreenPlayer(console, member)
    try:
        player.play(scenario)
    finally:
        forget(player.address)
