"""What the first key, the first line of a log and the first diagnosis need is read before they come."""

import subprocess
import sys

PROGRAM = """
import asyncio, sys, threading
from pairtui.hub import Hub
from pairtui.pairing.events import Link, Traced
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction, LogLine
from pairtui.ui import app as console
from pairtui.ui.themes import Look, load_theme

console.BEGUN_AFTER = 0.1

class Log:
    name, actions = "log", frozenset()

    async def events(self):
        while not read.is_set():
            await asyncio.sleep(0.05)
        found.update(sys.modules)
        line = LogLine("bluetoothd", "No agent available for request type 2")
        yield Traced(at=1.0, direction=Direction.HOST, message=line)
        link = Link("hci0", 64, "C0:FF:EE:00:00:01", "random", "le", "central")
        yield Traced(at=2.0, direction=Direction.RECEIVED, link=link, message=smp.PairingFailed(8))
        done.set()

    async def close(self):
        pass

class Console(console.PairtuiApp):
    def _read_ahead(self):
        super()._read_ahead()
        read.set()

async def main():
    async with app.run_test() as pilot:
        await asyncio.wait_for(done.wait(), 60)
        for key in ("question_mark", "S", "ctrl+p"):
            await pilot.press(key)
            assert len(app.screen_stack) == 2, key
            await pilot.press("escape")
    print(len(hub.model.attempts), *sorted(name for name in set(sys.modules) - found if name.startswith("pairtui")))

found, read, done = set(), threading.Event(), asyncio.Event()
hub = Hub([Log()])
app = Console(hub, Look(load_theme("dark")))
asyncio.run(main())
"""


def test_nothing_is_imported_when_they_come():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert ended.stderr == ""
    assert ended.stdout.split() == ["1"]
