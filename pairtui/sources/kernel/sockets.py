"""Sockets of the kernel's Bluetooth subsystem that no controller is bound to: the control and the monitor channel."""

import ctypes
import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

AF_BLUETOOTH, BTPROTO_HCI = 31, 1  # some builds of Python lack the names
CHANNEL_MONITOR, CHANNEL_CONTROL = 2, 3
HCI_DEV_NONE = 0xFFFF

CAP_NET_ADMIN, CAP_NET_RAW = 12, 13

NO_BLUETOOTH = ("this kernel has no Bluetooth", "sudo modprobe bluetooth")
"""What EAFNOSUPPORT means, and the remedy."""


def open_channel(channel: int) -> socket.socket:
    """A socket bound to `channel`, not blocking; raises OSError.

    The control channel binds for everybody, and the kernel notes then whether the program has CAP_NET_ADMIN; the
    monitor channel binds only with CAP_NET_RAW (kernel net/bluetooth/hci_sock.c, hci_sock_bind).
    """
    opened = socket.socket(AF_BLUETOOTH, socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, BTPROTO_HCI)
    # socket.bind() knows no channels before Python 3.13.
    library = ctypes.CDLL(None, use_errno=True)
    address = struct.pack("<HHH", AF_BLUETOOTH, HCI_DEV_NONE, channel)
    if library.bind(opened.fileno(), address, len(address)) < 0:
        number = ctypes.get_errno()
        opened.close()
        raise OSError(number, os.strerror(number))
    return opened


def has_capability(number: int, status: str = "/proc/self/status") -> bool:
    """Whether this process has the capability in effect."""
    with suppress(OSError, ValueError):
        for line in Path(status).read_text("ascii", "replace").splitlines():
            if line.startswith("CapEff:"):
                return bool(int(line.split()[1], 16) >> number & 1)
    return False
