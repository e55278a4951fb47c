"""One line on a terminal that says how far a long piece of work is, and goes away."""

import os
import time
from collections.abc import Callable
from typing import Self, TextIO

DELAY = 1.0
"""Seconds before the line appears: what is done sooner needs none."""

INTERVAL = 0.2
"""Seconds between two changes of the line."""


class Progress:
    """The line on `stream`, where that is a terminal, until the end of its context. `clock` gives seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.label = "reading"
        self._stream = stream
        self._clock = clock
        self._drawn = 0
        self._next = clock() + DELAY if stream.isatty() and os.environ.get("TERM") != "dumb" else float("inf")

    def show(self, taken: int, size: int | None, records: int | None = None) -> None:
        """`taken` octets of `size` (None: unknown) are done, with so many records in them where that is known."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + INTERVAL
        share = f"{min(taken * 100 // size, 100)} %" if size else f"{taken / 1e6:.0f} MB"
        line = f"{self.label}: {share}" + (f", {records} records" if records is not None else "")
        self._write("\r" + line.ljust(self._drawn))
        self._drawn = len(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._drawn:
            self._write("\r" + " " * self._drawn + "\r")
            self._drawn = 0

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
