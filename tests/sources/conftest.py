"""A private bus, BlueZ's double on it, and a transcript of what a source tells."""

import asyncio
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # the double, wherever pytest is started

from pairtui.pairing.events import Event, Logged, SourceChanged, SourceState
from pairtui.sources.bluez.source import BluezSource
from pairtui.sources.mgmt.journal import Journal
from pairtui.sources.mgmt.source import MgmtSource
from pairtui.sources.source import Source
from tests.sources.bluez_double import BluezDouble
from tests.sources.mgmt_double import Kernel

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow own="*"/>
    <allow eavesdrop="true"/>
  </policy>
</busconfig>
"""


class PrivateBus:
    """A dbus-daemon of our own that can be taken away and brought back at the same address."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "bus"
        self.config = folder / "bus.conf"
        self.config.write_text(BUS_CONFIG.format(socket=self.socket))
        self.address = f"unix:path={self.socket}"
        self.daemon: subprocess.Popen[str] | None = None

    def start(self) -> None:
        if shutil.which("dbus-daemon") is None:
            pytest.skip("needs dbus-daemon")
        command = ["dbus-daemon", f"--config-file={self.config}", "--nofork", "--nopidfile", "--print-address=1"]
        self.daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.daemon.stdout is not None
        assert self.daemon.stdout.readline().startswith("unix:"), "dbus-daemon did not start"

    def stop(self) -> None:
        if self.daemon is not None:
            self.daemon.kill()
            self.daemon.wait()
            assert self.daemon.stdout is not None
            self.daemon.stdout.close()
            self.daemon = None
            self.socket.unlink(missing_ok=True)


class Transcript:
    """Everything a source told, and a cursor: `until` waits for what comes after what was last waited for."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.events: list[Event] = []
        self.more = asyncio.Event()
        self.at = 0
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for event in self.source.events():
            self.events.append(event)
            self.more.set()

    async def until(
        self, kind: type, check: Callable[[object], bool] = lambda _: True, /, *, seconds: float = 20, **fields: object
    ):
        """The next event of `kind` with these fields."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    while self.at < len(self.events):
                        event = self.events[self.at]
                        self.at += 1
                        if (
                            isinstance(event, kind)
                            and check(event)
                            and all(getattr(event, name) == value for name, value in fields.items())
                        ):
                            return event
                    self.more.clear()
                    await self.more.wait()
        except TimeoutError:
            told = "\n".join(map(repr, self.events))
            raise AssertionError(f"no {kind.__name__} {fields or ''} came; what came:\n{told}") from None

    def all(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture(params=["fast", "next"])
def library(request, monkeypatch) -> str:
    """Each D-Bus library in turn."""
    monkeypatch.setenv("PAIRTUI_DBUS", request.param)
    return str(request.param)


@pytest.fixture(autouse=True)
def quiet(capfd, caplog) -> Iterator[None]:
    """Nothing is printed and nothing is logged: either would ruin the screen, or hide a fault."""
    yield
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING] == []


@pytest.fixture
def private_bus(tmp_path) -> Iterator[PrivateBus]:
    bus = PrivateBus(tmp_path)
    bus.start()
    yield bus
    bus.stop()


@pytest.fixture
async def bluez(private_bus) -> AsyncIterator[BluezDouble]:
    """bluetoothd with one adapter and no device."""
    double = BluezDouble(private_bus.address)
    double.add_adapter()
    await double.start()
    yield double
    await double.stop()


@pytest.fixture
async def listen() -> AsyncIterator[Callable[[Source], Transcript]]:
    """Begin a transcript of a source; the source is closed at the end, and its events must then end too."""
    transcripts: list[Transcript] = []

    def begin(source: Source) -> Transcript:
        transcripts.append(Transcript(source))
        return transcripts[-1]

    yield begin
    for transcript in transcripts:
        await transcript.source.close()
        await asyncio.wait_for(transcript.task, 3)
        await transcript.source.close()


@pytest.fixture
def search_seconds() -> float:
    """Long enough that a search ends only by what a test does, however busy the machine is."""
    return 30.0


@pytest.fixture
async def console(library, bluez, listen: Callable[[Source], Transcript], search_seconds: float) -> Transcript:
    """A BluezSource that is up, with its agent registered."""
    transcript = listen(BluezSource(address=bluez.address, search_seconds=search_seconds, retry_seconds=(0.05, 0.2)))
    await transcript.until(SourceChanged, state=SourceState.UP)
    await transcript.until(Logged, text="agent registered with KeyboardDisplay")
    return transcript


@pytest.fixture
def open_files() -> Callable[[], int]:
    return lambda: len(os.listdir("/proc/self/fd"))


@pytest.fixture
async def kernel():
    kernel = Kernel().attach()
    yield kernel
    kernel.close()


@pytest.fixture
def debugfs(kernel, tmp_path):
    """hci0's folder, as the kernel makes it."""
    folder = tmp_path / "debugfs" / "hci0"
    folder.mkdir(parents=True)
    texts = {"min_key_size": "7", "max_key_size": "16", "sc_only_mode": "N", "static_address": "00:00:00:00:00:00"}
    for name, text in texts.items():
        (folder / name).write_text(text + "\n")
    kernel.debugfs = folder
    return folder


@pytest.fixture
def journal(tmp_path) -> Journal:
    return Journal(tmp_path / "state" / "journal")


@pytest.fixture
def start(kernel, listen, journal, tmp_path):
    """Begins a source; it is up, and has told of hci0, when `until` says so."""

    async def begin(**options):
        root = str(tmp_path / "debugfs")
        source = MgmtSource(**{"journal": journal, "open_": kernel.open, "debugfs_root": root, **options})
        console = listen(source)
        await console.until(SourceChanged, state=SourceState.UP)
        return console

    return begin
