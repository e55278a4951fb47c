"""Whether the kernel is still ending a link to a device."""

import asyncio
import fcntl
import platform
import socket
import struct
import time

from pairtui.sources.kernel.sockets import AF_BLUETOOTH, BTPROTO_HCI

READ = 0x40000000 if platform.machine().startswith(("mips", "ppc", "sparc")) else 0x80000000  # asm/ioctl.h
HCIGETCONNLIST = READ | 4 << 16 | ord("H") << 8 | 212  # net/bluetooth/hci_sock.h: _IOR('H', 212, int)
BT_DISCONN, BT_CLOSED = 8, 9  # net/bluetooth/bluetooth.h
MOST_LINKS = 64

POLL_SECONDS = 0.02

_HEAD = struct.Struct("=HH")  # struct hci_conn_list_req: adapter, number of links
_LINK = struct.Struct("=H6sBBHI")  # struct hci_conn_info: handle, address, type, out, state, link mode


async def link_ended(adapter: str, address: str, seconds: float) -> bool:
    """Wait until no link to `address` of the adapter `hci0` is on its way down; False where one still is in the end.

    It waits for `seconds` at most. It needs no privilege; where the kernel cannot be asked, there is nothing to wait
    for.
    """
    end = time.monotonic() + seconds
    try:
        index = int(adapter.removeprefix("hci"))
        with socket.socket(AF_BLUETOOTH, socket.SOCK_RAW | socket.SOCK_CLOEXEC, BTPROTO_HCI) as asking:
            while _ending(asking, index, address):
                if time.monotonic() > end:
                    return False
                await asyncio.sleep(POLL_SECONDS)
    except (OSError, ValueError):
        pass
    return True


def _ending(asking: socket.socket, index: int, address: str) -> bool:
    """By `hci_get_conn_list` of net/bluetooth/hci_conn.c. Raises OSError."""
    answer = bytearray(_HEAD.pack(index, MOST_LINKS).ljust(_HEAD.size + MOST_LINKS * _LINK.size, b"\0"))
    fcntl.ioctl(asking.fileno(), HCIGETCONNLIST, answer)
    return ending_link(bytes(answer), address)


def ending_link(answer: bytes, address: str) -> bool:
    """Whether the kernel's answer, a `struct hci_conn_list_req`, has a link to `address` that is on its way down."""
    octets = bytes.fromhex(address.replace(":", ""))[::-1]
    _, count = _HEAD.unpack_from(answer)
    links = (_LINK.unpack_from(answer, _HEAD.size + at * _LINK.size) for at in range(count))
    return any(link[1] == octets and link[4] in (BT_DISCONN, BT_CLOSED) for link in links)
