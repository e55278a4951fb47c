"""How fast a btsnoop monitor capture is decoded, as a ratio to `btmon -r` of the same file in the same run.

    python tests/bench/bench_decode.py [RECORDS]

The capture is a busy day: legacy and extended adverts of 300 devices with real pairings among them. The floor is a loop
that only goes from header to header: no reader in Python can be faster. All are processor times, the best of five
taken in turns, since other work on the machine slows them all.
"""

import random
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from struct import Struct

sys.path.insert(0, str(Path(__file__).parents[2]))

from pairtui.protocol.captures.btsnoop import BtsnoopReader, BtsnoopWriter

CAPTURES = Path(__file__).parents[1] / "captures"
LAB = CAPTURES / "02-jw-sc-ok.btsnoop"
CHUNK = 512 * 1024
ADVERTS = 20_000
RUNS = 5


def legacy_advert(device, rng):
    name = b"sensor-%03d" % device
    data = bytes([2, 1, 6, len(name) + 1, 9]) + name
    report = bytes([0, 1]) + device.to_bytes(6, "little") + bytes([len(data)]) + data + bytes([rng.randrange(160, 220)])
    return bytes([0x3E, len(report) + 2, 0x02, 1]) + report


def extended_advert(device, rng):
    data = bytes([2, 1, 6, 5, 0xFF, 0x59, 0, device & 0xFF, 7])
    head = bytes.fromhex("1300 01") + device.to_bytes(6, "little") + bytes([1, 0, 0xFF, 0x7F, rng.randrange(160, 220)])
    report = head + bytes(9) + bytes([len(data)]) + data
    return bytes([0x3E, len(report) + 2, 0x0D, 1]) + report


def lab_entries():
    """The entries of a lab pairing but ATT, at which btmon 5.66 crashes: all, with whether they can be repeated."""
    data, at = LAB.read_bytes(), 16
    while at < len(data):
        end = at + 24 + int.from_bytes(data[at + 4 : at + 8], "big")
        opcode = int.from_bytes(data[at + 10 : at + 12], "big")
        if opcode not in (4, 5) or data[at + 30 : at + 32] != b"\x04\0":
            # btmon has room for 16 controllers, and every New Index counts.
            yield data[at:end], opcode in (2, 3, 4, 5, 16, 17)
        at = end


def write_capture(path, records):
    """Adverts, and after every ADVERTS of them the entries of a lab pairing."""
    rng = random.Random(1)
    writer = BtsnoopWriter()
    entries = list(lab_entries())
    pairing = [entry for entry, repeatable in entries if repeatable]
    written, at = len(entries), 1_795_221_834.0
    with path.open("wb") as file:
        file.write(writer.header() + b"".join(entry for entry, _ in entries))
        while written < records:
            for _ in range(ADVERTS):
                at += 0.0004
                device = rng.randrange(300)
                make = legacy_advert if device % 10 < 7 else extended_advert
                file.write(writer.monitor_record(at, 0, 3, make(device, rng)))
            file.write(b"".join(pairing))
            written += ADVERTS + len(pairing)
    return written


def decode(path):
    reader = BtsnoopReader()
    told = 0
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            told += len(list(reader.feed(chunk)))
    told += len(list(reader.close()))
    return reader, told


def walk(path):
    """From header to header, and nothing else."""
    unpack, rest, records = Struct(">4xI").unpack_from, b"", 0
    with path.open("rb", buffering=0) as file:
        file.read(16)
        while chunk := file.read(CHUNK):
            data, at = rest + chunk, 0
            last = len(data) - 24
            while at <= last:
                (size,) = unpack(data, at)
                if at + size > last:
                    break
                at += 24 + size
                records += 1
            rest = data[at:]
    return records


def main():
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.btsnoop"
        written = write_capture(path, records)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reader, told = decode(path)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert reader.records == written and reader.skipped == 0, (reader.records, reader.skipped, written)
        assert walk(path) == written
        print(f"{written} records, {path.stat().st_size >> 20} MiB, {told} told, {len(reader.adverts)} advertisers")
        ours, floor, theirs = [], [], []
        for _ in range(RUNS):
            ours.append(timed(decode, path))
            floor.append(timed(walk, path))
            if shutil.which("btmon"):
                theirs.append(timed(subprocess.run, ["btmon", "-r", str(path)], stdout=subprocess.DEVNULL, check=True))
        print(f"pairtui   {speed(written, ours)}, {memory >> 10} MiB ({memory - before} KiB new)")
        print(f"floor     {speed(written, floor)}; pairtui takes {min(ours) / min(floor):.1f} times as long")
        if theirs:
            print(f"btmon -r  {speed(written, theirs)}; pairtui is {min(theirs) / min(ours):.1f} times as fast")


def speed(records, seconds):
    return f"{records / min(seconds) / 1e6:.2f} M records/s ({min(seconds) / records * 1e9:.0f} ns each)"


def timed(call, *args, **kwargs):
    """Seconds of processor time, of programs that it ran included."""
    start = processor_time()
    call(*args, **kwargs)
    return processor_time() - start


def processor_time():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


if __name__ == "__main__":
    main()
