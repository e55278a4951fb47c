"""What the parts of redaction make of values at and beside their bounds, a line each in `redaction_parts.txt`.

`make snapshots` writes the table anew.
"""

import os
from itertools import product
from pathlib import Path

import pytest

from pairtui.report.redact import checksums, fragments, opaque_fields, places, pseudonyms, self_check, sweep, utf16
from pairtui.report.redact.air import L2capFrames, read_of
from pairtui.report.redact.blocks import redact_block
from pairtui.report.redact.captures import Kind, Packet
from pairtui.report.redact.secrets import Secrets
from tests.pairing.ladder import keep, kept

TABLE = Path(__file__).with_name("redaction_parts.txt")
KEY = bytes(range(0xA0, 0xB0))
SMP_HEAD = bytes([17, 0, 6, 0, 3])
MADE: dict[str, list[str]] = {}


def spans(numbers):
    """`5-9,12` for 5 to 8 and 12."""
    starts = [place for place in numbers if place - 1 not in numbers]
    ends = [place + 1 for place in numbers if place + 1 not in numbers]
    return ",".join(f"{begin}-{end}" for begin, end in zip(starts, ends, strict=True)) or "nothing"


def secrets():
    octets = (b"", bytes(4), b"\1\0\0\0", (999_999).to_bytes(4, "little"), (10**6).to_bytes(4, "little"), b"\1\2\3",
              b"4711".ljust(16, b"\0"), b"47\x07".ljust(16, b"\0"), b"\xff".ljust(16, b"\0"), b"4711".ljust(15, b"\0"),
              KEY, b"4" * 16, bytes([7] * 16), bytes([7] * 15 + [8]), bytes([7] * 14 + [8, 9]), KEY[:15],
              KEY + b"\1")  # fmt: skip
    digits = ("", KEY.hex(), KEY.hex()[1:], KEY.hex() + "0", KEY.hex() + KEY.hex(), "0" * 32, "0" * 31 + "1")
    codes = ("", "0", "0000", "4711", "0x0", "0x0001e240", "0X1", "0xf423f", "0xf4240", "1234567")
    for name, values in (("add_octets", octets), ("add_read", octets), ("add_hex", digits), ("add_code", codes)):
        for value in values:
            found = Secrets()
            getattr(found, name)(value)
            kept = [key.hex() for key in found.keys] + [*found.codes]
            worth = len(found.worth_looking_for())
            yield f"{name} {value.hex() if isinstance(value, bytes) else value}: {kept} {len(found)} {worth}"
    for other in (KEY, KEY[::-1], KEY[1:] + b"\1"):
        found = Secrets({KEY}, {"4711"})
        found.add_read(other)
        yield f"add_read {other.hex()} beside another: {len(found)}"


def spelt():
    for one in places.spellings(KEY):
        data = bytearray(b"<" + one + one + b">" + one[:-1])
        self_check.remove(data, [KEY])
        before = b"." + one
        yield f"{one!r}: {bytes(data)!r} {self_check.surviving(before, [KEY, KEY[1:] + KEY])}"
        with pytest.raises(self_check.RedactionFailed) as problem:
            self_check.check(before, [KEY], 0)
        yield f"  {problem.value}"


def wide():
    heads = (b"", b"\xff\xfea\0", b"\xfe\xff\0a", b"a\0" * 3, b"a\0" * 4, b"\0a" * 4, b"a\0a\0a\0\0a", b"abcdefg\0",
             b"a\0b\0cdef", b"a\0b\0c\0ef", b"abcd" * 20, b"a\0" * 40, b"ab" * 32 + b"a\0" * 40)  # fmt: skip
    for head in heads:
        yield f"codec of {head!r}: {utf16.codec_of(head)}"
    for text, codec in product(("äb", "\ud800x"), ("utf-16-le", "utf-16-be")):
        for odd in (b"", b"z"):
            data = text.encode(codec, "surrogatepass") + odd
            narrow = utf16.narrowed(data, codec)
            yield f"{data!r} {codec}: {narrow!r} {utf16.widened(narrow, codec, data) == data}"


def held():
    parts = sweep.Held()
    for begin, end in ((2, 4), (4, 4), (6, 9)):
        parts.add(Packet(Kind.DATA, begin, end))
    for begin in range(11):
        yield f"held from {begin}: " + " ".join(str([*parts.within(begin, end)]) for end in range(begin, 11))
    for more in (bytes(16), KEY):
        for head in (SMP_HEAD, b"\x19\x20\x1c" + bytes(12), b"\x0b\x04\x16" + bytes(6), SMP_HEAD[:4] + b"\5"):
            data = b"\x11\x00" + head + more + head + more[:-1] + head + more
            yield f"keys in {data.hex()}: {[*sweep.keys_anywhere(data)]}"


PIECES = {
    "whole": (0x20, SMP_HEAD + KEY),
    "begun": (0x20, SMP_HEAD + KEY[:4]),
    "begun in its head": (0x20, SMP_HEAD[:3]),
    "begun, another's": (0x20, bytes([30, 0, 4, 0]) + KEY),
    "on": (0x10, KEY[4:10]),
    "to the end": (0x10, KEY[4:]),
    "long": (0x20, bytes([100, 0, 6, 0]) + bytes(70)),
    "empty": (0x20, b""),
}


def fragmented():
    for names in product(PIECES, repeat=3):
        told = []
        for ways in ((True, True, True), (None, None, None), (True, False, True)):
            follow, data, at = fragments.Fragments(), b"", 0
            packets = []
            for name, way in zip(names, ways, strict=True):
                flags, octets = PIECES[name]
                data += bytes([64, flags, len(octets), 0]) + octets
                packets.append(Packet(Kind.DATA, at, len(data), 0, way))
                at = len(data)
            found = [[*follow.pieces(data, packet)] for packet in packets]
            told.append(" ".join(spans(piece.places) + "?" * piece.stray for piece in found[-1]) or "·")
        yield f"{', '.join(names)}: {' | '.join(told)}"


HEARD = {
    "whole": (2, SMP_HEAD + KEY),
    "begun": (2, SMP_HEAD + KEY[:4]),
    "begun again": (10, SMP_HEAD + KEY[:4]),
    "begun in its head": (2, SMP_HEAD[:1]),
    "on": (1, KEY[4:]),
    "on again": (9, KEY[4:]),
    "empty": (1, b""),
    "control": (3, b"\5"),
}


def overheard():
    for names in product(HEARD, repeat=3):
        told = []
        for ways in ((True, True, True), (None, None, None), (True, False, True)):
            follow, data, found = L2capFrames(), b"", []
            for name, way in zip(names, ways, strict=True):
                head, octets = HEARD[name]
                at, data = len(data), data + bytes([head, len(octets)]) + octets + b"\xaa\xbb\xcc"
                found = [*follow.smp_places(data, Packet(Kind.AIR, at, len(data), 7, way))]
            told.append(" ".join(map(spans, found)) or "·")
        yield f"{', '.join(names)}: {' | '.join(told)}"


def on_the_air():
    for size, told in product(range(2, 9), range(7)):
        original = bytes([2, told, *range(1, size + 1)])
        changed = bytearray(original)
        changed[2] = 0
        packet = Packet(Kind.AIR, 0, len(original))
        checksums.correct(original, changed, [packet, Packet(Kind.DATA, 0, len(original))])
        yield f"{size} octets of {told}: {changed.hex()}, read {read_of(original, packet)}"


def blocks():
    data = bytes(range(1, 41))
    for kind in (1, 5, 9, 10, 0x0A0D0D0A):
        for size in (6, 14, 30):
            clean = bytearray(data)

            def options(_, begin, end):
                yield from ((code, begin + 4 * n, begin + 4 * n + 2) for n, code in enumerate((1, 2988, 7)))

            redact_block(data, clean, Packet(Kind.BLOCK, 2, 2 + size, type=kind), options, Secrets())
            yield f"block {kind} of {size}: {spans([at for at in range(40) if clean[at] != data[at]])}"
    for size, told in product(range(8), (0, 1, 3, 4, 5)):
        found = opaque_fields.in_command(bytes([4, 4, told]) + bytes(size))  # Disconnect has three octets
        yield f"command of {told} with {size}: {[*found]}"


def disguised():
    lines = (b"C0:11:22:33:44:55 c0_11_22_33_44_55 00:00:00:00:00:00", b"x" * 300 + b"70-11-22-33-44-55",
             b"1C0:11:22:33:44:55 AA:C0:11:22:33:44:55", b"a C0:11:22:33:44:5")  # fmt: skip
    for line in lines:
        for binary in (False, True):
            data = bytearray(line)
            pseudonyms.pseudonymize(data, binary)
            yield f"{line[-60:]!r} {binary}: {bytes(data[-60:])!r}"
    log = bytearray(
        b"[NEW] Device C0:11:22:33:44:55 Kitchen scale\n[CHG] Device C0:11:22:33:44:55 Name: Kitchen\n"
        b"[NEW] Device 44:55:66:77:88:99 Ab\n"
        b"bluetoothd[1]: src/device.c: Kitchen scale Kitchen Ab\n"
    )
    pseudonyms.pseudonymize(log, False)
    yield from (repr(line) for line in log.splitlines())
    for number in (1, 255, 256, 65536):
        yield f"{number}: " + " ".join(
            pseudonyms._pseudonym(f"{top}:11:22:33:44:55", number) for top in ("C0", "7F", "3F")
        )


PARTS = (secrets, spelt, wide, held, fragmented, overheard, on_the_air, blocks, disguised)


@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_of_redaction_makes(part):
    MADE[part.__name__] = [row.rstrip() for row in part()]
    if "PAIRTUI_UPDATE_PICTURES" not in os.environ:
        assert MADE[part.__name__] == kept(TABLE)[part.__name__]
    elif len(MADE) == len(PARTS):
        keep(TABLE, MADE.items())
