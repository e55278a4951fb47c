"""Fuzzes every harness: python -m tests.fuzz.run MINUTES [HARNESS].

By coverage where atheris is installed, else by harm done to the seeds at random. What fails is kept in build/fuzz.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.harnesses import HARNESSES, mutated

KEPT = Path("build/fuzz")


def by_coverage(name: str, seconds: int) -> None:
    """Never returns: atheris ends the process."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    corpus = KEPT / name.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(HARNESSES[name].seeds):
        (corpus / f"seed-{number}").write_bytes(seed[:30_000])
    atheris.instrument_all()
    options = [f"-max_total_time={seconds}", "-max_len=32768", f"-artifact_prefix={corpus}/failed-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], HARNESSES[name].run)
    atheris.Fuzz()


def at_random(name: str, seconds: int) -> int:
    """The number of inputs; raises what a harness raises, with the input kept."""
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


def main() -> int:
    """Every harness for its share of the minutes; 1 where one failed."""
    seconds = max(int(float(sys.argv[1]) * 60), 1)
    if len(sys.argv) > 2:
        name = sys.argv[2]
        try:
            by_coverage(name, seconds)
        except ImportError:
            print(f"{name}: {at_random(name, seconds)} inputs, without atheris")
        return 0
    failed = []
    for name in HARNESSES:
        share = str(seconds / 60 / len(HARNESSES))
        done = subprocess.run([sys.executable, "-m", "tests.fuzz.run", share, name], check=False)
        failed += [name] if done.returncode else []
    print(f"failed: {', '.join(failed)}; the inputs are in {KEPT}" if failed else "nothing failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
