"""A BR/EDR device that connects by itself: the service that it wants to use, the role that it does not change."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from adapters import plug_in
from bench import Player
from console import Console
from observers import AirRecording, bluez, forget, until
from scenario import choose
from serial_port import CHANNEL, serial_port


@pytest.fixture(scope="module", autouse=True)
def dual_mode() -> Iterator[None]:
    """hci0 has BR/EDR meanwhile."""
    plug_in(dual=True)
    yield
    plug_in(dual=False)


@pytest.fixture
def printer(console: Console, air: AirRecording) -> Iterator[Player]:
    """A printer that has been paired on the console, and is not connected; unknown afterwards."""
    player = Player("classic/printer")
    player.ask("enter", changes={})
    try:
        choose(console, player)
        console.press("p")
        console.wait_for("✓ paired level 2", timeout=60)
        until(lambda: not bluez(player.address, "Connected"), "the link has ended", timeout=30)
        yield player
    finally:
        player.ask("leave")
        forget(player.address)


@pytest.mark.parametrize(("key", "lets"), [("y", True), ("n", False)])
def test_a_service_is_used_where_the_user_lets_it(key: str, lets: bool, console: Console, printer: Player) -> None:
    with serial_port() as opened, ThreadPoolExecutor(1) as pool:
        use = pool.submit(printer.ask, "open-serial-port", channel=CHANNEL)
        console.wait_for("Let Label printer use Serial Port", timeout=30)
        console.press(key)
        console.wait_until_gone("Let Label printer use Serial Port")
        assert (use.exception(timeout=30) is None) == lets
        assert opened.wait(5 if lets else 0.5) == lets
