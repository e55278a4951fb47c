"""Work in a thread that rests most of its first seconds, so that a key does not wait for it."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep
from typing import ParamSpec, TypeVar

WORK, REST = 0.001, 0.004
"""Seconds of work, then of rest."""

PATIENCE = 2.0
"""Seconds after which it rests no more: on a slow gateway an attempt is kept at once rather than a key answered."""

P = ParamSpec("P")
T = TypeVar("T")


class Pace:
    """Runs functions that nobody waits for, one at a time, in a thread.

    One that does not rest takes the interpreter's lock for 5 ms (`sys.getswitchinterval`) whenever the event loop looks
    for events, which it does a dozen times between a key and its frame.
    """

    def __init__(self) -> None:
        self._hurried = 0
        self._started = self._begun = 0.0  # on the monotonic clock

    async def run(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """What `function` gives, or raises."""
        return await asyncio.to_thread(self._paced, partial(function, *arguments, **named))

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """Somebody waits: until then it does not rest."""
        self._hurried += 1
        try:
            yield
        finally:
            self._hurried -= 1

    def _paced(self, work: Callable[[], T]) -> T:
        before = sys.getprofile()
        self._started = self._begun = monotonic()
        sys.setprofile(self._rest)  # of this thread only: it is called with each call and return
        try:
            return work()
        finally:
            sys.setprofile(before)

    def _rest(self, *_: object) -> None:
        now = monotonic()
        if self._hurried or now - self._begun <= WORK:
            return
        if now - self._started > PATIENCE:
            sys.setprofile(None)
            return
        sleep(REST)
        self._begun = monotonic()
