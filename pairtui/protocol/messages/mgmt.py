"""The management interface around a pairing: its commands, its events, its sockets."""

from pairtui.protocol.fields import Family, Message
from pairtui.protocol.immutable import immutable
from pairtui.protocol.messages.mgmt_commands import *  # noqa: F403
from pairtui.protocol.messages.mgmt_commands import commands as commands
from pairtui.protocol.messages.mgmt_events import *  # noqa: F403
from pairtui.protocol.messages.mgmt_events import events as events
from pairtui.protocol.values import Malformed, Unknown

ADDRESS_TYPE = {0: "bredr", 1: "public", 2: "random"}
"""MGMT address types: BR/EDR, LE public, LE random."""


@immutable()
class MgmtOpen:
    """A program opened a socket to the kernel's Bluetooth subsystem, as the monitor channel reports it.

    `name` is the program's (up to 15 characters, "" where the kernel did not say), `version` the interface's, as
    "1.22". `trusted` programs may see pairing events and change settings. `channel` is "mgmt", "raw" or "user": a
    program on the user channel has the controller for itself.
    """

    socket: int
    name: str
    version: str
    trusted: bool
    channel: str = "mgmt"


@immutable()
class MgmtClose:
    """The socket of a `MgmtOpen` was closed."""

    socket: int


def decode_command(frame: bytes) -> Message | Unknown | Malformed:
    """A command as the monitor channel carries it: opcode and parameters, no length; never raises."""
    return _decode(commands, frame)


def decode_event(frame: bytes) -> Message | Unknown | Malformed:
    """An event as the monitor channel carries it: opcode and parameters, no length; never raises."""
    return _decode(events, frame)


def _decode(family: Family, frame: bytes) -> Message | Unknown | Malformed:
    if len(frame) < 2:
        return Malformed(family.space, f"{len(frame)} octets of 2", frame)
    return family.decode(frame[0] | frame[1] << 8, frame[2:])
