"""Fuzzes every harness: python -m tests.fuzz.run MINUTES [HARNESS] [--write PAGE].

By coverage where atheris is installed, else by harm done to the seeds at random. What fails is kept in build/fuzz.
`--write` puts the figures into the part of the page that is marked for them.
"""

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

KEPT = Path("build/fuzz")
BY_COVERAGE = re.compile(r"number_of_executed_units:\s*(\d+)")
AT_RANDOM = re.compile(r": (\d+) inputs, without atheris")


def by_coverage(name: str, seconds: int) -> None:
    """Never returns: atheris ends the process. It measures what is imported from here on, nothing before."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    corpus = KEPT / name.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["pairtui"]):
        from tests.fuzz.harnesses import HARNESSES

        for number, seed in enumerate(HARNESSES[name].seeds):
            (corpus / f"seed-{number}").write_bytes(seed[:30_000])
        options = [f"-max_total_time={seconds}", "-max_len=32768", "-print_final_stats=1"]
        options.append(f"-artifact_prefix={corpus}/failed-")
        atheris.Setup([sys.argv[0], *options, str(corpus)], HARNESSES[name].run)
        atheris.Fuzz()


def at_random(name: str, seconds: int) -> int:
    """The number of inputs; raises what a harness raises, with the input kept."""
    from tests.fuzz.harnesses import HARNESSES, mutated

    until, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        chance = random.Random(f"{name} {time.time_ns()}")
        data = mutated(chance.choice(HARNESSES[name].seeds), chance)
        try:
            HARNESSES[name].run(data)
        except BaseException:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"failed-{name.replace(' ', '-')}").write_bytes(data)
            raise
        rounds += 1
    return rounds


def table(told: Mapping[str, str], failed: list[str], seconds: float) -> str:
    """The figures as a page shows them, from what the run of each harness printed."""
    rows = ["| fuzzed | inputs | chosen | failed |", "|---|---|---|---|"]
    total = 0
    for name, text in told.items():
        counted = [(int(found[-1]), way) for find, way in _WAYS if (found := find.findall(text))]
        count, way = counted[0] if counted else (0, "not known")
        total += count
        rows.append(f"| {name} | {count:,} | {way} | {'**yes**' if name in failed else 'no'} |")
    return "\n".join([*rows, f"| all, in {seconds / 60:.0f} min | {total:,} | | {len(failed) or 'none'} |"])


_WAYS = ((BY_COVERAGE, "by coverage"), (AT_RANDOM, "at random"))


def main() -> int:
    """Every harness for its share of the minutes; 1 where one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("minutes", type=float)
    parser.add_argument("harness", nargs="?")
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    seconds = max(int(args.minutes * 60), 1)
    if args.harness:
        try:
            by_coverage(args.harness, seconds)
        except ImportError:
            print(f"{args.harness}: {at_random(args.harness, seconds)} inputs, without atheris")
        return 0
    from tests.fuzz.harnesses import HARNESSES

    failed, told, begun = [], {}, time.monotonic()
    for name in HARNESSES:
        share = str(args.minutes / len(HARNESSES))
        command = [sys.executable, "-m", "tests.fuzz.run", share, name]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        told[name] = done.stdout.decode("utf-8", "replace")
        failed += [name] if done.returncode else []
        print(told[name] if done.returncode else told[name][-400:], flush=True)
    shown = table(told, failed, time.monotonic() - begun)
    print(shown)
    if args.write:
        from tests.soak.run import write

        write(args.write, "fuzz", shown)
    print(f"failed: {', '.join(failed)}; the inputs are in {KEPT}" if failed else "nothing failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
