"""The kernel's monitor channel read by this program itself, as the octets that `btmon -w` would write."""

import asyncio
import socket
import time
from contextlib import suppress
from struct import Struct

from pairtui.protocol.captures.btsnoop import BtsnoopWriter
from pairtui.protocol.streams.monitor import NO_INDEX
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.kernel.sockets import CAP_NET_RAW, CHANNEL_MONITOR, has_capability, open_channel

LARGEST = 64 * 1024
BUFFER = 2 << 20  # octets of the socket's queue: a scan in a crowded place while the console draws

_HEADER = Struct("<HHH")  # struct hci_mon_hdr of the kernel: opcode, index, length


def open_monitor() -> socket.socket:
    """A socket of the monitor channel, by this program's capability or from the service that grants; raises OSError."""
    if not has_capability(CAP_NET_RAW):
        with suppress(OSError):
            return grant.granted(CHANNEL_MONITOR)
    return open_channel(CHANNEL_MONITOR)


class MonitorSocket:
    """Reads `opened` to its end, with the interface of a stream."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._writer = BtsnoopWriter()
        self._waiting = self._writer.header()
        self._reading: asyncio.Future[bytes] | None = None
        self._closed = asyncio.Event()
        with suppress(OSError):  # a smaller queue works too
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)

    async def read(self, size: int) -> bytes:
        """The next records, whole, about `size` octets of them; b"" when the socket has ended."""
        octets, self._waiting = self._waiting, b""
        if not octets:
            octets = self._record(await self._packet())
        with suppress(BlockingIOError):
            while octets and len(octets) < size and not self._closed.is_set():
                packet = self._socket.recv(LARGEST)
                if not packet:
                    break
                octets += self._record(packet)
        return octets

    def close(self) -> None:
        """Give the socket back; a `read` that waits ends. Safe to call twice."""
        self._closed.set()
        if self._reading is not None:
            self._reading.cancel()
        self._socket.close()

    async def _packet(self) -> bytes:
        """The next packet, b"" when the socket was closed or the kernel ended it."""
        if self._closed.is_set():
            return b""
        self._reading = asyncio.ensure_future(asyncio.get_running_loop().sock_recv(self._socket, LARGEST))
        try:
            return await self._reading
        except asyncio.CancelledError:
            if self._closed.is_set():
                return b""
            raise
        except OSError:
            return b""
        finally:
            self._reading = None

    def _record(self, packet: bytes) -> bytes:
        if len(packet) < _HEADER.size:
            return b""
        opcode, index, _ = _HEADER.unpack_from(packet)
        adapter = None if index == NO_INDEX else index
        return self._writer.monitor_record(time.time(), adapter, opcode, packet[_HEADER.size :])
