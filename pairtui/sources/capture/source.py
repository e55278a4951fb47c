"""A capture or log as a source: at its own pace, faster, or at once."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pairtui.knowledge.devices import Book
from pairtui.pairing.analysis import events_of, model_of
from pairtui.pairing.events import Event
from pairtui.pairing.model import Model
from pairtui.protocol import detect
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.reader import Reader
from pairtui.sources.capture.contents import NO_BLUETOOTH
from pairtui.sources.capture.input_file import Input, InputError

__all__ = ["Analysis", "FileReading", "InputError", "read_file"]

Progress = Callable[[int, int | None, int], None]
"""Called after each piece of a file: octets read, the file's size where it is known, records so far."""


@dataclass(slots=True)
class Analysis:
    """A file read to its end: the model it leads to, its format, entries read and entries that were damaged.

    `damage` is one sentence where a compressed file could be read only in part, else empty.
    """

    model: Model
    format: str
    records: int
    skipped: int
    name: str
    damage: str = ""


def read_file(
    path: str,
    progress: Progress | None = None,
    seconds: float | None = None,
    book: "Callable[[], Book] | None" = None,
) -> Analysis:
    """Read a file (`-` for standard input) at once. Raises InputError where it is not a capture or log.

    `book` gives the device book. With `seconds`, what happened in so many seconds from its first record on; what ran
    then still runs.
    """
    reading = FileReading(path, progress)
    model = model_of(_until(reading.events(), seconds), book, ended=seconds is None)
    if seconds is None and reading.report and not model.attempts and not model.findings:
        raise InputError(f"{path} {NO_BLUETOOTH}")
    reader = reading.reader
    assert reader is not None
    if getattr(reader, "sentences", 0) == reader.records and not model.attempts and not model.findings:
        raise InputError(unusable(path))
    return Analysis(model, reader.format, reader.records, reader.skipped, path, reading.damage)


def _until(events: Iterator[Event], seconds: float | None) -> Iterator[Event]:
    first: float | None = None
    for event in events:
        if seconds is not None and event.at is not None:
            first = event.at if first is None else first
            if event.at - first > seconds:
                return
        yield event


class FileReading:
    """One pass over a file: its chunks, decompressed, through the reader for its content, through the tracer."""

    def __init__(self, path: str, progress: Progress | None = None) -> None:
        self.path = path
        self.reader: Reader | None = None
        self.damage = ""
        self.report = False
        self._progress = progress

    def events(self) -> Iterator[Event]:
        """Its events. Raises InputError where it is not a capture or log."""
        with Input(self.path) as file:
            chunk = file.read()
            if not chunk:
                raise InputError(file.damage or f"{file.name} is empty: give {_READABLE}")
            reader = self.reader = detect.reader_for(chunk)
            if isinstance(reader, BtsnoopReader):
                reader.dated(file.made, time.time())
            if reader is None:
                raise InputError(_unusable(file))
            empty = True
            for event in events_of(reader, self._chunks(file, chunk, reader)):
                empty = False
                yield event
            self.damage = file.damage
        if empty and reader.records == 0:
            raise InputError(file.damage or _unusable(file, reader))
        self.report = file.report

    def _chunks(self, file: Input, first: bytes, reader: Reader) -> Iterator[bytes]:
        chunk = first
        while chunk:
            yield chunk
            if self._progress:
                self._progress(file.taken, file.size, reader.records)
            chunk = file.read()


_READABLE = (
    "btmon output, a Bluetooth log of BlueZ or of another stack (Android, iOS, Windows, Zephyr, ESP-IDF), or a "
    "btsnoop, pcap, pcapng or PacketLogger capture"
)


def _unusable(file: Input, reader: Reader | None = None) -> str:
    if file.report:
        return f"{file.name} {NO_BLUETOOTH}"
    if reader is not None and reader.format.startswith(("btsnoop", "pcap", "packetlogger")):
        damaged = f", and {reader.skipped} damaged" if reader.skipped else ""
        return f"{file.name} is a {reader.format} capture with no record that can be read{damaged}: capture again"
    return unusable(file.name)


def unusable(name: str) -> str:
    """What is said of a file that holds nothing that is read."""
    return f"{name} is not a capture or log that pairtui reads: give {_READABLE}"
