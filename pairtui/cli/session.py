"""One short use of the live sources by a command without a screen."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from pairtui.cli.device_book import device_book
from pairtui.errors import NoSource, Unusable
from pairtui.hub import Hub
from pairtui.pairing.actions import Action, SetCapability
from pairtui.pairing.events import ActionFinished, AdapterRemoved, Event, SourceState, Traced
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device
from pairtui.sources.bluez import presence
from pairtui.sources.kernel.sockets import CHANNEL_CONTROL, open_channel
from pairtui.sources.source import Source
from pairtui.sources.steady_clock import SteadyClock

BLUEZ, BTMON, MGMT = "bluez", "btmon", "mgmt"
BLUEZ_SECONDS = 10.0
GRACE_SECONDS = 0.3
"""For BlueZ to come up after it was seen down."""
OTHERS_SECONDS = 3.0
QUEUED_SECONDS = 0.25
TRACE_SECONDS = 10.0  # by which the trace may be behind D-Bus on a machine that has no time

_SETTLED = (SourceState.UP, SourceState.DOWN, SourceState.ENDED)


class Session:
    """The sources, running in its `async with` block; inside, BlueZ answers and `adapter` is there and on.

    `adapter` names one as `hci0`; "" takes the first that is on. Raises NoSource.
    """

    def __init__(self, sources: Sequence[Source], adapter: str = "") -> None:
        self.hub = Hub(sources, Model(device_book), clock=SteadyClock())
        self.adapter = adapter
        self._running: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._agent_ready = False
        self._adapter_gone = asyncio.Event()
        self._traced_until = float("-inf")

    async def __aenter__(self) -> Self:
        """Bring the sources up."""
        self.hub.observe(self._take)
        self._running = asyncio.create_task(self.hub.run())
        try:
            await self._until(lambda: self._agent_ready or self._state(BLUEZ) is SourceState.DOWN, BLUEZ_SECONDS)
            if not self._agent_ready:  # it may be starting just now
                await self._until(lambda: self._state(BLUEZ) is SourceState.UP, GRACE_SECONDS)
            if self._state(BLUEZ) is SourceState.DOWN:
                self._check_bluez()
            await self._until(lambda: self._agent_ready, BLUEZ_SECONDS)
            await self._until(
                lambda: all(self._state(name) in (None, *_SETTLED) for name in (BTMON, MGMT)), OTHERS_SECONDS
            )
            self._choose_adapter()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the sources."""
        await self.hub.close()
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def perform(self, action: Action) -> ActionFinished:
        """Carry out `action` and give its end. Raises NoSource where the adapter goes away meanwhile."""
        work = self.hub.perform(action)
        gone = asyncio.ensure_future(self._adapter_gone.wait())
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        end = work.result() if work.done() else None
        if end is None or self._adapter_gone.is_set():
            self._check_bluez()
            raise NoSource(f"{self.adapter} went away in the middle; plug it in again, or see: sudo dmesg | tail")
        return end

    def device(self, address: str) -> Device | None:
        """The device with this address on the adapter, where BlueZ knows it."""
        return self.hub.model.device(self.adapter, address)

    async def traced(self, at: float) -> None:
        """Wait until the trace, where there is one, has reported everything that was before `at`, in POSIX seconds.

        So has what the kernel had queued when it answered: a Pairing Failed goes out after MGMT's word of it
        (net/bluetooth/smp.c, `smp_failure`; milliseconds on a busy machine).
        The trace is in order, so it has when something later is in it: the opening of a socket, which the kernel
        reports (net/bluetooth/hci_sock.c, `create_monitor_ctrl_open`).
        """
        if self._state(BTMON) is SourceState.UP:
            await asyncio.sleep(QUEUED_SECONDS)
            at = max(at, time.time())
            with suppress(OSError):
                open_channel(CHANNEL_CONTROL).close()
            await self._until(
                lambda: self._traced_until >= at or self._state(BTMON) is not SourceState.UP, TRACE_SECONDS
            )

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, event: Event) -> None:
        match event:
            case ActionFinished(action=SetCapability()):
                self._agent_ready = True
            case Traced():
                self._traced_until = max(self._traced_until, event.at or self._traced_until)
            case AdapterRemoved() if event.adapter == self.adapter:
                self._adapter_gone.set()
        self._news.set()

    async def _until(self, done: Callable[[], bool], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not done():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return

    def _state(self, source: str) -> SourceState | None:
        status = self.hub.model.sources.get(source)
        return status.state if status else None

    def _check_bluez(self) -> None:
        status = self.hub.model.sources.get(BLUEZ)
        if status is None or status.state is not SourceState.UP:
            why = status.why if status and status.why else "bluetoothd does not answer"
            remedy = status.remedy if status and status.remedy else presence.RESTART
            raise NoSource(f"{why}; {remedy}")

    def _choose_adapter(self) -> None:
        self._check_bluez()
        adapters = self.hub.model.adapters
        if not adapters:
            raise NoSource("; ".join(presence.NO_ADAPTER))
        by_use = sorted(adapters.values(), key=lambda row: (not row.powered, row.key))
        chosen = adapters.get(self.adapter) if self.adapter else by_use[0]
        if chosen is None:
            raise NoSource(f"there is no adapter {self.adapter}; adapters here are {', '.join(sorted(adapters))}")
        if not chosen.powered:
            raise NoSource(f"{chosen.key} is switched off; bluetoothctl power on, or rfkill unblock bluetooth")
        self.adapter = chosen.key


def address_of(text: str) -> str:
    """The address as BlueZ writes it. Raises Unusable."""
    parts = text.replace("-", ":").upper().split(":")
    if len(parts) != 6 or any(len(part) != 2 or not set(part) <= set("0123456789ABCDEF") for part in parts):
        raise Unusable(f"{text!r} is no Bluetooth address; write it as C0:FF:EE:00:00:01")
    return ":".join(parts)


def bond_session(adapter: str) -> Session:
    """A session about the bonds there are: it answers no prompts, and nothing is paired."""
    from pairtui.cli.wiring import live_sources

    return Session(live_sources(""), adapter)


def known_device(session: Session, address: str) -> Device:
    """The device with this address on the session's adapter. Raises Unusable."""
    device = session.device(address)
    if device is None:
        raise Unusable(f"{address} is not known on {session.adapter}; `pairtui bonds` lists what is")
    return device
