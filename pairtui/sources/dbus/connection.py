"""A connection to a message bus, in plain Python values."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pairtui.sources.dbus.library import Library, library_named, plain
from pairtui.sources.dbus.signals import Signals, guarded
from pairtui.sources.dbus.values import DAEMON, DAEMON_PATH, BusError, Match, Method, Signal, Typed
from pairtui.sources.errors import (
    DBUS_ACCESS_DENIED,
    DBUS_DISCONNECTED,
    DBUS_FAILED,
    DBUS_INVALID_ARGS,
    DBUS_NAME_HAS_NO_OWNER,
    DBUS_NO_REPLY,
    ActionError,
)

CONNECT_SECONDS = 5.0
CALL_SECONDS = 25.0  # what libdbus gives a call

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Pending:
    future: asyncio.Future[list[Any]]
    on_reply: Callable[[list[Any]], None] | None


class Bus:
    """One connection. Every call ends: with the reply, or with BusError when the bus is gone or time is up."""

    def __init__(self, library: Library, connection: Any) -> None:
        self.library = library.name
        self.lost = asyncio.Event()
        self._library = library
        self._connection = connection
        self._pending: dict[int, _Pending] = {}
        self._signals = Signals(self._signal)
        self._exports: dict[tuple[str, str, str], tuple[Method, Callable[[str], bool]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._monitored: Callable[[Signal], None] | None = None
        connection.add_message_handler(self._received)
        self._watcher = asyncio.create_task(self._watch())

    @classmethod
    async def connect(cls, address: str | None = None, library: str | None = None) -> "Bus":
        """A connection to the bus at `address`, else the system bus.

        `library` is "fast" or "next", else what PAIRTUI_DBUS says, else the first that can be imported.
        Raises BusError.
        """
        chosen = library_named(library or os.environ.get("PAIRTUI_DBUS", ""))
        connection = None
        try:
            connection = chosen.connection(bus_address=address, bus_type=chosen.bus_types.SYSTEM)
            # Not `wait_for`: that of Python 3.11 loses a cancellation that comes as the connection fails.
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.connect()
        except Exception as error:
            _release(connection)
            raise BusError(DBUS_DISCONNECTED, _words(error)) from error
        except asyncio.CancelledError:
            _release(connection)
            raise
        return cls(chosen, connection)

    @property
    def unique_name(self) -> str:
        """This connection's name on the bus, as `:1.42`."""
        return str(self._connection.unique_name)

    async def call(
        self,
        destination: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: Sequence[object] = (),
        seconds: float = CALL_SECONDS,
        on_reply: Callable[[list[Any]], None] | None = None,
    ) -> list[Any]:
        """The values of the reply, variants unwrapped; `seconds` is how long to wait. Raises BusError.

        `on_reply` is called with them before any message that came after the reply is looked at. A service that
        does not run is not started for this.
        """
        try:
            message = self._library.message(
                destination=destination,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=[self._wrapped(value) for value in body],
                flags=self._library.flags.NO_AUTOSTART,
            )
        except Exception as error:
            raise BusError(DBUS_INVALID_ARGS, _words(error)) from error
        message.serial = serial = self._connection.next_serial()
        pending = _Pending(asyncio.get_running_loop().create_future(), on_reply)
        self._pending[serial] = pending
        try:
            self._send(message)
            return await asyncio.wait_for(pending.future, seconds)
        except TimeoutError:
            raise BusError(DBUS_NO_REPLY, f"{member} was not answered within {seconds:g} s") from None
        finally:
            self._pending.pop(serial, None)

    async def subscribe(
        self, match: Match, callback: Callable[[Signal], None], latest: frozenset[str] = frozenset()
    ) -> None:
        """Have `callback` called with each signal that `match` describes. Raises BusError.

        A PropertiesChanged of nothing but the properties `latest` comes up to 0.2 s later, in place of those before
        it; it still comes before every message that was sent after it.
        """
        self._signals.subscribe(match, callback, latest)
        await self.call(DAEMON, DAEMON_PATH, DAEMON, "AddMatch", "s", [match.rule()])

    async def monitor(self, rules: Sequence[str], callback: Callable[[Signal], None]) -> None:
        """Have `callback` called with every call and signal on the bus that one of the match rules describes.

        Nothing can be sent any more on this connection. Raises BusError: a bus lets root do this, as a rule.
        """

        def begin(_: list[Any]) -> None:
            self._monitored = callback

        await self.call(
            DAEMON, DAEMON_PATH, f"{DAEMON}.Monitoring", "BecomeMonitor", "asu", [list(rules), 0], on_reply=begin
        )

    def export(self, path: str, interface: str, methods: Mapping[str, Method], allowed: Callable[[str], bool]) -> None:
        """Answer calls of `methods` (by member) on `path`; a sender that is not `allowed` gets AccessDenied."""
        for member, method in methods.items():
            self._exports[path, interface, member] = (method, allowed)

    async def name_owner(self, name: str) -> str:
        """The unique name that owns `name`, "" where nobody does. Raises BusError."""
        try:
            return str((await self.call(DAEMON, DAEMON_PATH, DAEMON, "GetNameOwner", "s", [name]))[0])
        except BusError as error:
            if error.name == DBUS_NAME_HAS_NO_OWNER:
                return ""
            raise

    async def pid_of(self, name: str) -> int:
        """The process that owns `name`. Raises BusError."""
        return int((await self.call(DAEMON, DAEMON_PATH, DAEMON, "GetConnectionUnixProcessID", "s", [name]))[0])

    async def close(self) -> None:
        """Leave the bus; calls under way end with BusError. Safe to call twice."""
        for task in tuple(self._tasks):
            task.cancel()
        self._signals.release()
        if self._connection.connected and not self.lost.is_set():
            self._connection.disconnect()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.lost.wait(), 1)
        self._watcher.cancel()

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _watch(self) -> None:
        why = "the connection was closed"
        try:
            await self._connection.wait_for_disconnect()
        except Exception as error:
            why = f"the bus hung up ({_words(error)})"
        finally:
            self.lost.set()
            for pending in self._pending.values():
                if not pending.future.done():
                    pending.future.set_exception(BusError(DBUS_DISCONNECTED, why))
            _release(self._connection)

    def _send(self, message: Any) -> None:
        """Queue a message. A message for a connection that has ended would wait for ever, or touch another's file."""
        if self.lost.is_set() or not self._connection.connected:
            raise BusError(DBUS_DISCONNECTED, "not connected to the bus")
        try:
            sent = self._connection.send(message)
        except Exception as error:
            raise BusError(DBUS_INVALID_ARGS, _words(error)) from error
        sent.add_done_callback(_retrieved)

    def _received(self, message: Any) -> bool:
        """Every message comes through here first; True where nothing is left to do. Never raises."""
        kind = message.message_type
        kinds = self._library.kinds
        if self._monitored is not None:
            if kind in (kinds.SIGNAL, kinds.METHOD_CALL):
                guarded(self._monitored, self._signal(message))
            return True  # an answer would end the connection
        if kind is kinds.SIGNAL:
            self._signals.take(message)
            return True
        self._signals.release()
        if kind is kinds.METHOD_CALL:
            return self._called(message)
        pending = self._pending.get(message.reply_serial)
        if pending is None or pending.future.done():
            return False
        body = plain(message.body, self._library.variant)
        if kind is kinds.ERROR:
            text = body[0] if body and isinstance(body[0], str) else ""
            pending.future.set_exception(BusError(message.error_name or DBUS_FAILED, text))
            return True
        if pending.on_reply is not None:
            guarded(pending.on_reply, body)
        pending.future.set_result(body)
        return True

    def _signal(self, message: Any) -> Signal:
        body = plain(message.body, self._library.variant)
        return Signal(message.sender or "", message.path, message.interface, message.member, body)

    def _called(self, message: Any) -> bool:
        method, allowed = self._exports.get((message.path, message.interface, message.member), (None, None))
        if method is None or allowed is None or message.signature != method.takes:
            return False
        if not allowed(message.sender or ""):
            self._reply_error(message, DBUS_ACCESS_DENIED, "only bluetoothd may call this")
            return True
        task = asyncio.create_task(self._answer(message, method))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _answer(self, message: Any, method: Method) -> None:
        try:
            result = method.function(*plain(message.body, self._library.variant))
            values = await result if isinstance(result, Awaitable) else result
        except ActionError as error:
            self._reply_error(message, error.name, error.text)
            return
        except Exception as error:
            _log.exception("%s failed", message.member)
            self._reply_error(message, DBUS_FAILED, type(error).__name__)
            return
        body = [self._wrapped(value) for value in values or ()]
        self._reply(message, kind="METHOD_RETURN", signature=method.returns, body=body)

    def _reply_error(self, message: Any, name: str, text: str) -> None:
        self._reply(message, kind="ERROR", signature="s", body=[text], error_name=name)

    def _reply(self, call: Any, kind: str, **fields: Any) -> None:
        if call.flags.value & self._library.flags.NO_REPLY_EXPECTED.value:
            return
        with suppress(BusError):
            self._send(
                self._library.message(
                    message_type=self._library.kinds[kind], destination=call.sender, reply_serial=call.serial, **fields
                )
            )

    def _wrapped(self, value: object) -> object:
        if isinstance(value, Typed):
            return self._library.variant(value.signature, self._wrapped(value.value))
        if isinstance(value, Mapping):
            return {key: self._wrapped(item) for key, item in value.items()}
        return value


def _retrieved(sent: asyncio.Future[Any]) -> None:
    """Take the error of a message that could not be written: whoever waits for its reply learns it from `lost`."""
    if not sent.cancelled():
        sent.exception()


def _release(connection: Any) -> None:
    """Close the socket, which dbus-next leaves open, and let the loop forget it first."""
    sock = getattr(connection, "_sock", None)
    if sock is None or sock.fileno() < 0:
        return
    loop = asyncio.get_running_loop()
    loop.remove_reader(sock.fileno())
    loop.remove_writer(sock.fileno())
    for held in (connection._stream, sock):
        with suppress(Exception):
            held.close()


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
