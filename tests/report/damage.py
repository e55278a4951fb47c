"""Captures of every format, and what happens to them on the way: the harm that files come with."""

import random
import struct
from pathlib import Path
from typing import NamedTuple

from pairtui.protocol.captures.framing import H1, H4, BtsnoopFraming
from tests.report.air import Air, decrypted_bonding

CAPTURES = sorted(Path(__file__).parents[1].joinpath("captures").glob("*.btsnoop"))
_H4 = {2: 1, 3: 4, 4: 2, 5: 2}
"""H4 packet types by monitor opcode: command, event, data sent and received."""


def entries(capture):
    """The entries of a monitor capture: opcode, payload."""
    framing, at = BtsnoopFraming(), 0
    while True:
        at, found = framing.next(capture, at)
        if found is None:
            return
        if found.link_type is not None:
            yield found.flags & 0xFFFF, capture[found.begin : found.end]


def btsnoop(capture, datalink):
    """A monitor capture as another program's btsnoop."""
    records = [b"btsnoop\0" + struct.pack(">II", 1, datalink)]
    for number, (opcode, payload) in enumerate(entries(capture)):
        if opcode in _H4:
            body = bytes([_H4[opcode]]) + payload if datalink == H4 else payload
            flags = (opcode in (3, 5)) | (2 if opcode in (2, 3) else 0)
            records.append(struct.pack(">IIIIQ", len(body), len(body), flags, 0, 0x00E03AB44A676000 + number) + body)
    return b"".join(records)


def _framed(capture, link_type):
    for opcode, payload in entries(capture):
        if link_type == 254:
            yield struct.pack(">HH", 0, opcode) + payload
        elif opcode in _H4:
            yield (struct.pack(">I", opcode in (3, 5)) if link_type == 201 else b"") + bytes([_H4[opcode]]) + payload


def pcap(capture, link_type):
    """A monitor capture as pcap."""
    records = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)]
    for number, body in enumerate(_framed(capture, link_type)):
        records.append(struct.pack("<IIII", 1_795_221_834, number, len(body), len(body)) + body)
    return b"".join(records)


def _block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(capture, link_type):
    """A monitor capture as pcapng."""
    blocks = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    blocks.append(_block(1, struct.pack("<HHI", link_type, 0, 65535)))
    for number, body in enumerate(_framed(capture, link_type)):
        blocks.append(_block(6, struct.pack("<IIIII", 0, 0x64000, number, len(body), len(body)) + body))
    return b"".join(blocks)


def packetlogger(capture, order):
    """A monitor capture as Apple's PacketLogger writes it, in a byte order of `struct`."""
    kinds = {2: 0, 3: 1, 4: 2, 5: 3}
    return b"".join(
        struct.pack(f"{order}IIIB", 9 + len(payload), 1_795_221_834, number, kinds[opcode]) + payload
        for number, (opcode, payload) in enumerate(entries(capture))
        if opcode in kinds
    )


def formats(capture):
    """The capture in each format, by name."""
    yield "btsnoop-monitor", capture
    yield "btsnoop-h4", btsnoop(capture, H4)
    yield "btsnoop-h1", btsnoop(capture, H1)
    for link_type in (187, 201, 254):
        yield f"pcap-{link_type}", pcap(capture, link_type)
        yield f"pcapng-{link_type}", pcapng(capture, link_type)
    yield "packetlogger-big", packetlogger(capture, ">")
    yield "packetlogger-little", packetlogger(capture, "<")


def from_the_air():
    """A decrypted bonding as each kind of sniffer writes it, by name."""
    for link_type in (251, 256, 272, 192):
        yield f"pcap-{link_type}", decrypted_bonding(Air(link_type)).pcap()
        yield f"pcapng-{link_type}", decrypted_bonding(Air(link_type)).pcapng()


class Layout(NamedTuple):
    """Where the first record is, the size of a record's header, where its lengths are, that of what is kept last, the
    octets of the header that these count, and their byte order."""

    first: int
    head: int
    lengths: tuple[int, ...]
    counted: int = 0
    order: str = "little"


_LAYOUTS = {
    "btsnoop": Layout(16, 24, (0, 4), order="big"),
    "pcap": Layout(24, 16, (12, 8)),
    "pcapng": Layout(28, 28, (4,), counted=28),
    "packetlogger-big": Layout(0, 13, (0,), counted=9, order="big"),
    "packetlogger-little": Layout(0, 13, (0,), counted=9),
}


def layout(name):
    """That of a format by its name."""
    return _LAYOUTS.get(name) or _LAYOUTS[name.partition("-")[0]]


def records(name, data):
    """Where each record's header starts, and where it ends."""
    its = layout(name)
    at = its.first
    while at + its.head <= len(data):
        place = at + its.lengths[-1]
        end = at + its.head + int.from_bytes(data[place : place + 4], its.order) - its.counted
        yield at, end
        at = end


def length_flipped(name, data, chance):
    at = chance.choice([start for start, _ in records(name, data)])
    at += layout(name).lengths[-1] + chance.randrange(4)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def inserted(name, data, chance):
    at = chance.randrange(40, len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 2, 3, 4, 16, 100))) + data[at:]


def cut(name, data, chance):
    at = chance.randrange(40, len(data))
    if chance.random() < 0.3:
        return data[:at]
    return data[:at] + data[at + chance.choice((1, 2, 4, 16, 100, 1000)) :]


def holed(name, data, chance):
    at, size = chance.randrange(40, len(data)), chance.choice((16, 100, 512, 4096))
    return data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]


def joined(name, data, chance):
    return data + data if chance.random() < 0.5 else data[: chance.randrange(40, len(data))] + data


def split(name, data, chance):
    """A record as two: the second has a header of its own, as if the first had been whole."""
    its, blocks = layout(name), name.startswith("pcapng")
    start, end = chance.choice([found for found in records(name, data) if found[1] - found[0] > 44])
    at = chance.randrange(start + its.head + 1, end - 4 * blocks)
    first = data[start : start + its.head]
    if blocks:
        pieces = [data[start + 28 : at], data[at : end - 4]]
        made = b"".join(_block(6, first[8:20] + struct.pack("<II", len(p), len(p)) + p) for p in pieces)
        return data[:start] + made + data[end:]
    made = b""
    for piece in (data[start + its.head : at], data[at:end]):
        header = bytearray(first)
        for place in its.lengths:
            header[place : place + 4] = (its.counted + len(piece)).to_bytes(4, its.order)
        made += bytes(header) + piece
    return data[:start] + made + data[end:]


HARMS = (length_flipped, inserted, cut, holed, joined, split)


def damaged(harm, rounds):
    """Captures of all formats with one kind of harm, `rounds` of each: name, octets before, octets after. Seeded."""
    bonded = [path for path in CAPTURES if path.stem.startswith(("02", "04"))]
    whole = [found for path in bonded[::3] for found in formats(path.read_bytes())]
    whole += [("btsnoop-monitor", path.read_bytes()) for path in CAPTURES]
    whole += list(from_the_air())
    for number in range(rounds):
        for place, (name, data) in enumerate(whole):
            chance = random.Random(f"{number} {place} {harm.__name__}")
            yield f"{name} {place} {harm.__name__} {number}", data, harm(name, data, chance)
