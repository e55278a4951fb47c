"""Damaged files of every format go through decoder, tracer, model and report without an exception.

Seeded, so that a run repeats itself. `PAIRTUI_FUZZ_SECONDS=600 pytest tests/protocol/test_fuzz.py` looks for longer,
with other damage each time.
"""

import os
import random
import struct
import time
from pathlib import Path

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol import detect
from pairtui.protocol.record import Record
from pairtui.report.document import document
from pairtui.report.text import text

TESTS = Path(__file__).parents[1]
CAPTURES = [path.read_bytes() for path in sorted((TESTS / "captures").glob("0[2-9]*.btsnoop"))[::4]]
TEXTS = [path.read_bytes() for path in sorted((TESTS / "protocol" / "btmon-text").glob("*.txt"))]
SECONDS = float(os.environ.get("PAIRTUI_FUZZ_SECONDS", "0"))
ROUNDS = 60

LINES = b"""\
Dec 18 02:24:14 gw bluetoothd[334]: adapter.c:bonding_attempt_complete() hci0 bdaddr 05:F3:77:B5:63:25 type 0 status 0x5
Bluetooth: hci0: unexpected SMP command 0x0a from 05:f3:77:b5:63:25
[00:09:16.687,164] <inf> main: Security failed: 58:A0:23:A6:35:0A (public) level 1 err 9
Authentication failed with status BLE_GAP_SEC_STATUS_UNSPECIFIED
Attempting to pair with 05:F3:77:B5:63:25
Failed to pair: org.bluez.Error.AuthenticationFailed
< ACL data: handle 64 flags 0x00 dlen 11
    SMP: Pairing Request (0x01)
      capability 0x04 oob 0x00 auth req 0x2d
"""


def packets():
    """The packets of the captures as (monitor opcode, payload)."""
    for capture in CAPTURES:
        at = 16
        while at + 24 <= len(capture):
            size, opcode = struct.unpack_from(">I", capture, at + 4)[0], capture[at + 11]
            yield opcode, capture[at + 24 : at + 24 + size]
            at += 24 + size


H4 = {2: 1, 3: 4, 4: 2, 5: 2}
"""H4 packet types by monitor opcode: command, event, data sent and received."""


def btsnoop(link_type):
    records = [b"btsnoop\0" + struct.pack(">II", 1, link_type)]
    for number, (opcode, payload) in enumerate(packets()):
        if opcode in H4:
            body = bytes([H4[opcode]]) + payload if link_type == 1002 else payload
            flags = (opcode in (3, 5)) | (2 if opcode in (2, 3) else 0)
            records.append(struct.pack(">IIIIQ", len(body), len(body), flags, 0, 0x00E03AB44A676000 + number) + body)
    return b"".join(records)


def framed(link_type):
    """A packet as a pcap of this link type holds it."""
    access = bytes.fromhex("d6be898e")
    for opcode, payload in packets():
        if link_type in (187, 201) and opcode in H4:
            yield (struct.pack(">I", opcode in (3, 5)) if link_type == 201 else b"") + bytes([H4[opcode]]) + payload
        elif link_type == 254:
            yield struct.pack(">HH", 0, opcode) + payload
        elif link_type == 251:
            yield access + payload[:40] + b"\0\0\0"
        elif link_type == 256:
            yield bytes([37, 0xC0, 0, 0]) + access + struct.pack("<H", 0x0010) + access + payload[:40] + b"\0\0\0"
        elif link_type == 272:
            head = bytes([0, 6, len(payload) & 0xFF, 1, 0, 0, 2, 10, 1, 37, 60, 0, 0, 0, 0, 0, 0])
            yield head + access + payload[:40] + b"\0\0\0"
        elif link_type == 192:
            yield struct.pack("<BBHI", 0, 0, 8, 147) + access + payload[:40] + b"\0\0\0"


def pcap(link_type):
    records = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)]
    records += [struct.pack("<IIII", 1, n, len(body), len(body)) + body for n, body in enumerate(framed(link_type))]
    return b"".join(records)


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(link_type):
    blocks = [
        block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
        block(1, struct.pack("<HHI", link_type, 0, 65535)),
    ]
    blocks += [
        block(6, struct.pack("<IIIII", 0, 0, n, len(body), len(body)) + body)
        for n, body in enumerate(framed(link_type))
    ]
    return b"".join(blocks)


LINK_TYPES = (187, 192, 201, 251, 254, 256, 272)
SEEDS = {
    "btsnoop-monitor": CAPTURES,
    "btsnoop-h4": [btsnoop(1002)],
    "btsnoop-h1": [btsnoop(1001)],
    **{f"pcap-{link_type}": [pcap(link_type)] for link_type in LINK_TYPES},
    **{f"pcapng-{link_type}": [pcapng(link_type)] for link_type in LINK_TYPES},
    "text": [*TEXTS, LINES],
}


def damaged(seed, chance):
    """The seed with up to eight kinds of harm done to it, mostly short ones, sometimes at its head."""
    data = bytearray(seed[: chance.choice((400, 4000, 40000))])
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(len(data) + 1) if chance.random() < 0.8 else chance.randrange(min(64, len(data) + 1))
        size = chance.choice((1, 1, 1, 2, 4, 8, 64, 500))
        match chance.randrange(6):
            case 0:
                data[at : at + size] = chance.randbytes(size)
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = data[at : at + size]
            case 3:
                data[at : at + size] = bytes([chance.choice((0x00, 0x7F, 0xFF))]) * size
            case 4:
                data[at:at] = seed[: chance.randrange(1, 200)]
            case 5:
                del data[at:]
        if not data:
            data = bytearray(seed[:16])
    return bytes(data)


def digest(data, chance):
    """Everything that analysing the bytes does, in chunks of chance."""
    reader = detect.reader_for(data)
    if reader is None:
        return
    model, tracer, at = Model(), Tracer(), 0
    records: list[Record] = []
    while at < len(data):
        size = chance.choice((1, 7, 100, 4096, 65536))
        records += reader.feed(data[at : at + size])
        at += size
    for record in [*records, *reader.close()]:
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    found = document(model, file="x", format=reader.format, records=reader.records, skipped=reader.skipped)
    assert text(found)


@pytest.mark.parametrize("name", SEEDS)
def test_damage(name):
    until = time.monotonic() + SECONDS
    number = 0 if not SECONDS else int(time.time())
    first = number
    while number < first + ROUNDS or time.monotonic() < until:
        chance = random.Random(f"{name} {number}")
        data = damaged(chance.choice(SEEDS[name]), chance)
        try:
            digest(data, chance)
        except Exception as error:
            raise AssertionError(f"{name}, round {number}: {error!r}\n{data[:2000].hex()}") from error
        number += 1


@pytest.mark.parametrize("name", SEEDS)
def test_undamaged_it_is_what_it_is_called(name):
    for seed in SEEDS[name]:
        reader = detect.reader_for(seed)
        assert reader is not None
        list(reader.feed(seed))
        list(reader.close())
        assert reader.records > 0
        assert name.startswith("text") or reader.format.split("-")[0] == name.split("-")[0]
