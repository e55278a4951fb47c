"""From the radio to the fleet: observer, spool, publisher, a real mosquitto with the shipped rules, collector."""

import json
import os
import re
import socket
import subprocess
import time
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import paho.mqtt.client as paho
import pytest
from control import Put
from headless import command, environment, pairtui
from observers import AirRecording, busctl, until
from paho.mqtt.enums import CallbackAPIVersion

RULES = Path("packaging/fleet/mosquitto.acl")
GATEWAY, READER = "plant/gw-1", "pairtui-fleet"
ASKING = {
    "Hello", "AddMatch", "RemoveMatch", "GetNameOwner", "NameHasOwner", "GetManagedObjects", "GetAll", "Get",
    "Introspect", "GetConnectionUnixProcessID", "GetConnectionUnixUser", "ListNames", "Ping",
}  # fmt: skip
"""Methods that change nothing on the bus or at BlueZ."""


pytestmark = pytest.mark.more


class Site:
    """A gateway with its two processes, and the broker."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self.folder, self._running = folder, running
        folder.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._broker()
        self.gateway = self._settings("gateway.toml", GATEWAY)
        self.console = self._settings("console.toml", READER)
        self.spool, self.index = folder / "spool.db", folder / "index.db"
        self.traffic: list[bytes] = []
        self._listen()
        self.observer = self._start("observe")
        self.publisher = self._start("publish")

    def _broker(self) -> None:
        passwords, config = self.folder / "passwords", self.folder / "mosquitto.conf"
        passwords.touch(0o644)
        for user in (GATEWAY, READER):
            subprocess.run(["mosquitto_passwd", "-b", passwords, user, f"of {user}"], check=True, capture_output=True)
        (self.folder / "acl").write_text(RULES.read_text())
        config.write_text(
            f"listener {self.port} 127.0.0.1\nuser root\npassword_file {passwords}\nacl_file {self.folder}/acl\n"
        )
        log = self._log("mosquitto")
        broker = subprocess.Popen(["/usr/sbin/mosquitto", "-c", config], stdout=log, stderr=log)
        self._running.callback(broker.wait, 10)
        self._running.callback(broker.terminate)
        until(self._answers, "mosquitto listens")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _settings(self, name: str, user: str) -> Path:
        password, file = self.folder / f"{name}.password", self.folder / name
        password.write_text(f"of {user}")
        file.write_text(
            f'[broker]\nhost = "127.0.0.1"\nport = {self.port}\ntls = false\nuser = "{user}"\n'
            f'password_file = "{password}"\n[gateway]\ngroup = "plant"\nname = "gw-1"\n'
            f'spool = "{self.folder}/spool.db"\nmetrics = "{self.folder}/pairtui.prom"\n'
        )
        return file

    def _listen(self) -> None:
        """Everything that goes over the broker, by a client that is none of ours."""
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id="listener")
        client.username_pw_set(READER, f"of {READER}")
        client.on_message = lambda _, __, message: self.traffic.append(message.topic.encode() + message.payload)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        for kind in ("state", "info", "health", "verdict", "response"):
            client.subscribe(f"pairtui/1/+/+/{kind}", 1)
        self._running.callback(client.disconnect)

    def _log(self, name: str) -> IO[bytes]:
        file = Path(os.environ["LAB_OUT"], f"{name}.log").open("ab")  # noqa: SIM115 -- as long as the site
        return self._running.enter_context(file)

    def _start(self, what: str) -> "subprocess.Popen[bytes]":
        log = self._log(f"fleet-{what}")
        process = subprocess.Popen(
            command(what, "--settings", str(self.gateway)), stderr=log, env=environment(str(self.folder))
        )
        self._running.callback(process.wait, 30)
        self._running.callback(process.terminate)
        return process

    def heard(self, kind: str) -> int:
        """How many messages of this kind went over the broker."""
        return sum(message.startswith(f"pairtui/1/plant/gw-1/{kind}{{".encode()) for message in self.traffic)

    def fleet(self, seconds: int) -> Any:
        """What the console's collector finds in this time."""
        options = ("--headless", "--json", "--for", str(seconds), "--index", str(self.index))
        return pairtui("fleet", *options, "--settings", str(self.console)).json


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as running:
        yield Site(tmp_path, running)


def ltks(address: str) -> list[str]:
    """The long term keys of the bond, as bluetoothd keeps them."""
    files = Path("/var/lib/bluetooth").glob(f"*/{address.upper()}/info")
    return [key for file in files for key in re.findall(r"^Key=([0-9A-Fa-f]{32})$", file.read_text(), re.M)]


def in_base64(octets: bytes) -> list[bytes]:
    """How they can stand in a longer text of base64, by how many octets came before them: what these do not touch."""
    spelt = [(before, b64encode(bytes(before) + octets)) for before in range(3)]
    return [text[-(-before * 8 // 6) : (before + len(octets)) * 8 // 6] for before, text in spelt]


def everything(site: Site) -> bytes:
    """Traffic, spool, index with its packed documents, metrics."""
    import sqlite3

    with sqlite3.connect(site.index) as index:
        packed = b"".join(zlib.decompress(body) for (body,) in index.execute("SELECT body FROM document"))
    kept = [file for file in site.folder.iterdir() if file.name.startswith(("spool", "index", "pairtui"))]
    return b"".join((packed, *site.traffic, *(file.read_bytes() for file in kept)))


def test_a_pairing_and_a_refusal_come_to_the_fleet_without_what_is_secret(
    site: Site, peer: Put, air: AirRecording
) -> None:
    scale, lock = peer("jw-sc"), peer("numcmp-sc")
    until(lambda: site.heard("info") > 0, "the gateway has come online", timeout=60)
    assert pairtui("pair", scale.address).status == 0
    assert pairtui("pair", lock.address, "--no-confirm").status == 1
    until(lambda: site.heard("verdict") >= 2, "both verdicts went over the broker", timeout=60)
    keys = ltks(scale.address)
    assert keys, "bluetoothd has the key of the bond"

    found = site.fleet(15)
    (gateway,) = found["gateways"]
    assert gateway["status"] == "online" and gateway["attempts"] >= 2 and gateway["failures"] >= 1, gateway
    (cause,) = {group["cause"] for group in found["groups"]}

    seen = everything(site)
    assert cause.encode() in seen
    for key in keys:
        raw = bytes.fromhex(key)
        for octets in (raw, raw[::-1]):
            assert octets not in seen and octets.hex().encode() not in seen.lower()
            assert not any(text in seen for text in in_base64(octets))
    for device in (scale, lock):
        assert device.address.lower().encode() not in seen.lower()
    assert f'pairtui_failures_total{{cause="{cause}"' in (site.folder / "pairtui.prom").read_text()


def names_of(pid: int) -> set[str]:
    """The unique names of a process, as the bus has them: `busctl list` knows none on a kernel without cgroups."""
    return {name for name in asked_of_the_bus("ListNames") if name.startswith(":") and owner(name) == pid}


def owner(name: str) -> int | None:
    """The process that has a name on the bus; None where it has just left."""
    try:
        return int(asked_of_the_bus("GetConnectionUnixProcessID", "s", name))
    except subprocess.CalledProcessError:
        return None


def asked_of_the_bus(method: str, *arguments: str) -> Any:
    """What the bus itself answers to a method with one result."""
    bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
    return json.loads(busctl("--json=short", "call", *bus, method, *arguments))["data"][0]


def test_the_observer_asks_and_changes_nothing_and_the_publisher_is_not_on_the_bus(
    site: Site, peer: Put, air: AirRecording
) -> None:
    with Path(os.environ["LAB_OUT"], "bus.jsonl").open("w+") as bus:
        monitor = subprocess.Popen(["busctl", "monitor", "--json=short"], stdout=bus, stderr=subprocess.DEVNULL)
        scale = peer("jw-sc")
        until(lambda: bool(names_of(site.observer.pid)), "the observer is on the bus", timeout=60)
        mine = names_of(site.observer.pid)
        assert not names_of(site.publisher.pid)
        assert pairtui("pair", scale.address).status == 0
        until(lambda: site.heard("verdict") >= 1, "the verdict went over the broker", timeout=60)
        time.sleep(1)
        monitor.terminate()
        monitor.wait(10)
        bus.seek(0)
        calls = [json.loads(line) for line in bus if '"method_call"' in line]
    others = {call["member"] for call in calls if call["sender"] not in mine}
    assert "Pair" in others, "the monitor sees what the technician's program asks"
    assert {call["member"] for call in calls if call["sender"] in mine} <= ASKING


def test_what_happens_while_the_publisher_is_dead_comes_later(site: Site, peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    until(lambda: site.heard("info") > 0, "the gateway has come online", timeout=60)
    site.publisher.kill()
    site.publisher.wait(10)
    assert pairtui("pair", scale.address).status == 0
    time.sleep(12)
    assert site.heard("verdict") == 0
    again = subprocess.Popen(command("publish", "--settings", str(site.gateway)), env=environment(str(site.folder)))
    try:
        until(lambda: site.heard("verdict") >= 1, "it is sent after all", timeout=60)
        found = site.fleet(10)
        assert [(each["status"], each["attempts"] > 0) for each in found["gateways"]] == [("online", True)]
    finally:
        again.terminate()
        again.wait(30)
