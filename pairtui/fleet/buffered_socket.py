"""A socket in large blocks: paho asks for a few octets at a time, and each system call costs as much as a message."""

import contextlib
import socket
import ssl
from collections.abc import Callable

BLOCK = 1 << 16
"""More than one record of TLS has, so that nothing decrypted stays behind where the event loop does not see it."""

_LATER = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class BufferedSocket:
    """`opened`, connected; what is sent leaves with `flush`. Errors are raised by `recv`, as those of a socket.

    `taken` is called with what comes and gives what of it is left to read.
    """

    def __init__(self, opened: socket.socket, taken: Callable[[bytes], bytes] = lambda octets: octets) -> None:
        self._opened, self._taken = opened, taken
        self._opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._in, self._at = b"", 0
        self._out = bytearray()

    @property
    def waiting(self) -> bool:
        """Whether something was read that nobody has taken yet."""
        return self._at < len(self._in)

    def recv(self, size: int) -> bytes:
        """At most `size` octets; none at the end. Raises OSError, BlockingIOError where there is nothing yet."""
        if self._at >= len(self._in):
            came = self._read_available()
            self._in, self._at = self._taken(came), 0
            if came and not self._in:
                raise BlockingIOError
        taken = self._in[self._at : self._at + size]
        self._at += size
        return taken

    def _read_available(self) -> bytes:
        """Some BLOCK at most: one record of TLS after the other, since many brokers put each message into its own."""
        taken = self._opened.recv(BLOCK)
        with contextlib.suppress(OSError):  # an error is raised when the rest was taken
            while 0 < len(taken) < BLOCK and (more := self._opened.recv(BLOCK)):
                taken += more
        return taken

    def wake_at(self, octets: int) -> None:
        """Be readable when so many octets are there, or the end; where the system cannot, when any are."""
        with contextlib.suppress(OSError):
            self._opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, octets)

    def send(self, octets: bytes | bytearray) -> int:
        """Keep them until `flush`."""
        self._out += octets
        return len(octets)

    def flush(self) -> bool:
        """Send what was kept; whether nothing is left. An error here is raised where it is read from."""
        while self._out:
            try:
                del self._out[: self._opened.send(self._out)]
            except _LATER:
                return False
            except OSError:
                self._out.clear()
        return True

    def fileno(self) -> int:
        """Its descriptor, -1 when closed."""
        return self._opened.fileno()

    def setblocking(self, flag: bool) -> None:
        """As of a socket."""
        self._opened.setblocking(flag)

    def close(self) -> None:
        """Send what was kept, as far as that goes at once, and close."""
        with contextlib.suppress(ValueError):
            self.flush()
        self._opened.close()
