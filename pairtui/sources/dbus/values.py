"""What goes into a bus connection: method, match rule and typed value; what comes out of it: signal and error."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pairtui.sources.errors import ActionError

DAEMON = "org.freedesktop.DBus"
DAEMON_PATH = "/org/freedesktop/DBus"
PROPERTIES = "org.freedesktop.DBus.Properties"
OBJECT_MANAGER = "org.freedesktop.DBus.ObjectManager"


class BusError(ActionError):
    """A D-Bus error: `name` as the bus or the other side gave it, `text` what was added to it."""


class Typed(NamedTuple):
    """A value to be sent as a variant, with its D-Bus signature."""

    signature: str
    value: object


class Signal(NamedTuple):
    """A received signal. `sender` is a unique name; variants in `body` are unwrapped, structs are lists."""

    sender: str
    path: str
    interface: str
    member: str
    body: list[Any]


@dataclass(frozen=True, slots=True)
class Match:
    """Which signals to receive (D-Bus specification, "Match Rules"); what is None is not asked for."""

    interface: str
    member: str
    sender: str | None = None
    path: str | None = None
    path_namespace: str | None = None
    arg0: str | None = None

    def rule(self) -> str:
        """The rule as `AddMatch` takes it."""
        keys = ("sender", "interface", "member", "path", "path_namespace", "arg0")
        return "type='signal'" + "".join(f",{key}='{value}'" for key in keys if (value := getattr(self, key)))

    def accepts(self, path: str) -> bool:
        """Whether a signal of this interface, member and first argument is meant: the bus sends what any rule asked."""
        if self.path is not None and path != self.path:
            return False
        space = self.path_namespace
        return space is None or path == space or path.startswith(space.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class Method:
    """An exported method: `function` gets the arguments; its result, or what it awaits, is the reply's values.

    It may raise ActionError to answer with that error.
    """

    function: Callable[..., "Sequence[object] | Awaitable[Sequence[object] | None] | None"]
    takes: str = ""
    returns: str = ""
