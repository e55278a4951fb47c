"""The classic devices of the cast on the console, by keys and screen: what each does as its page says, and its fix."""

from collections.abc import Iterator

import pytest
from adapters import plug_in
from console import Console
from observers import AirRecording, forget
from playable import scenarios
from screen_player import ScreenPlayer

from pairtui.lab.scenario import Scenario

pytestmark = pytest.mark.more  # five minutes, and the verdicts are those of test_classic.py


@pytest.fixture(scope="module", autouse=True)
def dual_mode() -> Iterator[None]:
    """hci0 has BR/EDR meanwhile."""
    plug_in(dual=True)
    yield
    plug_in(dual=False)


@pytest.mark.parametrize(("scenario", "member"), scenarios({"bredr", "dual"}))
def test_it_ends_on_the_screen_as_its_page_says(
    scenario: Scenario, member: str, console: Console, air: AirRecording
) -> None:
    player = ScreenPlayer(console, member)
    try:
        player.play(scenario)
    finally:
        forget(player.address)
