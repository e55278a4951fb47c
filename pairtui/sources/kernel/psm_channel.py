"""Security of BR/EDR links as the kernel has it, by an L2CAP channel with `BT_SECURITY`."""

import asyncio
import errno
import os
import struct

from pairtui.sources.kernel.att_channel import AttChannel, LinkAddresses, sockaddr

BDADDR_BREDR = 0
SDP, RFCOMM = 0x0001, 0x0003  # Assigned Numbers, 2.5
SDP_SERVICE_SEARCH_REQUEST, SDP_SERVICE_SEARCH_RESPONSE = 0x02, 0x03
PUBLIC_BROWSE_GROUP = 0x1002
SDP_MTU = 672
ANSWER_SECONDS = 20.0


class PsmChannel(AttChannel):
    """A channel to `psm` of a peer over BR/EDR that needs a security level; leaving its `async with` block closes it.

    The kernel pages where there is no link, and authenticates, pairs and encrypts before it asks the peer for the
    channel (net/bluetooth/l2cap_core.c, l2cap_do_start): once connected, the link has the level. A pairing for SDP
    makes no bond there, one for any other service does.
    """

    def __init__(self, addresses: LinkAddresses, level: int, psm: int) -> None:
        super().__init__(addresses, level)
        self._psm = psm

    def own_address(self) -> bytes:
        return sockaddr(self._addresses.local, 0, 0, BDADDR_BREDR)

    def peer_address(self) -> bytes:
        return sockaddr(self._addresses.peer, self._psm, 0, BDADDR_BREDR)

    async def browse(self) -> int:
        """How many services the peer's SDP server lists (Vol 3, Part B, 4.5). Raises OSError, TimeoutError."""
        pattern = struct.pack(">BBBH", 0x35, 3, 0x19, PUBLIC_BROWSE_GROUP)  # a sequence of one UUID of 16 bits
        parameters = pattern + struct.pack(">HB", 0xFF, 0)  # as many as fit; no continuation
        request = struct.pack(">BHH", SDP_SERVICE_SEARCH_REQUEST, 1, len(parameters)) + parameters
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(ANSWER_SECONDS):
            await loop.sock_sendall(self.opened, request)
            answer = await loop.sock_recv(self.opened, SDP_MTU)
        if len(answer) < 7 or answer[0] != SDP_SERVICE_SEARCH_RESPONSE:
            raise OSError(errno.EPROTO, os.strerror(errno.EPROTO))
        return int.from_bytes(answer[5:7], "big")
