"""The D-Bus library that is there, dbus-fast or dbus-next: the only module that imports one."""

import functools
from contextlib import suppress
from typing import Any

from pairtui.sources.dbus.values import BusError
from pairtui.sources.errors import NO_DBUS_LIBRARY

_LIBRARIES = {"fast": "dbus_fast", "next": "dbus_next"}
_LEAVES = frozenset((str, int, bool, bytes, float))


def _modules(package: str) -> tuple[Any, Any]:
    """The library and its asyncio part, imported statically so that the import rules see it. Raises ImportError."""
    if package == "dbus_fast":
        import dbus_fast
        import dbus_fast.aio

        return dbus_fast, dbus_fast.aio
    import dbus_next
    import dbus_next.aio

    return dbus_next, dbus_next.aio


class Library:
    """The names that dbus-fast and dbus-next share."""

    def __init__(self, package: str) -> None:
        library, aio = _modules(package)
        self.name = package.replace("_", "-")
        self.message: Any = library.Message
        self.variant: Any = library.Variant
        self.kinds: Any = library.MessageType
        self.flags: Any = library.MessageFlag
        self.bus_types: Any = library.BusType
        self.connection: Any = aio.MessageBus if package == "dbus_fast" else _careful(aio.MessageBus)


def _careful(base: Any) -> Any:
    """dbus-next's connection, without two faults.

    It kept a socket that could not connect, and looped for ever where the daemon hung up while authenticating.
    """

    class Connection(base):  # type: ignore[misc]
        def _setup_socket(self) -> None:
            try:
                super()._setup_socket()
            except Exception:
                for held in (getattr(self, "_stream", None), getattr(self, "_sock", None)):
                    if held is not None:
                        held.close()
                raise

        async def _auth_readline(self) -> str:
            line = b""
            while not line.endswith(b"\r\n"):
                octets = await self._loop.sock_recv(self._sock, 2)
                if not octets:
                    raise EOFError("the bus hung up while authenticating")
                line += octets
            return line[:-2].decode("ascii", "replace")

    return Connection


@functools.cache
def library_named(wanted: str) -> Library:
    """dbus-fast for "fast", dbus-next for "next", else the first of them that can be imported. Raises BusError."""
    for package in [_LIBRARIES[wanted]] if wanted in _LIBRARIES else _LIBRARIES.values():
        with suppress(ImportError):
            return Library(package)
    raise BusError(NO_DBUS_LIBRARY, "neither dbus-fast nor dbus-next can be imported")


def plain(value: Any, variant: Any) -> Any:
    """`value` with each `variant` unwrapped and each struct a list, all the way down."""
    kind = type(value)
    if kind is variant:
        value = value.value
        kind = type(value)
    if kind in _LEAVES:
        return value
    if kind is dict:
        return {key: plain(item, variant) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [item if type(item) in _LEAVES else plain(item, variant) for item in value]
    return plain(value, variant) if kind is variant else value
