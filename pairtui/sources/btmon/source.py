"""The live source of SMP steps, encryption and disconnect reasons: btmon's capture of the monitor channel."""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, suppress
from typing import Protocol

from pairtui.pairing.actions import Action
from pairtui.pairing.events import Event, SourceChanged, SourceState
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.sources.base import RETRY_SECONDS
from pairtui.sources.btmon.process import (
    BY_ITSELF,
    CHUNK,
    END_SECONDS,
    NOT_PERMITTED,
    end,
    kill,
    last_words,
    open_stream,
    start,
    why_it_ended,
)
from pairtui.sources.btmon.silence import Silence, is_stopped
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.kernel.monitor_socket import MonitorSocket, open_monitor
from pairtui.sources.storage.recording import Recording

SILENCE_SECONDS = 1.0  # alive this long without a word: it listens, and there is nothing to hear
LOOK_SECONDS = 1.0  # how often it is looked at: nothing reports that a process was stopped
FILE_HEADER = 16  # octets of a btsnoop file before its first record

NOT_INSTALLED = ("btmon is not installed", "sudo apt install bluez")
NEITHER = "btmon is not installed, and pairtui may not read the monitor channel itself (needs CAP_NET_RAW)"
MONITOR_CHANNEL = "monitor channel"
STOPPED = "btmon was stopped (SIGSTOP)"
STUCK = "btmon writes nothing, though BlueZ reports traffic"


class Stream(Protocol):
    """What records are read from: about `size` octets at a time, b"" at the end."""

    async def read(self, size: int) -> bytes: ...


class BtmonSource:
    """Runs `program` for as long as it is listened to, and starts it again when it ends.

    Where it is not installed, not permitted, stuck or killed by a signal, the monitor channel is read without it
    (`open_`), if that is permitted. Records are numbered on from one run to the next, as the evidence names them.
    `recording` gets all that it says.
    """

    name = "btmon"
    actions: frozenset[type[Action]] = frozenset()

    def __init__(
        self,
        program: str = "btmon",
        retry_seconds: tuple[float, float] = RETRY_SECONDS,
        open_: Callable[[], socket.socket] = open_monitor,
        recording: Recording | None = None,
        silence: Silence | None = None,
    ) -> None:
        self._program = program
        self._retry = retry_seconds
        self._recording = recording or Recording(0)
        self._closing = asyncio.Event()
        self._open = open_
        self._process: asyncio.subprocess.Process | None = None
        self._monitor: MonitorSocket | None = None
        self._failure = ("", "")
        self._silence = silence or Silence()
        self._stuck = ""
        self._records = 0
        self._lasting = False  # time does not heal the failure: somebody has to
        self._crashed = False  # btmon's decoder does on some packets (`btmon -r` 5.66 on our own captures)

    async def events(self) -> AsyncGenerator[Event, None]:
        """What comes over the monitor channel, from now on."""
        yield self._state(SourceState.STARTING)
        delay, longest = self._retry
        while not self._closing.is_set():
            was_up = False
            async with aclosing(self._session()) as session:
                async for event in session:
                    was_up = True
                    yield event
            if self._closing.is_set():
                return
            why, remedy = self._failure
            yield self._state(SourceState.DOWN, why, remedy)
            if was_up:
                delay = self._retry[0]
            elif self._lasting:
                delay = longest
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), delay)
            delay = min(2 * delay, longest)

    async def perform(self, action: Action) -> None:
        """It only listens."""

    def on_event(self, event: Event) -> None:
        """Take notice of what the others report: btmon must have seen it, too."""
        self._silence.on_event(event)

    async def close(self) -> None:
        """End btmon, and with it `events()`. Safe to call twice."""
        self._closing.set()
        if self._monitor is not None:
            self._monitor.close()
        if self._process is not None:
            await end(self._process)

    # ── one session ───────────────────────────────────────────────────────────────────────────────────────────

    async def _session(self) -> AsyncGenerator[Event, None]:
        """The events until btmon or the socket ends; `_failure` says afterwards why."""
        program = await asyncio.to_thread(shutil.which, self._program)
        tracer = Tracer()  # one for both: the links and the attempt under way go on
        self._lasting, self._crashed = True, False
        if program is None:
            self._failure = NOT_INSTALLED
        else:
            async with aclosing(self._run(program, tracer)) as events:
                async for event in events:
                    yield event
        without = program is None or self._crashed or self._failure[0] == NOT_PERMITTED
        if self._closing.is_set() or not without:
            return
        async with aclosing(self._listen(tracer)) as events:
            async for event in events:
                yield event

    async def _listen(self, tracer: Tracer) -> AsyncGenerator[Event, None]:
        """The events of the monitor channel, read without btmon."""
        try:
            opened = await asyncio.to_thread(self._open)
        except PermissionError:
            if self._failure == NOT_INSTALLED:
                self._failure = (NEITHER, grant.remedy())
            return
        except OSError:
            return  # what keeps btmon from running stands
        self._monitor = MonitorSocket(opened)
        detail = f"{MONITOR_CHANNEL}, as {self._failure[0]}" if self._crashed else MONITOR_CHANNEL
        self._lasting = False
        try:
            if not self._closing.is_set():
                async with aclosing(self._decoded(self._monitor, tracer, detail)) as decoded:
                    async for event in decoded:
                        yield event
        finally:
            self._monitor.close()
            self._monitor = None
            self._failure = ("the kernel closed the monitor channel", "sudo dmesg | tail")

    async def _run(self, program: str, tracer: Tracer) -> AsyncGenerator[Event, None]:
        """The events of one run of btmon."""
        read_end, write_end = os.pipe()
        transport = None
        try:
            try:
                process = await start(program, write_end)
            finally:
                os.close(write_end)
            self._process = process
            stream, transport = await open_stream(read_end)
        except OSError as error:
            self._failure = (f"btmon could not be started: {error.strerror}", "sudo apt install --reinstall bluez")
            self._lasting = False
            return
        finally:
            if transport is None:
                os.close(read_end)
        errors = asyncio.create_task(last_words(process))
        self._stuck = ""
        self._silence.begin()
        watching = asyncio.create_task(self._watch(process))
        try:
            if self._closing.is_set():
                return
            async with aclosing(self._decoded(stream, tracer)) as decoded:
                async for event in decoded:
                    yield event
            with suppress(TimeoutError):  # it hung up, so it is about to end by itself
                await asyncio.wait_for(process.wait(), END_SECONDS)
        finally:
            watching.cancel()
            transport.close()
            killed = process.returncode is not None and process.returncode < 0  # by another hand than `end`
            await end(process)
            self._process = None
            self._crashed = killed
            self._failure, self._lasting = why_it_ended(await errors, process.returncode)
            if self._stuck:
                self._failure = (self._stuck, BY_ITSELF)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Kill btmon where it does not read what it should: no other signal reaches a stopped process."""
        was_stopped = False
        while not self._stuck:
            await asyncio.sleep(LOOK_SECONDS)
            stopped = is_stopped(process.pid)
            if stopped and was_stopped:
                self._stuck = STOPPED
            elif self._silence.unbelievable:
                self._stuck = STUCK
            was_stopped = stopped
        kill(process)

    async def _decoded(self, stream: Stream, tracer: Tracer, detail: str = "") -> AsyncGenerator[Event, None]:
        reader = BtsnoopReader(self._records)
        received, up = 0, False
        self._recording.begin()
        while True:
            try:
                chunk = await asyncio.wait_for(stream.read(CHUNK), None if up else SILENCE_SECONDS)
            except TimeoutError:
                chunk = None
            if chunk == b"":
                return
            if chunk:
                received += len(chunk)
                self._silence.heard()
            # The header is written before btmon knows whether it may listen.
            if not up and (chunk is None or received > FILE_HEADER):
                up = True
                yield self._state(SourceState.UP, detail=detail)
            self._recording.feed(chunk or b"")
            for event in _events(reader, tracer, chunk or b""):
                yield event
            self._records = reader.records
            await asyncio.sleep(0)

    def _state(self, state: SourceState, why: str = "", remedy: str = "", detail: str = "") -> SourceChanged:
        return SourceChanged(at=time.time(), source=self.name, state=state, why=why, remedy=remedy, detail=detail)


def _events(reader: BtsnoopReader, tracer: Tracer, chunk: bytes) -> Iterator[Event]:
    for record in reader.feed(chunk):
        yield from tracer.feed(record)
