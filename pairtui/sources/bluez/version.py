"""The version of BlueZ, which is no property on D-Bus."""

import asyncio
import os
import re
import signal
from contextlib import suppress
from pathlib import Path

from pairtui.sources.bluez.presence import DAEMONS

SECONDS = 3.0

_VERSION = re.compile(r"\d+\.\d+\S*")


async def bluetoothd_version(pid: int | None = None) -> str:
    """`5.66`, or "" where it cannot be found out; `pid` is the running bluetoothd's."""
    running = await asyncio.to_thread(_program_of, pid) if pid else ""
    for program in (running, *DAEMONS):
        if version := await program_version(program):
            return version
    return ""


async def program_version(program: str) -> str:
    """What `program --version` says, or "" where it does not."""
    if not await asyncio.to_thread(_executable, program):
        return ""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            "--version",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return ""
    try:
        output, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)  # Popen.kill would take the exit status from asyncio
            await process.wait()
    found = _VERSION.search(output.decode("ascii", "replace"))
    return found[0] if found and process.returncode == 0 else ""


def _program_of(pid: int) -> str:
    """The bluetoothd that runs as `pid`; "" where it is another program, or may not be looked at."""
    with suppress(OSError):
        program = Path(f"/proc/{pid}/exe").readlink()
        return str(program) if program.name == "bluetoothd" else ""
    return ""


def _executable(program: str) -> bool:
    with suppress(OSError):
        return Path(program).is_file()
    return False
