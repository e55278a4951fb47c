"""How long the console outlives its terminal, by the way in which this goes away; a second is what it has.

    python tests/bench/bench_hang_up.py [ROUNDS]

`pairtui lab`, whose two hundred devices are each heard once a second, and `pairtui replay` of a recording with as many;
with a terminal that is read, and with one that nobody reads. The live console: tests/system/test_hang_up.py.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pairtui.protocol.captures.btsnoop import BtsnoopWriter
from tests.bench.bench_decode import legacy_advert
from tests.ui.pseudo_terminal import DEAF, PAIRTUI, PLAIN, SHELL, PseudoTerminal, TmuxSession, make_demo

RATE = 200
SECONDS = 120
LONGEST = 1.0
WRAPPERS = {"leader": PLAIN, "child": SHELL, "ignores SIGHUP": DEAF}


def write_shop(path):
    """A recording in which so many devices are each heard once a second."""
    rng, writer = random.Random(1), BtsnoopWriter()
    records = (
        writer.monitor_record(1_795_221_834.0 + n / RATE, 0, 3, legacy_advert(n % RATE, rng))
        for n in range(RATE * SECONDS)
    )
    path.write_bytes(writer.header() + b"".join(records))


def opened(command, way, folder):
    """The program, on a terminal of its own."""
    environment = {f"XDG_{name}_HOME": str(folder) for name in ("STATE", "CONFIG", "DATA", "CACHE")}
    if way == "tmux":
        line = make_demo() if command[-1] == "lab" else " ".join(command)
        return TmuxSession(line, folder, environment)
    return PseudoTerminal(command, WRAPPERS[way], environment)


def hang_up(command, way, unread):
    """Seconds that it outlived its terminal, and its exit status where that can be known."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = opened(command, way, Path(folder))
        try:
            terminal.read_until(b"quit")
            if unread:
                for _ in range(60):
                    for key in (b"?", b"\x1b[6~", b"?"):
                        terminal.type(key)
                        time.sleep(0.005)
            else:
                time.sleep(1.5)  # in which devices are heard
            seconds = terminal.hang_up()
            return seconds, terminal.process.wait() if way == "leader" else None
        finally:
            terminal.kill()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    took, statuses = [], []
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder) / "shop.btsnoop"
        write_shop(shop)
        for command in ((*PAIRTUI, "lab"), (*PAIRTUI, "replay", str(shop))):
            for way in (*WRAPPERS, "tmux"):
                for unread in (False, True)[: 1 if way == "tmux" else 2]:  # tmux reads always
                    each = [hang_up(command, way, unread) for _ in range(rounds)]
                    seconds = sorted(one for one, _ in each)
                    took += seconds
                    statuses += [status for _, status in each if status is not None]
                    what = f"{command[3]:7} {way:15} {'unread' if unread else 'read':7}"
                    print(
                        f"{what} median {statistics.median(seconds):5.2f} s, longest {seconds[-1]:5.2f} s", flush=True
                    )
    print(f"gone within {LONGEST:g} s: {sum(one <= LONGEST for one in took)} of {len(took)}")
    print(f"exit status 129: {statuses.count(129)} of {len(statuses)}")


if __name__ == "__main__":
    main()
