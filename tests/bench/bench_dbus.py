"""What a thousand signals of BlueZ a second cost, from the bus to the model, with each D-Bus library.

    python tests/bench/bench_dbus.py [SECONDS]

A double of bluetoothd in a process of its own says how strongly forty devices are heard. Processor time of this
process per thousand signals, of which the source makes fewer events; "library" is a connection that does nothing with
the same signals, "model" one application of an event.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pairtui.hub import Hub
from pairtui.pairing.events import DeviceChanged
from pairtui.sources.bluez.source import BluezSource
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import DAEMON, DAEMON_PATH, PROPERTIES, Match
from tests.sources.conftest import PrivateBus

RATE = 1000
DEVICES = 40
WARM_UP = 1.0
APPLIED = 10_000


async def bluetoothd(address):
    """The double: each device is heard in turn. It writes a dot for each signal."""
    from tests.sources.bluez_double import BluezDouble

    double = BluezDouble(address)
    await double.start()
    double.add_adapter()
    paths = [double.add_device(f"C0:00:00:00:00:{n:02X}", Alias=f"sensor-{n}", RSSI=-60) for n in range(DEVICES)]
    print("ready", flush=True)
    rng = random.Random(1)
    start, count = time.perf_counter(), 0
    while True:
        await asyncio.sleep(0.01)
        due = int((time.perf_counter() - start) * RATE) - count
        for _ in range(due):
            count += 1
            double.change(paths[count % DEVICES], RSSI=rng.randrange(-90, -40))
        os.write(1, b"." * due)


async def listen(address, seconds, sent):
    """Processor time of source, hub and model in ms per thousand signals, how many signals and events, and the model.

    `sent` is the descriptor on which the double writes a dot for each signal.
    """
    hub = Hub([BluezSource("", address=address)])
    events = 0

    def count(event):
        nonlocal events
        events += isinstance(event, DeviceChanged)

    hub.observe(count)
    running = asyncio.create_task(hub.run())
    try:
        spent, signals = await measured(seconds, sent)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await hub.close()
    assert len(hub.model.devices) == DEVICES and events > DEVICES, f"only {events} events came"
    return spent / signals * 1e6, signals, events, hub.model


async def library(address, seconds, sent):
    """Processor time in ms per thousand signals of a connection that does nothing with them."""
    bus = await Bus.connect(address)
    match = Match(PROPERTIES, "PropertiesChanged", sender="org.bluez")
    await bus.call(DAEMON, DAEMON_PATH, DAEMON, "AddMatch", "s", [match.rule()])
    try:
        spent, signals = await measured(seconds, sent)
    finally:
        await bus.close()
    return spent / signals * 1e6


async def measured(seconds, sent):
    """Processor time from a second after now on, and how many signals were sent meanwhile."""
    await asyncio.sleep(WARM_UP)
    drained(sent)
    before = processor_time()
    await asyncio.sleep(seconds)
    spent = processor_time() - before
    signals = drained(sent)
    assert signals > RATE * seconds / 2, f"only {signals} signals were sent"
    return spent, signals


def drained(sent):
    with suppress(BlockingIOError):
        return len(os.read(sent, 1 << 20))
    return 0


def applied(model):
    """Processor time of the model alone in ms per thousand signals."""
    rng = random.Random(1)
    keys = list(model.devices)
    before = processor_time()
    for n in range(APPLIED):
        model.apply(DeviceChanged(at=float(n), device=keys[n % len(keys)], changes={"rssi": rng.randrange(-90, -40)}))
    return (processor_time() - before) / APPLIED * 1e6


def processor_time():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    for name in ("fast", "next"):
        os.environ["PAIRTUI_DBUS"] = name
        whole, signals, events, model = beside_a_double(listen, seconds)
        least = beside_a_double(library, seconds)
        print(
            f"dbus-{name}  {signals / seconds:5.0f} signals/s, {events / seconds:4.0f} events/s"
            f"  {whole:6.1f} ms per 1000, library {least:.1f}, model {applied(model):.1f}"
        )


def beside_a_double(use, seconds):
    """What `use` gives on a bus of its own with a double."""
    with tempfile.TemporaryDirectory() as folder:
        bus = PrivateBus(Path(folder))
        bus.start()
        double = subprocess.Popen([sys.executable, __file__, "double", bus.address], stdout=subprocess.PIPE)
        try:
            assert double.stdout is not None
            double.stdout.readline()
            os.set_blocking(double.stdout.fileno(), False)
            return asyncio.run(use(bus.address, seconds, double.stdout.fileno()))
        finally:
            double.kill()
            double.wait()
            bus.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["double"]:
        asyncio.run(bluetoothd(sys.argv[2]))
    else:
        main()
