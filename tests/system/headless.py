"""The commands without a screen, run as a script runs them."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """How `pairtui …` ended: its exit status, what it wrote and what it said beside it."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, as JSON."""
        return json.loads(self.out)


def environment(home: str) -> dict[str, str]:
    """Of a user of its own."""
    return {"HOME": home, "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())}


def command(*arguments: str) -> Sequence[str]:
    """The program as it is started."""
    return (sys.executable, "-m", "pairtui", *arguments)


def pairtui(*arguments: str, home: str | None = None, user: str | None = None) -> Ran:
    """Run `pairtui ARGUMENTS` without a terminal, to its end. It never shows a traceback."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        done = subprocess.run(
            command(*arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
            env=environment(home or folder),
            user=user,
            group="nogroup" if user else None,
            extra_groups=[] if user else None,
        )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
