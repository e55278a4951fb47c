"""Files that only their owner reads, whole or not there at all."""

import os
import stat
from pathlib import Path
from typing import Any

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)

LARGEST = 1 << 20
"""Octets; no state that is kept as JSON takes as many."""


def open_private(file: Path) -> int:
    """A descriptor of a new file of mode 0600; never one that was there, nor one behind a link. Raises OSError."""
    return os.open(file, _NEW, 0o600)


def write_private(file: Path, data: bytes, *, replace: bool = True) -> None:
    """Put `data` in `file`, mode 0600: after a power cut it has the old or the new, whole.

    With `replace` its folder is made, too; without, FileExistsError where there is a file. Raises OSError, and leaves
    nothing behind.
    """
    made = file
    if replace:
        private_folder(file.parent)
        made = file.with_name(f".{file.name}.{os.getpid()}")
        made.unlink(missing_ok=True)
    handle = open_private(made)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        if replace:
            made.replace(file)
    except OSError:
        made.unlink(missing_ok=True)
        raise
    _sync(file.parent)


def read_regular(file: Path, most: int, *, links: bool = False) -> bytes:
    """The octets of a regular file of at most `most`: a pipe is not waited for, a device not read.

    A link is followed with `links` only. Raises OSError, and ValueError where it is no such file.
    """
    flags = getattr(os, "O_NONBLOCK", 0) | (0 if links else getattr(os, "O_NOFOLLOW", 0))
    with open(file, "rb", opener=lambda path, reading: os.open(path, reading | flags)) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise ValueError("it is not a file")
        data = opened.read(most + 1)
    if len(data) > most:
        raise ValueError(f"it is larger than {f'{most >> 20} MiB' if most >> 20 else f'{most} octets'}")
    return data


def read_json(file: Path, most: int = LARGEST) -> Any:
    """What stands in a regular file of JSON. Raises OSError, and ValueError where it is no such file."""
    import json  # two milliseconds, which the console's first frame does not wait for

    try:
        return json.loads(read_regular(file, most))
    except RecursionError:
        raise ValueError("brackets within brackets without end") from None


def private_folder(folder: Path) -> Path:
    """`folder`, made with mode 0700 where it is not there. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sync(folder: Path) -> None:
    """Have the new name on the disk, too (fsync(2)); systems that cannot open a folder see to it themselves."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
