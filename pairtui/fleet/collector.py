"""Fills the index from the broker, and repairs what brokers lose in silence: bursts above their queue of 1000."""

import asyncio
import contextlib
import fcntl
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from pairtui.fleet import topics
from pairtui.fleet.broker import BackOff, Broker, BrokerError
from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.payloads import RESEND_MOST, SCHEMA, encode
from pairtui.fleet.topics import Gateway, Topics

FLUSH_SECONDS = 1.0
GATHER_SECONDS = 0.25
QUIET_SECONDS = 0.5
GROUP_SECONDS = 20.0
REPAIR_SECONDS = 1.0
REPAIRS = 50
GRACE = 5.0
"""Seconds that a verdict may be on its way after the gateway's health has counted it."""

PATIENCE = 30.0
ASK_AGAIN_SECONDS = 60.0
FILTERS = 8
"""Filters in one SUBSCRIBE that every broker takes (AWS IoT)."""

LONGEST_WAIT = 60.0


class Collector:
    """Reads what the gateways under `names` publish into `index`, until cancelled.

    `groups` are known to be there; others are found. `pace` is how many times faster it asks again.
    """

    def __init__(
        self,
        broker: Broker,
        index: Index,
        names: Topics,
        *,
        name: str = "console",
        groups: Iterable[str] = (),
        pace: float = 1.0,
        clock: Callable[[], float] = time.time,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._broker, self._index, self._topics, self._pace, self._clock = broker, index, names, pace, clock
        self._client = f"pairtui-fleet-{name}"
        self._say = say
        self.ingest = Ingest(index, clock)
        self.ingest.groups.update(groups, index.groups())
        self._connection: Connection | None = None
        self._swept: set[str] = set()
        self._group_heard: dict[str, float] = {}
        self._asked_info: dict[Gateway, float] = {}
        self._asked_health: set[Gateway] = set()
        self._since = 0.0
        self.filled = False
        """Whether every known group was read since the connection came up."""

    async def run(self) -> None:
        """Connect, read, and connect again. Raises BrokerError where trying again will not help."""
        flushing = asyncio.create_task(self._flush())
        pause = BackOff(LONGEST_WAIT, self._pace)
        try:
            while True:
                began = self._clock()
                try:
                    await self._connected()
                except BrokerError as error:
                    self._note(f"✗ {error}")
                    if error.lasting:
                        raise
                if self._clock() - began > LONGEST_WAIT:
                    pause.reset()
                await pause.wait()
        finally:
            flushing.cancel()
            await asyncio.gather(flushing, return_exceptions=True)
            with contextlib.suppress(sqlite3.Error):
                self.ingest.flush()

    async def _connected(self) -> None:
        connection = Connection(self._broker, self._client, self._received, reasons=False, gather=GATHER_SECONDS)
        await connection.open()
        self._connection, self._swept, self.filled = connection, set(), False
        self._since, self._asked_health = self._clock(), set()
        try:
            self._note("")
            self._say(f"connected to {self._broker.host}")
            every = [self._topics.every(kind) for kind in (topics.HEALTH, topics.VERDICT, topics.RESPONSE)]
            codes = await connection.subscribe(every)
            if any(code >= 0x80 for code in codes):
                raise BrokerError("the broker lets this user read nothing of a fleet; see its access rules", True)
            await connection.until_lost(self._sweep(), self._repair())
        finally:
            await connection.close()
            self._connection = None

    def _received(self, topic: str, payload: bytes, retained: bool) -> None:
        found = self._topics.parse(topic)
        if found is None:
            self.ingest.rejected["on an unknown topic"] += 1
            return
        gateway, kind = found
        if kind in (topics.STATE, topics.INFO):
            self._group_heard[gateway.group] = time.monotonic()
        try:
            self.ingest.take(gateway, kind, payload, retained)
        except sqlite3.Error as error:
            self._failed(error)

    # ── groups, one by one ────────────────────────────────────────────────────────────────────────────────────

    async def _sweep(self) -> None:
        """State and info group by group: what is retained of 10,000 gateways at once is more than brokers queue."""
        assert self._connection is not None
        everybody = [self._topics.every(topics.STATE)]
        await self._connection.subscribe(everybody)
        await self._quiet("")
        self._connection.unsubscribe(everybody)
        while True:
            waiting = sorted(self.ingest.groups - self._swept)
            for group in waiting:
                self._progress(len(self._swept), len(self.ingest.groups))
                await self._connection.subscribe(
                    [self._topics.every(kind, group) for kind in (topics.STATE, topics.INFO)]
                )
                await self._quiet(group)
                self._swept.add(group)
            if not waiting:
                self.filled = True
                self._progress(len(self._swept), len(self.ingest.groups))
                await asyncio.sleep(REPAIR_SECONDS / self._pace)
            if self.ingest.burst():
                self._swept.clear()

    async def _quiet(self, group: str) -> None:
        """Wait until nothing more comes of that group, or of any."""
        began = time.monotonic()
        self._group_heard[group] = began
        while (now := time.monotonic()) - began < GROUP_SECONDS:
            heard = self._group_heard[group] if group else max(self._group_heard.values())
            if now - heard > QUIET_SECONDS:
                return
            await asyncio.sleep(QUIET_SECONDS / 4)

    # ── what is missing ───────────────────────────────────────────────────────────────────────────────────────

    async def _repair(self) -> None:
        while self._connection is not None:
            await asyncio.sleep(REPAIR_SECONDS / self._pace)
            for gateway, request in self._index.take_requests():
                await self._connection.send(Message(self._topics.of(gateway, topics.REQUEST), request))
            self._ask_for_health()
            if self.filled:
                await self._ask_for_verdicts()
                await self._ask_for_info()

    def _ask_for_health(self) -> None:
        """Ask gateways that are online and silent since we came: their next health may be minutes away."""
        assert self._connection is not None
        silent = (
            gateway
            for gateway, known in self.ingest.known.items()
            if known.state == "online" and known.heard < self._since and gateway not in self._asked_health
        )
        for gateway in list(islice(silent, REPAIRS)):
            self._asked_health.add(gateway)
            self._connection.publish(Message(self._topics.of(gateway, topics.REQUEST), resend("", 1, 1)))

    async def _ask_for_verdicts(self) -> None:
        assert self._connection is not None
        now, asked = self._clock(), 0
        for gateway, known in self.ingest.known.items():
            if asked == REPAIRS:
                return
            gap = known.sequence.missing() if known.state != "offline" and known.asked < now else None
            if gap is None:
                known.asked = known.asked if known.asked >= now else 0.0
            elif not known.asked:
                known.asked = now + GRACE / self._pace
            else:
                asked += 1
                first, last = gap[0], min(gap[1], gap[0] + RESEND_MOST - 1)
                patience = (PATIENCE + (last - first) / 5) / self._pace
                known.asked = now + patience
                self._connection.publish(
                    Message(self._topics.of(gateway, topics.REQUEST), resend(known.epoch, first, last))
                )

    async def _ask_for_info(self) -> None:
        """A retained message is sent again to who subscribes to it by its name."""
        assert self._connection is not None
        now = self._clock()
        wanted: list[str] = []
        for gateway, known in self.ingest.known.items():
            stale = known.wanted_info and known.wanted_info != known.info_hash
            if (stale or not known.state) and self._asked_info.get(gateway, 0.0) < now:
                self._asked_info[gateway] = now + ASK_AGAIN_SECONDS / self._pace
                kinds = (topics.STATE,) * (not known.state) + (topics.INFO,) * bool(stale)
                wanted += [self._topics.of(gateway, kind) for kind in kinds]
            if len(wanted) >= REPAIRS * FILTERS:
                break
        for at in range(0, len(wanted), FILTERS):
            await self._connection.subscribe(wanted[at : at + FILTERS])
            self._connection.unsubscribe(wanted[at : at + FILTERS])

    # ── the index ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                self.ingest.flush()
            except sqlite3.Error as error:
                self._failed(error)

    def _failed(self, error: sqlite3.Error) -> None:
        self._say(f"the index cannot be written: {error}")
        with contextlib.suppress(sqlite3.Error):
            self.ingest.forget()

    def _note(self, broker: str) -> None:
        if broker:
            self._say(broker)
        with contextlib.suppress(sqlite3.Error):
            self._index.note(broker=broker or "up", told=self._clock())

    def _progress(self, done: int, total: int) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._index.note(swept=done, groups=total, rejected=self.ingest.rejected.total(), told=self._clock())


def resend(epoch: str, first: int, last: int) -> bytes:
    """The request for verdicts that did not come; one for a spool that is not the gateway's is answered by health."""
    return encode(
        {
            "schema": SCHEMA,
            "id": secrets.token_hex(4),
            "action": "resend",
            "epoch": epoch,
            "first": first,
            "last": last,
        }
    )


class Lock:
    """Held by the one process that collects into an index; the operating system gives it back however that ends."""

    def __init__(self, index: Path) -> None:
        index.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handle = os.open(index.with_name(f"{index.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> bool:
        """Whether it is ours now."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Give it back."""
        os.close(self._handle)
