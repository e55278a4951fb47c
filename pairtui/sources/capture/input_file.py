"""The octets of a capture or log, decompressed as they are read, in a bounded amount of memory."""

import lzma
import os
import stat
import sys
import tempfile
import zlib
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self, cast

from pairtui.errors import NoCapture, Unusable
from pairtui.protocol import detect

if TYPE_CHECKING:
    from pairtui.sources.capture.contents import Contents

CHUNK = 512 * 1024

MOST_DECOMPRESSED = 4 << 30
"""Octets that a compressed input may expand to: the longest captures stay below, and what goes on and on ends."""

_IN_MEMORY = 16 << 20
"""Octets of an archive from standard input that are kept in memory; more of them go to a temporary file."""

_XZ_MEMORY = 80 << 20  # xz -9, the most that xz uses by default, needs 65 MiB
_MAGIC = {"xz": b"\xfd7zXZ\0", "gz": b"\x1f\x8b"}


class InputError(Unusable):
    """A file that cannot be used: its text is one sentence with what, where and what to do."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the interface of lzma's."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)


def _decompressor(kind: str) -> _Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY) if kind == "xz" else _Gzip()


class Input:
    """An opened file, or standard input for `-`. Raises InputError where it cannot be opened or read.

    `compression` is "xz", "gz", "zip", "btsnooz" or None. `size` is the file's, None where that is not known; `taken`
    counts octets of it that were read. `damage` is empty, or one sentence on why a compressed input ended early; what
    came before was given. `inside`: what is given is a capture that was in something else, such as a bug report;
    `report`: it is a bug report's own text. `made` is when it was made (POSIX seconds), where that is known.
    """

    def __init__(self, path: str, *, most: int = MOST_DECOMPRESSED) -> None:
        self.name = "standard input" if path == "-" else path
        self.taken = 0
        self.damage = ""
        self._left = self._most = most
        try:
            self._file: BinaryIO = sys.stdin.buffer if path == "-" else Path(path).open("rb")  # noqa: SIM115
        except OSError as error:
            raise InputError(_why(self.name, error)) from None
        self._own = path != "-"
        self.size = _size(self._file)
        self._stream: _Decompressor | None = None
        self._contents: Contents | None = None
        self._rest = self._raw(CHUNK)
        self.compression = detect.compression(self._rest)
        if self.compression in _MAGIC:
            self._stream = _decompressor(self.compression or "")
        try:
            self._look_inside()
        except NoCapture as problem:
            self._close()
            raise InputError(f"{self.name} {problem}") from None

    @property
    def made(self) -> float | None:
        """When the capture was made, if what it was packed in states it."""
        return self._contents.made if self._contents else None

    @property
    def inside(self) -> bool:
        """Whether what is read was inside of something else."""
        return self._contents is not None and self._contents.inside

    @property
    def report(self) -> bool:
        """Whether it is the text of a bug report."""
        return self._contents is not None and self._contents.report

    def _look_inside(self) -> None:
        """Find the capture in an archive or a bug report. Raises NoCapture."""
        kind = detect.kind(self._rest)
        if self._stream is not None or kind not in (None, "text"):
            return
        # The console on a capture does not wait for what opens archives.
        from pairtui.protocol.captures.btsnooz import LARGEST_BLOCK
        from pairtui.sources.capture import contents

        if self.compression == "zip":
            self._contents = contents.of_zip(self._seekable())
        elif self.compression == "btsnooz":
            block = self._rest + self._raw(LARGEST_BLOCK)
            self._contents = contents.Contents(contents.of_btsnooz(block))
        elif kind == "text":
            if self._own and self._file.seekable():
                report = contents.any_block(chain([self._rest], iter(lambda: self._file.read(CHUNK), b"")))
                self._file.seek(len(self._rest))
            else:
                report = contents.any_block([self._rest])
            if report:
                self._contents = contents.Contents(contents.of_text(iter(self._plain, b"")))

    def _seekable(self) -> BinaryIO:
        """The file, or a copy of what comes from standard input: an archive is read from its end."""
        if self._own:
            return self._file
        copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        left = self._most
        while self._rest and left > 0:
            copy.write(self._rest)
            left -= len(self._rest)
            self._rest = self._raw(CHUNK)
        return cast(BinaryIO, copy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._own:
            self._file.close()

    def read(self) -> bytes:
        """The next octets, CHUNK at most; none at the end."""
        if self._stream is None and self._contents is None:
            return self._plain()
        if self.damage:
            return b""
        try:
            chunk = next(self._contents.chunks, b"") if self._contents else self._decompressed(self._stream)
        except NoCapture as problem:
            self.damage = f"{self.name} {problem}"
            return b""
        except (lzma.LZMAError, zlib.error, MemoryError) as error:
            self.damage = self._damage_text(error)
            return b""
        if len(chunk) > self._left:
            self._break(f"expands to more than {self._most >> 20} MiB", "decompress it and cut it first")
            return chunk[: self._left]
        self._left -= len(chunk)
        return chunk

    def _plain(self) -> bytes:
        chunk, self._rest = self._rest or self._raw(CHUNK), b""
        return chunk

    def _decompressed(self, stream: _Decompressor | None) -> bytes:
        while stream is not None:
            if stream.eof:
                following = self._next_stream(stream.unused_data)
                if following is None:
                    return b""
                self._stream = stream = following
            chunk = stream.decompress(self._rest, CHUNK)
            self._rest = b""
            if chunk:
                return chunk
            if not stream.eof and stream.needs_input:
                self._rest = self._raw(CHUNK)
                if not self._rest:
                    self._break("breaks off in the middle of its compressed data", "copy it again")
                    return b""
        return b""

    def _next_stream(self, rest: bytes) -> _Decompressor | None:
        """What follows a compressed stream: another one, perhaps after zeros as padding, or nothing."""
        kind = self.compression or ""
        while True:
            rest = rest.lstrip(b"\0")
            more = b"" if len(rest) >= len(_MAGIC[kind]) else self._raw(CHUNK)
            if not more:
                break
            rest += more
        if not rest:
            return None
        if not rest.startswith(_MAGIC[kind]):
            self._break("has something else behind its compressed data", "copy it again if that belongs to it")
            return None
        self._rest = rest
        return _decompressor(kind)

    def _damage_text(self, error: Exception) -> str:
        if isinstance(error, MemoryError) or "limit" in str(error).lower():
            return f"{self.name} needs more than {_XZ_MEMORY >> 20} MiB of memory to decompress: run xz -d first"
        return f"{self.name} is damaged in its compressed data; only what comes before was read: copy it again"

    def _break(self, what: str, remedy: str) -> None:
        self.damage = f"{self.name} {what}; only what comes before was read: {remedy}"

    def _raw(self, size: int) -> bytes:
        try:
            octets = self._file.read(size)
        except OSError as error:
            raise InputError(_why(self.name, error)) from None
        self.taken += len(octets)
        return octets


def _size(file: BinaryIO) -> int | None:
    with suppress(OSError):
        found = os.fstat(file.fileno())
        return found.st_size if stat.S_ISREG(found.st_mode) else None
    return None


def _why(name: str, error: OSError) -> str:
    match error:
        case IsADirectoryError():
            return f"{name} is a directory: name the capture or log in it"
        case FileNotFoundError():
            return f"{name} does not exist: check the name"
        case PermissionError():
            return f"{name} may not be read: run as its owner, or copy it with sudo"
    return f"{name} cannot be read: {error.strerror or error}"
