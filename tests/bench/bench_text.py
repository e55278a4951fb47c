"""How fast the text of btmon is read, as a ratio to `btmon -r` of the same traffic in the same run.

    python tests/bench/bench_text.py [RECORDS]

The traffic is a busy day: adverts of 300 devices, data with its acknowledgements, and real pairings among them. Where
btmon is not installed, the text of a pairing in the lab is repeated instead.
"""

import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pairtui.protocol.captures.btsnoop import BtsnoopWriter
from pairtui.protocol.text.reader import TextReader
from tests.bench.bench_decode import RUNS, extended_advert, lab_entries, legacy_advert, timed

LAB_TEXT = Path(__file__).parents[1] / "protocol" / "btmon-text" / "07-numcmp-sc-sec2.txt"
CHUNK = 64 * 1024
COMPLETED_PACKETS = bytes([0x13, 5, 1, 0x40, 0, 1, 0])
ACL = bytes([0x40, 0x20, 20, 0, 16, 0, 0x44, 0])


def write_capture(path, records):
    """Adverts, data and acknowledgements, and after every 2500 of them the entries of a lab pairing."""
    rng = random.Random(1)
    writer = BtsnoopWriter()
    entries = list(lab_entries())
    pairing = [entry for entry, repeatable in entries if repeatable]
    written, at = len(entries), 1_795_221_834.0
    with path.open("wb") as file:
        file.write(writer.header() + b"".join(entry for entry, _ in entries))
        while written < records:
            for _ in range(2500):
                at += 0.0004
                what = rng.random()
                if what < 0.6:
                    make = legacy_advert if what < 0.4 else extended_advert
                    file.write(writer.monitor_record(at, 0, 3, make(rng.randrange(300), rng)))
                elif what < 0.8:
                    file.write(writer.monitor_record(at, 0, 3, COMPLETED_PACKETS))
                else:
                    file.write(writer.monitor_record(at, 0, rng.choice((4, 5)), ACL + rng.randbytes(16)))
            file.write(b"".join(pairing))
            written += 2500 + len(pairing)
    return written


def repeated(records):
    """The lab's text again and again, its clock going on."""
    text = re.sub(r"(?m)^Bluetooth monitor.*\n", "", LAB_TEXT.read_text())
    size = len(re.findall(r"(?m)^[<>@=] ", text))
    parts = re.split(r"(?m)^([<>@=] .* )([0-9]+\.[0-9]{6})$", text)
    copies = []
    for number in range(records // size + 1):
        copies.append(parts[0])
        for start, time, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            copies.append(f"{start}{float(time) + 100 * number:.6f}{body}")
    return "".join(copies).encode()


def read(octets):
    reader = TextReader()
    told = 0
    for at in range(0, len(octets), CHUNK):
        told += len(list(reader.feed(octets[at : at + CHUNK])))
    told += len(list(reader.close()))
    return reader, told


def main():
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    slow = None
    if shutil.which("btmon"):
        with tempfile.TemporaryDirectory() as folder:
            capture, text = Path(folder) / "day.btsnoop", Path(folder) / "day.txt"
            write_capture(capture, records)
            with text.open("wb") as file:
                slow = timed(subprocess.run, ["btmon", "-r", str(capture)], stdout=file, check=True)
            octets = text.read_bytes()
    else:
        octets = repeated(records)
    best = min(timed(read, octets) for _ in range(RUNS))
    reader, told = read(octets)
    assert reader.format == "btmon-text" and reader.skipped == 0, (reader.format, reader.skipped)
    print(f"{reader.records} records, {len(octets) >> 20} MiB, {told} told, {len(reader.adverts)} advertisers")
    print(f"pairtui   {reader.records / best / 1e3:.0f} k records/s, {len(octets) / best / 1e6:.0f} MB/s")
    if slow:
        print(f"btmon -r  {reader.records / slow / 1e3:.0f} k records/s: pairtui is {slow / best:.2f} times as fast")


if __name__ == "__main__":
    main()
