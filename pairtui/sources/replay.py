"""A capture or log as a source: at its own pace, faster, or at once."""

import asyncio
import gzip
import lzma
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from pairtui.pairing.actions import Action
from pairtui.pairing.events import DeviceChanged, Event, SourceChanged, SourceState
from pairtui.pairing.model import Model
from pairtui.pairing.tracer import Tracer
from pairtui.protocol import detect
from pairtui.protocol.reader import Advert, Reader

CHUNK = 256 * 1024
LONGEST_PAUSE = 2.0
"""Seconds a replay waits at most between two records: nobody wants to watch an idle hour."""


class InputError(Exception):
    """A file that cannot be used: its text is one sentence with what, where and what to do."""


@dataclass(slots=True)
class Analysis:
    """A file read to its end: the model it leads to, its format, entries read and entries that were damaged."""

    model: Model
    format: str
    records: int
    skipped: int
    name: str
    notes: list[str] = field(default_factory=list)


def read_file(path: str) -> Analysis:
    """Read a file (`-` for standard input) at once. Raises InputError where it is no capture or log."""
    model = Model()
    reading = _Reading(path)
    for event in reading.events():
        model.apply(event)
    model.finish()
    reader = reading.reader
    assert reader is not None
    return Analysis(model, reader.format, reader.records, reader.skipped, path)


class _Reading:
    """One pass over a file: its chunks, decompressed, through the reader for its content, through the tracer."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.reader: Reader | None = None

    def events(self) -> Iterator[Event]:
        tracer = Tracer()
        with _opened(self.path) as file:
            head = _read(file, self.path, CHUNK)
            if not head:
                raise InputError(f"{self.path} is empty: give a btmon log, a btsnoop, pcap or pcapng capture")
            reader = detect.reader_for(head)
            if reader is None:
                raise _unusable(self.path)
            self.reader = reader
            known: dict[tuple[int | None, str], tuple[str | None, int | None]] = {}
            chunk = head
            while chunk:
                for record in reader.feed(chunk):
                    yield from _heard(reader, known, record.time)
                    yield from tracer.feed(record)
                chunk = _read(file, self.path, CHUNK)
            for record in reader.close():
                yield from tracer.feed(record)
            yield from _heard(reader, known, None)
        if reader.records == 0:
            raise _unusable(self.path)


def _unusable(path: str) -> InputError:
    return InputError(
        f"{path} is no capture or log that pairtui reads: give btmon output, a bluetoothd or kernel log, or a btsnoop, "
        "pcap or pcapng capture"
    )


def _heard(
    reader: Reader, known: dict[tuple[int | None, str], tuple[str | None, int | None]], at: float | None
) -> Iterator[Event]:
    """The devices whose name or strength the adverts read so far have changed."""
    if len(known) == len(reader.adverts) and at is not None:
        return
    for key, advert in reader.adverts.items():
        now = (advert.name, advert.rssi)
        if known.get(key) != now:
            known[key] = now
            yield _device(key, advert, at)


def _device(key: tuple[int | None, str], advert: Advert, at: float | None) -> DeviceChanged:
    adapter = f"hci{key[0] or 0}"
    changes: dict[str, object] = {
        "adapter": adapter,
        "address": advert.address,
        "address_type": advert.address_type or "",
        "name": advert.name or "",
    }
    if advert.rssi is not None:
        changes["rssi"] = advert.rssi
    return DeviceChanged(
        at=at if at is not None else advert.last, device=f"{adapter}/{advert.address}", changes=changes
    )


def _opened(path: str) -> BinaryIO:
    """The file, decompressed as it is read. Raises InputError."""
    if path == "-":
        return sys.stdin.buffer
    try:
        with Path(path).open("rb") as probe:
            kind = detect.compression(probe.read(8))
        if kind == "xz":
            return cast(BinaryIO, lzma.open(path))
        if kind == "gz":
            return cast(BinaryIO, gzip.open(path))
        return Path(path).open("rb")
    except IsADirectoryError:
        raise InputError(f"{path} is a directory: name the capture or log in it") from None
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: check the name") from None
    except PermissionError:
        raise InputError(f"{path} may not be read: run as its owner, or copy it with sudo") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None


def _read(file: BinaryIO, path: str, size: int) -> bytes:
    try:
        return file.read(size)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise InputError(f"{path} cannot be read on: {error}; decompress or copy it again") from None


class ReplaySource:
    """A file played into the console. `speed` multiplies its own pace; None plays it at once."""

    name = "replay"
    actions: frozenset[type[Action]] = frozenset()

    def __init__(self, path: str, speed: float | None = 1.0) -> None:
        self.path = path
        self.speed = speed
        self._reading = _Reading(path)

    async def events(self) -> AsyncIterator[Event]:
        """The file's events, then `SourceChanged` ENDED; a file that cannot be used is DOWN with its sentence."""
        name = Path(self.path).name
        yield SourceChanged(source=self.name, state=SourceState.UP, detail=name)
        last: float | None = None
        try:
            for count, event in enumerate(self._reading.events()):
                if self.speed is not None and event.at is not None:
                    if last is not None and event.at > last:
                        await asyncio.sleep(min((event.at - last) / self.speed, LONGEST_PAUSE))
                    last = event.at
                elif count % 500 == 499:
                    await asyncio.sleep(0)
                yield event
        except InputError as error:
            yield SourceChanged(source=self.name, state=SourceState.DOWN, why=str(error), remedy="give another file")
            return
        reader = self._reading.reader
        records = f"{reader.records} records" if reader else ""
        skipped = f", {reader.skipped} damaged" if reader and reader.skipped else ""
        yield SourceChanged(source=self.name, state=SourceState.ENDED, detail=f"{name}: {records}{skipped}")

    async def perform(self, action: Action) -> None:
        """A file takes no actions."""

    async def close(self) -> None:
        """Nothing is held between events."""
