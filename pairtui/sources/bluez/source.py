"""The live source of devices, bonds and prompts: BlueZ over D-Bus."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pairtui.pairing.actions import HOST_ACTIONS, Action, SetCapability
from pairtui.pairing.events import ActionFinished, DeviceChanged, Event, SourceState
from pairtui.protocol.io_capability import DEFAULT_CAPABILITY
from pairtui.sources.base import RETRY_SECONDS, SEARCH_SECONDS, BackOff, BaseSource
from pairtui.sources.bluez import advertising, presence
from pairtui.sources.bluez import agent as agents
from pairtui.sources.bluez.actions import Actions
from pairtui.sources.bluez.connections import BluezContext
from pairtui.sources.bluez.default_agent import DefaultAgentMonitor
from pairtui.sources.bluez.discovery import Discovery
from pairtui.sources.bluez.objects import Objects, signals
from pairtui.sources.bluez.properties import ROOT, SERVICE
from pairtui.sources.bluez.stored_bonds import StoredBonds
from pairtui.sources.bluez.trial_bonds import TrialBonds
from pairtui.sources.bluez.version import bluetoothd_version
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import DAEMON, DAEMON_PATH, OBJECT_MANAGER, Match, Signal
from pairtui.sources.errors import NOT_RUNNING, ActionError

END_SECONDS = 0.5


_log = logging.getLogger(__name__)


class BluezSource(BaseSource):
    """BlueZ on the system bus, or on the bus at `address`.

    `capability` is what the agent registers with, "" for no agent. `search_seconds` is how long a device to be
    paired is looked for. `bonds` is what is on disk about bonds, `trials` about those to be removed again.
    """

    name = "bluez"
    actions: frozenset[type[Action]] = HOST_ACTIONS

    def __init__(
        self,
        capability: str = DEFAULT_CAPABILITY,
        address: str | None = None,
        search_seconds: float = SEARCH_SECONDS,
        retry_seconds: tuple[float, float] = RETRY_SECONDS,
        bonds: StoredBonds | None = None,
        trials: TrialBonds | None = None,
    ) -> None:
        super().__init__()
        self._address = address
        self._bonds = bonds or StoredBonds()
        self._retry = retry_seconds
        self._bus: Bus | None = None
        self._owner: str | None = None  # of org.bluez; None before it is known
        self._ready = False  # the snapshot is in: signals count
        self._version = ""
        self._watch = DefaultAgentMonitor(self._emit)
        self._agent = agents.Agent(self._emit, capability, self._watch.ours)
        self._objects = Objects(self._emit, self._paired, self._agent.device_gone, self._adapters_changed)
        self._discovery = Discovery(self._objects, self._running, search_seconds)
        self._advertising = advertising.Advertising(self._emit, self._running, self._is_bluez)
        context = BluezContext(self._objects, self._agent, self._running, self._emit, self._bonds)
        self._actions = Actions(context, self._discovery, self._advertising, trials or TrialBonds())

    def on_event(self, event: Event) -> None:
        """Take notice of an event of another source: a trace shows what D-Bus does not."""
        self._actions.on_event(event)
        self._watch.on_event(event)

    def _begin(self) -> None:
        self._set_state(SourceState.STARTING)
        self._keep(self._run())

    async def _carry_out(self, action: Action) -> str:
        return await self._actions.carry_out(action)

    async def _end(self) -> None:
        """Take the agent back and leave the bus; BlueZ then ends our discovery."""
        bus = self._bus
        if bus is not None and self._owner:
            with suppress(TimeoutError):  # a daemon that does not answer forgets them when this connection ends
                async with asyncio.timeout(END_SECONDS):
                    await self._agent.unregister(bus)
                    await self._advertising.stop_all(bus)
        await self._cancel_tasks()
        if bus is not None:
            await bus.close()

    # ── the connection ────────────────────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        pause = BackOff(*self._retry)
        while True:
            try:
                bus = await Bus.connect(self._address)
            except ActionError as error:
                self._set_state(SourceState.DOWN, *presence.no_bus(error))
                await pause.wait()
                continue
            pause.reset()
            why = "the D-Bus connection was lost"
            try:
                await self._serve(bus)
            except ActionError as error:
                why = f"D-Bus does not let this program listen: {error.text}" if not bus.lost.is_set() else why
            finally:
                await self._watch.stop()
                self._bus, self._owner = None, None
                self._forget()
                await bus.close()
            self._set_state(SourceState.DOWN, why, presence.START_DBUS)
            await pause.wait()

    async def _serve(self, bus: Bus) -> None:
        """Listen first, then look who is there, so that nothing falls between."""
        self._bus = bus
        await self._watch.start(bus, self._address)
        bus.export(agents.PATH, agents.INTERFACE, self._agent.methods(), self._is_bluez)
        await bus.subscribe(Match(DAEMON, "NameOwnerChanged", sender=DAEMON, arg0=SERVICE), self._owner_changed)
        for interface, member, first, receiver, latest in signals(self._objects):
            space = None if interface == OBJECT_MANAGER else ROOT
            match = Match(interface, member, sender=SERVICE, path_namespace=space, arg0=first)
            await bus.subscribe(match, self._when_ready(receiver), latest)
        await bus.subscribe(advertising.CHANGES, self._when_ready(self._advertising.changed))
        try:
            await bus.call(
                DAEMON, DAEMON_PATH, DAEMON, "GetNameOwner", "s", [SERVICE], on_reply=lambda body: self._owned(body[0])
            )
        except ActionError:
            if self._owner is None:
                self._owned("")
        await bus.lost.wait()

    def _is_bluez(self, sender: str) -> bool:
        return sender == self._owner

    def _owner_changed(self, signal: Signal) -> None:
        if signal.sender == DAEMON and signal.body[0] == SERVICE:
            self._owned(str(signal.body[2]))

    def _owned(self, owner: str) -> None:
        """bluetoothd came, went, or was replaced."""
        if owner == self._owner:
            return
        self._owner = owner
        self._forget()
        if owner:
            self._keep(self._come_up(owner))
        else:
            self._set_state(SourceState.DOWN, *presence.NOT_RUNNING)

    def _when_ready(self, receiver: Callable[[Signal], None]) -> Callable[[Signal], None]:
        """Signals from before the snapshot are in it; signals of others than bluetoothd are forged."""

        def receive(signal: Signal) -> None:
            if self._ready and self._is_bluez(signal.sender):
                receiver(signal)

        return receive

    async def _come_up(self, owner: str) -> None:
        pause = BackOff(*self._retry)
        while not await self._snapshot(owner):
            await pause.wait()
            if owner != self._owner:
                return
        with suppress(ActionError):
            for said in await self._actions.remove_left():
                self._say(said, "warning")
        bus = self._bus
        if bus is None:
            return
        try:
            await self._agent.register(bus)
            self._emit(ActionFinished(at=time.time(), action=SetCapability(self._agent.capability)))
        except ActionError as error:
            self._say(f"the agent could not be registered: {error}", "warning")
        pid = None
        with suppress(ActionError):
            pid = await bus.pid_of(SERVICE)
        version = await bluetoothd_version(pid)
        self._version = f"BlueZ {version}" if version else ""
        if owner == self._owner:
            self._adapters_changed()

    async def _scan_again(self) -> None:
        """A scan that ended unasked goes on as soon as its adapter is there and on."""
        for adapter, powered in tuple(self._objects.adapters.items()):
            if not (self._ready and powered):
                continue
            try:
                if await self._discovery.resume(adapter):
                    self._say(f"the scan on {adapter} had ended, and was started again")
            except ActionError as error:
                self._say(f"the scan on {adapter} had ended, and cannot be started: {error}", "warning")

    async def _snapshot(self, owner: str) -> bool:
        """Whether all BlueZ has is known now, or no longer matters."""

        def take(body: list[Any]) -> None:
            if owner == self._owner:
                self._ready = True
                self._objects.snapshot(body[0])

        if self._bus is None or owner != self._owner:
            return True
        try:
            await self._bus.call(SERVICE, "/", OBJECT_MANAGER, "GetManagedObjects", on_reply=take)
        except ActionError as error:
            if owner == self._owner:
                self._set_state(SourceState.DOWN, *presence.no_answer(error))
            return owner != self._owner
        return True

    def _forget(self) -> None:
        self._ready = False
        self._version = ""
        self._agent.withdraw()
        self._discovery.only_on(frozenset())
        self._advertising.forget()
        self._objects.clear()

    def _paired(self, device: str) -> None:
        """A device has a bond: since now, or since before."""
        self._agent.pairing_ended(device)
        changes = self._bonds.facts(*self._objects.addresses(device))
        if changes:
            self._emit(DeviceChanged(at=time.time(), device=device, changes=changes))

    def _running(self) -> Bus:
        if self._bus is None or not self._ready:
            down = self._status is not None and self._status.state is SourceState.DOWN
            waiting = "bluetoothd has not answered yet; try again in a moment"
            raise ActionError(NOT_RUNNING, self._status.why if self._status and down else waiting)
        return self._bus

    def _adapters_changed(self) -> None:
        self._discovery.only_on({adapter for adapter, powered in self._objects.adapters.items() if powered})
        if self._objects.adapters:
            self._set_state(SourceState.UP)
            self._keep(self._scan_again())
        else:
            self._set_state(SourceState.UP, *presence.NO_ADAPTER)

    def _set_state(self, state: SourceState, why: str = "", remedy: str = "", detail: str = "") -> None:
        super()._set_state(state, why, remedy, detail or self._version)
