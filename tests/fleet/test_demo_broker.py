"""The demonstration's broker: mosquitto, or amqtt where that is not installed, or one sentence."""

import json
import random
import subprocess
import sys

import pytest

from pairtui.cli import demo_broker
from pairtui.errors import NoSource
from pairtui.fleet.broker import Broker
from pairtui.fleet.simulator import all_online, virtual_fleet
from pairtui.fleet.topics import Topics

GATEWAYS = 30
WITHOUT_MOSQUITTO = """
import sys
from pairtui.cli import demo_broker
demo_broker.mosquitto_program = lambda: None
from pairtui.__main__ import main
if __name__ == "__main__":
    sys.exit(main())
"""


async def test_the_broker_in_python_carries_a_fleet(tmp_path, monkeypatch):
    monkeypatch.setattr(demo_broker, "mosquitto_program", lambda: None)
    with demo_broker.demo_broker(tmp_path, GATEWAYS) as port:
        broker = Broker(demo_broker.HOST, port, tls=False)
        fleet = virtual_fleet(broker, GATEWAYS, [{"kernel": "6.1"}], random.Random(1), Topics())
        online: list[int] = []
        await all_online(fleet, online.append)
        assert online[-1] == GATEWAYS
        for gateway in fleet:
            await gateway.leave()


def test_the_demonstration_runs_without_mosquitto_and_says_so(tmp_path):
    program = tmp_path / "without_mosquitto.py"
    program.write_text(WITHOUT_MOSQUITTO)
    ran = subprocess.run(
        [sys.executable, program, "fleet", "--demo", str(GATEWAYS), "--headless", "--for", "12", "--json"],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "amqtt" in ran.stderr and "Traceback" not in ran.stderr, ran.stderr
    gateways = json.loads(ran.stdout)["gateways"]
    assert [gateway["status"] for gateway in gateways].count("online") > GATEWAYS * 0.8
    assert sum(gateway["attempts"] for gateway in gateways) > GATEWAYS


def test_with_neither_broker_it_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(demo_broker, "mosquitto_program", lambda: None)
    monkeypatch.setattr(demo_broker, "find_spec", lambda _: None)
    with pytest.raises(NoSource, match="apt install mosquitto"), demo_broker.demo_broker(tmp_path, GATEWAYS):
        pass


def test_more_gateways_than_it_carries_need_mosquitto(tmp_path, monkeypatch):
    monkeypatch.setattr(demo_broker, "mosquitto_program", lambda: None)
    with pytest.raises(NoSource, match="need mosquitto"), demo_broker.demo_broker(tmp_path, 501):
        pass


@pytest.mark.skipif(demo_broker.mosquitto_program() is None, reason="mosquitto is not installed")
async def test_mosquitto_is_taken_where_it_is(tmp_path):
    with demo_broker.demo_broker(tmp_path, 2) as port:
        assert (tmp_path / "mosquitto.conf").read_text().startswith(f"listener {port} ")
        fleet = virtual_fleet(Broker(demo_broker.HOST, port, tls=False), 2, [{}], random.Random(1), Topics())
        await all_online(fleet)
        for gateway in fleet:
            await gateway.leave()
