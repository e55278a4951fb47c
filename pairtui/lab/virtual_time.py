"""An event loop whose time passes only when nothing is left to do: a lab's half minute takes a moment, always alike."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

START = 1_767_268_800.0
"""What the clock of a lab in virtual time shows first: 1 January 2026, 12:00 UTC, in POSIX seconds."""


class _Selector(selectors.SelectSelector):
    """Waits for nothing: where the loop would sleep, its time is moved on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(timeout if timeout is None else 0)
        if not ready and timeout is not None and timeout > 0:
            self.now += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time, for what needs neither threads nor other processes."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        """Seconds since the loop began."""
        return self._virtual.now

    def clock(self) -> float:
        """POSIX seconds, from `START` on."""
        return START + self.time()


def clock() -> float:
    """POSIX seconds of the virtual time that runs. Only inside `run`."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    return loop.clock()


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end, in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)
