"""A compressed day: the console, its hub, its history and the monitor channel under what a busy gateway hears.

Devices are told as BlueZ tells them; attempts are the records of our captures, sent over a socket as the kernel sends
them and read by the source that reads the monitor channel. Somebody opens and closes sheets the whole time.
"""

import asyncio
import gc
import random
import socket
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pairtui.cli.device_book import device_book
from pairtui.hub import Hub
from pairtui.pairing.actions import Action
from pairtui.pairing.events import AdapterChanged, DeviceChanged, Event, SourceChanged, SourceState
from pairtui.pairing.model import Model
from pairtui.sources.btmon.source import BtmonSource
from pairtui.sources.storage.history import HistorySource
from pairtui.sources.storage.recording import Recording
from pairtui.ui.app import BEGUN_AFTER, PairtuiApp, collect_garbage
from pairtui.ui.themes import Look, load_theme

CAPTURES = sorted(Path(__file__).parents[1].joinpath("captures").glob("*.btsnoop"))
SHEETS = ("question_mark", "S", "ctrl+p")
SHEETS_IN_A_ROW, READING = 20, 1.0  # then no key is pressed for so many seconds
BURST = 50
PATIENCE = 20.0  # seconds until a key is held for lost


@dataclass
class Day:
    """How much of everything; `rate` is of events a second while keys are pressed, None for as fast as it goes."""

    events: int
    advertisers: int
    attempts: int
    sheets: int
    rate: int | None = 1000
    seed: int = 1


@dataclass
class Figures:
    """What was measured. Sizes in MiB; `memory` and `descriptors` at a tenth, the half and the end of the events."""

    memory: list[float] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)  # seconds from a key to the frame that shows it
    worked: list[float] = field(default_factory=list)  # of these, seconds that this process had a processor
    disk: float = 0.0
    told: int = 0
    attempts: int = 0
    seconds: float = 0.0

    def latency(self, part: float) -> float:
        """The latency in seconds that this part of the keys stayed below."""
        return _quantile(self.latencies, part)

    def work(self, part: float) -> float:
        """The same of the processor's time, which another program's load does not lengthen."""
        return _quantile(self.worked, part)


class Street:
    """BlueZ's place in the hub: so many devices, heard more or less strongly, and the captures between."""

    name = "bluez"
    actions: frozenset[type[Action]] = frozenset()

    def __init__(
        self, day: Day, kernel: socket.socket, busy: asyncio.Event, ended: asyncio.Event, figures: Figures
    ) -> None:
        self._day, self._kernel, self._figures = day, kernel, figures
        self._busy, self._ended = busy, ended
        self._random = random.Random(day.seed)

    async def events(self) -> AsyncIterator[Event]:
        """Everything, in the order of the seed."""
        day, now = self._day, time.time()
        yield SourceChanged(at=now, source=self.name, state=SourceState.UP)
        yield AdapterChanged(at=now, adapter="hci0", changes={"powered": True, "discovering": True})
        for n in range(day.advertisers):
            told = {"adapter": "hci0", "address": _address(n), "name": f"sensor-{n:04}", "rssi": -60}
            yield DeviceChanged(at=now, device=f"hci0/{n}", changes=told)
        begun, every = time.perf_counter(), max(day.events // max(day.attempts, 1), 1)
        for number in range(1, day.events + 1):
            n = self._random.randrange(day.advertisers)
            yield DeviceChanged(at=time.time(), device=f"hci0/{n}", changes={"rssi": self._random.randrange(-99, -30)})
            if number % every == 0 and number // every <= day.attempts:
                await self._attempt(number // every)
            if number in (day.events // 10, day.events // 2, day.events):
                self._look()
            if number % BURST == 0:
                due = begun + number / day.rate if day.rate and self._busy.is_set() else 0.0
                await asyncio.sleep(max(due - time.perf_counter(), 0))
        self._ended.set()

    async def _attempt(self, number: int) -> None:
        loop = asyncio.get_running_loop()
        for packet in packets(CAPTURES[number % len(CAPTURES)]):
            await loop.sock_sendall(self._kernel, packet)
        self._figures.attempts += 1

    def _look(self) -> None:
        gc.collect()
        self._figures.memory.append(_resident())
        self._figures.descriptors.append(len(list(Path("/proc/self/fd").iterdir())))

    async def perform(self, action: Action) -> None:
        """It carries out nothing."""

    async def close(self) -> None:
        """It holds nothing."""


class Timed(PairtuiApp):
    """The console, which tells when the first frame of which screen has been made, and what time it was then."""

    drawn: asyncio.Event
    shown: object = None
    at: float = 0.0  # seconds of the clock of Figures.latencies
    worked: float = 0.0

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if screen is not self.shown:
            self.shown, self.at, self.worked = screen, time.perf_counter(), time.process_time()
        self.drawn.set()


async def soak(day: Day, folder: Path) -> Figures:
    """Have the day pass, with its history in `folder`."""
    figures, busy, ended = Figures(), asyncio.Event(), asyncio.Event()
    kernel, program = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    kernel.setblocking(False)
    program.setblocking(False)
    recording = Recording()
    btmon = BtmonSource("no such program", open_=lambda: program, recording=recording)
    hub = Hub([Street(day, kernel, busy, ended, figures), btmon], Model(device_book))
    history = HistorySource(hub.model, folder, recording=recording)
    hub.observe(history.changed)
    hub.observe(lambda _: setattr(figures, "told", figures.told + 1))
    app = Timed(hub, Look(load_theme("dark")))
    app.drawn = asyncio.Event()
    begun, thresholds = time.perf_counter(), gc.get_threshold()
    busy.set()
    async with app.run_test(size=(120, 40)):
        collect_garbage()
        await asyncio.sleep(2 * BEGUN_AFTER)  # nobody presses a key before the console has come up
        await _press(app, day.sheets, figures)
        busy.clear()
        await ended.wait()
        await history.close()
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    kernel.close()
    figures.seconds = time.perf_counter() - begun
    figures.disk = _octets(folder) / 2**20
    return figures


async def _press(app: Timed, sheets: int, figures: Figures) -> None:
    """Open and close so many sheets; the time from each key to the first frame with its effect is kept."""
    from textual.events import Key

    for number in range(sheets):
        for key, depth in ((SHEETS[number % len(SHEETS)], 2), ("escape", 1)):
            begun, worked = time.perf_counter(), time.process_time()
            app.post_message(Key(key, "?" if key == "question_mark" else key if len(key) == 1 else None))
            async with asyncio.timeout(PATIENCE):
                while True:
                    app.drawn.clear()
                    await app.drawn.wait()
                    if len(app.screen_stack) == depth and app.shown is app.screen:
                        break
            figures.latencies.append(app.at - begun)
            figures.worked.append(app.worked - worked)
            await asyncio.sleep(0.02)
        if number % SHEETS_IN_A_ROW == SHEETS_IN_A_ROW - 1:
            await asyncio.sleep(READING)


def packets(capture: Path) -> list[bytes]:
    """A capture's records as the kernel sends them to a socket of the monitor channel."""
    data, at, found = capture.read_bytes(), 16, []
    while at < len(data):
        _, size, flags = struct.unpack_from(">III", data, at)
        found.append(struct.pack("<HHH", flags & 0xFFFF, flags >> 16, size) + data[at + 24 : at + 24 + size])
        at += 24 + size
    return found


def _quantile(values: list[float], part: float) -> float:
    return sorted(values)[min(int(part * len(values)), len(values) - 1)]


def _address(n: int) -> str:
    return f"C0:00:00:00:{n >> 8:02X}:{n & 255:02X}"


def _octets(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
