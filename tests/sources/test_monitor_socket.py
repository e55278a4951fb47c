"""The monitor channel read without btmon: the same events, chosen where btmon is missing or not permitted."""

import socket
import struct
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui.pairing.events import SourceChanged, SourceState, Traced
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.messages import smp
from pairtui.sources.btmon.source import BtmonSource

CAPTURE = Path(__file__).parent.parent / "captures" / "03-06-encryption-key-size-by-us.btsnoop"


def packets() -> list[bytes]:
    """The capture's records as the kernel sends them to a socket of the monitor channel."""
    data, at, found = CAPTURE.read_bytes(), 16, []
    while at < len(data):
        _, size, flags = struct.unpack_from(">III", data, at)
        found.append(struct.pack("<HHH", flags & 0xFFFF, flags >> 16, size) + data[at + 24 : at + 24 + size])
        at += 24 + size
    return found


def traced() -> list[Traced]:
    reader, tracer = BtsnoopReader(), Tracer()
    return [event for record in reader.feed(CAPTURE.read_bytes()) for event in tracer.feed(record)]


def expected() -> list[object]:
    return [event.message for event in traced()]


@pytest.fixture
def channel():
    """The kernel's end, and a function that opens the program's."""
    kernel, program = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    program.setblocking(False)
    yield kernel, lambda: program
    kernel.close()
    program.close()


@pytest.fixture
def no_btmon(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


async def test_the_same_events_as_from_btmon(listen, channel, no_btmon):
    kernel, open_ = channel
    console = listen(BtmonSource(open_=open_))
    up = await console.until(SourceChanged, state=SourceState.UP, seconds=6)
    assert up.detail == "monitor channel"
    for packet in packets():
        kernel.send(packet)
    kernel.send(b"\x05")  # cut short
    await console.until(Traced, lambda event: isinstance(event.message, smp.PairingFailed))
    told = [event.message for event in console.all(Traced)]
    assert told == expected()[: len(told)]
    assert all(event.at > 1_500_000_000 for event in console.all(Traced))


async def test_closing_ends_a_read_that_waits(listen, channel, no_btmon, open_files):
    console = listen(BtmonSource(open_=channel[1]))
    await console.until(SourceChanged, state=SourceState.UP, seconds=6)
    before = open_files()
    await console.source.close()
    await console.task
    assert open_files() < before


async def test_the_kernel_ends_it(listen, channel, no_btmon):
    console = listen(BtmonSource(open_=channel[1], retry_seconds=(60, 60)))
    await console.until(SourceChanged, state=SourceState.UP, seconds=6)
    channel[0].close()
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert down.why == "the kernel closed the monitor channel"


async def test_btmon_is_not_permitted_but_this_program_is(listen, channel, monkeypatch, tmp_path):
    btmon = tmp_path / "btmon"
    btmon.write_text(f"#!{sys.executable} -SE\nimport sys; sys.exit('Failed to bind: Operation not permitted')\n")
    btmon.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    console = listen(BtmonSource(open_=channel[1]))
    up = await console.until(SourceChanged, state=SourceState.UP, seconds=6)
    assert up.detail == "monitor channel"
    assert [event.state for event in console.all(SourceChanged)] == [SourceState.STARTING, SourceState.UP]


async def test_neither_is_permitted(listen, no_btmon):
    def refuse():
        raise PermissionError(1, "Operation not permitted")

    console = listen(BtmonSource(open_=refuse))
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert down.why == "btmon is not installed, and pairtui may not read the monitor channel itself (needs CAP_NET_RAW)"
    assert "grant" in down.remedy


CRASH = """#!{python} -SE
import os, signal, sys, time
open({runs!r}, "a").write("run ")
with open(sys.argv[2], "wb", buffering=0) as out:
    out.write(open({capture!r}, "rb").read()[:{size}])
    time.sleep(0.2)
    os.kill(os.getpid(), signal.{signal})
"""


def first_records(count: int) -> int:
    """Octets of the capture's header and first records."""
    return 16 + sum(24 + len(packet) - 6 for packet in packets()[:count])


def crashing(folder: Path, monkeypatch, size: int, name: str = "SIGSEGV") -> Path:
    """Puts a btmon on PATH that is killed by a signal after so many octets; returns the file that counts its runs."""
    btmon, runs = folder / "btmon", folder / "runs"
    btmon.write_text(CRASH.format(python=sys.executable, runs=str(runs), capture=str(CAPTURE), size=size, signal=name))
    btmon.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return runs


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGABRT"])
async def test_the_attempt_goes_on_where_btmon_was_killed(listen, channel, monkeypatch, tmp_path, name):
    half = len(packets()) // 2
    runs = crashing(tmp_path, monkeypatch, first_records(half), name)
    kernel, open_ = channel
    console = listen(BtmonSource(open_=open_, retry_seconds=(60, 60)))
    up = await console.until(SourceChanged, lambda event: bool(event.detail), seconds=6)
    assert (up.state, up.detail) == (SourceState.UP, f"monitor channel, as btmon was killed by {name}")
    for packet in packets()[half:]:
        kernel.send(packet)
    await console.until(Traced, lambda event: isinstance(event.message, smp.PairingFailed))
    told = [replace(event, at=None, record=None) for event in console.all(Traced)]
    assert told == [replace(event, at=None, record=None) for event in traced()][: len(told)]
    assert SourceState.DOWN not in [event.state for event in console.all(SourceChanged)]
    assert runs.read_text() == "run "


async def test_btmon_killed_and_the_socket_not_permitted_is_said_and_tried_again(listen, monkeypatch, tmp_path):
    def refuse():
        raise PermissionError(1, "Operation not permitted")

    runs = crashing(tmp_path, monkeypatch, first_records(3))
    console = listen(BtmonSource(open_=refuse, retry_seconds=(0.05, 0.1)))
    down = await console.until(SourceChanged, state=SourceState.DOWN, seconds=6)
    assert down.why == "btmon was killed by SIGSEGV"
    await console.until(SourceChanged, lambda event: runs.read_text().count("run") >= 2, seconds=6)
