"""A program on a pseudo-terminal that can be taken away from it, as a closed window or a cut SSH session does."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

PAIRTUI = (sys.executable, "-m", "pairtui")

PLAIN = ("{}",)
SHELL = ("sh", "-c", "{}; true")
"""As an interactive shell or `make` has it: a child that is in the foreground, while its parent waits."""

DEAF = ("sh", "-c", "trap '' HUP; {}; true")
"""As under nohup(1): SIGHUP is ignored, which a program inherits."""


class PseudoTerminal:
    """`command` under `wrapper` on a terminal of its own, as leader of a session."""

    def __init__(self, command: tuple[str, ...], wrapper: tuple[str, ...], environment: dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        line = " ".join(command)
        words = list(command) if wrapper == PLAIN else [word.format(line) for word in wrapper]

        def take_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            words,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 -- the tests have no threads, and only the child can take it
            env={**os.environ, **environment, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        )
        os.close(slave)
        self.seen = b""

    def read_until(self, word: bytes, seconds: float = 30.0) -> None:
        """Read what it writes until `word` was there."""
        end = time.monotonic() + seconds
        while word not in self.seen:
            left = end - time.monotonic()
            assert left > 0, f"{word!r} is not in {self.seen[-2000:]!r}"
            self.read(left)

    def read(self, seconds: float) -> None:
        """Read what it writes within `seconds`, or sooner once there is something, or nobody any more to write it."""
        if select.select([self._master], [], [], seconds)[0]:
            try:
                self.seen += os.read(self._master, 65536)
            except OSError:
                time.sleep(seconds)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def read_for(self, seconds: float) -> None:
        """Read for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def hang_up(self) -> float:
        """Take the terminal away; gives the seconds until no process of the session is left, at most sixty."""
        began = time.monotonic()
        os.close(self._master)
        return outlived(self.processes, began)

    def processes(self) -> list[int]:
        """The processes of the session that live."""
        self.process.poll()
        return session(self.process.pid)

    def kill(self) -> None:
        """End what is left of it."""
        for pid in self.processes():
            os.kill(pid, 9)
        self.process.wait()


class TmuxSession:
    """The line `command` in a session of a tmux of its own, whose socket is in `folder`."""

    def __init__(self, command: str, folder: Path, environment: dict[str, str]) -> None:
        self._tmux = ("tmux", "-S", str(folder / "tmux"), "-f", "/dev/null")
        self._environment = {**os.environ, **environment, "LANG": "C.UTF-8"}
        self._do("new-session", "-d", "-x", "80", "-y", "24", command)
        self._leader = int(self._do("display-message", "-p", "#{pane_pid}"))

    def read_until(self, word: bytes, seconds: float = 30.0) -> None:
        """Wait until its screen has `word`."""
        end = time.monotonic() + seconds
        while word.decode() not in (screen := self._do("capture-pane", "-p")):
            assert time.monotonic() < end, f"{word!r} is not on\n{screen}"
            time.sleep(0.05)

    def hang_up(self) -> float:
        """Kill the session; gives the seconds until no process of it is left, at most sixty."""
        began = time.monotonic()
        self._do("kill-session")
        return outlived(self.processes, began)

    def processes(self) -> list[int]:
        """The processes of the session that live."""
        return session(self._leader)

    def kill(self) -> None:
        """End what is left of it."""
        for pid in self.processes():
            os.kill(pid, 9)
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)

    def _do(self, *words: str) -> str:
        command = [*self._tmux, *words]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True).stdout


def make_demo() -> str:
    """README's first command, with the environment that the tests run in."""
    return f"make --no-print-directory -o {sys.prefix}/.run VENV={sys.prefix} demo"


def session(leader: int) -> list[int]:
    """The processes of the session of `leader` that live."""
    return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if _is_of(pid, leader)]


def outlived(processes: Callable[[], list[int]], began: float) -> float:
    """The seconds from `began` until there are no `processes`, at most sixty."""
    while processes() and time.monotonic() - began < 60:
        time.sleep(0.01)
    return time.monotonic() - began


def _is_of(pid: int, leader: int) -> bool:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] != "Z" and int(fields[3]) == leader
