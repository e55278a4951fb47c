"""Changes the code in one place at a time and says which changes nothing notices: python -m tests.mutants.run [COUNT].

The tests run once, under coverage, which tells the tests that reach each line. Then a process for each of COUNT changes
(mutmut's, of the files named below) puts the changed function in place of the one that is imported and runs the tests
that reach the line; one that they do not notice is given to mypy. Each seed has its own order of all changes, so that a
sample stays the same where the code does. Ends with status 1 where more go unnoticed than `--most`, or than `WANTED`
allows. `--write` puts the figures into a page.
"""

import argparse
import ast
import gc
import hashlib
import importlib
import os
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import islice
from math import comb
from pathlib import Path
from subprocess import DEVNULL, run
from tempfile import NamedTemporaryFile
from types import CodeType, FunctionType
from typing import Any

import pytest
from coverage import Coverage

from tests.soak.run import write

ROOT = Path(__file__).parents[2]
WANTED = 0.9
LIMIT = 60
"""Seconds that any process has beside those that its tests need: a change may make a loop endless."""

CHANGED = (
    "pairtui/pairing/**/*.py",
    "pairtui/report/redact/*.py",
    "pairtui/sources/mgmt/journal.py",
    "pairtui/sources/kernel/*grant*.py",
)
TESTS = ("tests/pairing", "tests/report", "tests/sources/test_mgmt_journal.py", "tests/sources/test_grant.py")


STRONGEST = (
    "tests/pairing/test_told_logs.py",
    "tests/pairing/test_ladders.py",
    "tests/pairing/test_statements.py",
    "tests/pairing/test_outlooks.py",
    "tests/pairing/test_checks.py",
    "tests/pairing/test_investigations.py",
    "tests/pairing/test_told_findings.py",
    "tests/pairing/test_two_events.py",
    "tests/pairing/test_two_lines.py",
    "tests/pairing/test_two_messages.py",
    "tests/report/test_secret_spans.py",
    "tests/report/test_redacted_lines.py",
    "tests/report/test_redacted_octets.py",
    "tests/report/test_redaction_parts.py",
)
"""Tests that compare all that is told, and not one fact: where they reach a line, they run on it first."""

FIRST = 60
"""Tests that are run first: most changes go no further, and fewer modules are imported."""

UNSEEN = (
    (re.compile(r"""(["'])(utf-?(?:8|16\w*)|ascii)\1""", re.IGNORECASE), lambda found: found[0].lower()),
    (re.compile(r"(, strict=(True|False|None))?\)"), lambda found: ")"),
)
"""What no caller can see, and how it is told from the rest: the case of a codec's name; that `zip` checks its
arguments, which are of one length by what made them."""

LEFT_OUT = (
    "tests/report/test_redact_words.py::test_a_crafted_log_takes_a_bounded_amount_of_memory",
    "tests/report/test_redact_damage.py::test_no_key_of_a_damaged_capture_survives",
    "tests/report/test_redact_damage.py::test_what_is_damaged_is_read_for_keys_at_all",
)
"""Tests that take minutes under coverage: what these alone would notice counts as not noticed."""


@dataclass(frozen=True)
class Change:
    """One change: of which file, in which function, on which line; the file's code with it."""

    file: str
    function: str
    line: int
    code: Callable[[], str] = field(compare=False)
    number: int
    """Counted in the function: with file and function it names the change."""

    def order(self, seed: int) -> str:
        """Its place among all changes, for one seed; the line is left out, which other code moves."""
        return hashlib.sha256(f"{seed}:{self.file}:{self.function}:{self.number}".encode()).hexdigest()

    def unseen(self) -> bool:
        """Whether by `UNSEEN` it is no change."""
        before, after = Path(self.file).read_text("utf-8"), self.code()
        for pattern, same in UNSEEN:
            before, after = pattern.sub(same, before), pattern.sub(same, after)
        return before == after

    def __str__(self) -> str:
        before, after = Path(self.file).read_text("utf-8").splitlines(), self.code().splitlines()
        return "\n".join(
            unified_diff(before, after, f"{self.file}:{self.function}", str(self.number), n=1, lineterm="")
        )


def changes(file: str) -> Iterator[Change]:
    """Every change that mutmut makes in the functions of a file."""
    import libcst as cst
    from libcst.metadata import MetadataWrapper, PositionProvider
    from mutmut.mutation.file_mutation import create_mutations, deep_replace

    module, found, _, _ = create_mutations(file, Path(file).read_text("utf-8"))
    positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    names = {node: name for outer in module.body for name, node in _functions(outer, cst)}
    counted: dict[str, int] = defaultdict(int)
    for one in found:
        if name := names.get(one.contained_by_top_level_function):
            counted[name] += 1
            line = positions[one.original_node].start.line

            def code(one: Any = one) -> str:
                return str(deep_replace(module, one.original_node, one.mutated_node).code)

            yield Change(file, name, line, code, counted[name])


def _functions(node: Any, cst: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, cst.FunctionDef):
        yield node.name.value, node
    elif isinstance(node, cst.ClassDef):
        for inner in node.body.body:
            if isinstance(inner, cst.FunctionDef):
                yield f"{node.name.value}.{inner.name.value}", inner


class Reach:
    """Which tests reach which line, and how long each takes: a plugin of the run that finds it out."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._coverage = Coverage(data_file=None, config_file=False, include=[str(ROOT / path) for path in CHANGED])
        self._lines: dict[str, dict[int, list[str]]] = {}

    def run(self, tests: Sequence[str]) -> None:
        """Run them. Ends the program where one fails unchanged."""
        with self._coverage.collect():
            status = pytest.main(["-x", *(f"--deselect={one}" for one in LEFT_OUT), *tests], plugins=[self])
        if status:
            sys.exit("the tests fail without a change")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """What runs from here on is this test's."""
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up its time."""
        self.seconds[report.nodeid] += report.duration

    def tests(self, file: str, line: int) -> list[str]:
        """Those that reach a line, or, where it runs at import, its function or file: `STRONGEST`, then quick ones."""
        if file not in self._lines:
            self._lines[file] = self._coverage.get_data().contexts_by_lineno(str(ROOT / file))
        reached = self._lines[file]
        for lines in around(file, line):
            if found := {test for line in lines for test in reached.get(line, ()) if test}:
                return sorted(found, key=lambda test: (not test.startswith(STRONGEST), self.seconds[test]))
            if not any(reached.get(line) for line in lines):
                return []
        return []


def around(file: str, line: int) -> list[range]:
    """The lines of the statement at a line (of a compound one its head), of its function, of the file."""
    tree = ast.parse(Path(file).read_text("utf-8"))
    spans = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line):
            body = getattr(node, "body", None) or getattr(node, "cases", None)
            end = (node.end_lineno or line) + 1
            if body and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = body[0]
                end = max(node.lineno + 1, first.lineno if isinstance(first, ast.stmt) else first.pattern.lineno)
            if line < end:
                spans.append(range(node.lineno, end))
    return [*sorted(spans, key=len), range(1, 1 << 20)]


def install(change: Change) -> None:
    """Put the changed function in place of the one that is imported."""
    module = importlib.import_module(change.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    old = _function(vars(module), change.function)
    space = dict(vars(module))
    exec(compile(change.code(), change.file, "exec"), space)
    new = _function(space, change.function)
    made = dict(_inner(old.__code__, new.__code__))
    gc.unfreeze()
    for one in gc.get_objects():  # functions that it has made already, such as those of a table
        if isinstance(one, FunctionType) and one.__code__ in made:
            one.__code__ = made[one.__code__]
    gc.freeze()
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


def _inner(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The code of the functions inside one, before and after; none where the change took or added one."""
    both = [[const for const in code.co_consts if isinstance(const, CodeType)] for code in (old, new)]
    if len(both[0]) == len(both[1]):
        for before, after in zip(*both, strict=True):
            yield before, after
            yield from _inner(before, after)


def _function(space: dict[str, Any], name: str) -> FunctionType:
    *classes, last = name.split(".")
    for each in classes:
        space = dict(vars(space[each]))
    found: FunctionType = getattr(space[last], "__func__", space[last])  # of a class method or a static one
    return found


def attempt(change: Change, tests: Sequence[str], seconds: float) -> int:
    """Start a process that runs the tests on the change; it ends with status 0 where they notice nothing."""
    if pid := os.fork():
        return pid
    status = 1
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(silence, stream)
        signal.alarm(LIMIT + int(5 * seconds))  # its signal ends the process
        install(change)
        for name in [name for name in sys.modules if name.startswith("tests.")]:
            del sys.modules[name]  # what it worked out as it was imported, of the code without the change
        for part in (tests[:FIRST], tests[FIRST:]):
            if part and (status := int(pytest.main(["-x", *part]))):
                break
    finally:
        os._exit(status)


def ill_typed(change: Change) -> bool:
    """Whether mypy, which stands before every commit and in CI, refuses it; not as a line that is never reached, which
    is how mutmut writes a condition that always or never holds.
    """
    with NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as changed:
        changed.write(change.code())
        changed.flush()
        mypy = (sys.executable, "-m", "mypy", "--cache-dir=build/mypy-of-changes", "--no-warn-unreachable")
        found = run([*mypy, "--shadow-file", change.file, changed.name, change.file], check=False, stdout=DEVNULL)
        return found.returncode == 1


def unnoticed(chosen: Collection[Change], reach: Reach, longest: float) -> tuple[list[Change], list[Change]]:
    """Those that no test notices, of the first tests that reach each, as many as `longest` seconds hold.

    First those that nothing notices, then those that mypy does. What no test reaches is not asked of mypy.
    """
    running: dict[int, Change] = {}
    missed: list[Change] = []
    typed: list[Change] = []

    def wait() -> None:
        pid, status = os.wait()
        change = running.pop(pid)
        if status == 0 and ill_typed(change):
            typed.append(change)
            print(f"noticed by mypy alone: {change}", flush=True)
        elif status == 0:
            missed.append(change)
            print(f"unnoticed by {len(reach.tests(change.file, change.line))} tests: {change}", flush=True)

    for change in chosen:
        took = 0.0
        tests: list[str] = []
        for test in reach.tests(change.file, change.line):
            took += reach.seconds[test]
            if tests and took > longest:
                break
            tests.append(test)
        if not tests:
            missed.append(change)
            print(f"reached by no test: {change}", flush=True)
            continue
        if len(running) == 2:
            wait()
        running[attempt(change, tests, took)] = change
    while running:
        wait()
    return missed, typed


def contradicts(missed: int, of: int) -> bool:
    """Whether so many missed come from code of which `WANTED` is noticed in fewer than one sample of a hundred."""
    rate = 1 - WANTED
    return sum(comb(of, n) * rate**n * WANTED ** (of - n) for n in range(missed, of + 1)) < 0.01


def table(missed: dict[int, tuple[int, int]], each: int, of: int, seconds: float) -> str:
    """The figures as a page shows them, from how many of each seed's sample nothing noticed, and mypy alone."""
    rows = [
        f"| of {of:,} changes in pairing, redaction, journal and grant | tried "
        "| noticed by a test | by mypy alone | together |",
        "|---|---|---|---|---|",
    ]
    together = (sum(nothing for nothing, _ in missed.values()), sum(mypy for _, mypy in missed.values()))
    samples = [(f"seed {seed}", each, one) for seed, one in missed.items()]
    for name, tried, (nothing, mypy) in [*samples, ("together", each * len(missed), together)]:
        rows.append(
            f"| {name} | {tried} | {tried - nothing - mypy} ({1 - (nothing + mypy) / tried:.0%}) | {mypy} "
            f"| {tried - nothing} ({1 - nothing / tried:.1%}) |"
        )
    return "\n".join(rows) + f"\n\nThis took {seconds / 60:.0f} min."


def main() -> int:
    """Try them; 1 where too many went unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=60, help="of each seed")
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--longest", type=float, default=40, help="seconds of tests for one change")
    parser.add_argument("--most", type=int, help="changes that may go unnoticed; by default what chance allows")
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    begun = time.monotonic()
    os.chdir(ROOT)
    files = sorted({str(path) for pattern in CHANGED for path in Path().glob(pattern)})
    gc.disable()
    every = [change for file in files for change in changes(file)]
    gc.freeze()  # millions of nodes of syntax trees, which no collection has to walk from here on
    gc.enable()
    print(f"{len(every)} changes after {time.monotonic() - begun:.0f} s", flush=True)
    reach = Reach()
    reach.run(TESTS)
    print(f"tests run after {time.monotonic() - begun:.0f} s", flush=True)
    missed: dict[int, tuple[int, int]] = {}
    for seed in args.seed:
        ordered = sorted(every, key=lambda change, seed=seed: change.order(seed))  # type: ignore[misc]
        chosen = list(islice((change for change in ordered if not change.unseen()), args.count))
        nothing, mypy = unnoticed(chosen, reach, args.longest)
        missed[seed] = (len(nothing), len(mypy))
        shown = table(missed, args.count, len(every), time.monotonic() - begun)
        print(shown, flush=True)
        if args.write:
            write(args.write, "mutants", shown)
    nothing_noticed = sum(nothing for nothing, _ in missed.values())
    if args.most is not None:
        return int(nothing_noticed > args.most)
    return int(contradicts(nothing_noticed, args.count * len(missed)))


if __name__ == "__main__":
    sys.exit(main())
