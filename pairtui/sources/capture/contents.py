"""What is to be read of an input that is more than a capture: an archive, a bug report's text, BTSNOOZ."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from pairtui.errors import NoCapture
from pairtui.protocol.captures.btsnooz import BEGIN, LARGEST_BLOCK, NotBtsnooz, blocks, btsnoop_of, from_base64
from pairtui.sources.capture import archive

NO_BLUETOOTH = (
    'is an Android bug report without a Bluetooth capture: turn on "Bluetooth HCI snoop log" in the developer '
    "options, turn Bluetooth off and on, pair again, then take another"
)
CUT_OFF = "has a BTSNOOZ capture that is cut off; only what comes before was read: take another bug report"


@dataclass(frozen=True, slots=True)
class Contents:
    """The octets to read, in `chunks` that raise NoCapture where they break off, and when they were made.

    `report`: they are a bug report's text, which may say nothing of Bluetooth. `inside`: they are a capture that was in
    something else.
    """

    chunks: Iterator[bytes]
    made: float | None = None
    report: bool = False
    inside: bool = True


def of_zip(file: BinaryIO) -> Contents:
    """What is to be read of an archive. Raises NoCapture."""
    opened = archive.opened(file)
    member = archive.capture_in(opened)
    read = chain.from_iterable(archive.chunks(opened, name) for name in member.names)
    if member.snooz:
        return Contents(_of_snooz_files(opened, member.names), member.made)
    if member.report and any_block(archive.chunks(opened, member.names[0])):
        return Contents(of_text(read), member.made)
    return Contents(read, member.made, member.report, inside=not member.report)


def of_text(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The captures in a text with BTSNOOZ blocks. Raises NoCapture where one is cut off or damaged."""
    for block, ended in blocks(chunks):
        yield from _btsnoop(from_base64(block), ended)


def of_btsnooz(data: bytes) -> Iterator[bytes]:
    """The capture that a BTSNOOZ file stands for. Raises NoCapture where it is cut off or damaged."""
    yield from _btsnoop(data[:LARGEST_BLOCK], ended=True)


def any_block(chunks: Iterable[bytes]) -> bool:
    """Whether a text has a BTSNOOZ block."""
    rest = b""
    for chunk in chunks:
        if BEGIN in rest + chunk:
            return True
        rest = chunk[-len(BEGIN) :]
    return False


def _of_snooz_files(opened: zipfile.ZipFile, names: list[str]) -> Iterator[bytes]:
    for name in names:
        data = bytearray()
        for chunk in archive.chunks(opened, name):
            data += chunk
            if len(data) > LARGEST_BLOCK:
                break
        yield from of_btsnooz(bytes(data))


def _btsnoop(data: bytes, ended: bool) -> Iterator[bytes]:
    try:
        capture, whole = btsnoop_of(data)
    except NotBtsnooz as problem:
        raise NoCapture(f"has a BTSNOOZ capture that cannot be read: {problem}; take another bug report") from None
    yield capture
    if not (whole and ended):
        raise NoCapture(CUT_OFF)
