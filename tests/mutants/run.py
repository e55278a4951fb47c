"""Changes the code in one place at a time and says which changes no test notices: python -m tests.mutants.run [COUNT].

mutmut makes the changes, in a copy in build/mutants, and runs the tests that reach each. COUNT of all changes are
tried, chosen by --seed. Ends with status 1 where fewer than `WANTED` are caught. `--write` puts the figures into a
page.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.soak.run import write

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "mutants"
COPIED = ("pairtui", "tests", "themes", "docs", "packaging", "pyproject.toml")
WANTED = 0.9
FAILED, BROKE, TIMED_OUT = 1, 3, (24, -24, 36, 152, 255)
"""Exit statuses of a change's tests, as mutmut keeps them; others: nothing failed, no test reaches it, not tried."""

NOTICED = frozenset((FAILED, BROKE, *TIMED_OUT))
CONFIGURATION = """
[tool.mutmut]
source_paths = ["pairtui"]
only_mutate = [
    "pairtui/pairing/*.py",
    "pairtui/report/redact/*.py",
    "pairtui/sources/mgmt/journal.py",
    "pairtui/sources/kernel/grant_relay.py",
    "pairtui/sources/kernel/socket_grant.py",
]
pytest_add_cli_args_test_selection = [
    "tests/report",
    "tests/pairing",
    "tests/sources/test_mgmt_journal.py",
    "tests/sources/test_grant.py",
]
also_copy = ["themes", "docs", "packaging"]
timeout_multiplier = 4.0
"""


def prepare() -> None:
    """Copy the tree, have the changes made, and find which tests reach which function."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, PLACE / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, PLACE / name)
    with (PLACE / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    # There is no command for this alone: it ends with "nothing matches" when the preparations are done.
    done = _mutmut("run", "nothing")
    if not outcomes():
        sys.exit(f"mutmut could not begin:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def outcomes() -> dict[str, int | None]:
    """Every change by name, with its exit status; None where it was not tried."""
    found: dict[str, int | None] = {}
    for file in sorted(PLACE.glob("mutants/pairtui/**/*.meta")):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def table(tried: Mapping[str, int], of: int, seconds: float) -> str:
    """The figures as a page shows them."""
    caught = sum(status in NOTICED for status in tried.values())
    return "\n".join(
        (
            f"| changes tried, of {of:,} in pairing, redaction, journal and grant | {len(tried)} |",
            "|---|---|",
            f"| noticed by a test | {caught} ({caught / len(tried):.0%}) |",
            f"| took | {seconds / 60:.0f} min |",
        )
    )


def _mutmut(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=PLACE, capture_output=True, text=True, check=False)


def main() -> int:
    """Try them; 1 where too many went unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="in the copy that is there")
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    begun = time.monotonic()
    if not args.again:
        prepare()
    names = sorted(outcomes())
    chosen = random.Random(args.seed).sample(names, min(args.count, len(names)))
    done = _mutmut("run", "--max-children", "2", *chosen)
    tried = {name: status for name, status in outcomes().items() if name in set(chosen) and status is not None}
    if not tried:
        sys.exit(f"nothing was tried:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    for name, status in tried.items():
        if status not in NOTICED:
            print(f"{status}: {_mutmut('show', name).stdout}", flush=True)
    shown = table(tried, len(names), time.monotonic() - begun)
    print(shown)
    if args.write:
        write(args.write, "mutants", shown)
    return int(sum(status in NOTICED for status in tried.values()) < WANTED * len(tried))


if __name__ == "__main__":
    sys.exit(main())
