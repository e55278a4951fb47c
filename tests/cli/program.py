"""The program as a user starts it, and captures to give it."""

import os
import subprocess
import sys
from pathlib import Path

CAPTURES = Path(__file__).parents[1] / "captures"
PAIRED = str(CAPTURES / "02-jw-sc-ok.btsnoop")
REFUSED = str(CAPTURES / "03-05-pairing-not-supported.btsnoop")


def run(*argv, env=None, stdin=""):
    """The program as a user starts it."""
    settings = {**os.environ, "PYTHONUTF8": "1", **(env or {})}
    command = [sys.executable, "-m", "pairtui", *argv]
    return subprocess.run(command, capture_output=True, text=True, env=settings, input=stdin, timeout=60, check=False)
