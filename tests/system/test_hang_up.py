"""A terminal that goes away ends the live console: settings are put back, the agent and btmon are gone.

How long each outlived its terminal is in $LAB_OUT/hang-ups.txt.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench import Player
from console import Console, running
from observers import children, settings, until
from ssh_server import SshServer, cut_the_network, mend_the_network

TMUX = ("tmux", "-L", "hang-up", "-f", "/dev/null")
FIGURES = Path(os.environ["LAB_OUT"]) / "hang-ups.txt"


@dataclass(frozen=True)
class Way:
    """How the console is started, and what takes its terminal away: a closed window where nothing is said."""

    name: str
    through: tuple[str, ...] = ()
    cut: Callable[[int], None] | None = None
    ssh: bool = False


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def kill_session(_: int) -> None:
    subprocess.run([*TMUX, "kill-session"], check=True)


DEAF = ("sh", "-c", """trap "" HUP; "$0" "$@"; echo $? >"$HOME/status" """)
WAYS = (
    Way("leader"),
    Way("child", ("sh", "-c", '"$0" "$@"; true')),
    Way("deaf", DEAF),
    Way("sudo", ("sudo", "--preserve-env")),
    Way("tmux", (*TMUX, "new-session"), kill_session),
    Way("ssh", ssh=True),
    Way("ssh-client-killed", cut=kill, ssh=True),
    Way("network-cut", cut=cut_the_network, ssh=True),
)
WRAPPERS = ("sudo", "tmux", "ssh", "ssh-client-killed", "network-cut")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, for every console of the test."""
    return {
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path.cwd()),
        "TERM": "xterm-256color",
    }


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """A test that fails leaves no program to the next."""
    yield
    mend_the_network()
    for program in running("pairtui"):
        os.kill(program, signal.SIGTERM)
    until(lambda: not running("pairtui"), "every program has ended", timeout=20)


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """One server for all sessions."""
    server = SshServer(tmp_path_factory.mktemp("ssh"))
    yield server
    server.close()


@pytest.fixture
def crowd() -> Iterator[Player]:
    """Two hundred devices that are each heard once a second, when they are let in."""
    player = Player("gateway/crowd")
    yield player
    player.ask("leave")


def changed(environment: dict[str, str], through: tuple[str, ...] = ()) -> Console:
    """A console in which Secure Connections has been set to "only"."""
    console = Console(environment=environment, through=through)
    console.wait_for("hci0 on", "bluez up", "mgmt up", "btmon up", timeout=60)
    console.press("G")
    console.wait_for("Pairing settings of hci0")
    console.press("enter")
    console.wait_for("Secure Connections", "only")
    console.press("down", "enter")
    console.wait_for("Secure Connections: only, until pairtui ends")
    console.press("escape")
    return console


def hears(console: Console, crowd: Player) -> None:
    """Let the crowd in, while the console scans."""
    crowd.ask("enter", changes={})
    if console.shows("not scanning"):
        console.press("s")
    console.find(r"Devices [12]\d\d", timeout=60)


def reads_nothing(console: Console) -> None:
    """So much to draw, of which nothing is read, that every buffer on the way is full."""
    for _ in range(40):
        console.send("?", "pagedown", "?")


@pytest.mark.parametrize("state", ["quiet", "heard", "unread"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_terminal_goes(
    environment: dict[str, str], ssh: SshServer, crowd: Player, tmp_path: Path, way: Way, state: str
) -> None:
    goes(environment, ssh, crowd, tmp_path, way, state)


@pytest.mark.more
@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("way", [way for way in WAYS if way.name in WRAPPERS], ids=lambda way: way.name)
def test_ten_times_by_each_wrapper(
    environment: dict[str, str], ssh: SshServer, crowd: Player, tmp_path: Path, way: Way, number: int
) -> None:
    goes(environment, ssh, crowd, tmp_path, way, ("quiet", "heard", "unread")[number % 3])


def goes(environment: dict[str, str], ssh: SshServer, crowd: Player, home: Path, way: Way, state: str) -> None:
    """Take the terminal away from a console that changed a setting: nothing of it is left."""
    before = settings() - {"bondable"}  # bluetoothd sets it with the first agent
    console = changed(environment, ssh.session(environment) if way.ssh else way.through)
    (program,) = running("pairtui")
    (btmon,) = children(program, "btmon")
    assert "sc-only" in settings()
    if state == "heard":
        hears(console, crowd)
    elif state == "unread":
        reads_nothing(console)
    seconds = console.hang_up(way.cut)
    with FIGURES.open("a") as figures:
        figures.write(f"{seconds:5.2f} s  {way.name}, {state}\n")
    assert settings() - {"bondable"} == before
    assert not Path(f"/proc/{btmon}").exists()
    assert f" {program} " not in subprocess.run(["busctl", "list"], capture_output=True, text=True, check=True).stdout
    if way.name == "leader":
        assert console.process.wait(5) == 129
    elif way.name == "deaf":
        until((home / "status").exists, "the wrapper goes on")
        assert (home / "status").read_text() == "129\n"


def test_a_daemon_that_does_not_answer_keeps_nobody(environment: dict[str, str]) -> None:
    console = changed(environment)
    bluetoothd = int(subprocess.run(["pidof", "bluetoothd"], capture_output=True, check=True).stdout)
    os.kill(bluetoothd, signal.SIGSTOP)
    try:
        assert console.hang_up() < 10
    finally:
        os.kill(bluetoothd, signal.SIGCONT)
        time.sleep(1)
    assert "sc-only" not in settings()
