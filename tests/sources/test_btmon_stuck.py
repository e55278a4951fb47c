"""A btmon that was stopped, or reads nothing, does not stand as up, and the monitor channel is read in its place."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui.pairing.events import AdapterChanged, DeviceChanged, SourceChanged, SourceState, Traced
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction
from pairtui.sources.btmon import source as btmon
from pairtui.sources.btmon.silence import Silence
from pairtui.sources.btmon.source import BtmonSource
from tests.sources.test_monitor_socket import CAPTURE, channel, first_records, packets, traced

__all__ = ["channel"]

DEVICE = "/org/bluez/hci0/dev_C0_00_00_00_00_01"

TALKING = """#!{python} -SE
import os, sys, time
open({pid!r}, "w").write(str(os.getpid()))
with open(sys.argv[2], "wb", buffering=0) as out:
    out.write(open({capture!r}, "rb").read()[:{size}])
    time.sleep(60)
"""


@pytest.fixture
def talking(tmp_path, monkeypatch):
    """A btmon that tells so many octets and then nothing; returns the file with its process id."""
    monkeypatch.setattr(btmon, "LOOK_SECONDS", 0.05)

    def install(size: int) -> Path:
        program, pid = tmp_path / "btmon", Path(tmp_path, "pid")
        program.write_text(TALKING.format(python=sys.executable, pid=str(pid), capture=str(CAPTURE), size=size))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return pid

    return install


def refused():
    raise PermissionError(1, "Operation not permitted")


async def test_a_stopped_btmon_is_replaced_and_the_records_are_numbered_on(listen, channel, talking):
    half = len(packets()) // 2
    pid = talking(first_records(half))
    kernel, open_ = channel
    console = listen(BtmonSource(open_=open_, retry_seconds=(60, 60)))
    await console.until(Traced)
    os.kill(int(pid.read_text()), signal.SIGSTOP)
    up = await console.until(SourceChanged, lambda event: bool(event.detail), seconds=6)
    assert (up.state, up.detail) == (SourceState.UP, "monitor channel, as btmon was stopped (SIGSTOP)")
    assert not os.path.exists(f"/proc/{pid.read_text()}")  # noqa: ASYNC240
    for packet in packets()[half:]:
        kernel.send(packet)
    await console.until(Traced, lambda event: isinstance(event.message, smp.PairingFailed))
    told = [replace(event, at=None) for event in console.all(Traced)]
    assert told == [replace(event, at=None) for event in traced()][: len(told)]  # `record` among the rest
    assert SourceState.DOWN not in [event.state for event in console.all(SourceChanged)]


async def test_a_stopped_btmon_without_the_right_to_the_socket_is_down(listen, talking):
    pid = talking(first_records(3))
    console = listen(BtmonSource(open_=refused, retry_seconds=(60, 60)))
    await console.until(Traced)
    os.kill(int(pid.read_text()), signal.SIGSTOP)
    down = await console.until(SourceChanged, state=SourceState.DOWN, seconds=6)
    assert down.why == "btmon was stopped (SIGSTOP)"
    assert down.remedy


async def test_a_btmon_that_reads_nothing_while_bluez_tells_of_traffic_is_down(listen, talking):
    talking(first_records(3))
    console = listen(BtmonSource(open_=refused, retry_seconds=(60, 60), silence=Silence(0.2)))
    await console.until(Traced)
    await asyncio.sleep(0.6)  # nobody tells of anything: there is nothing to hear
    assert SourceState.DOWN not in [event.state for event in console.all(SourceChanged)]
    console.source.on_event(DeviceChanged(device=DEVICE, changes={"rssi": -60}))
    down = await console.until(SourceChanged, state=SourceState.DOWN, seconds=6)
    assert down.why == "btmon writes nothing, though BlueZ reports traffic"


async def test_records_are_numbered_on_when_btmon_is_started_again(listen, talking):
    pid = talking(first_records(len(packets())))
    console = listen(BtmonSource(open_=refused, retry_seconds=(0.01, 0.01)))
    last = await console.until(Traced, lambda event: isinstance(event.message, smp.PairingFailed))
    os.kill(int(pid.read_text()), signal.SIGKILL)
    await console.until(SourceChanged, state=SourceState.DOWN, seconds=6)
    again = await console.until(Traced, lambda event: isinstance(event.message, smp.PairingFailed))
    assert again.record == last.record + len(packets())


SIGNS = [
    DeviceChanged(device=DEVICE, changes={"rssi": -60}),
    DeviceChanged(device=DEVICE, changes={"connected": False}),
    AdapterChanged(adapter="hci0", changes={"discovering": True}),
]
NO_SIGNS = [
    DeviceChanged(device=DEVICE, changes={"rssi": None}),  # the scan has ended
    DeviceChanged(device=DEVICE, changes={"address": "C0:00:00:00:00:01", "rssi": -60, "connected": True}),
    DeviceChanged(device=DEVICE, changes={"alias": "kitchen"}),
    AdapterChanged(adapter="hci0", changes={"policy": {"io": 3}}),
    Traced(message=None, direction=Direction.HOST),
]


@pytest.fixture
def clock(monkeypatch):
    """The silence's clock, as a list of one."""
    now = [100.0]
    monkeypatch.setattr("pairtui.sources.btmon.silence._now", lambda: now[0])
    return now


@pytest.mark.parametrize("event", SIGNS)
def test_a_sign_without_a_word_around_it_is_unbelievable(clock, event):
    silence = Silence()
    silence.begin()
    clock[0] += 3.1
    silence.on_event(event)
    clock[0] += 2.9
    assert not silence.unbelievable
    clock[0] += 0.2
    assert silence.unbelievable


@pytest.mark.parametrize("event", NO_SIGNS)
def test_what_bluez_may_have_known_for_long_is_no_sign(clock, event):
    silence = Silence()
    silence.begin()
    clock[0] += 60
    silence.on_event(event)
    clock[0] += 60
    assert not silence.unbelievable


@pytest.mark.parametrize("word_after", [-2.9, 2.9])
def test_a_word_shortly_before_or_after_the_sign_explains_it(clock, word_after):
    silence = Silence()
    silence.begin()
    clock[0] += 60
    if word_after < 0:
        silence.heard()
        clock[0] -= word_after
        silence.on_event(SIGNS[0])
    else:
        silence.on_event(SIGNS[0])
        clock[0] += word_after
        silence.heard()
    clock[0] += 60
    assert not silence.unbelievable
