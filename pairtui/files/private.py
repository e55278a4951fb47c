"""Files that only their owner reads, whole or not there at all."""

import os
from pathlib import Path


def write_private(file: Path, data: bytes) -> None:
    """Put `data` in `file`, mode 0600; what was there is replaced in one go. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = file.with_name(f".{file.name}.{os.getpid()}")
    made.unlink(missing_ok=True)
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        made.replace(file)
    except OSError:
        made.unlink(missing_ok=True)
        raise
