"""Publisher and collector over a real mosquitto on loopback: each fault on the way, and nothing lost or shown twice."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from typing import Any

import pytest

from pairtui.fleet.broker import Broker, BrokerError
from pairtui.fleet.collector import Collector
from pairtui.fleet.index import Index
from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.payloads import encode
from pairtui.fleet.publisher import Publisher
from pairtui.fleet.spool import Spool
from pairtui.fleet.topics import Gateway, Topics
from pairtui.fleet.view import FleetView

PACE = 40
GW = Gateway("plant", "gw-1")
SECONDS = 60


async def until(condition, seconds=SECONDS):
    """Wait for what must come; loud where it does not."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- what is waited for is in other processes too
            await asyncio.sleep(0.02)


class World:
    """A broker with gateways and a collector, which can each be taken away and brought back."""

    def __init__(self, folder, port):
        self.folder, self.broker = folder, Broker("127.0.0.1", port, tls=False)
        self.told = []
        self.running = {}
        self.spools = {}
        self.index: Any = None
        self.collector: Any = None

    def spool(self, gateway=GW):
        """The spool of a gateway; another connection to it than the publisher's, as the observer has."""
        file = self.folder / f"{gateway.name}.db"
        return self.spools.setdefault(gateway, Spool(file))

    def publish(self, gateway=GW, name=None, broker=None, pace=PACE):
        """Start a publisher."""
        publisher = Publisher(
            broker or self.broker, gateway, Spool(self.folder / f"{(name or gateway).name}.db"), Topics(), pace=pace,
            say=self.told.append,
        )  # fmt: skip
        self.running[name or gateway] = asyncio.create_task(publisher.run())
        return publisher

    def collect(self):
        """Start a collector."""
        self.index = Index(self.folder / "index.db")
        self.collector = Collector(self.broker, self.index, Topics(), pace=PACE, say=self.told.append)
        self.running["collector"] = asyncio.create_task(self.collector.run())

    async def stop(self, what):
        """End one of them."""
        task = self.running.pop(what)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if what == "collector":
            self.index.close()

    def seqs(self):
        """The numbers of the verdicts in the index, once each as they stand there."""
        with contextlib.suppress(Exception):
            self.index.commit()
        return [seq for (seq,) in self.index.db.execute("SELECT seq FROM attempt ORDER BY gateway, epoch, seq")]

    def status(self):
        """Each gateway's state."""
        view = FleetView(self.folder / "index.db")
        found = {row.label: row.status for row in view.gateways(time.time())}
        view.close()
        return found


@pytest.fixture
async def world(tmp_path, broker):
    made = World(tmp_path, broker().port)
    yield made
    for what in list(made.running):
        await made.stop(what)


@pytest.fixture
def mosquitto(broker, tmp_path):
    """A broker that the test stops and starts, with `config`."""
    return broker


def fill(world, samples, count, gateway=GW):
    for number in range(count):
        failed = number % 3 == 0
        world.spool(gateway).add(samples.verdict(failed), failed, time.time())


async def test_what_is_in_the_spool_comes_to_the_index(world, samples):
    fill(world, samples, 25)
    world.publish()
    world.collect()
    await until(lambda: world.seqs() == list(range(1, 26)))
    # The collector may have the last verdict before the publisher has the broker's acknowledgement of it.
    await until(lambda: world.spool().counts().taken == 25)
    assert world.status() == {"plant/gw-1": "online"}


async def test_a_live_verdict_does_not_wait_for_all_the_old_ones(world, samples):
    fill(world, samples, 150)
    world.publish()
    world.collect()
    await until(lambda: len(world.seqs()) > 5)
    fill(world, samples, 1)
    await until(lambda: 151 in world.seqs())
    assert len(world.seqs()) < 150


async def test_the_will_says_that_a_gateway_is_gone_and_a_farewell_too(world, samples):
    world.collect()
    world.publish()
    await until(lambda: world.collector.ingest.known.get(GW) and world.collector.ingest.known[GW].state == "online")
    await world.stop(GW)
    await until(lambda: world.collector.ingest.known[GW].state == "offline")


async def test_the_broker_is_away_for_a_while_and_nothing_is_lost(tmp_path, broker, samples):
    one = broker()
    world = World(tmp_path, one.port)
    try:
        fill(world, samples, 10)
        world.publish()
        world.collect()
        await until(lambda: len(world.seqs()) == 10)
        one.stop(hard=True)
        fill(world, samples, 30)
        await asyncio.sleep(0.5)
        one.start()
        await until(lambda: world.seqs() == list(range(1, 41)))
    finally:
        for what in list(world.running):
            await world.stop(what)


async def test_the_collector_is_away_for_a_while_and_what_it_missed_is_sent_again(world, samples):
    world.publish()
    world.collect()
    fill(world, samples, 5)
    await until(lambda: len(world.seqs()) == 5)
    await world.stop("collector")
    fill(world, samples, 40)
    await until(lambda: world.spool().counts().waiting == 0)
    world.collect()
    await until(lambda: world.seqs() == list(range(1, 46)))


async def test_a_collector_that_comes_later_does_not_wait_for_the_next_health(world, samples):
    world.publish(pace=1)  # health every 300 s
    fill(world, samples, 3)
    await until(lambda: world.spool().counts().waiting == 0)
    world.collect()
    await until(lambda: world.seqs() == [1, 2, 3])


async def test_what_the_gateway_no_longer_has_is_asked_for_once(world, samples):
    fill(world, samples, 20)
    world.spool()._db.execute("DELETE FROM verdict WHERE seq BETWEEN 4 AND 9")
    world.publish()
    world.collect()
    await until(lambda: len(world.seqs()) == 14 and world.collector.ingest.known[GW].sequence.missing() is None)


async def test_a_revision_takes_the_place_of_what_was_said_before(world, samples):
    spool = world.spool()
    seq = spool.add(samples.verdict(cause="unknown"), True, time.time())
    world.publish()
    world.collect()
    await until(lambda: world.seqs() == [1])
    spool.revise(seq, samples.verdict(cause="peer-busy"), True, time.time())
    causes = "SELECT rev, text FROM attempt JOIN word ON word.id = cause"
    await until(lambda: world.index.db.execute(causes).fetchall() == [(2, "peer-busy")])


async def test_info_is_there_and_a_newer_one_replaces_it(world, samples):
    world.collect()
    for digest in ("h1", "h2"):
        world.spool().note(info=encode({"schema": 1, "hash": digest}), info_hash=digest)
        if digest == "h1":
            world.publish()
        await until(lambda digest=digest: (known := world.collector.ingest.known.get(GW)) and known.info_hash == digest)


async def test_a_gateway_that_two_have_the_name_of_is_told(world, samples):
    other = Gateway("plant", "twin")
    world.collect()
    world.publish()
    world.publish(GW, name=other)
    await until(lambda: "twice" in world.status().values() if world.collector.ingest.known else False)


# ── what a broker refuses ─────────────────────────────────────────────────────────────────────────────────────────


async def test_what_access_rules_refuse_is_kept_and_told(tmp_path, broker, samples):
    rules = tmp_path / "acl"
    rules.write_text("topic readwrite pairtui/1/plant/gw-1/state\n")
    world = World(tmp_path, broker(f"acl_file {rules}").port)
    fill(world, samples, 3)
    world.publish()
    await until(lambda: world.spool().counts().refused == 3)
    assert "access rules" in world.spool().fact("refused")
    assert any("0x87" in line for line in world.told)
    await world.stop(GW)
    rules.write_text("topic readwrite #\n")


async def test_after_the_rules_were_corrected_it_is_sent(tmp_path, broker, samples):
    rules = tmp_path / "acl"
    rules.write_text("topic readwrite pairtui/1/plant/gw-1/state\n")
    one = broker(f"acl_file {rules}")
    world = World(tmp_path, one.port)
    fill(world, samples, 3)
    world.publish()
    await until(lambda: world.spool().counts().refused == 3)
    await world.stop(GW)
    rules.write_text("topic readwrite #\n")
    one.stop()
    one.start()
    world.publish()
    await until(lambda: world.spool().counts().taken == 3)
    await world.stop(GW)


@pytest.mark.parametrize("limit", ["max_packet_size 1500", "message_size_limit 1400"])
async def test_what_is_too_large_for_the_broker_is_cut_once_and_holds_nothing_up(tmp_path, broker, samples, limit):
    world = World(tmp_path, broker(limit).port)
    world.spool().add(samples.verdict(steps=60), True, time.time())
    fill(world, samples, 2)
    world.publish()
    world.collect()
    await until(lambda: world.spool().counts().waiting == 0)
    counts = world.spool().counts()
    assert counts.taken + counts.too_large == 3
    assert counts.taken >= 1
    for what in list(world.running):
        await world.stop(what)


async def test_what_cannot_be_cut_is_never_tried_again_and_the_rest_goes_on(tmp_path, broker, samples):
    world = World(tmp_path, broker("max_packet_size 900").port)
    large = samples.verdict(steps=5)
    large["attempt"]["diagnosis"]["explanation"] = "x" * 2000
    world.spool().add(large, True, time.time())
    small = {"schema": 1, "at": 1.0, "attempt": {"outcome": "paired", "steps": []}}
    world.spool().add(small, False, time.time())
    world.publish()
    await until(lambda: world.spool().counts().waiting == 0)
    counts = world.spool().counts()
    assert (counts.taken, counts.too_large) == (1, 1)
    await world.stop(GW)


async def test_a_retained_request_to_send_again_is_ignored(world, samples):
    fill(world, samples, 3)
    asker = Connection(world.broker, "asker")
    await asker.open()
    topic = Topics().of(GW, "request")
    request = {"schema": 1, "id": "x", "action": "resend", "epoch": world.spool().epoch, "first": 1, "last": 3}
    await asker.send(Message(topic, encode(request), retain=True))
    world.publish()
    await until(lambda: world.spool().counts().taken == 3)
    await asyncio.sleep(0.3)
    assert world.spool().counts().taken == 3
    await asker.close()


async def test_hostile_messages_do_not_end_the_collector(world, samples):
    world.collect()
    fill(world, samples, 1)
    world.publish()
    await until(lambda: len(world.seqs()) == 1)  # it listens
    stranger = Connection(world.broker, "stranger")
    await stranger.open()
    for topic in ("pairtui/1/plant/gw-9/verdict", "pairtui/1/plant/gw-9/health", "pairtui/1/\u202e/x/state"):
        for payload in (b"[" * 100_000, b"\xff", b'{"schema":1,"id":"a-1","rev":1}', b'{"schema":1,"last":1e400}'):
            await stranger.send(Message(topic, payload))
    fill(world, samples, 3)
    await until(lambda: len(world.seqs()) == 4)
    assert world.collector.ingest.rejected.total() >= 6
    await stranger.close()


# ── processes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def kept(index):
    """The numbers of the verdicts in an index that another process fills."""
    with contextlib.closing(sqlite3.connect(index)) as db:
        return [seq for (seq,) in db.execute("SELECT seq FROM attempt ORDER BY seq")]


def service(tmp_path, port, command):
    settings = tmp_path / "fleet.toml"
    settings.write_text(
        f'[broker]\nhost = "127.0.0.1"\nport = {port}\ntls = false\n'
        f'[gateway]\ngroup = "plant"\nname = "gw-1"\nspool = "{tmp_path}/gw-1.db"\n'
    )
    words = [sys.executable, "-m", "pairtui", *command, "--settings", str(settings)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    assert any(b"connected to" in line for line in iter(process.stderr.readline, b""))
    return process


async def test_what_the_broker_drops_for_a_slow_collector_comes_later(tmp_path, broker, samples):
    port = broker("max_queued_messages 10", "max_inflight_messages 10").port
    world = World(tmp_path, port)
    collector = service(tmp_path, port, ("fleet", "--headless", "--index", str(tmp_path / "index.db")))
    try:
        os.kill(collector.pid, signal.SIGSTOP)
        fill(world, samples, 60)
        world.publish()
        await until(lambda: world.spool().counts().waiting == 0)
        os.kill(collector.pid, signal.SIGCONT)
        await until(lambda: kept(tmp_path / "index.db") == list(range(1, 61)))
    finally:
        collector.kill()
        collector.communicate()
        await world.stop(GW)


async def test_kill_9_of_publisher_and_collector_loses_nothing_and_shows_nothing_twice(tmp_path, broker, samples):
    port = broker().port
    world = World(tmp_path, port)
    fill(world, samples, 40)
    index = tmp_path / "index.db"
    collect = ("fleet", "--headless", "--index", str(index))
    for command in (("publish",), collect, ("publish",), collect):
        started = [command, ("publish",)] if command == collect else [command]
        processes = [service(tmp_path, port, each) for each in started]
        await asyncio.sleep(1)
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    world.publish()
    world.collect()
    await until(lambda: world.seqs() == list(range(1, 41)))
    for what in list(world.running):
        await world.stop(what)


async def test_a_publisher_that_cannot_write_its_spool_says_so_and_goes_on_when_there_is_room(
    world, samples, monkeypatch
):
    fill(world, samples, 6)
    publisher = world.publish()
    mark = publisher._spool.mark
    refused: list[tuple[object, ...]] = []

    def no_room(*what):
        if len(refused) < 3:
            refused.append(what)
            raise sqlite3.OperationalError("database or disk is full")
        mark(*what)

    monkeypatch.setattr(publisher._spool, "mark", no_room)
    world.collect()
    await until(lambda: world.seqs() == list(range(1, 7)) and world.spool().counts().waiting == 0)
    assert len(refused) == 3
    assert any("cannot be written: database or disk is full" in said for said in world.told)


async def test_the_services_end_when_they_are_asked_to(tmp_path, broker, samples):
    port = broker().port
    for command in (("publish",), ("fleet", "--headless", "--index", str(tmp_path / "i.db"))):
        process = service(tmp_path, port, command)
        process.terminate()
        process.communicate(timeout=20)
        assert process.returncode == 0


async def test_a_broker_that_is_not_there_is_one_sentence(unused_tcp_port_factory):
    with pytest.raises(BrokerError, match="cannot be reached"):
        await Connection(Broker("127.0.0.1", unused_tcp_port_factory(), tls=False), "x").open()
