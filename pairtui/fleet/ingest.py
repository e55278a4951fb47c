"""Messages of a fleet into the index: who is there, what happened, what is missing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pairtui.fleet import topics
from pairtui.fleet.index import Index
from pairtui.fleet.observation import observation_from
from pairtui.fleet.payloads import NotAMessage, cleaned, decode, encode, text, whole
from pairtui.fleet.sequence import Sequence
from pairtui.fleet.topics import Gateway

MOST_GONE = 500
BURST, BURST_SECONDS = 50, 10.0
"""So many gateways gone in so short a time: the broker may have dropped as many more wills on their way here."""


@dataclass(slots=True, eq=False)
class KnownGateway:
    """What the collector has in memory of one gateway; `id` is its number in the index."""

    id: int
    state: str = ""
    conn: int = 0
    heard: float = 0.0
    epoch: str = ""
    before: str = ""
    wanted_info: str = ""
    info_hash: str = ""
    sequence: Sequence = field(default_factory=Sequence)
    health: bytes | None = None
    asked: float = 0.0
    """Until when it has time to send what was asked for."""


class Ingest:
    """Takes messages into `index`; `clock` gives POSIX seconds."""

    def __init__(self, index: Index, clock: Callable[[], float]) -> None:
        self._index, self._clock = index, clock
        self.known: dict[Gateway, KnownGateway] = {}
        self.groups: set[str] = set()
        self.taken: Counter[str] = Counter()
        """Messages by kind."""
        self.rejected: Counter[str] = Counter()
        """Messages that could not be used, by why."""
        self._dirty: set[KnownGateway] = set()
        self._leaving: list[float] = []
        self._burst = False
        self._take: dict[str, Callable[[Gateway, KnownGateway, dict[str, Any], bytes, bool], None]] = {
            topics.STATE: self._state,
            topics.INFO: self._info,
            topics.HEALTH: self._health,
            topics.VERDICT: self._verdict,
            topics.RESPONSE: self._response,
        }

    def take(self, gateway: Gateway, kind: str, payload: bytes, retained: bool) -> None:
        """Take one message; one that cannot be used is counted, and its gateway stays as it was."""
        take = self._take.get(kind)
        if take is None:
            return
        try:
            message = decode(payload, topics.MOST_OCTETS[kind])
            known = self.known.get(gateway) or self._meet(gateway)
            if known is None:
                raise NotAMessage("from one gateway too many")
            take(gateway, known, message, payload, retained)
        except NotAMessage as problem:
            self.rejected[str(problem)[:60] if len(self.rejected) < 100 else "other"] += 1
            return
        self.taken[kind] += 1

    def burst(self) -> bool:
        """Whether many gateways went away at once, since this was asked last."""
        burst, self._burst = self._burst, False
        return burst

    def flush(self) -> None:
        """Write what was only in memory, and let others see it. Raises sqlite3.Error where the disk is full."""
        if self._dirty:
            self._index.set_heard(
                (each.heard, each.epoch, each.sequence.complete, each.sequence.last, each.health, each.id)
                for each in self._dirty
            )
            self._dirty.clear()
        if self._index.full:
            self._index.prune()
        self._index.commit()

    def forget(self) -> None:
        """What was not written is lost; it counts as missing, and comes again."""
        self._index.recover()
        self.known.clear()
        self._dirty.clear()

    def _meet(self, gateway: Gateway) -> KnownGateway | None:
        number = self._index.gateway(gateway)
        if number is None:
            return None
        self.groups.add(gateway.group)
        found = self._index.known(number)
        known = KnownGateway(number, **found)
        if known.epoch:
            known.sequence = self._index.sequence(number, known.epoch)
        self.known[gateway] = known
        return known

    def _state(self, _: Gateway, known: KnownGateway, message: dict[str, Any], __: bytes, retained: bool) -> None:
        state, conn = text(message, "state", 8), whole(message, "conn")
        if state not in ("online", "offline"):
            raise NotAMessage("state is neither online nor offline")
        if conn < known.conn and (state == "offline" or retained):
            return  # the will of a connection that another one has taken over
        if state == "offline" and known.state == "online" and not retained:
            self._left(self._clock())
        known.state, known.conn = state, conn
        nonce = text(message, "nonce", 40)
        self._index.set(known.id, state=state, conn=conn, nonce=nonce, told=self._clock())

    def _left(self, now: float) -> None:
        """One more went away: judged as it is heard, since to read all groups again takes longer than a burst."""
        self._leaving = [*(at for at in self._leaving if now - at < BURST_SECONDS), now]
        if len(self._leaving) >= BURST:
            self._burst = True
            self._leaving.clear()

    def _info(self, _: Gateway, known: KnownGateway, message: dict[str, Any], __: bytes, ___: bool) -> None:
        known.info_hash = text(message, "hash", 64)
        self._index.set(known.id, info=encode(cleaned(message)), info_hash=known.info_hash)

    def _health(self, gateway: Gateway, known: KnownGateway, message: dict[str, Any], payload: bytes, _: bool) -> None:
        epoch, last = text(message, "epoch", 16), whole(message, "last")
        if not epoch:
            raise NotAMessage("epoch is missing")
        self._epoch(gateway, known, epoch)
        known.sequence.exists(last)
        known.heard = self._clock()
        known.wanted_info = text(message, "info", 64)
        if known.state == "offline":
            known.state = "online"  # the will came late; who speaks is there
            self._index.set(known.id, state="online")
        known.health = payload
        self._dirty.add(known)

    def _verdict(
        self, gateway: Gateway, known: KnownGateway, message: dict[str, Any], payload: bytes, ___: bool
    ) -> None:
        seen = observation_from(message)
        self._epoch(gateway, known, seen.epoch)
        self._index.add(known.id, seen, payload)
        known.sequence.have(seen.seq)
        known.heard = self._clock()
        self._dirty.add(known)

    def _response(
        self, gateway: Gateway, known: KnownGateway, message: dict[str, Any], payload: bytes, ___: bool
    ) -> None:
        if message.get("action") != "resend":
            self._index.put_response(known.id, text(message, "id", 40), payload, self._clock())
            return
        if text(message, "epoch", 16) != known.epoch:
            return
        gone = message.get("gone")
        for pair in gone[:MOST_GONE] if isinstance(gone, list) else []:
            if isinstance(pair, list) and len(pair) == 2 and all(type(end) is int and end > 0 for end in pair):
                known.sequence.gone(*pair)
        self._dirty.add(known)

    def _epoch(self, gateway: Gateway, known: KnownGateway, epoch: str) -> None:
        """Another spool under the same name: the gateway was set up again, or there are two of them."""
        if epoch == known.epoch:
            return
        if epoch == known.before:
            self._index.set(known.id, twice=self._clock())
        known.before, known.epoch, known.asked = known.epoch, epoch, 0.0
        known.sequence = self._index.sequence(known.id, epoch)
        self._dirty.add(known)
