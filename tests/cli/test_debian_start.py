"""The Debian package's program starts; `make dist-test` installs it, which takes minutes."""

import subprocess
import sys
from pathlib import Path

from pairtui import __version__

PROGRAM = Path(__file__).parents[2] / "packaging" / "debian" / "pairtui"


def test_as_a_login_shell_it_runs_no_command(tmp_path):
    """sshd and login give a command to the user's shell as `-c COMMAND`."""
    command = [sys.executable, "-I", str(PROGRAM), "-c", f"touch {tmp_path}/here"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_it_starts():
    done = subprocess.run([sys.executable, "-I", PROGRAM, "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"pairtui {__version__}\n"), done.stderr
