"""BTSNOOZ, the compressed capture in the text of an Android bug report, as a btsnoop file.

Layout as in AOSP system/bt/tools/scripts/btsnooz.py: version, time of the last packet in microseconds since 1970, then
deflated records of length, (in version 2) length on the air, microseconds since the packet before, and type.
"""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from struct import Struct

from pairtui.protocol.captures.framing import H4

BEGIN, END = b"--- BEGIN:BTSNOOP_LOG_SUMMARY", b"--- END:BTSNOOP_LOG_SUMMARY"

LARGEST_BLOCK = 16 << 20
"""Octets of a block in base64; a phone keeps 256 KiB before it compresses them."""

LARGEST = 64 << 20
"""Octets that a block may expand to."""

LATEST = 253_402_300_799_000_000
"""Microseconds until the year 10,000; a later time is damage, and counts as not known."""

_HEADER = Struct("<bQ")
_RECORD = {1: Struct("<HIB"), 2: Struct("<HHIB")}
_TYPES = {
    **{0x10: (4, 1), 0x11: (2, 1), 0x12: (3, 1), 0x17: (5, 1)},
    **{0x20: (1, 0), 0x21: (2, 0), 0x22: (3, 0), 0x2D: (5, 0)},
}
"""By the stack's internal type: the H4 type, and 1 for what was received."""

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+=*")
_STEP = 4096


class NotBtsnooz(Exception):
    """Octets that are no BTSNOOZ; the text says why."""


def blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The base64 between two marks of a text that comes in chunks, and whether the second mark was there."""
    rest, block = b"", None
    for chunk in chunks:
        data = rest + chunk
        while True:
            mark = BEGIN if block is None else END
            at = data.find(mark)
            if at < 0 or (block is None and b"\n" not in data[at:]):
                break
            if block is None:
                data, block = data[data.index(b"\n", at) + 1 :], bytearray()
            else:
                yield bytes(block + data[:at])[:LARGEST_BLOCK], True
                data, block = data[at + len(END) :], None
        keep = at if at >= 0 else max(len(data) - len(mark), 0)
        if block is not None and len(block) < LARGEST_BLOCK:
            block += data[:keep]
        rest = data[keep:][: 4 * len(BEGIN) + _STEP]
    if block is not None:
        yield bytes(block + rest), False


def from_base64(block: bytes) -> bytes:
    """What the lines of a block hold, up to the first that is no base64; of one that is cut, what is whole."""
    found = bytearray()
    for line in map(bytes.strip, block.splitlines()):
        if line and not _BASE64_LINE.fullmatch(line):
            break
        found += line.rstrip(b"=")
    text = bytes(found[: len(found) - (len(found) % 4 == 1)])
    return base64.b64decode(text + b"=" * (-len(text) % 4))


def btsnoop_of(data: bytes) -> tuple[bytes, bool]:
    """The btsnoop file (H4) that BTSNOOZ octets stand for, and whether they are whole. Raises NotBtsnooz."""
    from pairtui.protocol.captures.btsnoop import BtsnoopWriter  # brings every decoder, and few files are packed so

    if len(data) < _HEADER.size:
        raise NotBtsnooz("it is cut off in its header")
    version, last = _HEADER.unpack_from(data)
    if version not in _RECORD:
        raise NotBtsnooz(f"it is of version {version}, and 1 and 2 are known")
    records, ended = _inflated(data[_HEADER.size :])
    found = list(_records(records, _RECORD[version]))
    writer = BtsnoopWriter(H4)
    whole = ended and sum(size for _, size in found) == len(records)
    at = ((last if last <= LATEST else 0) - sum(delta for (_, delta, _, _), _ in found)) / 1e6
    out = [writer.header()]
    for (kind, delta, original, packet), _ in found:
        at += delta / 1e6
        h4, received = _TYPES[kind]
        out.append(writer.record(at, received, bytes([h4]) + packet, original))
    return b"".join(out), whole


def _inflated(data: bytes) -> tuple[bytes, bool]:
    """What can be decompressed, and whether that is all. Raises NotBtsnooz where it is nothing."""
    stream, out = zlib.decompressobj(), bytearray()
    try:
        for at in range(0, len(data), _STEP):
            out += stream.decompress(data[at : at + _STEP], max(LARGEST - len(out), 1))
            if len(out) >= LARGEST:
                raise NotBtsnooz(f"it expands to more than {LARGEST >> 20} MiB")
    except zlib.error as error:
        if not out:
            raise NotBtsnooz("its compressed data is damaged") from error
    return bytes(out), stream.eof


def _records(data: bytes, layout: Struct) -> Iterator[tuple[tuple[int, int, int, bytes], int]]:
    """Type, microseconds, length on the air and octets of each record, and how many octets it has here."""
    at = 0
    while at + layout.size <= len(data):
        size, *original, delta, kind = layout.unpack_from(data, at)
        end = at + layout.size + size - 1
        if not size or end > len(data) or kind not in _TYPES:
            return
        yield (kind, delta, original[0] if original else size, data[at + layout.size : end]), end - at
        at = end
