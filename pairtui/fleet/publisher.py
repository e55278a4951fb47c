"""Sends what the spool has: state, info and health of the gateway, its verdicts, and the responses to requests."""

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pairtui.fleet import topics
from pairtui.fleet.broker import BackOff, Broker, BrokerError
from pairtui.fleet.drain import LOOK_SECONDS, Drain
from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.payloads import RESEND_MOST, SCHEMA, NotAMessage, decode, encode, text, whole
from pairtui.fleet.reason_codes import TAKEN
from pairtui.fleet.spool import Spool
from pairtui.fleet.topics import Gateway, Topics

LONGEST_WAIT = 300.0
HEALTH_SECONDS = 300.0
HEALTH_SPREAD = 0.1
RESEND_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Publisher:
    """Publishes what `spool` has of `gateway` through `broker`, and takes requests, until cancelled.

    `pace` is how many times faster than a gateway it does everything.
    """

    def __init__(
        self,
        broker: Broker,
        gateway: Gateway,
        spool: Spool,
        names: Topics,
        *,
        pace: float = 1.0,
        clock: Callable[[], float] = time.time,
        say: Callable[[str], None] = _log.info,
    ) -> None:
        self._broker, self._gateway, self._spool, self._topics = broker, gateway, spool, names
        self._pace, self._clock, self._say = pace, clock, say
        self._connection: Connection | None = None
        self._info_sent = b""
        self._state_sent = b""
        self._conn = 0
        self._blamed = False
        self._resent = self._health_sent = float("-inf")

    async def run(self) -> None:
        """Connect, send, wait and connect again. Raises BrokerError where trying again will not help."""
        with suppress(sqlite3.Error):
            self._spool.retry_refused()
        pause = BackOff(LONGEST_WAIT, self._pace)
        while True:
            began = self._clock()
            try:
                await self._connected()
            except BrokerError as error:
                self._say(str(error))
                with suppress(sqlite3.Error):
                    self._spool.note(broker=str(error))
                if error.lasting:
                    raise
            except sqlite3.Error as error:
                self._say(f"the spool cannot be written: {error}; see the room on its disk. It is tried again")
            # Where one message is at fault the others need not wait for long.
            if self._blamed or self._clock() - began > LONGEST_WAIT:
                pause.reset()
            await pause.wait()

    async def _connected(self) -> None:
        """One connection, from its birth to its end. Raises BrokerError."""
        self._conn = self._spool.next_connection(self._clock())
        self._info_sent = self._state_sent = b""
        will = Message(self._topic(topics.STATE), self._state("offline"), retain=True)
        connection = Connection(self._broker, self._gateway.label, self._received, will)
        await connection.open()
        self._connection = connection
        topic = self._topic(topics.VERDICT)
        drain = Drain(
            self._spool, connection, topic, self._clock, lambda code: self._refused(topics.VERDICT, code), self._pace
        )
        try:
            self._say(f"connected to {self._broker.host}")
            self._spool.note(broker="")
            await connection.subscribe([self._topic(topics.REQUEST)])
            await self._birth()
            await connection.until_lost(self._tend(), drain.run(), self._report())
        finally:
            if not connection.lost.done():
                connection.publish(Message(self._topic(topics.STATE), self._state("offline"), retain=True))
                await asyncio.sleep(0.05)
            self._blamed = connection.too_large
            with suppress(sqlite3.Error):
                drain.blame(connection.too_large)
            await connection.close()
            self._connection = None

    # ── what is sent ──────────────────────────────────────────────────────────────────────────────────────────

    async def _tend(self) -> None:
        """State, info and responses, whenever they are others."""
        version = -1
        while True:
            if self._spool.version != version:
                version = self._spool.version
                await self._birth()
            await self._respond()
            await asyncio.sleep(LOOK_SECONDS / self._pace)

    async def _birth(self) -> None:
        """State and info, where they are others than were sent."""
        state = self._state("online")
        if state != self._state_sent:
            await self._retain(topics.STATE, state)
            self._state_sent = state
        info = self._spool.fact("info") or b""
        if info and info != self._info_sent:
            await self._retain(topics.INFO, bytes(info))
            self._info_sent = info

    async def _retain(self, kind: str, payload: bytes) -> None:
        assert self._connection is not None
        code = await self._connection.send(Message(self._topic(kind), payload, retain=True))
        if code not in TAKEN:
            self._refused(kind, code)

    def _refused(self, kind: str, code: int) -> None:
        why = f"the broker refuses {self._topic(kind)} (reason 0x{code:02X}); see its access rules"
        self._spool.note(refused=why)
        self._say(why)

    async def _respond(self) -> None:
        assert self._connection is not None
        for number, body in self._spool.responses():
            await self._connection.send(Message(self._topic(topics.RESPONSE), body))
            self._spool.forget_response(number)

    async def _report(self) -> None:
        """Health, at once and then about every five minutes."""
        while self._connection is not None:
            await self._connection.send(Message(self._topic(topics.HEALTH), self.health(), qos=0))
            spread = random.uniform(1 - HEALTH_SPREAD, 1 + HEALTH_SPREAD)
            await asyncio.sleep(HEALTH_SECONDS * spread / self._pace)

    def health(self) -> bytes:
        """What the gateway says of itself now."""
        counts = self._spool.counts()
        return encode(
            {
                "schema": SCHEMA,
                "at": round(self._clock(), 3),
                "epoch": self._spool.epoch,
                "last": self._spool.last(),
                "waiting": counts.waiting,
                "refused": counts.refused,
                "too_large": counts.too_large,
                "dropped": counts.dropped_successes + counts.dropped_failures,
                "observer": self._spool.fact("observer") or "",
                "info": self._spool.fact("info_hash") or "",
            }
        )

    def _state(self, state: str) -> bytes:
        nonce = self._spool.fact("nonce") or ""
        return encode({"schema": SCHEMA, "state": state, "conn": self._conn, "nonce": str(nonce)})

    def _topic(self, kind: str) -> str:
        return self._topics.of(self._gateway, kind)

    # ── what is asked ─────────────────────────────────────────────────────────────────────────────────────────

    def _received(self, topic: str, payload: bytes, retained: bool) -> None:
        if topic != self._topic(topics.REQUEST) or len(payload) > topics.MOST_OCTETS[topics.REQUEST]:
            return
        try:
            self._asked(payload, retained)
        except sqlite3.Error as error:
            _log.warning("a request could not be kept: %s", error)

    def _asked(self, payload: bytes, retained: bool) -> None:
        """What only reads the spool is answered here; everything else is for the process that can check who asks."""
        try:
            request = decode(payload, topics.MOST_OCTETS[topics.REQUEST])
        except NotAMessage:
            return
        if request.get("action") == "resend" and not retained:
            self._resend(request)
        elif not self._spool.put_request(payload, retained):
            self._spool.put_response({"schema": SCHEMA, "id": text(request, "id"), "ok": False, "why": "busy"})

    def _tell_health(self, now: float) -> None:
        """Who asks for verdicts of another spool does not know this one yet."""
        if self._connection is not None and (now - self._health_sent) * self._pace >= RESEND_SECONDS:
            self._health_sent = now
            self._connection.publish(Message(self._topic(topics.HEALTH), self.health(), qos=0))

    def _resend(self, request: dict[str, Any]) -> None:
        now = self._clock()
        try:
            first, last = whole(request, "first", 1), whole(request, "last", 1)
        except NotAMessage:
            return
        if text(request, "epoch") != self._spool.epoch:
            self._tell_health(now)
            return
        if (now - self._resent) * self._pace < RESEND_SECONDS:
            return
        self._resent = now
        covered, gone = self._spool.again(first, last, RESEND_MOST)
        response = {
            "schema": SCHEMA, "id": text(request, "id"), "action": "resend", "ok": True, "epoch": self._spool.epoch,
            "last": covered, "gone": gone[:RESEND_MOST],
        }  # fmt: skip
        self._spool.put_response(response)
