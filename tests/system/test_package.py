"""The Debian package as two ordinary users have it: one in the group bluetooth, one outside."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Start
from console import Console
from control import Put
from observers import bluez, settings, until
from scenario import choose, pair
from unit import listening, started

PACKAGE = Path("build/package/pairtui.deb")
UNITS = Path("/usr/lib/systemd/system")
PROGRAM = ("/usr/bin/pairtui",)


@pytest.fixture(scope="module", autouse=True)
def installed() -> Iterator[None]:
    """The package, on the lab's view of the system; and two users who may do nothing in particular.

    In the end it is purged: what pairtui advises is another thing where its service is installed.
    """
    # Not flushed to a disk that there is none of, and without the index of this machine's man pages: half the time.
    dpkg = ("dpkg", "--force-unsafe-io", "--no-triggers")
    done = subprocess.run((*dpkg, "--install", PACKAGE), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    wanted = Path("/etc/systemd/system/sockets.target.wants/pairtui-grant.socket")
    assert not wanted.exists(), "nobody asked for it"
    subprocess.run(("useradd", "--create-home", "--groups", "bluetooth,pairtui", "member"), check=True)
    subprocess.run(("useradd", "--create-home", "stranger"), check=True)
    yield
    subprocess.run((*dpkg, "--purge", "pairtui"), check=True)
    assert not list(UNITS.glob("pairtui*"))


@pytest.fixture(scope="module", autouse=True)
def granting(installed: None) -> Iterator[Path]:
    """The service that hands sockets to the group, as its units say; gives its log."""
    log = Path(os.environ["LAB_OUT"], "grant.log")
    with listening(UNITS / "pairtui-grant.socket") as passed:
        service = started(UNITS / "pairtui-grant.service", passed, log)
        yield log
        service.terminate()
        service.wait(10)
    Path("/run/pairtui/grant").unlink()


def login(user: str) -> tuple[str, ...]:
    """The command through which a program runs as this user, with the groups of /etc/group and no capability."""
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--inh-caps=-all")


def environment(user: str) -> dict[str, str]:
    """What a login gives."""
    return {
        "HOME": f"/home/{user}",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TERM": "xterm-256color",
    }


def ran(user: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`pairtui ARGUMENTS` run by this user to its end."""
    command = (*login(user), *PROGRAM, *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment(user))


def opened(start: Start, user: str) -> Console:
    """The console as this user starts it after logging in."""
    return start(program=PROGRAM, through=login(user), **environment(user))


def test_a_member_sees_the_steps_and_changes_io_capability_level_and_settings(
    start: Start, peer: Put, granting: Path
) -> None:
    lock = peer("pk-display-sc", mitm=False)
    console = opened(start, "member")
    console.wait_for("hci0 on", "bluez up", "btmon up", "mgmt up", timeout=40)
    assert "monitor channel given to member" in granting.read_text()

    console.press("i")
    console.press(console.find(r"(\d) +NoInputNoOutput ")[1])
    pair(console, lock)
    console.wait_for("✓ paired level 2", "LE SC · Just Works", timeout=20)

    console.press("i")
    console.press(console.find(r"(\d) +KeyboardDisplay ")[1])
    console.press("L", "4")
    console.wait_for("Replace the bond?")
    console.press("y")
    console.wait_for("Type the six digits that pk-display-sc shows.", timeout=20)
    console.type("123456")
    console.press("enter")
    console.wait_for("✓ paired level 4", "LE SC · Passkey Entry", timeout=20)
    assert bluez(lock.address, "Bonded") is True

    console.press("G")
    console.wait_for("Pairing settings of hci0")
    console.press("enter")
    console.wait_for("Secure Connections", "only")
    console.press("down", "enter")
    console.wait_for("Secure Connections: only, until pairtui ends")
    assert "sc-only" in settings()
    assert console.close() == 0
    assert "sc-only" not in settings()


def test_who_is_no_member_pairs_without_the_steps_and_is_told_why(start: Start, peer: Put, granting: Path) -> None:
    scale = peer("jw-sc")
    told = granting.read_text()
    console = opened(start, "stranger")
    console.wait_for("hci0 on", "bluez up", "btmon down", timeout=40)
    choose(console, scale)
    console.press("S")
    console.wait_for("btmon may not read the monitor channel (needs CAP_NET_RAW)")
    console.wait_for("sudo usermod -aG pairtui $USER, then log in again")
    console.press("escape")
    pair(console, scale)
    until(lambda: bluez(scale.address, "Paired") is True, "bluetoothd has the bond", timeout=20)

    refused = ran("stranger", "policy", "secure-connections=off")
    assert refused.returncode == 3
    assert "CAP_NET_ADMIN" in refused.stderr
    assert "sudo usermod -aG pairtui $USER, then log in again" in refused.stderr
    assert "secure-conn" in settings()
    assert granting.read_text() == told, "it was given nothing"
