"""Security of LE links as the kernel has it, by an ATT channel with `BT_SECURITY`."""

import asyncio
import ctypes
import errno
import os
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Self

AF_BLUETOOTH, BTPROTO_L2CAP = 31, 0  # linux/socket.h and bluetooth.h: not every Python was built with them
SOL_BLUETOOTH, BT_SECURITY = 274, 4
BDADDR_LE_PUBLIC, BDADDR_LE_RANDOM = 1, 2
ATT = 4  # the fixed channel of the Attribute Protocol
ATT_MTU = 517

POLL_SECONDS = 0.05
BUSY_SECONDS = 5.0  # in which bluetoothd lets go of a channel it has just closed


class Security(NamedTuple):
    """What a link has: LE security mode 1 level (1 to 4), and its key's size in octets, 0 while not encrypted.

    The level is that of the pairing where the link was paired; encrypted with a stored key, a link has the level that
    was asked for, and the key may give more.
    """

    level: int
    key_size: int


@dataclass(frozen=True, slots=True)
class LinkAddresses:
    """Both ends of a link: addresses as `AA:BB:…`, types "public" or "random", the peer's "bredr" over BR/EDR."""

    local: str
    local_type: str
    peer: str
    peer_type: str

    @property
    def bredr(self) -> bool:
        """Whether the link is one of BR/EDR."""
        return self.peer_type == "bredr"


class AttChannel:
    """The ATT channel of a link that needs a security level; leaving its `async with` block closes it.

    The kernel (net/bluetooth/l2cap_sock.c) makes the link where there is none. The level is an option that is set
    before connecting. The channel is open at level 1 already, while the kernel encrypts or pairs; then the option has
    the link's level. While bluetoothd has the channel it is busy, and `Device1.Pair` waits while we have it.
    """

    def __init__(self, addresses: LinkAddresses, level: int) -> None:
        self._addresses = addresses
        self._level = level
        self._socket: socket.socket | None = None

    async def __aenter__(self) -> Self:
        """Connect. Raises OSError."""
        end = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                await self._connect()
                return self
            except OSError as error:
                self.close()
                if error.errno != errno.EBUSY or time.monotonic() > end:
                    raise
            except BaseException:
                self.close()
                raise
            await asyncio.sleep(POLL_SECONDS)

    async def __aexit__(self, *_: object) -> None:
        """Close; the kernel drops the link after two seconds where nobody else uses it."""
        self.close()

    def close(self) -> None:
        """Close the channel. Safe to call twice."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def require(self, level: int) -> None:
        """Need this level from now on. Raises OSError."""
        self.opened.setsockopt(SOL_BLUETOOTH, BT_SECURITY, struct.pack("BB", level, 0))

    def security(self) -> Security:
        """What the link has now. Raises OSError with what ended it."""
        found = Security(*self.opened.getsockopt(SOL_BLUETOOTH, BT_SECURITY, 2))
        error = self.opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:  # without its link the channel has the level that was asked for
            raise OSError(error, os.strerror(error))
        return found

    async def reach(self, level: int, over: Callable[[Security], bool]) -> Security:
        """What the link has as soon as it has `level`, or as soon as it is `over`. Raises OSError."""
        while True:
            found = self.security()
            if found.level >= level or over(found):
                return found
            await asyncio.sleep(POLL_SECONDS)

    async def request(self, pdu: bytes) -> bytes:
        """Send an ATT request and give its response; notifications and the peer's own requests are passed over.

        Raises OSError.
        """
        await asyncio.get_running_loop().sock_sendall(self.opened, pdu)
        while True:
            await self._ready(writing=False)
            answer = self.opened.recv(ATT_MTU)
            if not answer:
                raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
            if answer[0] == pdu[0] + 1 or (answer[0] == 0x01 and answer[1:2] == pdu[:1]):
                return answer

    def own_address(self) -> bytes:
        """The `struct sockaddr_l2` to bind to. Raises OSError."""
        return _att_address(self._addresses.local, self._addresses.local_type)

    def peer_address(self) -> bytes:
        """The `struct sockaddr_l2` to connect to. Raises OSError."""
        return _att_address(self._addresses.peer, self._addresses.peer_type)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def opened(self) -> socket.socket:
        """The socket. Raises OSError where it is closed."""
        if self._socket is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._socket

    async def _connect(self) -> None:
        kind = socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        self._socket = socket.socket(AF_BLUETOOTH, kind, BTPROTO_L2CAP)
        self._call("bind", self.own_address())
        self.require(self._level)
        self._call("connect", self.peer_address())
        await self._ready(writing=True)
        self.security()

    def _call(self, name: str, address: bytes) -> None:
        """bind() or connect(), which Python's own cannot do with LE address types."""
        function = getattr(ctypes.CDLL(None, use_errno=True), name)
        if function(self.opened.fileno(), address, len(address)) < 0:
            number = ctypes.get_errno()
            if number != errno.EINPROGRESS:
                raise OSError(number, os.strerror(number))

    async def _ready(self, writing: bool) -> None:
        loop, opened = asyncio.get_running_loop(), self.opened
        ready: asyncio.Future[None] = loop.create_future()
        add, remove = (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)
        add(opened, lambda: None if ready.done() else ready.set_result(None))
        try:
            await ready
        finally:
            remove(opened)


def _att_address(address: str, kind: str) -> bytes:
    return sockaddr(address, 0, ATT, BDADDR_LE_PUBLIC if kind == "public" else BDADDR_LE_RANDOM)


def sockaddr(address: str, psm: int, channel: int, kind: int) -> bytes:
    """`struct sockaddr_l2` (net/bluetooth/l2cap.h). Raises OSError where `address` is none."""
    try:
        octets = bytes.fromhex(address.replace(":", ""))[::-1]
    except ValueError:
        raise OSError(errno.EINVAL, f"{address} is no Bluetooth address") from None
    return struct.pack("<HH6sHBx", AF_BLUETOOTH, psm, octets, channel, kind)
