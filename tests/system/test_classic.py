"""The scenarios of `pairtui lab` over BR/EDR, with a real kernel and bluetoothd: the same verdicts.

For these scenarios hci0 is unplugged, and a dual-mode controller plugged in.
"""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from subprocess import CalledProcessError

import pytest
from bench import Bench
from observers import ADAPTER, AirRecording, busctl, settings, until
from playable import scenarios

from pairtui.lab.scenario import Scenario


def plug_in(dual: bool) -> None:
    """Have the kernel see another hci0; returns when it is powered."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect("/run/peers.sock")
        client.sendall(json.dumps({"peer": "hci0", "op": "mode", "dual": dual}).encode() + b"\n")
        assert json.loads(client.makefile().readline())["ok"]
    until(lambda: _is_up(dual), "the other hci0 is up", timeout=60)


def _is_up(dual: bool) -> bool:
    with suppress(OSError, CalledProcessError):
        now = settings()
        powered = "b true" in busctl("get-property", "org.bluez", ADAPTER, "org.bluez.Adapter1", "Powered")
        return powered and "powered" in now and ("br/edr" in now) == dual
    return False


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One gateway with a dual-mode hci0 for all scenarios."""
    plug_in(dual=True)
    bench = Bench()
    yield bench
    bench.close()
    plug_in(dual=False)


@pytest.mark.parametrize(("scenario", "member"), scenarios({"bredr", "dual"}))
def test_it_ends_as_in_the_virtual_lab(scenario: Scenario, member: str, bench: Bench, air: AirRecording) -> None:
    played = bench.play(scenario, member)
    assert [step.otherwise for step in played if step.otherwise] == []
    assert len(played) == len(scenario.steps)
