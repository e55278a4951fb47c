"""Security of LE links as the kernel has it, by L2CAP sockets with `BT_SECURITY`."""

import asyncio
import ctypes
import errno
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Self

AF_BLUETOOTH, BTPROTO_L2CAP = 31, 0  # linux/socket.h and bluetooth.h: not every Python was built with them
SOL_BLUETOOTH, BT_SECURITY = 274, 4
BDADDR_LE_PUBLIC, BDADDR_LE_RANDOM = 1, 2
ATT = 4  # the fixed channel of the Attribute Protocol
EATT = 0x27  # the LE_PSM of the Enhanced Attribute Protocol, which no peer offers in LE credit mode
ATT_MTU = 517

POLL_SECONDS = 0.05


class Security(NamedTuple):
    """What a link has: LE security mode 1 level (1 to 4), and its key's size in octets, 0 where that is not known."""

    level: int
    key_size: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a link: addresses as `AA:BB:…`, types "public" or "random"."""

    local: str
    local_type: str
    peer: str
    peer_type: str


class Channel:
    """An L2CAP channel of a link that needs a security level; leaving its `async with` block closes it.

    The kernel (net/bluetooth/l2cap_sock.c) makes the link where there is none, and encrypts or pairs until the link
    has the level. The level is an option that is set before connecting, and then tells what the link has.
    """

    def __init__(self, ends: Ends, level: int) -> None:
        self._ends = ends
        self._level = level
        self._socket: socket.socket | None = None

    async def __aenter__(self) -> Self:
        """Connect. Raises OSError."""
        kind = socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        self._socket = socket.socket(AF_BLUETOOTH, kind, BTPROTO_L2CAP)
        try:
            await self._connect()
        except BaseException:
            self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close; the kernel drops the link after two seconds where nobody else uses it."""
        self.close()

    async def _connect(self) -> None:
        raise OSError(errno.EPROTONOSUPPORT, "neither a fixed channel nor a service is named")

    def close(self) -> None:
        """Close the channel. Safe to call twice."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def require(self, level: int) -> None:
        """Need this level from now on. Raises OSError."""
        self._opened.setsockopt(SOL_BLUETOOTH, BT_SECURITY, struct.pack("BB", level, 0))

    def security(self) -> Security:
        """What the link has now. Raises OSError with what ended it."""
        found = Security(*self._opened.getsockopt(SOL_BLUETOOTH, BT_SECURITY, 2))
        error = self._opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:  # without its link the channel tells the level that was asked for
            raise OSError(error, os.strerror(error))
        return found

    async def reach(self, level: int, over: Callable[[], bool]) -> Security:
        """What the link has as soon as it has `level`, or as soon as it is `over()`. Raises OSError."""
        while True:
            found = self.security()
            if found.level >= level or over():
                return found
            await asyncio.sleep(POLL_SECONDS)

    @property
    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._socket

    def _bind(self, cid: int) -> None:
        self._call("bind", _address(self._ends.local, self._ends.local_type, cid, 0))

    def _call(self, name: str, address: bytes) -> None:
        """bind() or connect(), which Python's own cannot do with LE address types."""
        function = getattr(ctypes.CDLL(None, use_errno=True), name)
        if function(self._opened.fileno(), address, len(address)) < 0:
            number = ctypes.get_errno()
            if number != errno.EINPROGRESS:
                raise OSError(number, os.strerror(number))


class AttChannel(Channel):
    """The ATT channel itself. It is open at level 1 already; the level that it needs comes later, or never.

    Connecting fails with EBUSY while bluetoothd has it, and `Device1.Connect` waits while we have it.
    """

    async def _connect(self) -> None:
        self._bind(ATT)
        self.require(self._level)
        self._call("connect", _address(self._ends.peer, self._ends.peer_type, ATT, 0))
        await self._ready(writing=True)
        self.security()

    async def request(self, pdu: bytes) -> bytes:
        """Send an ATT request and give its response; notifications and the peer's own requests are passed over.

        Raises OSError.
        """
        await asyncio.get_running_loop().sock_sendall(self._opened, pdu)
        while True:
            await self._ready(writing=False)
            answer = self._opened.recv(ATT_MTU)
            if not answer:
                raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
            if answer[0] == pdu[0] + 1 or (answer[0] == 0x01 and answer[1:2] == pdu[:1]):
                return answer

    async def _ready(self, writing: bool) -> None:
        loop, opened = asyncio.get_running_loop(), self._opened
        ready: asyncio.Future[None] = loop.create_future()
        add, remove = (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)
        add(opened, lambda: None if ready.done() else ready.set_result(None))
        try:
            await ready
        finally:
            remove(opened)


class CreditChannel(Channel):
    """A channel beside the ATT channel that bluetoothd has, to a service that no peer has in this mode.

    The kernel raises the link's level first and only then asks the peer, which refuses: ECONNREFUSED means that the
    level was reached (l2cap_le_start() of net/bluetooth/l2cap_core.c).
    """

    async def _connect(self) -> None:
        self._bind(0)
        self.require(self._level)
        self._call("connect", _address(self._ends.peer, self._ends.peer_type, 0, EATT))


def _address(address: str, kind: str, cid: int, psm: int) -> bytes:
    """`struct sockaddr_l2`. Raises OSError where `address` is none."""
    try:
        octets = bytes.fromhex(address.replace(":", ""))[::-1]
        return struct.pack(
            "<HH6sHBx", AF_BLUETOOTH, psm, octets, cid, BDADDR_LE_PUBLIC if kind == "public" else BDADDR_LE_RANDOM
        )
    except (ValueError, struct.error):
        raise OSError(errno.EINVAL, f"{address} is no Bluetooth address") from None
