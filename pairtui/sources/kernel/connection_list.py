"""Whether the kernel has a link to a device, or is still ending one."""

import asyncio
import fcntl
import platform
import socket
import struct
import time
from collections.abc import Collection

from pairtui.sources.kernel.sockets import AF_BLUETOOTH, BTPROTO_HCI

READ = 0x40000000 if platform.machine().startswith(("mips", "ppc", "sparc")) else 0x80000000  # asm/ioctl.h
HCIGETCONNLIST = READ | 4 << 16 | ord("H") << 8 | 212  # net/bluetooth/hci_sock.h: _IOR('H', 212, int)
ENDING = (8, 9)  # BT_DISCONN and BT_CLOSED of net/bluetooth/bluetooth.h
ANY_STATE = range(1, 10)  # from BT_CONNECTED to BT_CLOSED
MOST_LINKS = 64

POLL_SECONDS = 0.02

_HEAD = struct.Struct("=HH")  # struct hci_conn_list_req: adapter, number of links
_LINK = struct.Struct("=H6sBBHI")  # struct hci_conn_info: handle, address, type, out, state, link mode


async def link_ended(adapter: str, address: str, seconds: float, states: Collection[int] = ENDING) -> bool:
    """Wait until no link to `address` of the adapter `hci0` is in one of `states`; False where one still is in the end.

    It waits for `seconds` at most. It needs no privilege; where the kernel cannot be asked, there is nothing to wait
    for.
    """
    end = time.monotonic() + seconds
    try:
        index = int(adapter.removeprefix("hci"))
        with socket.socket(AF_BLUETOOTH, socket.SOCK_RAW | socket.SOCK_CLOEXEC, BTPROTO_HCI) as asking:
            while states_of(_links(asking, index), address) & set(states):
                if time.monotonic() > end:
                    return False
                await asyncio.sleep(POLL_SECONDS)
    except (OSError, ValueError):
        pass
    return True


def _links(asking: socket.socket, index: int) -> bytes:
    """By `hci_get_conn_list` of net/bluetooth/hci_conn.c. Raises OSError."""
    answer = bytearray(_HEAD.pack(index, MOST_LINKS).ljust(_HEAD.size + MOST_LINKS * _LINK.size, b"\0"))
    fcntl.ioctl(asking.fileno(), HCIGETCONNLIST, answer)
    return bytes(answer)


def states_of(answer: bytes, address: str) -> set[int]:
    """The states of the links to `address` in the kernel's answer, a `struct hci_conn_list_req`."""
    octets = bytes.fromhex(address.replace(":", ""))[::-1]
    _, count = _HEAD.unpack_from(answer)
    links = (_LINK.unpack_from(answer, _HEAD.size + at * _LINK.size) for at in range(count))
    return {link[4] for link in links if link[1] == octets}
