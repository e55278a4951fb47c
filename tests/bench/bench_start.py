"""How long until the first text, and until the first frame beside a bare Textual table, on a terminal of 80x24.

    python tests/bench/bench_start.py

The times are from starting the program to its text on the terminal, the best of several runs taken in turns. All code
is compiled before, as where it was installed: left to itself Python would compile a checkout anew each time.
"""

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

sys.path.insert(0, str(Path(__file__).parents[2]))

from pairtui.protocol.captures.btsnoop import BtsnoopWriter

RUNS = 12
DEVICES = 1000
PATIENCE = 20.0

BARE = """
import sys
from textual.app import App
from textual.widgets import DataTable

class Bare(App):
    def compose(self):
        yield DataTable()

    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Devices", "Address", "RSSI")
        for n in range(int(sys.argv[1])):
            table.add_row(f"sensor-{n:04}", f"C0:00:00:00:{n >> 8:02X}:{n & 255:02X}", str(-40 - n % 60))

Bare().run()
"""


def crowd(path):
    """A capture of that many advertisers, all heard within a second."""
    writer = BtsnoopWriter()
    with path.open("wb") as file:
        file.write(writer.header())
        for n in range(DEVICES):
            name = b"sensor-%04d" % n
            data = bytes([2, 1, 6, len(name) + 1, 9]) + name
            report = bytes([0, 1, n & 255, n >> 8, 0, 0, 0, 0xC0, len(data)]) + data + bytes([216 - n % 60])
            file.write(writer.monitor_record(1.8e9 + n / DEVICES, 0, 3, bytes([0x3E, len(report) + 2, 2, 1]) + report))


def until(command, text, compiled):
    """Seconds until `command` has written `text` to its terminal; `compiled` is the folder of the compiled code."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    environment |= {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    start = time.perf_counter()
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True)
    os.close(theirs)
    try:
        return reading(ours, text, start)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        os.close(ours)


def reading(terminal, text, start):
    seen = b""
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        assert ready, f"{text!r} did not come, but {seen[-2000:]!r}"
        seen += os.read(terminal, 65536)
        if b"\x1b[c" in seen:  # it asks what this terminal is
            seen = seen.replace(b"\x1b[c", b"")
            os.write(terminal, b"\x1b[?1;2c")
    return time.perf_counter() - start


def main():
    python = [sys.executable]
    pairtui = [str(Path(sys.executable).with_name("pairtui"))]
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / "crowd.btsnoop"
        crowd(capture)
        replay = [*pairtui, "replay", "--at-once", str(capture)]
        every = {
            "bare interpreter": ([*python, "-c", "print('text')"], b"text"),
            "pairtui --version": ([*pairtui, "--version"], b"pairtui"),
            "pairtui --help": ([*pairtui, "--help"], b"usage"),
            "bare table, first frame": ([*python, "-c", BARE, "0"], b"Devices"),
            "pairtui, first frame": (pairtui, b"Devices"),
            "pairtui replay, first frame": (replay, b"Devices"),
            f"bare table with {DEVICES} rows": ([*python, "-c", BARE, str(DEVICES)], b"sensor-0000"),
            f"pairtui replay with {DEVICES} devices": (replay, b"sensor-"),
        }
        taken: dict[str, list[float]] = {name: [] for name in every}
        for _ in range(RUNS):
            for name, (command, text) in every.items():
                taken[name].append(until(command, text, f"{folder}/compiled"))
    best = {name: min(times) for name, times in taken.items()}
    first = (best["bare interpreter"], best["bare table, first frame"], best[f"bare table with {DEVICES} rows"])
    for at, (name, seconds) in enumerate(best.items()):
        beside = first[0] if at < 3 else first[1] if at < 6 else first[2]
        print(f"{name:34} {seconds * 1000:6.0f} ms  {seconds / beside:5.2f}")


if __name__ == "__main__":
    main()
