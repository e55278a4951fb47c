"""A member of the lab's cast: how one virtual device pairs, what goes wrong with it, and what a user can do to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pairtui.files.toml_table import Table
from pairtui.pairing.events import PIN_OCTETS
from pairtui.protocol.io_capability import IoCapability
from pairtui.protocol.messages.smp import IO_BY_LABEL, KeyDist, smp
from pairtui.protocol.values import ADDRESS

CODES = {message.NAME: code for code, message in smp.by_code.items()}
"""SMP's command codes by the PDU's name, as the ladder shows it."""

POINTS = (
    "connection",
    "encryption request",
    "keys exchanged",
    "comparing numbers",
    "typing the passkey",
    "page",
    "pairing request",
    "giving the PIN",
)
"""Where a fault can happen besides at an SMP PDU ("receiving Pairing Request", "sending Pairing Confirm").

The last three are of BR/EDR: the page, the first PDU of a pairing, the answer to PIN Code Request.
"""

TRANSPORTS = ("le", "bredr", "dual")

EFFECTS = ("refuse", "disconnect", "ignore", "corrupt", "shorten", "unasked key", "phy update")
"""What a fault does: send Pairing Failed, end the link, keep silent, spoil the value, leave out the last octet, send
Signing Information first, start a PHY update.
"""

USER_ACTIONS = (
    "forget the bond",
    "disconnect",
    "ask for security",
    "connect to the gateway",
    "go out of range",
    "come back into range",
)
"""What a user can do to every member that lists it; besides its switches."""

_KEYS = {"EncKey": KeyDist.ENC_KEY, "IdKey": KeyDist.ID_KEY, "Sign": KeyDist.SIGN, "LinkKey": KeyDist.LINK_KEY}
_ADDRESS = re.compile(ADDRESS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One deviation of a member from the specification.

    `at` is "receiving NAME" or "sending NAME" of an SMP PDU, or one of POINTS; `does` one of EFFECTS with `reason`, an
    SMP reason for "refuse", a controller error code for "disconnect". It happens where the switch `when` is on, or the
    switch `unless` is off, the first `times` times (0: every time), at random `of_ten` times in ten. On BR/EDR
    `reason` is a controller error code.
    """

    at: str
    does: str
    reason: int = 0x08
    when: str = ""
    unless: str = ""
    times: int = 0
    of_ten: int = 10


@dataclass(frozen=True, slots=True)
class Member:
    """One virtual device. `key` is its name in the cast; `kind` "peripheral", "phone" or "crowd".

    `names` are what it advertises, one after the other; `rssi` how strong it is heard, in dBm. `io` to `requires` are
    its SMP: `requires` is the lowest level of LE security mode 1 it agrees to, `passkey` the one it always shows (-1:
    a random one), `oob` whether out-of-band data stands on its label, `read_level` what its protected characteristic
    asks for. `sessions` is how many encrypted connections its bond outlives (0: any number). `switches` say what a
    user can turn on or off and how it stands at the start; `user_actions` are the USER_ACTIONS offered. `services`
    (16-bit UUIDs) and `company` are advertised as far as they fit. `count` is how many a crowd is, each heard every
    `interval` ms.

    `transport` is one of TRANSPORTS. On BR/EDR `ssp` is whether it has Secure Simple Pairing; without, `pin` is its
    fixed PIN ("": its user types the one that the gateway shows). With Secure Connections it encrypts with AES-CCM,
    but for one without `aes_ccm`. After a failed pairing it refuses for `repeated_attempts` seconds (0: not), longer
    each time.
    """

    key: str
    names: tuple[str, ...]
    address: str
    page: str = ""
    kind: str = "peripheral"
    transport: str = "le"
    class_of_device: int = 0x1F00
    ssp: bool = True
    pin: str = ""
    aes_ccm: bool = True
    repeated_attempts: int = 0
    rssi: int = -60
    interval: int = 400
    count: int = 1
    services: tuple[int, ...] = ()
    company: int = -1
    io: str = IoCapability.NO_INPUT_NO_OUTPUT.label
    secure_connections: bool = True
    mitm: bool = False
    bonding: bool = True
    keypress: bool = False
    ct2: bool = False
    key_size: int = 16
    least_key_size: int = 7
    initiator_keys: KeyDist = KeyDist.ENC_KEY | KeyDist.ID_KEY
    responder_keys: KeyDist = KeyDist.ENC_KEY | KeyDist.ID_KEY
    passkey: int = -1
    requires: int = 2
    oob: bool = False
    read_level: int = 2
    sessions: int = 0
    faults: tuple[Fault, ...] = ()
    switches: Mapping[str, bool] = field(default_factory=dict)
    user_actions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called first."""
        return self.names[0]

    @property
    def dual(self) -> bool:
        """Whether it has both transports."""
        return self.transport == "dual"


def member_of(key: str, table: Table) -> Member:
    """The member `key` as a file describes it in `table`. Raises TomlError."""
    transport = table.take("transport", "le", TRANSPORTS)
    address = table.need("address", str, "a static random address, C0:00:00:00:00:01 or above")
    if not _ADDRESS.fullmatch(address) or (transport == "le" and int(address[:2], 16) < 0xC0):
        what = "static random" if transport == "le" else "public"
        first = ", the first C0 to FF" if transport == "le" else ""
        raise table.error("address", f"write a {what} address: six octets as C0:00:00:00:00:01{first}")
    names = table.texts("names") or (table.need("name", str, "what it advertises"),)
    member = _read(Member(key, names, address, transport=transport), table)
    table.end()
    return member


def changed(member: Member, values: Mapping[str, object]) -> Member:
    """`member` with other `values`, by the keys of a cast file. Raises TomlError."""
    table = Table(f"a change of {member.key}", "", dict(values))
    new = _read(member, table)
    table.end()
    return new


def _read(member: Member, table: Table) -> Member:
    """`member` with what `table` says differently."""
    switches = dict(member.switches)
    stands: dict[str, object] = table.take("switches", {})
    for switch, on in stands.items():
        if not isinstance(on, bool):
            raise table.error(switch, "write true or false")
        switches[switch] = on
    faults = member.faults
    if "faults" in table:
        faults = tuple(_fault(each, switches) for each in table.tables("faults"))
    given: dict[str, Any] = {name: table.take(name, getattr(member, name)) for name in _PLAIN}
    given |= {name: table.number(name, getattr(member, name), *ends) for name, ends in _NUMBERS.items()}
    return replace(
        member,
        **given,
        page=table.take("page", member.page).strip(),
        kind=table.take("kind", member.kind, ("peripheral", "phone", "crowd")),
        io=table.take("io", member.io, tuple(IO_BY_LABEL)),
        services=_services(table, member.services),
        pin=_pin(table, member.pin),
        initiator_keys=_keys(table, "initiator_keys", member.initiator_keys),
        responder_keys=_keys(table, "responder_keys", member.responder_keys),
        faults=faults,
        switches=switches,
        user_actions=table.texts("deeds", USER_ACTIONS) if "deeds" in table else member.user_actions,
    )


_PLAIN = ("ssp", "aes_ccm", "secure_connections", "mitm", "bonding", "keypress", "ct2", "oob")
_NUMBERS = {
    "rssi": (-127, 20),
    "interval": (20, 10_240),
    "count": (1, 1000),
    "company": (-1, 0xFFFF),
    "class_of_device": (0, 0xFFFFFF),
    "repeated_attempts": (0, 3600),
    "key_size": (1, 16),
    "least_key_size": (7, 16),
    "passkey": (-1, 999_999),
    "requires": (2, 4),
    "read_level": (1, 4),
    "sessions": (0, 1000),
}
"""The least and the largest value of each."""


def _services(table: Table, default: tuple[int, ...]) -> tuple[int, ...]:
    numbers: list[object] = table.take("services", list(default))
    if not all(isinstance(one, int) and 0 <= one <= 0xFFFF for one in numbers):
        raise table.error("services", "write 16-bit UUIDs, such as [0x1810, 0x180F]")
    return tuple(one for one in numbers if isinstance(one, int))


def _pin(table: Table, default: str) -> str:
    pin = table.take("pin", default)
    if len(pin.encode()) > PIN_OCTETS:
        raise table.error("pin", f"write 1 to {PIN_OCTETS} octets, or leave it out")
    return pin


def _keys(table: Table, key: str, default: KeyDist) -> KeyDist:
    if key not in table:
        return default
    found = KeyDist(0)
    for name in table.texts(key, tuple(_KEYS)):
        found |= _KEYS[name]
    return found


def _fault(table: Table, switches: Mapping[str, bool]) -> Fault:
    at = table.need("at", str, "where it happens")
    way, _, pdu = at.partition(" ")
    if at not in POINTS and not (way in ("receiving", "sending") and pdu in CODES):
        raise table.error("at", f"write receiving or sending and the name of an SMP PDU, or {', '.join(POINTS)}")
    does = table.need("does", str, f"one of {', '.join(EFFECTS)}")
    fault = Fault(
        at,
        does,
        table.number("reason", 0x13 if does == "disconnect" else 0x08, 0, 0xFF),
        table.take("when", ""),
        table.take("unless", ""),
        table.number("times", 0, 0, 1000),
        table.number("of_ten", 10, 1, 10),
    )
    if fault.does not in EFFECTS:
        raise table.error("does", f"write one of {', '.join(EFFECTS)}")
    for key, switch in (("when", fault.when), ("unless", fault.unless)):
        if switch and switch not in switches:
            raise table.error(key, f"name one of its switches: {', '.join(switches) or 'it has none'}")
    table.end()
    return fault
