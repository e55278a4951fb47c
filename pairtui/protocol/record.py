"""One decoded entry of a log or capture, the same whether it came as bytes or as text."""

from enum import StrEnum
from typing import NamedTuple

from pairtui.protocol.immutable import immutable


class Direction(StrEnum):
    """Which way a message went, seen from the host that wrote the log."""

    SENT = "sent"  # host to controller: `<` in btmon
    RECEIVED = "received"  # controller to host: `>`
    HOST = "host"  # inside the host: MGMT, notes, log lines


@immutable()
class LinkPdu:
    """A whole PDU on an L2CAP channel of one link.

    `handle` is the connection handle, None where a text lost it. `cid` is the channel (4 ATT, 5 LE signalling,
    6 SMP, 7 SMP over BR/EDR, 1 signalling). `transport` is "le" or "bredr" where the log says. `address` is
    the peer's where the log's own line names it.
    """

    handle: int | None
    cid: int
    pdu: object
    transport: str | None = None
    address: str | None = None


@immutable()
class MgmtPdu:
    """A MGMT command or event (a message of `mgmt.commands` or `mgmt.events`) on the management socket `socket`.

    The kernel sends every open socket the same event, so a log repeats it; `socket` is whose copy this is (None
    where a text lost it).
    """

    socket: int | None
    pdu: object


DEBUG = 7
"""Syslog priority of the lines that programs write in their debug mode: there are thousands of them."""


@immutable()
class LogLine:
    """A line of a program's or the kernel's log: `ident` is who wrote it ("bluetoothd", "kernel", …).

    `quoted`: somebody who writes about it names these words in a sentence.
    """

    ident: str
    text: str
    priority: int | None = None  # syslog priority, 3 error, 6 information, 7 debug
    quoted: bool = False


@immutable()
class Sentence:
    """What a person wrote beside a log, where it may name what a program said."""

    text: str


@immutable()
class Account:
    """What people write in the whole text in their own words, a sentence a line.

    `documentation`: it stands in a page of samples; `reported`: somebody says that it happened.
    """

    text: str
    documentation: bool = False
    reported: bool = True


@immutable()
class NotUnderstood:
    """A line or entry that speaks of a failure (`protocol.failure_words`) and that no decoder or vocabulary knows."""

    text: str


@immutable()
class Reading:
    """Whose log this is, by its own words: a decoder or a vocabulary says so as soon as it knows.

    `stack` is the name of a vocabulary ("zephyr", "bluedroid", …), "" where it is not known; `host` the machine that
    wrote the log: "gateway", "peer", "phone", "sniffer", or "unknown".
    """

    stack: str = ""
    host: str = "unknown"


@immutable()
class IndexInfo:
    """A controller appeared (`new`), went away (`del`), or reported its address (`info`)."""

    what: str
    address: str | None = None
    name: str | None = None
    manufacturer: int | None = None


@immutable()
class Cut:
    """Here the log starts again: another session, host or excerpt; nothing before it belongs to what follows."""

    why: str


class Record(NamedTuple):
    """Entry `number` (1-based, as btmon counts entries of any kind) of a source.

    `time` is in seconds: POSIX time where the format carries it, else since the log's start; None where a text
    lost it. `adapter` is the controller index (hci0 is 0), None where the log does not say. `message` is a
    message of `hci.commands`, `hci.events` or `hci.le_events`, a `LinkPdu`, `MgmtPdu`, `LogLine`, `Sentence`,
    `Account`, `NotUnderstood`, `Reading`, `IndexInfo`, `Cut`, `Unknown` or `Malformed`.
    """

    number: int
    time: float | None
    adapter: int | None
    direction: Direction
    message: object
