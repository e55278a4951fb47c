"""What a thousand signals of BlueZ a second cost, from the bus to the model, with each D-Bus library.

    python tests/bench/bench_dbus.py [SECONDS]

A double of bluetoothd in a process of its own says how strongly forty devices are heard. Processor time of this
process per thousand signals; "model" is the same events applied once more without a bus.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pairtui.hub import Hub
from pairtui.pairing.events import DeviceChanged
from pairtui.sources.bluez import BluezSource
from tests.sources.conftest import PrivateBus

RATE = 1000
DEVICES = 40
WARM_UP = 1.0
APPLIED = 10_000


async def bluetoothd(address):
    """The double: each device is heard in turn."""
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
        for _ in range(int((time.perf_counter() - start) * RATE) - count):
            count += 1
            double.change(paths[count % DEVICES], RSSI=rng.randrange(-90, -40))


async def listen(address, seconds):
    """Processor time of source, hub and model in ms per thousand signals, how many came, and the model."""
    hub = Hub([BluezSource("", address=address)])
    heard = 0

    def count(event):
        nonlocal heard
        heard += isinstance(event, DeviceChanged)

    hub.observe(count)
    running = asyncio.create_task(hub.run())
    await asyncio.sleep(WARM_UP)
    heard = 0
    before = processor_time()
    await asyncio.sleep(seconds)
    spent = processor_time() - before
    signals = heard
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await hub.close()
    assert signals > RATE * seconds / 2, f"only {signals} signals came"
    return spent / signals * 1e6, signals, hub.model


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
    for library in ("fast", "next"):
        os.environ["PAIRTUI_DBUS"] = library
        with tempfile.TemporaryDirectory() as folder:
            bus = PrivateBus(Path(folder))
            bus.start()
            double = subprocess.Popen([sys.executable, __file__, "double", bus.address], stdout=subprocess.PIPE)
            try:
                assert double.stdout is not None
                double.stdout.readline()
                whole, signals, model = asyncio.run(listen(bus.address, seconds))
            finally:
                double.kill()
                double.wait()
                bus.stop()
        rate = signals / seconds
        print(f"dbus-{library}  {rate:5.0f} signals/s  {whole:6.1f} ms per 1000, of them model {applied(model):.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["double"]:
        asyncio.run(bluetoothd(sys.argv[2]))
    else:
        main()
