"""Writes to the terminal in a thread, so that a terminal that reads nothing stops nobody."""

import os
import threading
from collections import deque
from collections.abc import Callable

BEHIND_OCTETS = 64 * 1024
"""So much unread output, two whole screens of 200x60, and drawing more would only show later what is old by then."""

LEAVE_SECONDS = 0.5
"""How long a terminal that is slow to read keeps the user from leaving."""


class OutputThread(threading.Thread):
    """Writes octets to `descriptor` in order. `write` never waits.

    `on_error` is called once where the terminal cannot be written to, `on_caught_up` where everything was written
    after `behind` was true; both in this thread.
    """

    def __init__(self, descriptor: int, on_error: Callable[[], None], on_caught_up: Callable[[], None]) -> None:
        super().__init__(name="terminal-output", daemon=True)  # at exit nobody waits for a terminal that reads nothing
        self._descriptor, self._on_error, self._on_caught_up = descriptor, on_error, on_caught_up
        self._parts: deque[bytes] = deque()
        self._waiting = 0  # octets not taken by the terminal yet
        self._was_behind = self._ending = False
        self._changed = threading.Condition()

    @property
    def behind(self) -> bool:
        """Whether more is waiting than is worth adding to; once it was, until everything is written."""
        with self._changed:
            self._was_behind = self._was_behind or self._waiting > BEHIND_OCTETS
            return self._was_behind

    def write(self, data: bytes) -> None:
        """Add `data` to what is to be written; nothing is done after `abandon` or `finish`."""
        with self._changed:
            if not self._ending:
                self._parts.append(data)
                self._waiting += len(data)
                self._changed.notify_all()

    def abandon(self) -> None:
        """Drop what is not written yet, and write no more."""
        with self._changed:
            self._parts.clear()
            self._ending = True
            self._changed.notify_all()

    def finish(self) -> None:
        """Write what is left, for as long as `LEAVE_SECONDS`, then write no more."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self.join(LEAVE_SECONDS)
        self.abandon()

    def run(self) -> None:
        while part := self._next():
            view = memoryview(part)
            while view:
                try:
                    written = os.write(self._descriptor, view)
                except OSError:
                    self.abandon()
                    self._on_error()
                    return
                view = view[written:]
            self._written(len(part))

    def _next(self) -> bytes:
        """What to write next, all that waits in one; b"" at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._parts or self._ending)
            data = b"".join(self._parts)
            self._parts.clear()
            return data

    def _written(self, octets: int) -> None:
        with self._changed:
            self._waiting -= octets
            caught_up = self._was_behind and not self._waiting
            if caught_up:
                self._was_behind = False
        if caught_up:
            self._on_caught_up()
