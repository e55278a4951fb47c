"""Who is BlueZ's default agent: exactly where the bus lets its traffic be watched, else by what can be inferred."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from pairtui.pairing.events import AgentChanged, Event, Logged, Traced
from pairtui.protocol.io_capability import DEFAULT_CAPABILITY, IO_LABELS
from pairtui.protocol.messages import mgmt
from pairtui.protocol.safe_text import safe_text
from pairtui.sources.bluez.processes import command_of
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import DAEMON, Match, Signal
from pairtui.sources.errors import ActionError

MANAGER = "org.bluez.AgentManager1"
UNKNOWN = "?"
OWN_SECONDS = 1.0  # by which the trace of our own registration may be off

PROGRAMS = frozenset(
    ("bluetoothctl", "bt-agent", "blueman-applet", "blueman-manager", "gnome-shell", "gsd-rfkill", "kded5", "kded6",
     "gnome-control-c", "simple-agent", "bluez-simple-agent", "bluedevil", "cosmic-settings", "blueberry-tray")
)  # fmt: skip
"""Names of processes (`/proc/PID/comm`, 15 characters) that register an agent."""


class Client(NamedTuple):
    """A program on the bus: its process and the command; None and "" where it is gone already."""

    pid: int | None = None
    command: str = ""


class AgentStack:
    """Agents as bluetoothd has them (src/agent.c): `head` is the default agent."""

    def __init__(self) -> None:
        self._capability: dict[str, str] = {}
        self._defaults: list[str] = []

    @property
    def head(self) -> tuple[str, str]:
        """The default agent's owner and capability, "" for none and for unknown."""
        owner = self._defaults[0] if self._defaults else ""
        return owner, self._capability.get(owner, "")

    def registered(self, owner: str, capability: str) -> None:
        """RegisterAgent; a second one is refused. An empty capability means KeyboardDisplay."""
        self._capability.setdefault(owner, capability or DEFAULT_CAPABILITY)

    def default(self, owner: str) -> None:
        """RequestDefaultAgent, also of an agent that was registered before anybody watched."""
        self._defaults = [owner, *(other for other in self._defaults if other != owner)]

    def gone(self, owner: str) -> None:
        """UnregisterAgent, or its owner left the bus."""
        self._capability.pop(owner, None)
        self._defaults = [other for other in self._defaults if other != owner]


class DefaultAgentMonitor:
    """Reports to `emit` who the default agent is, whenever that changes."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._order = AgentStack()
        self._last_head = ("", "")
        self._news = asyncio.Event()
        self._bus: Bus | None = None
        self._monitor: Bus | None = None
        self._reporter: asyncio.Task[None] | None = None
        self._clients: dict[str, Client] = {}  # programs that are known to have agents, by unique name
        self._looks: set[asyncio.Task[None]] = set()
        self._own = ""
        self._own_capability = ""
        self._own_at = float("-inf")

    async def start(self, bus: Bus, address: str | None) -> None:
        """Watch beside `bus`, by a connection of its own to `address`. Raises ActionError where `bus` is lost."""
        await self.stop()
        self._order, self._last_head, self._clients = AgentStack(), ("", ""), {}
        self._bus, self._own = bus, bus.unique_name
        self._monitor = await _monitor(address, self._seen)
        if self._monitor is None:
            await bus.subscribe(Match(DAEMON, "NameOwnerChanged", sender=DAEMON), self._program_came_or_left)
        self._reporter = asyncio.create_task(self._emit_changes())

    async def stop(self) -> None:
        """Watch no longer. Safe to call twice."""
        reporter, monitor = self._reporter, self._monitor
        self._reporter = self._monitor = self._bus = None
        for task in (reporter, *self._looks):
            if task is not None:
                task.cancel()
        if monitor is not None:
            await monitor.close()

    def ours(self, capability: str) -> None:
        """pairtui's own agent became the default with this capability, or was taken back ("")."""
        self._own_capability, self._own_at = capability, time.time()
        self._order.gone(self._own)
        if capability:
            self._order.registered(self._own, capability)
            self._order.default(self._own)
        self._news.set()

    def on_event(self, event: Event) -> None:
        """Take notice of a trace: bluetoothd sends the kernel the default agent's capability when that changes."""
        if not isinstance(event, Traced):
            return
        message = event.message
        if isinstance(message, mgmt.SetIoCapability):
            self._capability_set(IO_LABELS.get(message.io, ""), event.at or 0.0)
        elif isinstance(message, mgmt.CommandComplete | mgmt.CommandStatus):
            self._command_done(message)

    def _command_done(self, message: "mgmt.CommandComplete | mgmt.CommandStatus") -> None:
        if message.opcode == mgmt.SetIoCapability.CODE and message.status:
            self._log(f"the kernel refused the IO capability: MGMT 0x{message.status:02x}", "warning")

    def _capability_set(self, capability: str, at: float) -> None:
        if abs(at - self._own_at) < OWN_SECONDS:
            if self._own_capability and capability and capability != self._own_capability:
                self._log(f"the kernel was given {capability} in place of {self._own_capability}", "warning")
        elif self._monitor is None and self._reporter is not None:
            # Somebody else became the default agent: most likely the newest program that is known to have one.
            owner = next(reversed(self._clients), UNKNOWN)
            self._order.gone(owner)
            self._order.registered(owner, capability)
            self._order.default(owner)
            self._news.set()

    def _seen(self, message: Signal) -> None:
        """A call of the agent manager's methods, or somebody leaving the bus."""
        match message.member, message.body:
            case "RegisterAgent", [_, capability]:
                self._order.registered(message.sender, safe_text(str(capability)))
            case "RequestDefaultAgent", _:
                self._order.default(message.sender)
            case "UnregisterAgent", _:
                self._order.gone(message.sender)
            case "NameOwnerChanged", [name, _, ""]:
                self._order.gone(str(name))
        self._news.set()

    def _program_came_or_left(self, signal: Signal) -> None:
        name, _, new = (str(value) for value in signal.body)
        if not new:
            self._clients.pop(name, None)
            self._order.gone(name)
            self._news.set()
        elif name.startswith(":") and self._bus is not None:
            task = asyncio.create_task(self._look_at(name))
            self._looks.add(task)
            task.add_done_callback(self._looks.discard)

    async def _look_at(self, owner: str) -> None:
        client = await self._client(owner)
        if client.command in PROGRAMS:
            self._clients[owner] = client
            self._log(f"{client.command} (pid {client.pid}) came: it may take the prompts from pairtui", "warning")

    async def _emit_changes(self) -> None:
        """Report changes one after the other: asking the bus for a process takes a moment."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._order.head == self._last_head:
                continue
            owner, capability = self._last_head = self._order.head
            client = self._clients.get(owner) or await self._client(owner)
            self._emit(
                AgentChanged(
                    at=time.time(),
                    owner="" if owner == UNKNOWN else owner,
                    pid=client.pid,
                    command=client.command,
                    capability=capability,
                    ours=owner == self._own,
                    certain=self._monitor is not None or owner == self._own,
                )
            )

    async def _client(self, owner: str) -> Client:
        pid = None
        with suppress(ActionError):
            if self._bus is not None and owner.startswith(":"):
                pid = await self._bus.pid_of(owner)
        return Client(pid, command_of(pid) if pid is not None else "")

    def _log(self, text: str, level: str = "info") -> None:
        self._emit(Logged(at=time.time(), source="bluez", text=text, level=level))


async def _monitor(address: str | None, callback: Callable[[Signal], None]) -> Bus | None:
    """A connection that sees every registration; None where the bus does not let this user watch (it lets root)."""
    bus = None
    try:
        bus = await Bus.connect(address)
        await bus.monitor(_WATCHED, callback)
    except ActionError:
        if bus is not None:
            await bus.close()
        return None
    return bus


_WATCHED = (
    f"type='method_call',interface='{MANAGER}'",
    f"type='signal',interface='{DAEMON}',member='NameOwnerChanged'",
)
