"""The octets of a capture or log, decompressed as they are read, in a bounded amount of memory."""

import lzma
import os
import stat
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from pairtui.protocol import detect

CHUNK = 512 * 1024
"""Octets that are read at a time."""

MOST_DECOMPRESSED = 4 << 30
"""Octets that a compressed input may expand to: the longest captures stay below, and what goes on and on ends."""

_XZ_MEMORY = 80 << 20  # xz -9, the most that xz uses unless told, needs 65 MiB
_MAGIC = {"xz": b"\xfd7zXZ\0", "gz": b"\x1f\x8b"}


class InputError(Exception):
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

    `compression` is "xz", "gz" or None. `size` is the file's, None where it has none to tell; `taken` counts octets
    of it that were read. `damage` is empty, or one sentence on why a compressed input ended early; what came before
    was given.
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
        self._rest = self._raw(CHUNK)
        self.compression = detect.compression(self._rest)
        if self.compression:
            self._stream = _decompressor(self.compression)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._file.close()

    def read(self) -> bytes:
        """The next octets, CHUNK at most; none at the end."""
        if self._stream is None:
            chunk, self._rest = self._rest or self._raw(CHUNK), b""
            return chunk
        if self.damage:
            return b""
        try:
            chunk = self._decompressed(self._stream)
        except (lzma.LZMAError, zlib.error, MemoryError) as error:
            self.damage = self._what_broke(error)
            return b""
        if len(chunk) > self._left:
            self._break(f"expands to more than {self._most >> 20} MiB", "decompress it and cut it first")
            return chunk[: self._left]
        self._left -= len(chunk)
        return chunk

    def _decompressed(self, stream: _Decompressor) -> bytes:
        while True:
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

    def _what_broke(self, error: Exception) -> str:
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
