"""docs/fleet.md, from an empty Debian to two gateways on one screen: its own commands, below a folder of the test."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pairtui.cli.observe import group_key
from pairtui.fleet.settings import load
from pairtui.fleet.spool import Spool
from tests.fleet.conftest import MOSQUITTO

ROOT = Path(__file__).parents[2]
BEGIN, END = "## From an empty Debian", "## The console"
SYSTEMS_OWN = re.compile(r"^(?:apt|systemctl) .*\n", re.M)
PASSWORD = "the password"


def blocks():
    """The commands for the broker, for a gateway, for one's own machine."""
    page = (ROOT / "docs/fleet.md").read_text()
    return re.findall(r"```sh\n(.*?)```", page[page.index(BEGIN) : page.index(END)], re.S)


class Walk:
    """The page's commands, with this folder for the root of each machine and loopback for the network."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.broker, self.gateway, self.own = blocks()

    def machine(self, name, commands, *brought):
        """Run what the page says on a machine, with the files brought there; its root."""
        root = self.folder / name
        for each in ("etc/mosquitto/certs", "etc/mosquitto/conf.d", "etc/pairtui", "root"):
            (root / each).mkdir(parents=True)
        for file in brought:
            shutil.copy(file, root)
        text = SYSTEMS_OWN.sub("", commands)
        text = re.sub(r"(?<![\w.])/(?=etc/|root/)", f"{root}/", text)
        text = text.replace("/usr/share/doc/pairtui/", f"{ROOT}/packaging/").replace(
            "listener 8883", f"listener {self.port}"
        )
        text = text.replace('host = "broker.example"', f'host = "localhost"\nport = {self.port}')
        text = text.replace("broker.example", "localhost")
        if os.geteuid():
            text = text.replace("chown mosquitto:", "ls").replace(" -o mosquitto -g mosquitto", "")
        text = text.replace("$(openssl rand -hex 16)", f"'{PASSWORD}'")
        done = subprocess.run(["bash", "-euc", text], cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return root

    def start_broker(self):
        """mosquitto as the page has set it up, with the user that it takes where root starts it."""
        assert MOSQUITTO
        root = self.machine("broker", self.broker)
        (root / "mosquitto.conf").write_text(f"include_dir {root}/etc/mosquitto/conf.d\n")
        return root, subprocess.Popen([MOSQUITTO, "-c", root / "mosquitto.conf"], stderr=subprocess.DEVNULL)

    def set_up_gateway(self, name, given):
        """A gateway: its root and its publisher."""
        commands = self.gateway.replace("gw-1", name)
        root = self.machine(name, commands, *(next(given.rglob(file)) for file in ("ca.pem", "group.key")))
        settings = root / "etc/pairtui/fleet.toml"
        with settings.open("a") as file:
            file.write(f'spool = "{root}/spool.db"\n')
        environment = {**os.environ, "CREDENTIALS_DIRECTORY": str(root / "etc/pairtui/publish.credentials")}
        command = [sys.executable, "-m", "pairtui", "publish", "--settings", str(settings)]
        return root, subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def look(self, given, happen):
        """What the operator's console would show, as JSON; `happen` when it is connected."""
        last = "pairtui fleet --settings fleet.toml\n"
        assert self.own.endswith(last)
        root = self.machine("own", self.own.removesuffix(last), next(given.rglob("ca.pem")))
        options = ["--settings", "fleet.toml", "--headless", "--json", "--for", "8", "--index", "index.db"]
        command = [sys.executable, "-m", "pairtui", "fleet", *options]
        looking = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert looking.stderr
        said = looking.stderr.readline()
        happen()
        out, rest = looking.communicate(timeout=60)
        return looking.returncode, out, said + rest


def fail_once(file, samples):
    """What the observer does when a pairing has failed."""
    spool = Spool(file)
    spool.add(samples.verdict(at=time.time()), True, time.time())
    spool.close()


@pytest.mark.skipif(not MOSQUITTO or not shutil.which("mosquitto_passwd"), reason="mosquitto is not installed")
def test_two_gateways_are_on_one_screen(samples, monkeypatch):
    with socket.socket() as probe, tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # mosquitto goes on as a user of its own
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        walk, running = Walk(Path(name), port), []
        try:
            given, broker = walk.start_broker()
            running.append(broker)
            roots = []
            for gateway in ("gw-1", "gw-2"):
                root, publisher = walk.set_up_gateway(gateway, given)
                roots.append(root)
                running.append(publisher)
            monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(root / "etc/pairtui/observe.credentials"))
            settings = load(root / "etc/pairtui/fleet.toml").gateway
            assert settings and len(group_key(settings)) == 64
            assert (root / "etc/pairtui/publish.credentials").stat().st_mode & 0o077 == 0
            status, out, said = walk.look(given, lambda: [fail_once(root / "spool.db", samples) for root in roots])
        finally:
            for process in running:
                process.terminate()
                process.wait(20)
        assert status == 1, said
        found = json.loads(out)
        assert [(each["gateway"], each["status"], each["failures"]) for each in found["gateways"]] == [
            ("plant/gw-1", "online", 1), ("plant/gw-2", "online", 1),
        ]  # fmt: skip
        assert [group["cause"] for group in found["groups"]] == ["wrong-passkey"]
        assert PASSWORD not in said
