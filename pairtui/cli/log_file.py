"""pairtui's own log: a file that only its owner reads, rotated, without secrets."""

import contextlib
import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler

from pairtui.files.locations import log_file
from pairtui.files.private import private_folder

SIZE = 1 << 20
_LIBRARIES = ("asyncio", "bleak", "dbus_fast", "bumble", "markdown_it")
"""What these say at the level of details is about themselves."""


class _Redacting(logging.Formatter):
    """Writes a record with the digits of keys, passkeys and PINs as zeros."""

    def format(self, record: logging.LogRecord) -> str:
        from pairtui.report.redact import Secrets
        from pairtui.report.redact.logs import redact_log

        return redact_log(super().format(record).encode("utf-8", "replace"), Secrets()).decode("utf-8")


def open_log(debug: bool = False) -> None:
    """Send the log there: on standard error it would ruin the screen. Where that cannot be, nothing is logged."""
    handler: logging.Handler = logging.NullHandler()
    file = log_file()
    with contextlib.suppress(OSError):
        private_folder(file.parent)
        handler = _Private(file, maxBytes=SIZE, backupCount=1, encoding="utf-8")
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log = logging.getLogger()
    log.addHandler(handler)
    log.setLevel(logging.DEBUG if debug else logging.INFO)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.INFO)


class _Private(RotatingFileHandler):
    """Creates its files for their owner only, the next one after a rotation too."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        # Neither through a link that somebody put there, nor waiting for the reader of a pipe.
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(self.baseFilename, flags, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding, errors=self.errors, line_buffering=False)
