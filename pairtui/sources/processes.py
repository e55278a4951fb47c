"""Processes of this machine, as /proc shows them."""

from contextlib import suppress
from pathlib import Path

from pairtui.protocol.safe_text import safe_text


def command_of(pid: int) -> str:
    """What a process is called; for a script the script's name, which says more than its interpreter's. "" if gone."""
    with suppress(OSError):
        name = Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        script = next((word for word in words[1:] if word and not word.startswith("-")), "")
        interpreted = name.startswith(("python", "perl", "node", "ruby", "sh", "bash"))
        return safe_text(Path(script).name if interpreted and script else name)
    return ""
