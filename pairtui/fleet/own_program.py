"""This program started again by itself, however it was installed: by pip, as a package of Debian, as a single file."""

import os
import sys
from pathlib import Path

_FOUND_IN = str(Path(__file__).resolve().parents[2])


def own_command(*arguments: str) -> list[str]:
    """`pairtui ARGUMENTS`, to be run with `own_environment`; what lies in the current folder is not imported."""
    return [sys.executable, "-P", "-m", "pairtui", *arguments]


def own_environment() -> dict[str, str]:
    """The environment, with the folder in which this program and its libraries are: no other Python looks there."""
    path = filter(None, (_FOUND_IN, os.environ.get("PYTHONPATH", "")))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
