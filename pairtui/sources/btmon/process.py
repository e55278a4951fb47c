"""btmon as a process: how it is started, what it says, how it is ended, and why it ended."""

import asyncio
import os
import signal
from contextlib import suppress

from pairtui.protocol.safe_text import safe_text
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.kernel.sockets import NO_BLUETOOTH

CHUNK = 8 * 1024  # octets decoded before the loop has its turn: about a millisecond
END_SECONDS = 0.5
ERROR_OCTETS = 2048

NOT_PERMITTED = "btmon may not read the monitor channel (needs CAP_NET_RAW)"
BY_ITSELF = "sudo btmon, to see whether it runs by itself"


async def start(program: str, write_end: int) -> asyncio.subprocess.Process:
    """btmon writes whole records at once to a descriptor it opens by name; to a pipe on its output it would not."""
    return await asyncio.create_subprocess_exec(
        program,
        "-w",
        f"/dev/fd/{write_end}",
        pass_fds=(write_end,),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "LANG": "C", "LC_ALL": "C"},
        start_new_session=True,
    )


async def open_stream(read_end: int) -> tuple[asyncio.StreamReader, asyncio.ReadTransport]:
    """A stream over a pipe; the transport owns the descriptor."""
    stream = asyncio.StreamReader(limit=CHUNK)
    protocol = asyncio.StreamReaderProtocol(stream)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(read_end, "rb", buffering=0))
    return stream, transport


async def last_words(process: asyncio.subprocess.Process) -> str:
    """The end of what the program wrote to its error output."""
    words = b""
    while process.stderr is not None and (more := await process.stderr.read(ERROR_OCTETS)):
        words = (words + more)[-ERROR_OCTETS:]
    return words.decode("utf-8", "replace")


def kill(process: asyncio.subprocess.Process, request: signal.Signals = signal.SIGKILL) -> None:
    """Send it a signal, unless it has ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, request)  # Popen.send_signal would take the exit status from asyncio


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask it to end, insist after a while, and take its exit status so that it leaves no zombie."""
    for request in (signal.SIGINT, signal.SIGKILL):
        if process.returncode is not None:
            return
        kill(process, request)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), END_SECONDS)


def why_it_ended(errors: str, status: int | None) -> tuple[tuple[str, str], bool]:
    """The reason and the remedy of an end that nobody asked for, and whether it lasts until somebody does something."""
    if "not permitted" in errors or "Permission denied" in errors:
        return (NOT_PERMITTED, grant.remedy()), True
    if "Address family not supported" in errors:
        return NO_BLUETOOTH, True
    if status is not None and status < 0:
        return (f"btmon was killed by {_signal(-status)}", BY_ITSELF), False
    last = safe_text(errors.strip().rpartition("\n")[2]) or f"exit status {status}"
    return (f"btmon ended: {last}", BY_ITSELF), False


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
