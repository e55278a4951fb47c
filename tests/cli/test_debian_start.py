"""The Debian package's program starts; `make dist-test` installs it, which takes minutes."""

import subprocess
import sys
from pathlib import Path

from pairtui import __version__

PROGRAM = Path(__file__).parents[2] / "packaging" / "debian" / "pairtui"


def test_it_starts():
    done = subprocess.run([sys.executable, "-I", PROGRAM, "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"pairtui {__version__}\n"), done.stderr
