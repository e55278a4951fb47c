"""Has a compressed day pass and says what it cost: python -m tests.soak.run [--write PAGE] [--events N …].

Ends with status 1 where memory or descriptors grow, or keys wait too long. `--write` puts the figures into the part of
the page that is marked for them.
"""

import argparse
import asyncio
import os
import platform
import re
import sys
import tempfile
from pathlib import Path

from tests.soak.day import Day, Figures, soak

DEFAULTS = {"events": 1_000_000, "advertisers": 2000, "attempts": 500, "sheets": 500, "seed": 1}
GROWTH = 32.0  # MiB from a tenth of the day to its end: 500 attempts and the recording, which are bounded, are full
P99 = 0.1  # seconds from a key to its frame
DISK = 100.0  # MiB


def table(day: Day, figures: Figures) -> str:
    """The figures as a page shows them."""
    rows = {
        f"a day in {figures.seconds:.0f} s": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        f"events from BlueZ, of {day.advertisers:,} advertisers": f"{day.events:,}",
        "attempts (captures over the monitor socket)": f"{figures.attempts:,}",
        "sheets opened and closed": f"{day.sheets:,}",
        "events through the hub, those of attempts included": f"{figures.told:,}",
        "memory at a tenth, the half and the end": ", ".join(f"{one:.0f}" for one in figures.memory) + " MiB",
        "open descriptors, the same": ", ".join(map(str, figures.descriptors)),
        f"history on disk (bound: {DISK:.0f} MB)": f"{figures.disk:.1f} MiB",
        f"key to frame at {day.rate:,} events a second: median, p99, longest": ", ".join(
            _ms(figures.latency(part)) for part in (0.5, 0.99, 1.0)
        ),
        "processor time of that: median, p99, longest": ", ".join(_ms(figures.work(part)) for part in (0.5, 0.99, 1.0)),
    }
    lines = [f"| {what} | {value} |" for what, value in rows.items()]
    return "\n".join([lines[0], "|---|---|", *lines[1:]])


def faults(figures: Figures, p99: float = P99) -> list[str]:
    """What is not as it should be, in sentences."""
    grown = figures.memory[-1] - figures.memory[0]
    found = [f"memory grew by {grown:.0f} MiB"] if grown > GROWTH else []
    if max(figures.descriptors) > figures.descriptors[0]:
        found.append(f"descriptors are left open: {figures.descriptors}")
    if figures.disk > DISK:
        found.append(f"history takes {figures.disk:.0f} MiB")
    if figures.latency(0.99) > p99:
        found.append(f"keys wait {_ms(figures.latency(0.99))} for their frame (p99)")
    return found


def write(page: Path, name: str, text: str) -> None:
    """Put `text` between the marks `name` of a page. Raises ValueError where there are none."""
    before = page.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marked.search(before):
        raise ValueError(f"{page} has no place for {name}")
    page.write_text(marked.sub(lambda match: f"{match[1]}\n{text}\n{match[2]}", before), encoding="utf-8")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def main() -> int:
    """The day; 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (
        ("events", 1_000_000),
        ("advertisers", 2000),
        ("attempts", 500),
        ("sheets", 500),
        ("seed", 1),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    day = Day(args.events, args.advertisers, args.attempts, args.sheets, seed=args.seed)
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(soak(day, Path(folder)))
    shown = table(day, figures)
    print(shown)
    if args.write:
        write(args.write, "soak", shown)
    found = faults(figures)
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
