"""A failing pairing is found, read and fixed with the keyboard alone, on a poor terminal and on an everyday one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from console import Console
from control import Put
from observers import bluez, until


@dataclass(frozen=True)
class Terminal:
    """What the session says it can draw, and how three states look there."""

    term: str
    lang: str
    failed: str
    paired: str
    refused: str


POOR = Terminal("linux", "C", "X failed", "+ paired", "<X Pairing Failed")
EVERYDAY = Terminal("xterm-256color", "C.UTF-8", "✗ failed", "✓ paired", "◀✗ Pairing Failed")


@pytest.fixture
def tmux(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """tmux, without a status line, whose windows are terminals of a kind."""

    def on(term: str) -> tuple[str, ...]:
        conf = tmp_path / "tmux.conf"
        conf.write_text(f"set -g status off\nset -s escape-time 0\nset -g default-terminal {term}\n")
        return ("tmux", "-L", f"pairtui-{term}", "-f", str(conf), "new-session")

    return on


@pytest.mark.parametrize("terminal", [POOR, EVERYDAY], ids=lambda terminal: terminal.term)
def test_found_read_and_fixed_with_the_keyboard_alone(
    start: Callable[..., Console], peer: Put, tmux: Callable[[str], tuple[str, ...]], terminal: Terminal
) -> None:
    monitor = peer("faulty", fault="reason:08")
    console = start(through=tmux(terminal.term), TERM=terminal.term, LANG=terminal.lang)
    console.wait_for("hci0 on", "bluez up", "btmon up", timeout=40)

    # found
    if console.shows("not scanning"):
        console.press("s")
    console.press("/")
    console.type(monitor.address[-8:])
    console.press("enter")
    console.wait_for(monitor.address, timeout=20)
    console.press("p")

    # read: who refused, at which step, why, what to do
    console.wait_for(terminal.failed, terminal.refused, "The peer refused before it said what it can do", timeout=30)
    console.press("w")
    console.wait_for("smp:0x08 Unspecified Reason, by peer, at feature exchange", "peer-not-in-pairing-mode")
    console.press("escape", "tab", "enter")
    console.wait_for("PairingFailed")
    console.press("escape")

    # fixed: the device is put in pairing mode, and the digit of the fix pairs again
    monitor.set(fault=None)
    console.press("1")
    console.wait_for("show the same number?", timeout=20)
    console.press("y")
    console.wait_for(terminal.paired, timeout=30)
    until(lambda: bluez(monitor.address, "Paired") is True, "bluetoothd has the bond", timeout=20)

    # both attempts side by side, and in the history
    console.press("=")
    console.wait_for("Two attempts side by side", "peer-not-in-pairing-mode")
    console.press("escape", "h")
    console.wait_for("History", terminal.failed, terminal.paired)
    console.press("escape")
    if terminal is POOR:
        assert console.screen().isascii(), console.framed()
