"""What every scenario of the lab has: the gateway's console, the peers, a recording of the air."""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from console import PROGRAM, Console
from control import Peer, Put
from observers import AirRecording, forget

OUT = Path(os.environ["LAB_OUT"])
LIVE = pytest.StashKey[list[Console]]()
Start = Callable[..., Console]


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """The scenario's name, fit for a file."""
    return re.sub(r"[^\w.-]+", "-", request.node.name.removeprefix("test_")).strip("-")


@pytest.fixture
def peer() -> Iterator[Put]:
    """Puts a device of the cast in range, unknown to bluetoothd and without bonds, with the settings given."""
    used: list[Peer] = []

    def put(name: str, **settings: object) -> Peer:
        device = Peer(name)
        forget(device.address)
        device.renew()
        device.set(**settings)
        used.append(device)
        return device

    yield put
    for device in used:
        forget(device.address)
        device.renew()


@pytest.fixture
def air(name: str) -> Iterator[AirRecording]:
    """A recording of everything that happens in the scenario, kept in $LAB_OUT."""
    recording = AirRecording(OUT / f"{name}.btsnoop")
    yield recording
    recording.close()


@pytest.fixture
def start(request: pytest.FixtureRequest, air: AirRecording) -> Iterator[Start]:
    """Starts a console at 80x24, with a home of its own. No console may ever show a traceback or a key."""
    consoles = request.node.stash.setdefault(LIVE, [])
    home = Path(tempfile.mkdtemp())
    home.chmod(0o777)  # whoever runs the program lives here
    environment = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path.cwd()),
        "TERM": "xterm-256color",
    }

    def begin(
        *arguments: str,
        user: str | None = None,
        through: Sequence[str] = (),
        program: Sequence[str] = PROGRAM,
        **more: str,
    ) -> Console:
        console = Console(*arguments, environment=environment | more, user=user, through=through, program=program)
        consoles.append(console)
        return console

    yield begin
    for console in consoles:
        status = console.close()
        shown = "\n".join(console.seen).lower()
        assert "traceback" not in shown, console.framed()
        assert not [secret for secret in air.secrets() if secret in shown], "a key was on the screen"
        assert status == console.ends, f"pairtui ended with status {status}\n{console.framed()}"


@pytest.fixture
def console(start: Start) -> Console:
    """The console of this gateway, all sources up."""
    console = start()
    console.wait_for("hci0 on", "bluez up", "btmon up", timeout=40)
    return console


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    """Keep the screens of a scenario that failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.failed:
        consoles = item.stash.setdefault(LIVE, [])
        for number, console in enumerate(consoles, 1):
            text = console.framed() + "\n\nEver shown:\n" + "\n".join(sorted(console.seen))
            (OUT / f"{item.name}.{call.when}.{number}.txt".replace("/", "-")).write_text(text)
