"""A terminal that goes away ends the live console: settings are put back, the agent and btmon are gone."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import Console, running
from observers import children, settings, until

CHILD = ("sh", "-c", '"$0" "$@"; true')
DEAF = ("sh", "-c", 'trap "" HUP; "$0" "$@"; true')
SUDO = ("sudo", "--preserve-env")


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
    for program in running("pairtui"):
        os.kill(program, signal.SIGTERM)
    until(lambda: not running("pairtui"), "every program has ended", timeout=20)


def changed(environment: dict[str, str], through: tuple[str, ...]) -> Console:
    """A console in which Secure Connections has been set to "only"."""
    console = Console(environment=environment, through=through)
    console.wait_for("hci0 on", "mgmt up", "btmon up", timeout=60)
    console.press("G")
    console.wait_for("Pairing settings of hci0")
    console.press("enter")
    console.wait_for("Secure Connections", "only")
    console.press("down", "enter")
    console.wait_for("Secure Connections: only, until pairtui ends")
    console.press("escape")
    return console


@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
@pytest.mark.parametrize("through", [(), CHILD, DEAF, SUDO], ids=["leader", "child", "deaf", "sudo"])
def test_the_terminal_goes(environment: dict[str, str], through: tuple[str, ...], read: bool) -> None:
    before = settings() - {"bondable"}  # bluetoothd sets it with the first agent
    console = changed(environment, through)
    (program,) = running("pairtui")
    (btmon,) = children(program, "btmon")
    assert "sc-only" in settings()
    if not read:
        for _ in range(40):
            console.send("?", "pagedown", "?")
    seconds = console.hang_up()
    print(f"gone after {seconds:.2f} s")
    assert settings() - {"bondable"} == before
    assert not Path(f"/proc/{btmon}").exists()
    assert f" {program} " not in subprocess.run(["busctl", "list"], capture_output=True, text=True, check=True).stdout
    if not through:
        assert console.process.wait(5) == 129


def test_a_daemon_that_does_not_answer_keeps_nobody(environment: dict[str, str]) -> None:
    console = changed(environment, ())
    bluetoothd = int(subprocess.run(["pidof", "bluetoothd"], capture_output=True, check=True).stdout)
    os.kill(bluetoothd, signal.SIGSTOP)
    try:
        assert console.hang_up() < 10
    finally:
        os.kill(bluetoothd, signal.SIGCONT)
        time.sleep(1)
    assert "sc-only" not in settings()
