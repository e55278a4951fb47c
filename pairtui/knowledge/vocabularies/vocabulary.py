"""What a vocabulary is made of: the lines a stack writes, and what each of them states about a pairing."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from re import Match, Pattern

from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.protocol.immutable import immutable

ADDRESS = r"(?P<address>(?:[0-9A-Fa-fXx*]{2}[:_-]){5}[0-9A-Fa-fXx*]{2})(?: ?[\[(](?P<kind>public|random)(?:-id)?[\])])?"
CODE = r"(?P<code>0[xX][0-9a-fA-F]{1,4}|\d{1,5}(?!\.?\d))"


SMP_TIMEOUT = ("firmware", "SmpTimeout")
LINK_ENDED = ("firmware", "LinkEnded")
UNSPECIFIED = ("firmware", "Unspecified")
"""Space and code of a stack's own number or word for SMP's 30 seconds, for which no PDU has a reason."""

LAST_OF_HCI = 0x45

_WITHOUT_0X = ("13", "14", "15", "16")
"""Reasons of a disconnection that a log can only mean as hexadecimal: no link ends with the decimal ones.

Core Specification, Vol 1, Part F: 0x0D to 0x0F and 0x10 answer a request to connect.
"""


class Says(StrEnum):
    """What kind of fact a line states."""

    BEGUN = "begun"  # a pairing was asked for or has begun
    ASKED = "asked"  # the user is asked, or shown a passkey
    DENIED = "denied"  # the user, or who answers for them, said no
    FAILED = "failed"  # pairing or encryption failed
    ENCRYPTED = "encrypted"
    PAIRED = "paired"  # with a bond, or in the stack's own words
    BONDED = "bonded"  # the link is encrypted and has a bond, made now or before
    CONNECTED = "connected"
    NOT_CONNECTED = "not connected"  # no link came about
    DISCONNECTED = "disconnected"
    STEP = "step"  # belongs to the pairing under way, which it fails if it has a code, and states nothing by itself
    HARMLESS = "harmless"  # has a word of failure and is none


@immutable()
class Statement:
    """One fact that a line states.

    `space` and `code` are those of `knowledge.codes`, "" and 0 where there is none. `by` is the side that failed it,
    seen from the machine that writes the log: "local", "peer" or "unknown". `role` is that machine's, "" where the
    line does not say.
    """

    says: Says
    space: str = ""
    code: int | str = 0
    by: str = "unknown"
    step: str = ""
    role: str = ""
    address: str | None = None
    address_type: str | None = None
    transport: str = "le"


Reading = Callable[[Match[str]], Statement | None]


@immutable()
class Row:
    """A line: `key` stands in it, in lower case; `pattern` finds it; `read` gives what it states, None for nothing.

    Where a line has one of several words instead, they stand in `key` with `|` between them.

    `common`: other stacks write the same words, so it counts only where something else has identified the stack.
    """

    key: str
    pattern: Pattern[str]
    read: Reading
    common: bool = False


@immutable()
class Vocabulary:
    """The words of one stack.

    `host` is the machine that writes such a log: "gateway", "microcontroller", "phone", "pc", "sniffer" or "unknown".
    `distinctive` finds what only this stack writes. `source` says where its words and numbers are from.
    `place`: in which order it is asked about words that others have, too; those with general words come late.
    """

    stack: str
    title: str
    host: str
    source: str
    distinctive: Pattern[str]
    rows: tuple[Row, ...]
    place: int = 50


def number(text: str) -> int:
    """A number as logs write it, 0x for hexadecimal."""
    return int(text, 16) if text[:2].lower() == "0x" else int(text)


def row(
    key: str,
    pattern: str,
    says: Says,
    space: str = "",
    *,
    by: str = "unknown",
    step: str = "",
    role: str = "",
    transport: str = "le",
    code: int | str = 0,
    names: Mapping[str, int] | Mapping[str, str] | None = None,
    common: bool = False,
) -> Row:
    """A row whose pattern's groups give the rest: `code`, `name` (looked up in `names`), `address`, `kind`.

    `code` is the number where the words alone mean one. A code of 0 or an unknown name states nothing.
    """

    def read(found: Match[str]) -> Statement | None:
        groups = found.groupdict()
        value: int | str | None = code
        if groups.get("name"):
            value = names.get(groups["name"].lower()) if names else groups["name"]
        elif groups.get("code"):
            value = number(groups["code"])
        if space and not value:
            return None
        if says is Says.DISCONNECTED and space == "hci" and groups.get("code") in _WITHOUT_0X:
            value = int(groups["code"], 16)
        if says is Says.DISCONNECTED and space == "hci" and isinstance(value, int) and value > LAST_OF_HCI:
            return Statement(Says.STEP)
        return with_address(Statement(says, space, value or 0, by, step, role, None, None, transport), found)

    return Row(key, re.compile(pattern), read, common)


def computed(key: str, pattern: str, meaning: Callable[[int], Statement | None], *, common: bool = False) -> Row:
    """A row whose number is to be computed: `meaning` gives the statement for the group `code`."""

    def read(found: Match[str]) -> Statement | None:
        stated = meaning(number(found["code"]))
        return with_address(stated, found) if stated else None

    return Row(key, re.compile(pattern), read, common)


def attribute_answer(error: int) -> Statement:
    """The peer's ATT error; one that is not about security has nothing to do with a pairing."""
    if error in SECURITY_ERRORS:
        return Statement(Says.FAILED, "att", error, "peer", "attribute access", "initiator")
    return Statement(Says.STEP)


def with_address(stated: Statement, found: Match[str]) -> Statement:
    """The statement with the address that the line names."""
    groups = found.groupdict()
    address = groups.get("address")
    if not address:
        return stated
    values = {name: getattr(stated, name) for name in Statement.__annotations__}
    values |= {"address": re.sub("[_-]", ":", address).upper(), "address_type": groups.get("kind")}
    return Statement(**values)
