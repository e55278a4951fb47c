"""Processes of this machine, as /proc shows them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pairtui.protocol.safe_text import safe_text

_STARTED = 19  # the field starttime of /proc/PID/stat, counted behind the program's name


def started_at(pid: int) -> int:
    """When the process started, in clock ticks since the system did; 0 where there is no such process."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[_STARTED])
    return 0


def command_of(pid: int) -> str:
    """What a process is called; for a script the script's name, which says more than its interpreter's. "" if gone."""
    with suppress(OSError):
        name = Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        interpreted = name.startswith(("python", "perl", "node", "ruby", "sh", "bash"))
        return safe_text((_script(words[1:]) if interpreted else "") or name)
    return ""


def _script(arguments: Sequence[str]) -> str:
    """The file or module that an interpreter runs, "" where it has neither."""
    for at, word in enumerate(arguments):
        if word == "-m":
            return "".join(arguments[at + 1 : at + 2])
        if word == "-c":
            return ""
        if word and not word.startswith("-"):
            return Path(word).name
    return ""
