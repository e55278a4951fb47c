"""Notices that the terminal is gone, and ends the program then, whatever its event loop is doing."""

import atexit
import os
import select
import signal
import stat
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

HUNG_UP = 128 + 1
"""Exit status after SIGHUP, as a shell reports it."""

GRACE_SECONDS = 0.85
"""From the end of the terminal to the end of a process whose event loop does nothing; a second is what it has."""

CLOSING_SECONDS = 5.0
"""For a loop that has begun to give back what it holds: on a machine without time, settings put back count more."""

AGAIN_SECONDS = 0.1

_POLL_HANG_UP = getattr(select, "POLLHUP", 0) | getattr(select, "POLLERR", 0)


class HangUpWatch:
    """A thread that waits for the end of the terminal behind `descriptors`; used as a context, in the main thread.

    A terminal ends by hang-up (poll(2)), by SIGHUP, or by an error in writing, which its writer reports to `hung_up`.
    Then `leave` is called, in this thread, again and again until the context is left. If that takes longer than
    `GRACE_SECONDS`, or `CLOSING_SECONDS` once `closing` is set, child processes and the process are ended: what it
    changed for a time is in its journal.
    """

    def __init__(self, descriptors: Sequence[int], leave: Callable[[], None]) -> None:
        self._descriptors, self._leave = descriptors, leave
        self._wake, self._woken = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK) if hasattr(os, "pipe2") else os.pipe()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hang-up-watch", daemon=True)
        self._before: object = signal.SIG_DFL
        self.gone = self.closing = False

    def __enter__(self) -> "HangUpWatch":
        if hasattr(signal, "SIGHUP"):
            # A wrapper may have it ignored: an inherited SIG_IGN, which this replaces.
            self._before = signal.signal(signal.SIGHUP, lambda *_: self.hung_up())
        self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self.gone:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            self.closing = False
            return  # the thread stays: the end of the interpreter has no more time than what was before it
        self._left.set()
        self._ring()
        self._thread.join()
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self._before)  # type: ignore[arg-type]
        os.close(self._wake)
        os.close(self._woken)

    def hung_up(self) -> None:
        """The terminal is gone. From any thread, and from a signal handler."""
        self.gone = True
        self._ring()

    def _ring(self) -> None:
        with suppress(OSError):
            os.write(self._woken, b"\0")

    def _run(self) -> None:
        self._wait()
        began = time.monotonic()
        while time.monotonic() - began < (CLOSING_SECONDS if self.closing else GRACE_SECONDS):
            if self._left.is_set():
                return
            with suppress(Exception):  # before the loop runs and after it ended nobody waits for it
                self._leave()
            self._left.wait(AGAIN_SECONDS)
        for child in children():
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
        os._exit(HUNG_UP)

    def _wait(self) -> None:
        """Until the terminal is gone, or the context is left."""
        if not hasattr(select, "poll"):
            self._left.wait()
            return
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        for descriptor in self._descriptors:
            poll.register(descriptor, 0)
        while not (self.gone or self._left.is_set()):
            for descriptor, happened in poll.poll():
                if descriptor == self._wake:
                    continue
                if happened & _POLL_HANG_UP:
                    self.gone = True
                else:  # macOS cannot poll a terminal: SIGHUP and the writer notice it there
                    poll.unregister(descriptor)


def detach_terminal() -> None:
    """Put the null device in place of a terminal that is gone: what is written at exit must not fail.

    The exit itself is made short: an interpreter that takes down all objects of a console needs half a second for it on
    a small gateway.
    """
    atexit.register(os._exit, HUNG_UP)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        if stat.S_ISCHR(os.fstat(descriptor).st_mode):
            os.dup2(null, descriptor)


def children() -> list[int]:
    """The processes that this one started; none where the system does not list them."""
    try:
        tasks = list(Path("/proc/self/task").iterdir())
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    except OSError:
        return []
