"""Who gets which signals of a connection: all of them, or the latest of those that supersede each other."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from pairtui.sources.dbus.values import Match, Signal

HELD_SECONDS = 0.2
"""A crowd's strengths change a thousand times a second; the console draws five times."""

_CHANGED = "sa{sv}as"
"""What PropertiesChanged carries: interface, changed properties, invalidated ones."""

_log = logging.getLogger(__name__)


class _Subscription(NamedTuple):
    match: Match
    callback: Callable[[Signal], None]
    latest: frozenset[str]


class Signals:
    """Passes signals on, in the order they came; `signal` makes one of the library's message."""

    def __init__(self, signal: Callable[[Any], Signal]) -> None:
        self._signal = signal
        self._subscriptions: dict[tuple[str, str, str | None], list[_Subscription]] = {}
        self._held: dict[tuple[str, str], Any] = {}
        self._timer: asyncio.TimerHandle | None = None

    def subscribe(self, match: Match, callback: Callable[[Signal], None], latest: frozenset[str]) -> None:
        """Have `callback` called with each signal that `match` describes.

        A PropertiesChanged of nothing but the properties `latest` waits for a moment, and one that comes meanwhile
        takes its place.
        """
        key = (match.interface, match.member, match.arg0)
        self._subscriptions.setdefault(key, []).append(_Subscription(match, callback, latest))

    def take(self, message: Any) -> None:
        """Pass a signal on, or hold it for a moment."""
        if not any(one.latest and self._hold(message, one.latest) for one in self._of(message)):
            self.release()
            self._deliver(message)

    def release(self) -> None:
        """Pass on what is held: something is to be passed on that came later."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held = self._held, {}
        for message in held.values():
            self._deliver(message)

    def _of(self, message: Any) -> list[_Subscription]:
        interface, member, body = message.interface, message.member, message.body
        found = self._subscriptions.get((interface, member, None), [])
        if body and type(body[0]) is str:
            return found + self._subscriptions.get((interface, member, body[0]), [])
        return found

    def _hold(self, message: Any, latest: frozenset[str]) -> bool:
        if message.signature != _CHANGED:
            return False
        _, changed, invalidated = message.body
        if invalidated or not changed.keys() <= latest:
            return False
        key = (message.path, message.sender)
        older = self._held.get(key)
        if older is not None and not older.body[1].keys() <= changed.keys():
            self._deliver(older)
        self._held[key] = message
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(HELD_SECONDS, self.release)
        return True

    def _deliver(self, message: Any) -> None:
        for match, callback, _ in self._of(message):
            if match.accepts(message.path):
                guarded(callback, self._signal(message))


def guarded(callback: Callable[[Any], None], value: object) -> None:
    """Call back; a fault there is ours: the library would print it over the screen."""
    try:
        callback(value)
    except Exception:
        _log.exception("%s failed", callback)
