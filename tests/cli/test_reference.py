"""The man page, the completions and the reference are what the program does now."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_they_are():
    done = subprocess.run(
        [sys.executable, "packaging/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
