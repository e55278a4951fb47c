"""The program as a user starts it, and captures to give it."""

import io
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


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def on_terminal(monkeypatch, columns=80, rows=24, term="xterm-256color"):
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    for name, value in (("COLUMNS", columns), ("LINES", rows), ("TERM", term)):
        monkeypatch.setenv(name, str(value))
