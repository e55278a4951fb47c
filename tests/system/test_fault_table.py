"""Every fault in every phase of the work, as fault_table.toml has it: what the screen says, and all goes on afterwards.

Then the console lives, or has gone cleanly; what it shows is what bluetoothd has; the adapter's settings are as before;
no program of its own is left; its log has no error; and a device can be paired.
"""

import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from console import Console
from control import Peer, Put
from fault_injection import FAULTS, Gateway, disk
from observers import bluez, children, settings
from scenario import choose, pair, pair_from

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("fault_table.toml").read_text())
SCREENS = Path(os.environ["LAB_OUT"]) / "faults"
GOOD = "✓ paired level"
EACH_RUN = "each_run_on_bookworm" if os.environ["STACK"] == "bookworm" else "each_run"
CELLS = [
    pytest.param(fault, phase, marks=() if phase in row.get(EACH_RUN, ()) else pytest.mark.more)
    for fault, row in TABLE["fault"].items()
    for phase in TABLE["phase"]
]


class Phase:
    """How far the work has come when the fault begins; `go_on` is what the user does then."""

    device = "jw-sc"
    scans = True

    def __init__(self, console: Console, peer: Put) -> None:
        self.console = console
        self.peer: Peer = peer(self.device)

    def reach(self) -> None:
        """Get so far."""
        choose(self.console, self.peer)

    def go_on(self) -> None:
        """Do what comes next."""

    def answer(self, question: str, *keys: str) -> None:
        """Answer a question. It may be withdrawn meanwhile; and keys are lost in the moment that a program goes on."""
        for _ in range(2):
            with suppress(AssertionError):
                self.console.wait_for(question, timeout=2)
                self.console.press(*keys)
                self.console.wait_until_gone(question, timeout=3)
                return


class Pairing(Phase):
    """The device has the Pairing Request and has not answered yet."""

    def reach(self) -> None:
        self.peer.set(fault="held")
        pair(self.console, self.peer)
        self.console.wait_for("Pairing Request")

    def go_on(self) -> None:
        self.peer.set(fault=None)


class Dialog(Phase):
    """A passkey is asked for."""

    device = "pk-display-sc"

    def reach(self) -> None:
        pair(self.console, self.peer)
        self.console.wait_for("Type the six digits")

    def go_on(self) -> None:
        self.answer("Type the six digits", *["backspace"] * 6, *"123456", "enter")


class Responding(Phase):
    """A phone pairs with this gateway, and both show a number."""

    device = "phone"
    scans = False  # it was the phone that looked for the gateway

    def reach(self) -> None:
        self.peer.set(sc=True, mitm=True)
        pair_from(self.peer, self.console)
        self.console.wait_for("show the same number?")

    def go_on(self) -> None:
        self.answer("show the same number?", "y")


class Recording(Phase):
    """A pairing has been refused; what went over the air is saved by the key for it."""

    device = "faulty"

    def reach(self) -> None:
        self.peer.set(fault="reason:08")
        pair(self.console, self.peer)
        self.console.wait_for("✗ failed", "0x08")  # the trace has come, too

    def go_on(self) -> None:
        self.console.press("r")


class Analysis(Recording):
    """The whole diagnosis of a refused pairing is read."""

    def reach(self) -> None:
        super().reach()
        self.console.press("w")
        self.console.wait_for("smp:0x08")

    def go_on(self) -> None:
        self.console.press("end", "home")


PHASES = {
    "scan": Phase,
    "pairing": Pairing,
    "dialog": Dialog,
    "responding": Responding,
    "recording": Recording,
    "analysis": Analysis,
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home on a disk of its own."""
    with disk(tmp_path) as folder:
        yield folder


@pytest.fixture
def clean_up(peer: Put) -> Iterator[ExitStack]:
    """What takes the fault away, before the peers are tidied, when a test fails, too."""
    with ExitStack() as stack:
        yield stack


def keep(console: Console, cell: str, moment: str) -> None:
    """Keep the screen beside the other results."""
    SCREENS.mkdir(exist_ok=True)
    console.shows("")
    with (SCREENS / f"{cell}.txt").open("a") as file:
        file.write(f"{moment}\n{console.framed()}\n")


def begin(start: Callable[..., Console], home: Path) -> Console:
    console = start(HOME=str(home))
    console.wait_for("hci0 on", "bluez up", "btmon up", timeout=40)
    return console


@pytest.mark.parametrize(("fault", "phase"), CELLS)
def test_cell(
    fault: str, phase: str, start: Callable[..., Console], peer: Put, home: Path, clean_up: ExitStack, name: str
) -> None:
    row = TABLE["fault"][fault]
    before = settings() - {"bondable"}  # bluetoothd sets it with the first agent
    console = begin(start, home)
    work = PHASES[phase](console, peer)
    work.reach()
    keep(console, name, "before")
    gone = clean_up.enter_context(ExitStack())
    gone.enter_context(FAULTS[fault](Gateway(console, work.peer, home)))
    if row.get("ends"):
        console.ends = row["ends"]
        assert console.process.wait(5) == console.ends
        console = begin(start, home)
    else:
        work.go_on()
        console.wait_for(*row.get(phase, TABLE["phase"][phase]), timeout=45)
        keep(console, name, "gone on")
    gone.close()
    console.press("escape")
    console.wait_for("hci0 on", "bluez up", "btmon up", timeout=40)
    if work.scans and not row.get("ends"):
        console.wait_for("stop scan", timeout=20)  # it goes on, or is taken up again
    assert console.shows(GOOD) <= bool(bluez(work.peer.address, "Paired")), console.framed()
    pair(console, peer("jw-legacy"))
    console.wait_for(f"{GOOD} 2", timeout=30)
    keep(console, name, "afterwards")
    own = children(console.process.pid, "btmon")
    assert console.close() == 0
    assert settings() - {"bondable"} == before
    assert not [pid for pid in own if Path(f"/proc/{pid}").exists()], "no program of its own is left"
    log = (home / ".local/state/pairtui/log/pairtui.log").read_text()
    assert not [line for line in log.splitlines() if " ERROR " in line or " CRITICAL " in line], log
