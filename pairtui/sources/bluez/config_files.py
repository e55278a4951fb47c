"""BlueZ's configuration files, read from where its running daemon reads them."""

import asyncio
from contextlib import suppress
from pathlib import Path

from pairtui.knowledge.main_conf import KEYS, ConfigLine, explain
from pairtui.sources.bluez.presence import DAEMONS
from pairtui.sources.bluez.version import bluetoothd_version

FOLDER = "/etc/bluetooth"
FILES = ("main.conf", "input.conf")


async def read(folder: str = FOLDER, daemons: tuple[str, ...] = DAEMONS) -> tuple[ConfigLine, ...]:
    """Every value that is set there, with what it does; nothing where there is no file or it may not be read."""
    texts = await asyncio.to_thread(_texts, folder)
    if not texts:
        return ()
    version = await bluetoothd_version()
    missing = await asyncio.to_thread(_unknown_words, daemons)
    return tuple(line for file, text in texts for line in explain(file, text, version, missing))


def _texts(folder: str) -> list[tuple[str, str]]:
    found = []
    for name in FILES:
        with suppress(OSError):
            found.append((name, Path(folder, name).read_text("utf-8", "replace")))
    return found


def _unknown_words(daemons: tuple[str, ...]) -> frozenset[str]:
    """The keys whose names do not occur in the daemon's program, so that it cannot know them."""
    program = b""
    for daemon in daemons:
        with suppress(OSError):
            program = Path(daemon).read_bytes()
            break
    return frozenset(key for _, _, key in KEYS if program and key.encode() + b"\0" not in program)
