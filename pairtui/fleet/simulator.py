"""Virtual gateways on a real broker, for the demonstration, the tests and the benchmark: light, in a bounded number."""

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from pairtui.fleet import topics
from pairtui.fleet.broker import BackOff, Broker, BrokerError
from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.payloads import SCHEMA, NotAMessage, decode, encode, whole
from pairtui.fleet.topics import Gateway, Topics
from pairtui.fleet.verdict import completed, verdict

MOST_GATEWAYS = 20_000
IN_GROUP = 250
HEALTH_SECONDS = 300.0
RESEND_PER_SECOND = 5.0
AT_ONCE = 50
"""Connections that are made at the same time."""

LONGEST_WAIT = 300.0

TRIES = 10
"""How often a gateway tries again to come online at first."""


class Template(NamedTuple):
    """An attempt of the analysis document, and the name of its device, which stands in its texts."""

    attempt: dict[str, Any]
    name: str


class VirtualGateway:
    """One gateway with `versions`, which says what `Publisher` does, in MQTT 3.1.1, and keeps its verdicts in memory.

    `pace` is how many times faster than a real one it lives.
    """

    def __init__(self, broker: Broker, gateway: Gateway, versions: dict[str, str], names: Topics, pace: float) -> None:
        self.gateway, self.versions = gateway, versions
        self._broker, self._topics, self._pace = broker, names, pace
        self.epoch = hashlib.sha256(gateway.label.encode()).hexdigest()[:8]
        self._bodies: list[bytes] = []
        self._sent = 0
        self._conn = int(time.time())
        self._connection: Connection | None = None
        self._resending: set[asyncio.Task[None]] = set()
        info = {"schema": SCHEMA, "versions": versions, "allow": [], "doctor": [], "bonds": 1}
        self._hash = hashlib.sha256(encode(info)).hexdigest()[:16]
        self._info = encode({**info, "hash": self._hash})

    @property
    def last(self) -> int:
        """The number of the newest verdict."""
        return len(self._bodies)

    async def connect(self) -> None:
        """Come online. Raises BrokerError."""
        self._conn += 1
        will = Message(self._topic(topics.STATE), self._state("offline"), retain=True)
        connection = Connection(self._broker, self.gateway.label, self._asked, will, reasons=False)
        await connection.open()
        self._connection = connection
        await connection.subscribe([self._topic(topics.REQUEST)])
        await connection.send(Message(self._topic(topics.STATE), self._state("online"), retain=True))
        await connection.send(Message(self._topic(topics.INFO), self._info, retain=True))
        self.say_health()
        self._later(range(self._sent + 1, self.last + 1))

    async def live(self) -> None:
        """Stay online, whatever happens, and say so; until cancelled."""
        pause = BackOff(LONGEST_WAIT, self._pace)
        try:
            while True:
                with suppress(BrokerError):
                    if self._connection is None:
                        await self.connect()
                    pause.reset()
                    await self._speak()
                self._connection = None
                await pause.wait()
        finally:
            await self.leave()

    async def _speak(self) -> None:
        assert self._connection is not None
        while not self._connection.lost.done():
            spread = random.uniform(0.9, 1.1)
            await asyncio.wait({self._connection.lost}, timeout=HEALTH_SECONDS * spread / self._pace)
            self.say_health()

    async def leave(self) -> None:
        """Go offline in order."""
        connection, self._connection = self._connection, None
        if connection is not None and not connection.lost.done():
            connection.publish(Message(self._topic(topics.STATE), self._state("offline"), retain=True))
            await connection.close()

    def say_health(self) -> None:
        """Publish health now."""
        if self._connection is not None and not self._connection.lost.done():
            health = {"schema": SCHEMA, "epoch": self.epoch, "last": self.last, "info": self._hash, "waiting": 0}
            self._connection.publish(Message(self._topic(topics.HEALTH), encode(health), qos=0))

    def attempt(self, attempt: dict[str, Any], model: dict[str, str], at: float) -> None:
        """An attempt has ended: publish its verdict, or keep it until somebody asks."""
        number = self.last + 1
        message = verdict(attempt, at=at, boot="virtual", synced=True, versions=self.versions, model=model)
        self._bodies.append(encode({**message, "id": f"{self.epoch}-{number}", "rev": 1}))
        if number == self._sent + 1:
            self._send(number)

    def _send(self, number: int) -> None:
        if self._connection is not None and not self._connection.lost.done():
            now = time.time()
            self._sent = max(self._sent, number)
            self._connection.publish(
                Message(self._topic(topics.VERDICT), completed(self._bodies[number - 1], now, now))
            )

    def _asked(self, _: str, payload: bytes, retained: bool) -> None:
        try:
            request = decode(payload, topics.MOST_OCTETS[topics.REQUEST])
            if request.get("action") != "resend" or retained:
                return
            if request.get("epoch") != self.epoch:
                self.say_health()
                return
            first, last = whole(request, "first", 1), min(whole(request, "last", 1), self.last)
        except NotAMessage:
            return
        self._later(range(first, last + 1))

    def _later(self, numbers: range) -> None:
        task = asyncio.get_running_loop().create_task(self._resend(numbers))
        self._resending.add(task)
        task.add_done_callback(self._resending.discard)

    async def _resend(self, numbers: range) -> None:
        for number in numbers:
            if self._connection is None or self._connection.lost.done():
                return
            self._send(number)
            await asyncio.sleep(1 / RESEND_PER_SECOND / self._pace)

    def _state(self, state: str) -> bytes:
        return encode({"schema": SCHEMA, "state": state, "conn": self._conn, "nonce": ""})

    def _topic(self, kind: str) -> str:
        return self._topics.of(self.gateway, kind)


class PlantedFault(NamedTuple):
    """A fault that only gateways with these versions have, with devices of one `model`, "" for all."""

    versions: dict[str, str]
    model: str
    template: Template
    probability: float = 0.7


def virtual_fleet(
    broker: Broker,
    count: int,
    images: Sequence[dict[str, str]],
    dice: random.Random,
    names: Topics,
    pace: float = 1.0,
    in_group: int = IN_GROUP,
) -> list[VirtualGateway]:
    """`count` gateways in groups, each with one of these sets of versions. Raises ValueError above MOST_GATEWAYS."""
    if not 0 < count <= MOST_GATEWAYS:
        raise ValueError(f"a virtual fleet has from 1 to {MOST_GATEWAYS} gateways")
    return [
        VirtualGateway(
            broker,
            Gateway(f"site-{number // in_group + 1:02}", f"gw-{number % in_group + 1:03}"),
            dice.choice(images),
            names,
            pace,
        )
        for number in range(count)
    ]


def choose(
    gateway: VirtualGateway,
    model: str,
    failures: Sequence[Template],
    successes: Sequence[Template],
    planted: PlantedFault | None,
    dice: random.Random,
    failing: float = 0.1,
) -> Template:
    """What happens next on this gateway: mostly it works, now and then something fails, and the planted fault does."""
    here = planted is not None and planted.versions.items() <= gateway.versions.items()
    if planted is not None and here and planted.model in ("", model) and dice.random() < planted.probability:
        return planted.template
    return dice.choice(failures if dice.random() < failing else successes)


def of_device(template: Template, name: str, address: str) -> dict[str, Any]:
    """The attempt of a template with another device."""
    before = template.attempt["peer"]["address"]
    text = json.dumps(template.attempt)
    for old, new in ((template.name, name), (before, address)):
        text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]) if old else text
    attempt: dict[str, Any] = json.loads(text)
    return attempt


async def all_online(gateways: Sequence[VirtualGateway], progress: Callable[[int], None] = lambda _: None) -> None:
    """Bring every gateway online, some at a time; like real ones they try again. Raises BrokerError at last."""
    gate, done = asyncio.Semaphore(AT_ONCE), 0

    async def one(gateway: VirtualGateway) -> None:
        nonlocal done
        async with gate:
            await _connect_with_retries(gateway)
        done += 1
        progress(done)

    await asyncio.gather(*(one(gateway) for gateway in gateways))


async def _connect_with_retries(gateway: VirtualGateway) -> None:
    """Connect, again where a broker that is asked much at once drops it."""
    for _ in range(TRIES):
        try:
            return await gateway.connect()
        except BrokerError:
            await asyncio.sleep(random.uniform(0.1, 1.0))
    return await gateway.connect()
