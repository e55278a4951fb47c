"""The collector beside `json.loads`, and a fleet on a default mosquitto: cold start, all cut at once, an outage.

    python tests/bench/bench_fleet.py [--gateways 200 10000]

Ratios of one run. Real connections on loopback; gateways live in processes of their own, so that what is measured is
the collector's process alone. They say their health PACE times as often as real ones, so that it ends within three
minutes; what waits for health takes up to PACE times as long in a fleet.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pairtui.fleet.broker import Broker
from pairtui.fleet.index import IndexUnusable
from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.payloads import SCHEMA, encode
from pairtui.fleet.simulator import Template, all_online, of_device, virtual_fleet
from pairtui.fleet.topics import Topics
from pairtui.fleet.verdict import completed, verdict
from pairtui.fleet.view import FleetView

RATE, PERIODS, PERIOD = 183, 20, 2 * 183
"""What 10,000 gateways send in a second; so often so many messages at that pace, each time beside `json.loads` of all
of them right after it. The median of the ratios counts."""

BLOCKS, BLOCK, SETTLED = 20, 500, 2.0
"""So often so many messages as fast as they can be sent, below what fills the broker's queue, and the seconds in which
they are read and written: each block beside `json.loads` of the same octets right after it, so that both meet the same
machine. The median of the ratios counts."""

KNOWN = 1000
"""Gateways that speak, all of which the collector knows when the measurement begins."""

HEALTH_PART, FAILING_PART = 0.18, 0.15
PACE = 10.0
PROCESSES = 4
IDLE_SECONDS = 10.0
OUTAGE = 60.0
"""Seconds that somebody is away, with what happens in an hour: one attempt on each gateway."""

PATIENCE = 600.0
"""Seconds that issue and design allow a fleet of 10,000 until all is shown."""
VERSIONS = [{"kernel": kernel, "bluez": "5.66", "pairtui": "1.0"} for kernel in ("6.1.0-26", "6.1.0-28", "6.12.8")]


def attempt(failed):
    """An attempt of the document as gateways send it, about 2 kB where it failed."""
    words = "The peer answered the Pairing Request with a refusal instead of its features."
    steps = [
        {
            "at": 1.0 + n,
            "record": n,
            "direction": "sent",
            "text": f"Pairing Request: step {n}",
            "phase": "connection",
            "mark": "",
        }
        for n in range(8)
    ]
    failure = {"code": "smp:0x08", "name": "Unspecified Reason", "by": "peer", "step": "x", "record": 7}
    diagnosis = {
        "cause": "peer-not-in-pairing-mode", "title": words, "explanation": words * 3, "confidence": "likely",
        "evidence": [{"record": 7, "text": words}], "fixes": [{"text": words, "action": "pair"}] * 2,
    }  # fmt: skip
    return {
        "id": 1, "kind": "pairing", "adapter": "hci0",
        "peer": {"address": "peer-000000000000", "address_type": "random", "name": "Sensor #"},
        "transport": "le", "role": "initiator", "started": 1.0, "ended": 3.0, "pairing": "legacy",
        "association_model": "just-works", "level": None if failed else 2, "outcome": "failed" if failed else "paired",
        "failure": failure if failed else None,
        "steps": steps, "diagnosis": diagnosis if failed else None,
    }  # fmt: skip


FAILED, PAIRED = Template(attempt(True), "Sensor #"), Template(attempt(False), "Sensor #")


def messages(count, dice):
    """`count` topics and payloads, as a fleet of 10,000 sends them."""
    made = []
    for number in range(count):
        which = number % KNOWN
        gateway = f"pairtui/1/site-{which % 40:02}/gw-{which // 40:03}"
        if dice.random() < HEALTH_PART:
            health = {"schema": SCHEMA, "epoch": f"{which:08x}", "last": 0, "info": "", "waiting": 0}
            made.append((f"{gateway}/health", encode(health)))
            continue
        template = FAILED if dice.random() < FAILING_PART else PAIRED
        body = encode(
            {
                **verdict(of_device(template, "Sensor #", f"peer-{number:012x}"), at=time.time(), boot="b", synced=True,
                          versions=dice.choice(VERSIONS), model={"name_pattern": "Sensor #"}),
                "id": f"{which:08x}-{number // KNOWN + 1}", "rev": 1,
            }
        )  # fmt: skip
        made.append((f"{gateway}/verdict", completed(body, time.time(), time.time())))
    return made


def mosquitto(folder, port=0):
    """A broker with its defaults."""
    with socket.socket() as probe:
        if not port:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    file = folder / "mosquitto.conf"
    file.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    assert program
    process = subprocess.Popen([program, "-c", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    return port, process


class Collector:
    """The collector's process: what it takes."""

    def __init__(self, folder, port):
        self.index = folder / "index.db"
        settings = folder / "fleet.toml"
        settings.write_text(f'[broker]\nhost = "127.0.0.1"\nport = {port}\ntls = false\n')
        command = [
            sys.executable,
            "-m",
            "pairtui",
            "fleet",
            "--headless",
            "--settings",
            settings,
            "--index",
            self.index,
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert self.process.stderr
        assert any(b"connected" in line for line in iter(self.process.stderr.readline, b""))

    def cpu(self):
        """Seconds of CPU so far, by the scheduler's own clock: a tick of the other one is ten messages' work."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[0]) / 1e9

    def memory(self):
        """Most memory so far, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def count(self, query):
        """What a look at the index says."""
        view = FleetView(self.index)
        try:
            return query(view)
        finally:
            view.close()

    def until(self, query, wanted):
        """Seconds until `query` of the index is `wanted`; what it is instead where that takes too long."""
        began = time.monotonic()
        found = None
        while time.monotonic() - began < PATIENCE:
            try:
                found = self.count(query)
            except IndexUnusable:
                found = None
            if found == wanted:
                return f"{time.monotonic() - began:.0f} s"
            time.sleep(1)
        return f"not within {PATIENCE:.0f} s: {found} of {wanted}"

    def end(self):
        """Stop it."""
        self.process.terminate()
        self.process.communicate(timeout=60)


def statuses(*wanted):
    return lambda view: sum(row.status in wanted for row in view.gateways(time.time()))


def attempts(view):
    return sum(row.attempts for row in view.gateways(time.time()))


def parsing(part) -> float:
    """Seconds of CPU that `json.loads` takes of these messages."""
    began = time.thread_time()
    for _, payload in part:
        json.loads(payload)
    return time.thread_time() - began


async def publish(connection: Connection, part, rate: float = 0.0) -> None:
    """Send these messages, at most `rate` in a second."""
    begun = time.monotonic()
    for number, (topic, payload) in enumerate(part):
        connection.publish(Message(topic, payload, qos=0 if topic.endswith("health") else 1))
        if rate and number % 10 == 0:
            await asyncio.sleep(max(begun + number / rate - time.monotonic(), 0))


async def beside_parsing(collector: Collector, port: int, made) -> None:
    """Feed the collector at the pace of 10,000 gateways, then in blocks; say what it takes."""
    connection = Connection(Broker("127.0.0.1", port, tls=False), "bench")
    await connection.open()
    await publish(connection, made[:KNOWN], 500)
    await asyncio.sleep(SETTLED)
    paced, used, begun = [], [], time.monotonic()
    for at in range(KNOWN, KNOWN + PERIODS * PERIOD, PERIOD):
        part, before = made[at : at + PERIOD], collector.cpu()
        await publish(connection, part, RATE)
        used.append(collector.cpu() - before)
        paced.append(used[-1] / parsing(part))
    wall = time.monotonic() - begun
    await asyncio.sleep(SETTLED)
    begun, before = time.monotonic(), collector.cpu()
    await asyncio.sleep(IDLE_SECONDS)
    idle = (collector.cpu() - before) / (time.monotonic() - begun)
    ratios, costs = [], []
    for at in range(KNOWN + PERIODS * PERIOD, len(made), BLOCK):
        part = made[at : at + BLOCK]
        begun, before = time.monotonic(), collector.cpu()
        await publish(connection, part)
        await asyncio.sleep(SETTLED)
        cost = collector.cpu() - before - idle * (time.monotonic() - begun)
        costs.append(cost / len(part))
        ratios.append(cost / parsing(part))
    await connection.close()
    print(
        f"collector at {RATE} messages/s: {sum(used) / wall * 100:.1f} % of a core, {collector.memory():.0f} MB at most"
    )
    print(f"  with nothing to do, {KNOWN} gateways known: {idle * 100:.1f} % of a core")
    print(f"  a message at that pace: {sum(used) / len(used) / PERIOD * 1e6:.0f} µs, {middle(paced)}")
    print(f"  a message in blocks of {BLOCK}: {statistics.median(costs) * 1e6:.0f} µs, {middle(ratios)}")


def middle(ratios) -> str:
    """The median of these ratios, and where half of them are."""
    low, median, high = statistics.quantiles(ratios, n=4)
    return f"{median:.1f} x json.loads of it (half of {len(ratios)} from {low:.1f} to {high:.1f})"


def throughput(folder: Path) -> None:
    """CPU per message beside `json.loads` of the same bytes, at the rate of 10,000 gateways and above."""
    port, broker = mosquitto(folder)
    collector = Collector(folder, port)
    try:
        made = messages(KNOWN + PERIODS * PERIOD + BLOCKS * BLOCK, random.Random(1))
        asyncio.run(beside_parsing(collector, port, made))
        kept = sum(topic.endswith("verdict") for topic, _ in made)
        print(f"  verdicts in the index: {collector.count(attempts)} of {kept}")
    finally:
        collector.end()
        broker.terminate()
        broker.wait()


def live(port, number, count, total, orders, done):
    """Some of the gateways in a process of their own, which does what it is told."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    async def run():
        broker, dice = Broker("127.0.0.1", port, tls=False), random.Random(number)
        every = virtual_fleet(broker, total, VERSIONS, dice, Topics(), PACE)
        fleet = every[number * count : (number + 1) * count]
        living = []
        while (order := await asyncio.to_thread(orders.get)) != "end":
            if order == "online":
                await all_online(fleet)
                living = [asyncio.create_task(gateway.live()) for gateway in fleet]
            if order == "away":
                for task in living:
                    task.cancel()
                await asyncio.gather(*living, return_exceptions=True)
            if order == "attempt":
                for gateway in fleet:
                    gateway.attempt(dice.choice((FAILED, PAIRED)).attempt, {"name_pattern": "Sensor #"}, time.time())
                    await asyncio.sleep(0.001)
            done.put(number)

    asyncio.run(run())


class Gateways:
    """All gateways, in PROCESSES processes."""

    def __init__(self, port, total):
        spawn = multiprocessing.get_context("spawn")
        self.orders, self.done = [spawn.Queue() for _ in range(PROCESSES)], spawn.Queue()
        share = total // PROCESSES
        self.processes = [
            spawn.Process(target=live, args=(port, number, share, total, self.orders[number], self.done), daemon=True)
            for number in range(PROCESSES)
        ]
        for process in self.processes:
            process.start()

    def order(self, what):
        """Have all do it, and wait until they have."""
        for orders in self.orders:
            orders.put(what)
        for _ in self.processes:
            self.done.get(timeout=PATIENCE)

    def kill(self):
        """All cut at once."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.join()


def outage(gateways: Gateways) -> None:
    """Somebody is away; each gateway has an attempt meanwhile."""
    time.sleep(OUTAGE / 2)
    gateways.order("attempt")
    time.sleep(OUTAGE / 2)


def fleet(folder: Path, total: int) -> None:
    """Cold start, outages of collector, broker and gateways, in which each gateway has an attempt, all cut at once."""
    port, broker = mosquitto(folder)
    gateways, collector = Gateways(port, total), None
    try:
        began = time.monotonic()
        gateways.order("online")
        print(f"{total} gateways connected in {time.monotonic() - began:.0f} s")
        collector = Collector(folder, port)
        print(f"  cold start: all online after {collector.until(statuses('online'), total)}")
        gateways.order("attempt")
        print(f"  one verdict each, at once: all there after {collector.until(attempts, total)}")
        collector.end()
        outage(gateways)
        collector = Collector(folder, port)
        print(f"  one more each while the collector was away: all there after {collector.until(attempts, 2 * total)}")
        broker.kill()
        broker.wait()
        outage(gateways)
        broker = mosquitto(folder, port)[1]
        print(f"  one more each while the broker was away: all there after {collector.until(attempts, 3 * total)}")
        print(f"    and online after {collector.until(statuses('online'), total)} more")
        gateways.order("away")
        outage(gateways)
        gateways.order("online")
        print(
            f"  one more each while all were away: all there {collector.until(attempts, 4 * total)} after all were back"
        )
        print(f"    and online after {collector.until(statuses('online'), total)} more")
        gateways.kill()
        print(f"  all cut at once: all offline after {collector.until(statuses('offline', 'silent'), total)}")
        print(f"  collector: {collector.memory():.0f} MB at most, index {collector.index.stat().st_size / 1e6:.0f} MB")
    finally:
        for process in gateways.processes:
            process.kill()
        if collector is not None:
            collector.end()
        broker.kill()
        broker.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gateways", type=int, nargs="*", default=[200], help="none measures the collector alone")
    args = parser.parse_args()
    if shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin") is None:
        print("fleet: mosquitto is not installed, nothing is measured: sudo apt install mosquitto")
        return
    measured: list[Callable[[Path], None]] = [throughput, *[partial(fleet, total=total) for total in args.gateways]]
    for measure in measured:
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            measure(Path(folder))


if __name__ == "__main__":
    main()
