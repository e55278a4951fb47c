"""What the console costs while devices are heard, and while nothing happens, beside a bare Textual table.

    python tests/bench/bench_console.py [SECONDS]

Each runs on a terminal of its own: processor time, octets to the terminal, and by how much the event loop was late
(the 99th percentile). The bare table draws what changed five times a second; so does the console.
"""

import asyncio
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import time
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

sys.path.insert(0, str(Path(__file__).parents[2]))

WARM_UP = 4.0
RATE = 200
IDLE = 20.0  # seconds in which the ages of devices that are silent change twice
LAG_EVERY = 0.01
TICK = os.sysconf("SC_CLK_TCK")


# ── the programs ──────────────────────────────────────────────────────────────────────────────────────────────────


async def lag(told):
    """Tell on file descriptor `told`, once a second, how late the loop was in each hundredth."""
    late = []
    while True:
        due = time.perf_counter() + LAG_EVERY
        await asyncio.sleep(LAG_EVERY)
        late.append(time.perf_counter() - due)
        if len(late) == 100:
            os.write(told, b"".join(struct.pack("f", seconds) for seconds in late))
            late.clear()


def console(told, rate, devices):
    """The console on a source that hears so many devices `rate` times a second."""
    from pairtui.files.config import Settings
    from pairtui.hub import Hub
    from pairtui.pairing.events import AdapterChanged, DeviceChanged, SourceChanged, SourceState
    from pairtui.ui.run import run_console

    class Radio:
        name = "radio"
        actions: frozenset = frozenset()

        async def events(self):
            task = asyncio.create_task(lag(told))
            yield SourceChanged(at=time.time(), source="radio", state=SourceState.UP)
            yield AdapterChanged(at=time.time(), adapter="hci0", changes={"powered": True, "discovering": True})
            for n in range(devices):
                changes = {"adapter": "hci0", "address": address(n), "name": f"sensor-{n:04}", "rssi": -40 - n % 50}
                yield DeviceChanged(at=time.time(), device=f"hci0/{n}", changes=changes)
            async for n, rssi in heard(rate, devices):
                yield DeviceChanged(at=time.time(), device=f"hci0/{n}", changes={"rssi": rssi})
            task.cancel()

        async def perform(self, action):
            pass

        async def close(self):
            pass

    run_console(Hub([Radio()]), Settings(theme="dark"), hostname="bench")


def bare(told, rate, devices):
    """A table of the same devices, whose cells are updated five times a second."""
    from textual.app import App
    from textual.widgets import DataTable

    class Bare(App):
        def compose(self):
            yield DataTable()

        def on_mount(self):
            table = self.query_one(DataTable)
            table.add_column("Name", key="name")
            table.add_column("Address", key="address")
            table.add_column("RSSI", key="rssi")
            for n in range(devices):
                table.add_row(f"sensor-{n:04}", address(n), str(-40 - n % 50), key=str(n))
            self.news = {}
            self.set_interval(0.2, self.draw)
            self.run_worker(lag(told))
            self.run_worker(self.hear())

        async def hear(self):
            async for n, rssi in heard(rate, devices):
                self.news[n] = rssi

        def draw(self):
            table = self.query_one(DataTable)
            for n, rssi in self.news.items():
                table.update_cell(str(n), "rssi", str(rssi))
            self.news.clear()

    Bare().run()


async def heard(rate, devices):
    """Which device is heard how strongly, `rate` times a second."""
    rng = random.Random(1)
    start, count = time.perf_counter(), 0
    while True:
        await asyncio.sleep(0.02 if rate else 3600)
        for _ in range(int((time.perf_counter() - start) * rate) - count):
            count += 1
            n = rng.randrange(devices)
            yield n, -40 - n % 50 + rng.randrange(-6, 7)


def address(n):
    return f"C0:00:00:00:{n >> 8:02X}:{n & 255:02X}"


# ── watching them ─────────────────────────────────────────────────────────────────────────────────────────────────


def watch(kind, size, rate, devices, seconds):
    """Percent of a processor, octets a second, and the 99th percentile of lateness in ms of one program."""
    ours, theirs = pty.openpty()
    columns, rows = size
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    told, telling = os.pipe()
    command = [sys.executable, __file__, kind, str(telling), str(rate), str(devices)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, pass_fds=(telling,))
    os.close(theirs)
    os.close(telling)
    try:
        read(ours, told, WARM_UP)
        before = processor(child.pid)
        octets, late = read(ours, told, seconds)
        spent = processor(child.pid) - before
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        os.close(ours)
        os.close(told)
    assert late, f"{kind} did not run"
    return 100 * spent / seconds, octets / seconds, 1000 * sorted(late)[int(len(late) * 0.99)]


def read(terminal, told, seconds):
    octets = 0
    late: list[float] = []
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        ready, _, _ = select.select([terminal, told], [], [], left)
        if terminal in ready:
            text = os.read(terminal, 65536)
            octets += len(text)
            if b"\x1b[c" in text:
                os.write(terminal, b"\x1b[?1;2c")
        if told in ready:
            data = os.read(told, 400)
            late += struct.unpack(f"{len(data) // 4}f", data)
    return octets, late


def processor(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    for size, rate, devices in (
        ((80, 24), RATE, 40),
        ((120, 40), RATE, 40),
        ((120, 40), RATE, 1000),
        ((120, 40), 0, 40),
    ):
        what = f"{rate} updates/s of {devices} devices" if rate else "idle"
        lasting = seconds if rate else max(seconds, IDLE)
        for kind in ("bare", "console"):
            percent, octets, late = watch(kind, size, rate, devices, lasting)
            cost = f"{percent:5.1f} % CPU  {octets:8.0f} octets/s  {late:6.1f} ms late"
            print(f"{size[0]}x{size[1]}  {what:30} {kind:8} {cost}")


if __name__ == "__main__":
    if sys.argv[1:2] in (["console"], ["bare"]):
        {"console": console, "bare": bare}[sys.argv[1]](*map(int, sys.argv[2:5]))
    else:
        main()
