"""The real program in a terminal, driven by its keys and read from its screen."""

import codecs
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "ctrl+u": "\x15",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
}

PLAIN_ESCAPE = "\x1b[27u"
"""Escape as terminals with the kitty protocol send it: \\x1b that is read together with a key is Alt and that key."""

# What a terminal is asked or told that pyte would print as text: private sequences other than modes, and strings.
_BEYOND_PYTE = re.compile(r"\x1b\[[<=>?][0-9;]*(?:\$p|[^hl0-9;$\x1b])|\x1b[P\]_^].*?(?:\x1b\\|\x07)", re.DOTALL)
_BORDER = re.compile("[│┃║▏▕▐▌█]")
_PANE_ENDS = re.compile(r"\s*(?:\s{2}|[│┃║▏▕▐▌█]|$)")
_UNFINISHED = re.compile(r"\x1b(?:\[[<=>?0-9;$]*|[P\]_^][^\x07]*)?\Z", re.DOTALL)

PROGRAM = (sys.executable, "-m", "pairtui")
"""The checkout's program."""


class Console:
    """`program` on a pseudo-terminal, started by the command `through` where there is one.

    `seen` has every line that was ever on the screen; a wait that fails shows the screen as it is. `ends` is the exit
    status with which it is to end.
    """

    def __init__(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] = os.environ,
        user: str | None = None,
        through: Sequence[str] = (),
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self._keys = KEYS if through else KEYS | {"escape": PLAIN_ESCAPE}
        columns, rows = size
        self._terminal = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._terminal)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._pending = ""
        self.seen: set[str] = set()
        self.ends = 0
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (rows, columns))
        command: Sequence[str] = ("setsid", "--ctty", *through, *program, *arguments)
        if user is not None:
            os.fchmod(slave, 0o666)
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            user=user,
            group="nogroup" if user else None,
            extra_groups=[] if user else None,
        )
        os.close(slave)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each a character or a name of `KEYS`."""
        for key in keys:
            os.write(self._master, self._keys.get(key, key).encode())
            self._read(0.15)

    def send(self, *keys: str) -> None:
        """Press keys without a look at what the program writes."""
        for key in keys:
            os.write(self._master, self._keys.get(key, key).encode())
            time.sleep(0.02)

    def type(self, text: str) -> None:
        """Type `text` character by character."""
        for character in text:
            os.write(self._master, character.encode())
            self._read(0.02)

    def screen(self) -> str:
        """What the terminal shows now, one line per row."""
        return "\n".join(line.rstrip() for line in self._terminal.display)

    def shows(self, text: str) -> bool:
        """Whether the screen has `text`, on one line or wrapped between words within its pane."""
        self._read(0)
        rows = self._terminal.display
        first = text.split(" ", 1)[0]
        begins = ((y, match.start()) for y, line in enumerate(rows) for match in re.finditer(re.escape(first), line))
        return any(_reads(rows[y:], x, text) for y, x in begins)

    def wait_for(self, *texts: str, timeout: float = 15) -> None:
        """Wait until the screen shows every one of `texts`; AssertionError with the screen after `timeout` seconds."""
        end = time.monotonic() + timeout
        while missing := [text for text in texts if not self.shows(text)]:
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"not on the screen within {timeout} s: {missing}\n{self.framed()}")
            self._read(0.1)

    def wait_until_gone(self, text: str, timeout: float = 15) -> None:
        """Wait until the screen no longer shows `text`."""
        end = time.monotonic() + timeout
        while self.shows(text):
            if time.monotonic() > end:
                raise AssertionError(f"still on the screen after {timeout} s: {text}\n{self.framed()}")
            self._read(0.1)

    def find(self, pattern: str, timeout: float = 15) -> "re.Match[str]":
        """Wait until the regular expression `pattern` matches on the screen; AssertionError after `timeout` seconds."""
        end = time.monotonic() + timeout
        self._read(0)
        while not (match := re.search(pattern, self.screen())):
            assert time.monotonic() < end, f"{pattern} does not match within {timeout} s\n{self.framed()}"
            self._read(0.1)
        return match

    def framed(self) -> str:
        """The screen with a frame, for a report."""
        width = self._terminal.columns
        lines = [f"|{line}|" for line in self._terminal.display]
        return "\n".join(["+" + "-" * width + "+", *lines, "+" + "-" * width + "+"])

    def close(self, timeout: float = 10) -> int:
        """Quit by the program's own key; returns its exit status. Ends it where it does not obey. Safe twice."""
        end = time.monotonic() + timeout
        if self.process.poll() is None:
            self.press("escape", "escape", "q")
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.1)
        if self.process.poll() is None:
            self.process.kill()
        status = self.process.wait()
        if self._master >= 0:
            self._read(0.1)
            os.close(self._master)
            self._master = -1
        return status

    def hang_up(self, cut: Callable[[int], None] | None = None, timeout: float = 20) -> float:
        """Have the terminal taken away, as a closed window does or by `cut`, which is told the process on the terminal.

        Gives the seconds that the program outlived its terminal.
        """
        terminals = {program: Path(os.readlink(f"/proc/{program}/fd/0")) for program in running("pairtui")}
        if cut is None:
            os.close(self._master)
            self._master = -1
        else:
            cut(self.process.pid)
        end = time.monotonic() + timeout
        while any(terminal.exists() for terminal in terminals.values()) and time.monotonic() < end:
            time.sleep(0.01)
        began = time.monotonic()
        while (left := terminals.keys() & running("pairtui")) and time.monotonic() < end:
            time.sleep(0.01)
        assert not left, f"{left} live on {timeout} s after their terminal\n{self.framed()}"
        return time.monotonic() - began

    def _read(self, seconds: float) -> None:
        """Take in what the program writes, for `seconds` at least."""
        end = time.monotonic() + seconds
        while self._master >= 0:
            ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return
            try:
                chunk = os.read(self._master, 65536)
            except OSError:  # the program has ended
                chunk = b""
            if not chunk:
                time.sleep(max(0.0, end - time.monotonic()))
                return
            self._feed(chunk)

    def _feed(self, chunk: bytes) -> None:
        text = _BEYOND_PYTE.sub("", self._pending + self._decode(chunk))
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        text, self._pending = text[:cut], text[cut:]
        self._stream.feed(text)
        self.seen.update(line.rstrip() for line in self._terminal.display)


def running(module: str) -> set[int]:
    """The processes of `python -m MODULE`."""
    found = set()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has just ended
            words = line.read_bytes().split(b"\0")
            if b"python" in words[0] and [b"-m", module.encode()] == words[1:3]:
                found.add(int(line.parent.name))
    return found


def _reads(rows: Sequence[str], column: int, text: str) -> bool:
    """Whether `rows` read `text` from `column` of the first on, its next lines at the left edge of the pane or there.

    A paragraph's lines begin at the edge of its pane; those beside a number or a name at the same column.
    """
    if rows[0][column:].startswith(text):
        return True
    edge = max((border.end() for border in _BORDER.finditer(rows[0], 0, column)), default=0)
    return any(_continues(rows, column, start, text) for start in (edge, column))


def _continues(rows: Sequence[str], column: int, start: int, text: str) -> bool:
    for number, row in enumerate(rows):
        line = _PANE_ENDS.split(row[start:].lstrip(" ") if number else row[column:], maxsplit=1)[0]
        if line.startswith(text):
            return True
        if not line or not text.startswith(line + " "):
            return False
        text = text[len(line) + 1 :]
    return False
