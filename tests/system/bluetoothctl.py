"""Another program with an agent: bluetoothctl."""

import subprocess
from pathlib import Path

from observers import until


class Bluetoothctl:
    """The program with an agent of its own."""

    def __init__(self, log: Path) -> None:
        with log.open("w") as out:
            self.process = subprocess.Popen(
                ["bluetoothctl", "--agent", "DisplayOnly"], stdin=subprocess.PIPE, stdout=out, text=True
            )
        until(lambda: "Agent registered" in log.read_text("utf-8", "replace"), "bluetoothctl has an agent")

    def say(self, line: str) -> None:
        """Have it carry out `line`."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """End it; safe twice."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
