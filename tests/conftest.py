"""Settings of every test: no property is held to a time, which another program's work would break.

Tests whose programs are not installed are left out, and the last line says so.
"""

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.programs import PACKAGES, to_install

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LEFT_OUT = Path(__file__).parents[1] / "build" / "left-out.txt"
"""The line about the tests that were left out, which `make test` ends with."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out whose `needs` names a program that is not here."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if shutil.which(program) is None:
                pytest.skip(f"needs {program}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many were left out, of which programs, and the command that brings these."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    lacking = [program for program in PACKAGES if any(f"needs {program}" in reason for reason in reasons)]
    LEFT_OUT.unlink(missing_ok=True)
    if lacking:
        count = sum(any(f"needs {program}" in reason for program in lacking) for reason in reasons)
        line = f"{count} tests were left out, for want of {', '.join(lacking)}: {to_install(lacking)}"
        terminalreporter.write_line(line)
        LEFT_OUT.parent.mkdir(exist_ok=True)
        LEFT_OUT.write_text(line + "\n")
