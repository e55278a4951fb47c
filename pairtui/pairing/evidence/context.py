"""What surrounds the attempts and explains them: settings, versions, names, bonds, what happened on a link before."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.knowledge.devices import Book, shipped
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import CONNECTED, Seen
from pairtui.pairing.evidence.gateway_lines import bluez_version, faults_in, kernel_version
from pairtui.pairing.evidence.stack_log_state import StackLogState
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.record import Account, Direction, IndexInfo, LogLine, NotUnderstood, Reading, Sentence

LOCAL_VERSION = Struct("<BBHBHH")
"""What Read Local Version Information returns (7.4.1): status, HCI and LMP versions, manufacturer, LMP subversion."""

BEFORE = 12
LINKS = 64
NAMES = 4096
MOST_NOT_UNDERSTOOD = 100
CONNECTION_EVENTS = 12

_POWER_OFF = 0x15
"""The reason with which the kernel ends its links when it switches the adapter off (net/bluetooth/hci_sync.c)."""

SETTINGS = {"powered": 0, "bondable": 4, "ssp": 6, "bredr": 7, "le": 9, "secure-connections": 11}
"""Bits of the MGMT current settings that matter to pairing."""


class Unconnected(NamedTuple):
    """A connection that failed after a good pairing: with whom, its error as space and code, and the line's record."""

    peer: str | None
    space: str
    code: int | str
    record: int | None
    words: str


class GatewayFault(NamedTuple):
    """A failure of the gateway's own parts: the fact's name, when and where it was seen, and its words."""

    fact: str
    at: float | None
    record: int | None
    words: str


_CONNECTION = (*CONNECTED, hci.Disconnect, hci.DisconnectionComplete)
_REPLIES = (hci.CommandStatus, mgmt.CommandComplete, mgmt.CommandStatus)

_OF_BLUEZ = {"bluetoothd", "bluetoothctl", "btmgmt"}

MACHINES = {"microcontroller": "micro", "peer": "micro", "phone": "phone", "pc": "pc", "sniffer": "sniffer"}
"""The kind of machine by the host that a vocabulary names; any other is a gateway."""


def machine_of_log(host: str, stack: str) -> str:
    """What wrote a log, by its `Reading`: "gateway" (with BlueZ), "micro", "phone", "pc" or "sniffer"; else "host"."""
    return "host" if host == "unknown" and stack else MACHINES.get(host, "gateway")


@dataclass(slots=True)
class GatewayContext:
    """Facts about the gateway and its history, as far as the events show them.

    `settings` is by MGMT setting name, absent where not known. `names` and `devices` (the keys of `Device`) are by
    address. `bonds` holds the addresses of devices known to have a bond here, `paired` those that were seen to pair.
    `controller` is the controller's manufacturer (a company identifier) with its LMP subversion, as far as known.
    `agent` is the capability of pairtui's own agent ("" for none), None where this is a log of another program.
    `traced`: whether HCI or MGMT traffic was seen, and not only log lines. `failures` are those of earlier attempts:
    peer, code and step. `reading` is whose log this is. `not_understood` are lines that speak of a failure and that no
    row reads, with their records. `unconnected` are connections that failed after a good pairing. `log_state` is what
    the lines of other stacks said. `connections` are the last links that came up, did not, or ended, and refused
    commands. `account` is what people report beside the log; `documentation`: this is a page with samples; `reported`:
    somebody says that it happened. `book` gives the device book.
    """

    settings: dict[str, bool] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    bonds: set[str] = field(default_factory=set)
    paired: set[str | None] = field(default_factory=set)
    kernel: str | None = None
    bluez: str | None = None
    controller: tuple[int, ...] = ()
    agent: str | None = None
    traced: bool = False
    secure_connections_only: bool = False
    failures: deque[tuple[str | None, str, str]] = field(default_factory=lambda: deque(maxlen=200))
    log_lines: deque[tuple[float | None, int | None, LogLine]] = field(default_factory=lambda: deque(maxlen=50))
    reading: Reading = field(default_factory=Reading)
    not_understood: list[tuple[int | None, str]] = field(default_factory=list)
    gateway_faults: deque[GatewayFault] = field(default_factory=lambda: deque(maxlen=20))
    unconnected: deque[Unconnected] = field(default_factory=lambda: deque(maxlen=20))
    log_state: StackLogState = field(default_factory=StackLogState)
    account: str = ""
    documentation: bool = False
    reported: bool = True
    connections: deque[Traced] = field(default_factory=lambda: deque(maxlen=CONNECTION_EVENTS))
    book: Callable[[], Book] = shipped
    _before: dict[tuple[str | None, object], deque[Seen]] = field(default_factory=dict)

    @property
    def machine(self) -> str:
        """What wrote the log, as `machine_of_log` has it."""
        return machine_of_log(self.reading.host, self.reading.stack)

    def machine_of(self, seen: Sequence[Seen]) -> str:
        """The machine that wrote what was seen of an attempt: a gateway where BlueZ's programs alone report it."""
        programs = {s.message.ident if isinstance(s.message, LogLine) else "" for s in seen} - {"kernel"}
        return "gateway" if programs and programs <= _OF_BLUEZ else self.machine

    def note(self, event: Traced) -> None:
        """Keep what this event says about the gateway."""
        message = event.message
        self.traced = self.traced or not isinstance(message, LogLine | Sentence | Account)
        if isinstance(message, _CONNECTION) or (isinstance(message, _REPLIES) and message.status):
            self.connections.append(event)
        match message:
            case mgmt.SetPowered() if not message.value:
                self.note_switched_off(event.at, event.record)
            case mgmt.NewSettings():
                if not message.settings & 1:
                    self.note_switched_off(event.at, event.record)
                self.settings |= {name: bool(message.settings >> bit & 1) for name, bit in SETTINGS.items()}
            case mgmt.SetBondable():
                self.settings["bondable"] = bool(message.value)
            case mgmt.SetLowEnergy():
                self.settings["le"] = bool(message.value)
            case mgmt.SetSecureConnections():
                self.settings["secure-connections"] = bool(message.value)
                self.secure_connections_only = message.value == 2
            case mgmt.NewLongTermKey() | mgmt.NewLinkKey():
                if message.store:
                    self.bonds.add(message.address)
            case mgmt.UnpairDevice():
                self.bonds.discard(message.address)
            case IndexInfo() if message.what != "del":
                if message.manufacturer is not None and self.controller[:1] != (message.manufacturer,):
                    self.controller = (message.manufacturer,)
            case hci.CommandComplete():
                if (
                    message.opcode == hci.ReadLocalVersionInformation.CODE
                    and len(message.returns) >= LOCAL_VERSION.size
                ):
                    *_, maker, subversion = LOCAL_VERSION.unpack_from(message.returns)
                    self.controller = maker, subversion
            case LogLine():
                self._log_line(event, message)
            case hci.HardwareError():
                words = f"The controller reported a hardware error (code 0x{message.code:02x})"
                self.note_fault("controller-crashed", event.at, event.record, words)
            case IndexInfo() if message.what == "del":
                self.note_fault("adapter-removed", event.at, event.record, "The adapter went away")
            case NotUnderstood():
                self.note_not_understood(event.record, message.text)
            case Reading():
                self.note_reading(message)
            case Account():
                self.account, self.documentation = message.text, message.documentation
                self.reported = message.reported
            case att.ErrorResponse():
                if message.error in SECURITY_ERRORS:
                    self.keep(event)
            case smp.SecurityRequest():
                self.keep(event)
            case hci.LeConnectionComplete() | hci.LeEnhancedConnectionComplete() | hci.ConnectionComplete():
                if message.status == 0:
                    self._forget(event.link)
                    self.keep(event)
            case hci.LePhyUpdateComplete() | hci.LeConnectionUpdateComplete():
                self.keep(event)
            case hci.Disconnect():
                self.keep(event)
                if message.reason == _POWER_OFF:
                    words = "This host ended its links because its adapter was to go off"
                    self.note_fault("adapter-switched-off", event.at, event.record, words)

    def note_adapter(self, changes: Mapping[str, object]) -> None:
        """Take a source's word for the adapter's settings."""
        policy = changes.get("policy")
        if isinstance(policy, Mapping) and isinstance(mode := policy.get("secure-connections"), int):
            self.secure_connections_only = mode == 2
        for ours, name in (("powered", "powered"), ("pairable", "bondable")):
            if isinstance(changes.get(ours), bool):
                self.settings[name] = bool(changes[ours])

    def note_switched_off(self, at: float | None, record: int | None) -> None:
        """The adapter is off from now on; that is a fault where it was on, or may have been."""
        if self.settings.get("powered") is not False:
            self.note_fault("adapter-switched-off", at, record, "The adapter was switched off")
        self.settings["powered"] = False

    def note_not_understood(self, record: int | None, text: str) -> None:
        """Keep a line that speaks of a failure and that nothing here understood."""
        if len(self.not_understood) < MOST_NOT_UNDERSTOOD and text not in (known for _, known in self.not_understood):
            self.not_understood.append((record, text))

    def note_understood(self, record: int | None) -> None:
        """A line that nothing understood is understood after all."""
        self.not_understood = [known for known in self.not_understood if known[0] != record]

    def note_reading(self, reading: Reading) -> None:
        """Take in whose log this is; what is known already stands where this says nothing."""
        host = self.reading.host if reading.host == "unknown" else reading.host
        self.reading = Reading(reading.stack or self.reading.stack, host)

    def note_source(self, detail: str) -> None:
        """Take a source's word for what it speaks to: `BlueZ 5.66`, `Linux 6.1.0`."""
        if bluez := bluez_version(detail):
            self.bluez = bluez
        elif kernel := kernel_version(detail):
            self.kernel = kernel

    def name(self, address: str, name: str) -> None:
        """Remember what a device calls itself."""
        if len(self.names) < NAMES or address in self.names:
            self.names[address] = name

    def device(self, address: str, key: str) -> None:
        """Remember which device has this address."""
        if len(self.devices) < NAMES or address in self.devices:
            self.devices[address] = key

    def name_of(self, address: str | None) -> str | None:
        """The name last heard for this address."""
        return self.names.get(address) if address else None

    def take_before(self, link: Link | None) -> list[Seen]:
        """What happened on this link since its last attempt, oldest first; the next attempt gets what comes after."""
        return list(self._before.pop(_key(link), ())) if link else []

    def cut(self) -> None:
        """Another session begins: nothing noted on links or settings holds there."""
        self._before.clear()
        self.settings.clear()
        self.secure_connections_only = False
        self.bonds.clear()

    def note_fault(self, fact: str, at: float | None, record: int | None, words: str) -> None:
        """Keep a failure of the gateway's own parts."""
        self.gateway_faults.append(GatewayFault(fact, at, record, words))

    def fault_since(self, since: float | None) -> bool:
        """Whether the gateway's own parts failed since this time."""
        return since is not None and any(fault.at is not None and fault.at >= since for fault in self.gateway_faults)

    def keep(self, event: Traced) -> None:
        """Keep what no attempt took up, for the next one on its link."""
        if event.link is None:
            return
        key = _key(event.link)
        if key not in self._before and len(self._before) >= LINKS:
            del self._before[next(iter(self._before))]
        seen = Seen(event.message, event.direction, event.at, event.record)
        self._before.setdefault(key, deque(maxlen=BEFORE)).append(seen)

    def _forget(self, link: Link | None) -> None:
        if link is not None:
            self._before.pop(_key(link), None)

    def _log_line(self, event: Traced, line: LogLine) -> None:
        self.log_lines.append((event.at, event.record, line))
        if line.ident in ("zephyr", "nrf") and not self.reading.stack:
            self.note_reading(Reading(line.ident))
        for fact in faults_in(line):
            self.note_fault(fact, event.at, event.record, f"{line.ident}: {line.text}")
        self.kernel = kernel_version(line.text) or self.kernel
        if line.ident in ("bluetoothd", "note"):
            self.bluez = bluez_version(f"{line.ident} {line.text}") or self.bluez


def security_error(seen: Seen) -> bool:
    """Whether this is the peer's ATT refusal that makes a GATT client ask for more security."""
    message = seen.message
    received = seen.direction is Direction.RECEIVED
    return isinstance(message, att.ErrorResponse) and received and message.error in SECURITY_ERRORS


def _key(link: Link | None) -> tuple[str | None, object]:
    if link is None:
        return (None, None)
    return (link.adapter, link.handle if link.handle is not None else link.address)
