"""The btmon source, with programs of our own under btmon's name."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from pairtui.pairing.events import SourceChanged, SourceState, Traced
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.messages import smp
from pairtui.sources.btmon.source import BtmonSource

CAPTURE = Path(__file__).parent.parent / "captures" / "03-06-encryption-key-size-by-us.btsnoop"

STREAM = """
import os, sys, time
assert sys.argv[1] == "-w" and sys.argv[2].startswith("/dev/fd/") and os.environ["LC_ALL"] == "C"
print("> text that nobody reads")
with open(sys.argv[2], "wb", buffering=0) as out:
    data, step = open({capture!r}, "rb").read(), 1
    while data:
        out.write(data[:step])
        data, step = data[step:], step * 3 % 4099
    {end}
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a Python script on PATH as `btmon`; returns the file that counts its runs."""

    def install(script: str) -> Path:
        runs = tmp_path / "runs"
        file = tmp_path / "btmon"
        counting = f"open({str(runs)!r}, 'a').write('run ')\n"
        file.write_text(f"#!{sys.executable} -SE\n{counting}{script}")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return Path(runs)

    return install


def children() -> list[str]:
    """The processes whose parent is this one, zombies included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(stat.parent.name)
    return found


def expected() -> list[Traced]:
    reader, tracer = BtsnoopReader(), Tracer()
    return [event for record in reader.feed(CAPTURE.read_bytes()) for event in tracer.feed(record)]


async def test_a_capture_in_odd_chunks_becomes_events(program, listen, open_files):
    before = open_files(), children()
    program(STREAM.format(capture=str(CAPTURE), end="time.sleep(60)"))
    console = listen(BtmonSource())
    await console.until(SourceChanged, state=SourceState.STARTING)
    await console.until(SourceChanged, state=SourceState.UP)
    await console.until(Traced, lambda event: isinstance(event.message, smp.PairingFailed))
    told = console.all(Traced)
    assert told == expected()[: len(told)]
    assert all(event.at > 1_500_000_000 for event in told)
    await console.source.close()
    await console.task
    assert (open_files(), children()) == before


async def test_btmon_ends_and_is_started_again(program, listen):
    runs = program(STREAM.format(capture=str(CAPTURE), end="sys.exit(3)"))
    console = listen(BtmonSource(retry_seconds=(0.01, 0.05)))
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert down.why == "btmon ended: exit status 3"
    assert down.remedy
    assert len(console.all(Traced)) == len(expected())
    await console.until(SourceChanged, state=SourceState.UP)
    assert len(runs.read_text().split()) >= 2


async def test_without_the_capability_it_says_so_and_waits(program, listen, open_files):
    before = open_files(), children()
    refused = "import sys\n"
    refused += "open(sys.argv[2], 'wb').write(b'btsnoop\\0' + bytes(8))\n"
    refused += "sys.exit('Failed to bind channel: Operation not permitted')"
    runs = program(refused)
    console = listen(BtmonSource(retry_seconds=(0.01, 30)))
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert down.why == "btmon may not read the monitor channel (needs CAP_NET_RAW)"
    assert "grant" in down.remedy
    await asyncio.sleep(0.2)
    assert runs.read_text() == "run "
    assert [event.state for event in console.all(SourceChanged)] == [SourceState.STARTING, SourceState.DOWN]
    assert (open_files(), children()) == before


async def test_a_kernel_without_bluetooth(program, listen):
    program("import sys; sys.exit('Failed to open channel: Address family not supported by protocol')")
    console = listen(BtmonSource())
    assert (await console.until(SourceChanged, state=SourceState.DOWN)).why == "this kernel has no Bluetooth"


async def test_not_installed(monkeypatch, tmp_path, listen):
    monkeypatch.setenv("PATH", str(tmp_path))
    console = listen(BtmonSource())
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert (down.why, down.remedy) == ("btmon is not installed", "sudo apt install bluez")


async def test_not_a_program(tmp_path, monkeypatch, listen, open_files):
    before = open_files()
    (tmp_path / "btmon").write_bytes(b"\x7fELF, but no more")
    (tmp_path / "btmon").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    console = listen(BtmonSource())
    down = await console.until(SourceChanged, state=SourceState.DOWN)
    assert down.why.startswith("btmon could not be started: ")
    assert open_files() == before


async def test_up_while_nothing_happens(program, listen):
    program("import sys, time; open(sys.argv[2], 'wb'); time.sleep(60)")
    console = listen(BtmonSource())
    await console.until(SourceChanged, state=SourceState.UP)


async def test_a_program_that_does_not_want_to_end_is_killed(program, listen, monkeypatch):
    monkeypatch.setattr("pairtui.sources.btmon.process.END_SECONDS", 0.2)
    stubborn = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    program(stubborn + STREAM.format(capture=str(CAPTURE), end="time.sleep(60)"))
    before = children()
    console = listen(BtmonSource())
    await console.until(Traced)
    async with asyncio.timeout(30):  # half of what it sleeps
        await console.source.close()
        await console.task
    assert children() == before


async def test_a_hostile_last_word_is_made_safe(program, listen):
    program(r"import sys; sys.exit('first\n\x1b[31mred')")
    console = listen(BtmonSource())
    assert (await console.until(SourceChanged, state=SourceState.DOWN)).why == "btmon ended: \ufffd[31mred"


async def test_garbage_instead_of_records_ends_nothing(program, listen):
    program("import sys, time\nout = open(sys.argv[2], 'wb', 0); out.write(bytes(range(256)) * 99); time.sleep(60)")
    console = listen(BtmonSource())
    await console.until(SourceChanged, state=SourceState.UP)


async def test_whoever_stops_listening_ends_btmon(program):
    before = children()
    program(STREAM.format(capture=str(CAPTURE), end="time.sleep(60)"))
    source = BtmonSource()
    events = source.events()
    async for event in events:
        if isinstance(event, Traced):
            break
    await events.aclose()
    assert children() == before
