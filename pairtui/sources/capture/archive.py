"""The capture inside a zip: an Android bug report's, a support bundle's, or the only one there is."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from pairtui.errors import NoCapture
from pairtui.protocol import detect

MOST_DIRECTORY = 64 << 20
"""Octets of a zip's directory, which is read whole."""

MOST_MEMBERS = 10_000

_PIECE = 16 * 1024  # what stands before damage is not lost with a larger one
_END_OF_DIRECTORY, _LONGEST_TAIL = b"PK\5\6", 65_557
_SNOOP = re.compile(r"(?i)(?:^|/)btsnoop[^/]*\.(?:log|cfa|btsnoop)(?:\.last|\.\d+)?(?:\.filtered)?(?:\.last)?$")
_SNOOZ = re.compile(r"(?i)(?:^|/)btsnooz[^/]*\.log(?:\.last)?$")
_REPORT = re.compile(r"(?i)(?:^|/)(?:bugreport|dumpstate)[^/]*\.txt$")
_DUMPSTATE = re.compile(rb"(?m)^== dumpstate: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
_BUNDLED = re.compile(r"^capture\.(?:btsnoop|pcap|pcapng|packetlogger|log)$")


@dataclass(frozen=True, slots=True)
class Member:
    """What to read of an archive: the names of its members, in order, and when the report was made (POSIX seconds).

    `report`: they are a bug report's own text. `snooz`: they are BTSNOOZ files.
    """

    names: list[str]
    made: float | None = None
    report: bool = False
    snooz: bool = False


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The archive. Raises NoCapture where it is damaged, or too large to look into."""
    size = file.seek(0, 2)
    file.seek(max(size - _LONGEST_TAIL, 0))
    tail = file.read(_LONGEST_TAIL)
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < 22:
        raise NoCapture("is not a capture or log that can be read: a zip archive that breaks off; copy it again")
    members, directory = struct.unpack_from("<HI", tail, at + 10)
    if directory > MOST_DIRECTORY or members > MOST_MEMBERS:
        raise NoCapture("is a zip archive of too many files to look into: unpack it, and name the capture in it")
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise NoCapture("is not a capture or log that can be read: a damaged zip archive; copy it again") from error


def capture_in(archive: zipfile.ZipFile) -> Member:
    """Which members to read. Raises NoCapture."""
    names = [info.filename for info in archive.infolist() if not info.filename.endswith("/") and info.file_size]
    reports = [name for name in names if _REPORT.search(name)]
    made = _made(archive, reports)
    for pattern in (_SNOOP, _SNOOZ):
        found = [name for name in names if pattern.search(name)]
        if found:
            # The older one first: Android names it after the newer one, with .last behind.
            found.sort(key=lambda name: (".last" not in name, name))
            return Member(found, made, snooz=pattern is _SNOOZ)
    if reports:
        return Member(reports[:1], made, report=True)
    if "README.txt" in names and "report.json" in names:
        bundled = [name for name in names if _BUNDLED.match(name)]
        if not bundled:
            raise NoCapture("is a support bundle without a capture: read report.txt in it")
        return Member(bundled)
    kinds = {name: detect.kind(_head(archive, name)) for name in names}
    captures = [name for name in names if kinds[name] not in (None, "text")] or [name for name in names if kinds[name]]
    if not captures:
        raise NoCapture(
            "is not a capture or log, and none is in this zip archive: give an Android bug report, a support bundle of "
            "pairtui, or the capture itself"
        )
    if len(captures) > 1:
        raise NoCapture(f"is a zip archive of {len(captures)} captures or logs: unpack it, and name one of them")
    return Member(captures)


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The octets of a member. Raises NoCapture where they are damaged or cannot be unpacked."""
    try:
        with archive.open(name) as member:
            while chunk := member.read(_PIECE):
                yield chunk
    except RuntimeError as error:
        raise NoCapture("is a zip archive with a password: unpack it first") from error
    except NotImplementedError as error:
        raise NoCapture("is a zip archive of a kind that is not unpacked here: unpack it first") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error) as error:
        raise NoCapture(f"is a zip archive in which {name!r} is damaged: copy it again") from error


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    return next(chunks(archive, name), b"")[: detect.HEAD_SIZE]


def _made(archive: zipfile.ZipFile, reports: list[str]) -> float | None:
    """When a bug report was made, by its own text."""
    for name in reports[:1]:
        found = _DUMPSTATE.search(_head(archive, name))
        if found:
            try:
                return datetime.strptime(found[1].decode(), "%Y-%m-%d %H:%M:%S").timestamp()
            except ValueError:
                return None
    return None
