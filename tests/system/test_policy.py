"""The adapter's settings changed by the real program and read by btmgmt: set, put back, refused, overtaken, granted."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from console import Console
from observers import btmgmt, set_pairable, settings, until

DEBUGFS = Path("/sys/kernel/debug/bluetooth/hci0")


class Policy:
    """`pairtui policy …` while it holds what it set."""

    def __init__(self, home: Path, *arguments: str, user: str | None = None, groups: list[str] | None = None) -> None:
        self.log = home / f"policy-{len(list(home.glob('policy-*')))}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pairtui", "policy", *arguments],
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=environment(home),
                user=user,
                group="nogroup" if user else None,
                extra_groups=groups or ([] if user else None),
            )

    def said(self) -> str:
        return self.log.read_text()

    def holds(self) -> "Policy":
        until(lambda: "holding this" in self.said() or self.process.poll() is not None, "it holds", timeout=40)
        assert self.process.poll() is None, self.said()
        return self

    def ends(self, number: int | None = None) -> int:
        if number is not None:
            self.process.send_signal(number)
        return self.process.wait(40)


def environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path.cwd()),
        "TERM": "xterm-256color",
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in (tmp_path, *tmp_path.parents):
        folder.chmod(folder.stat().st_mode | 0o011)
    tmp_path.chmod(0o777)
    return tmp_path


@pytest.fixture
def policy(home: Path) -> Iterator[Callable[..., Policy]]:
    """Starts the command; in the end the adapter must be as it was before.

    But for bondable: bluetoothd sets it with the first agent, and takes it back with the last one, which may be that of
    the scenario before.
    """
    before = settings() - {"bondable"}
    started: list[Policy] = []

    def start(*arguments: str, **options: object) -> Policy:
        started.append(Policy(home, *arguments, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.ends(signal.SIGINT)
        assert "Traceback" not in one.said(), one.said()
    assert settings() - {"bondable"} == before


@pytest.mark.parametrize(
    ("value", "words"), [("off", set()), ("on", {"secure-conn"}), ("only", {"secure-conn", "sc-only"})]
)
def test_secure_connections(policy: Callable[..., Policy], value: str, words: set[str]) -> None:
    holding = policy(f"secure-connections={value}").holds()
    assert settings() & {"secure-conn", "sc-only"} == words
    assert holding.ends(signal.SIGINT) == 0
    assert settings() & {"secure-conn", "sc-only"} == {"secure-conn"}


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_closed_ssh_session_puts_it_back(policy: Callable[..., Policy], number: int) -> None:
    set_pairable(False)
    holding = policy("secure-connections=only", "bondable=on").holds()
    assert {"sc-only", "bondable"} <= settings()
    assert holding.ends(number) == 0
    assert not {"sc-only", "bondable"} & settings()


def test_privacy_switches_the_adapter_off_and_on(policy: Callable[..., Policy]) -> None:
    holding = policy("privacy=on").holds()
    assert {"powered", "privacy"} <= settings()
    assert holding.ends(signal.SIGINT) == 0
    assert "privacy" not in settings()
    assert "powered" in settings()


def test_key_sizes(policy: Callable[..., Policy]) -> None:
    holding = policy("min-key-size=16").holds()
    assert (DEBUGFS / "min_key_size").read_text() == "16\n"
    assert holding.ends(signal.SIGINT) == 0
    assert (DEBUGFS / "min_key_size").read_text() == "7\n"


def test_after_kill_9_the_next_start_puts_it_back(policy: Callable[..., Policy], home: Path) -> None:
    killed = policy("secure-connections=only", "privacy=on", "min-key-size=16").holds()
    killed.ends(signal.SIGKILL)
    assert {"sc-only", "privacy"} <= settings()
    doctor = subprocess.run(
        [sys.executable, "-m", "pairtui", "doctor"],
        check=False,
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=60,
    )
    assert doctor.returncode == 3
    assert "Secure Connections only (was on)" in doctor.stdout, doctor.stdout
    assert {"sc-only", "privacy"} <= settings(), "doctor changes nothing"
    console = Console(environment=environment(home))
    until(lambda: not {"sc-only", "privacy"} & settings(), "the console puts it back", timeout=60)
    console.wait_for("hci0 on", timeout=40)
    assert console.close() == 0
    assert (DEBUGFS / "min_key_size").read_text() == "7\n"
    assert list(home.glob(".local/state/pairtui/journal/*")) == []


def set_only_by_keys(home: Path) -> Console:
    """A console in which Secure Connections has been set to "only"."""
    console = Console(environment=environment(home))
    console.wait_for("hci0 on", "mgmt up", timeout=60)
    console.press("G")
    console.wait_for("Pairing settings of hci0")
    console.press("enter")
    console.wait_for("Secure Connections", "only")
    console.press("down", "enter")
    console.wait_for("Secure Connections: only, until pairtui ends")
    assert "sc-only" in settings()
    return console


def test_set_by_keys_and_back_when_the_console_is_left(home: Path) -> None:
    console = set_only_by_keys(home)
    assert console.close() == 0
    assert "sc-only" not in settings()


def test_set_by_keys_and_back_when_the_ssh_session_is_closed(home: Path) -> None:
    console = set_only_by_keys(home)
    console.process.send_signal(signal.SIGHUP)
    console.close()
    assert "sc-only" not in settings()
    assert list(home.glob(".local/state/pairtui/journal/*")) == []


def test_set_by_keys_and_back_after_kill_9(home: Path, policy: Callable[..., Policy]) -> None:
    console = set_only_by_keys(home)
    console.process.kill()
    console.close()
    assert "sc-only" in settings()
    assert policy().ends() == 0
    assert "sc-only" not in settings()


def test_what_another_program_changed_meanwhile_is_left(policy: Callable[..., Policy]) -> None:
    holding = policy("secure-connections=only").holds()
    btmgmt("sc off")
    assert holding.ends(signal.SIGINT) == 0
    assert "secure-conn" not in settings()
    assert "Secure Connections of hci0 is left at off: another program changed it meanwhile" in holding.said()
    btmgmt("sc on")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("ssp=on", "Secure Simple Pairing was not set: not supported (0x0C)"),
        ("le=off", "Low Energy was not set: rejected (0x0B): BR/EDR is off, and one of the two must stay on"),
        ("max-key-size=7 min-key-size=16", "Shortest key was not set: invalid parameters (0x0D)"),
    ],
)
def test_a_refused_setting(policy: Callable[..., Policy], setting: str, sentence: str) -> None:
    refused = policy(*setting.split())
    assert refused.ends() == 1
    assert sentence in refused.said()


def test_an_ordinary_user_is_told_why(policy: Callable[..., Policy]) -> None:
    refused = policy("secure-connections=only", user="nobody")
    assert refused.ends() == 3
    assert "CAP_NET_ADMIN" in refused.said()
    assert "; sudo $(command -v pairtui) grant &; sudo usermod -aG pairtui $USER, then log in again" in refused.said()


def test_an_ordinary_user_reads(home: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "pairtui", "policy"], user="nobody", group="nogroup", extra_groups=[],
        env=environment(home), check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert shown.returncode == 0
    assert re.search(r"secure-connections = on +cannot be set here", shown.stdout), shown.stdout


# ── granted ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def granting(home: Path) -> Iterator[Path]:
    """The service that grants sockets to the group pairtui, of which nobody is a member; gives its log."""
    log = home / "grant.log"
    subprocess.run(["groupadd", "--force", "--system", "pairtui"], check=True)
    subprocess.run(["gpasswd", "--add", "nobody", "pairtui"], check=True)
    with log.open("w") as out:
        service = subprocess.Popen([sys.executable, "-m", "pairtui", "grant"], stderr=out, env=environment(home))
    until(lambda: Path("/run/pairtui/grant").is_socket(), "it listens", timeout=20)
    yield log
    service.terminate()
    service.wait(10)
    Path("/run/pairtui/grant").unlink()
    subprocess.run(["gpasswd", "--delete", "nobody", "pairtui"], check=True)


def test_a_member_of_the_group_changes_settings(policy: Callable[..., Policy], granting: Path) -> None:
    holding = policy("secure-connections=off", user="nobody", groups=["pairtui"]).holds()
    assert "secure-conn" not in settings()
    assert holding.ends(signal.SIGINT) == 0
    assert "control channel given to nobody" in granting.read_text()


def as_member(program: str) -> "subprocess.Popen[bytes]":
    """A Python program of a user who logged in as a member of the group."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", program]
    return subprocess.Popen(
        command, user="nobody", group="nogroup", extra_groups=["pairtui"], stdout=subprocess.PIPE, env=environment
    )


def test_a_member_loads_no_key_and_sends_no_raw_command(granting: Path) -> None:
    """By its own program, which keeps to nothing: as the group of before it could do both."""
    program = """
import struct
from pairtui.sources.kernel.socket_grant import granted
with granted(3) as opened:
    opened.setblocking(True)
    for opcode in (0x0012, 0x0013, 0x0030, 0x005B):  # Load Link Keys, Long Term Keys, IRKs; HCI Command Sync
        opened.send(struct.pack("<HHHBH", opcode, 0, 3, 0, 0))
        code, _, _, asked, status = struct.unpack("<HHHHB", opened.recv(64))
        assert (code, asked, status) == (2, opcode, 0x14), (code, asked, status)
"""
    with as_member(program) as member:
        assert member.wait(60) == 0


def test_who_leaves_the_group_loses_what_was_granted(granting: Path) -> None:
    program = """
from pairtui.sources.kernel.socket_grant import granted
with granted(2) as opened:
    opened.setblocking(True)
    print("held", flush=True)
    while opened.recv(65536):
        pass
"""
    with as_member(program) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        subprocess.run(["gpasswd", "--delete", "nobody", "pairtui"], check=True)
        assert holder.wait(20) == 0
    assert "it is not permitted any more" in granting.read_text()
    subprocess.run(["gpasswd", "--add", "nobody", "pairtui"], check=True)


def test_who_is_no_member_is_given_nothing(policy: Callable[..., Policy], granting: Path) -> None:
    assert policy("secure-connections=off", user="nobody").ends() == 3
    assert granting.read_text() == ""


def test_a_member_sees_the_steps_without_any_capability(granting: Path, home: Path) -> None:
    doctor = subprocess.run(
        [sys.executable, "-m", "pairtui", "doctor"], user="nobody", group="nogroup", extra_groups=["pairtui"],
        env=environment(home), check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert doctor.stderr == ""
    assert re.search(r"btmon +up +monitor channel", doctor.stdout), doctor.stdout
    assert re.search(r"mgmt +up +read and set", doctor.stdout), doctor.stdout


# ── a second controller, with BR/EDR, which can be pulled out ─────────────────────────────────────────────────────


@pytest.fixture
def hci1() -> Iterator["subprocess.Popen[bytes]"]:
    """BlueZ's emulator as another adapter; it goes when the emulator is killed."""
    emulator = subprocess.Popen(["btvirt", "-l1"], stdout=subprocess.DEVNULL)
    until(lambda: {"powered", "br/edr"} <= settings(1), "hci1 is up", timeout=40)
    yield emulator
    emulator.kill()
    emulator.wait(10)
    until(lambda: not Path("/sys/class/bluetooth/hci1").exists(), "hci1 is gone")


def test_bredr_off_takes_what_hangs_on_it_along_and_back(policy: Callable[..., Policy], hci1: object) -> None:
    before = settings(1)
    assert "ssp" in before
    holding = policy("hci1", "bredr=off").holds()
    assert not {"br/edr", "ssp"} & settings(1)
    assert "powered" in settings(1)
    assert holding.ends(signal.SIGINT) == 0
    assert settings(1) == before, holding.said()


def test_the_adapter_vanishes(policy: Callable[..., Policy], hci1: "subprocess.Popen[bytes]", home: Path) -> None:
    holding = policy("hci1", "secure-connections=only").holds()
    hci1.kill()
    until(lambda: "hci1 is gone, and with it the change of Secure Connections" in holding.said(), "it says so")
    assert holding.ends(signal.SIGINT) == 0
    assert list(home.glob(".local/state/pairtui/journal/*")) == []
