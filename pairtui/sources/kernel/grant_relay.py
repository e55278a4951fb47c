"""Between a client and a socket that the grant's service keeps: which packets go through, and for how long."""

import select
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from struct import Struct

from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.mgmt_control import IndexAdded, IndexRemoved, ReadIndexList, ReadInfo, frame, split
from pairtui.sources.kernel.sockets import CHANNEL_CONTROL, CHANNEL_MONITOR

LARGEST = 64 * 1024
QUEUE = 2 << 20  # octets that wait for a console which draws, in a crowded place
LOOK_SECONDS = 5.0
"""How often the client's right is checked again."""

UNREAD_SECONDS = 10.0
"""A client that reads nothing for so long is not there any more."""

REQUESTS: Mapping[int, int] = {
    ReadIndexList.CODE: 0,
    ReadInfo.CODE: 0,
    mgmt.SetPowered.CODE: 1,
    mgmt.SetDiscoverable.CODE: 3,
    mgmt.SetConnectable.CODE: 1,
    mgmt.SetBondable.CODE: 1,
    mgmt.SetSsp.CODE: 1,
    mgmt.SetLowEnergy.CODE: 1,
    mgmt.SetBredr.CODE: 1,
    mgmt.SetSecureConnections.CODE: 1,
    mgmt.SetPrivacy.CODE: 17,
}
"""The MGMT commands that a client may have carried out, by opcode, with the octets of their parameters: it reads
adapters, and changes the settings that pairtui journals and puts back (BlueZ doc/mgmt-api.txt)."""

EVENTS = frozenset(
    (mgmt.CommandComplete.CODE, mgmt.CommandStatus.CODE, IndexAdded.CODE, IndexRemoved.CODE, mgmt.NewSettings.CODE)
)
"""What the client receives. The events with keys, such as New Long Term Key, are not among them."""

PERMISSION_DENIED = 0x14

_HEADER = Struct("<HHH")


def relay(channel: int, kernel: socket.socket, client: socket.socket, may: Callable[[], bool]) -> str:
    """Carry packets until one side ends, or the client `may` no longer; gives the reason. Closes neither."""
    client.settimeout(UNREAD_SECONDS)
    if channel == CHANNEL_MONITOR:
        with suppress(OSError):  # a smaller queue works too
            kernel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE)
    while may():
        ready, _, _ = select.select([kernel, client], [], [], LOOK_SECONDS)
        try:
            if client in ready and not _asked(channel, kernel, client):
                return "it left"
            if kernel in ready and not _pass_on(channel, kernel, client):
                return "the kernel closed the socket"
        except BlockingIOError:
            continue
        except TimeoutError:
            return "it reads nothing"
        except OSError as error:
            return error.strerror or "error"
    return "it is not permitted any more"


def _asked(channel: int, kernel: socket.socket, client: socket.socket) -> bool:
    """Take what the client sent; False where it has left."""
    packet = client.recv(LARGEST)
    if packet and channel == CHANNEL_CONTROL:
        if permitted(packet):
            kernel.send(packet)
        elif len(packet) >= _HEADER.size:
            opcode, index, _ = _HEADER.unpack_from(packet)
            client.send(frame(index, mgmt.CommandStatus(opcode, PERMISSION_DENIED)))
    return bool(packet)


def _pass_on(channel: int, kernel: socket.socket, client: socket.socket) -> bool:
    """Hand on what the kernel sent; False where it has ended."""
    packet = kernel.recv(LARGEST)
    if packet and (channel == CHANNEL_MONITOR or int.from_bytes(packet[:2], "little") in EVENTS):
        client.send(packet)
    return bool(packet)


def permitted(packet: bytes) -> bool:
    """Whether a client may have this command carried out: opcode, length, and nothing after it."""
    parts = split(packet)
    return parts is not None and REQUESTS.get(parts[0]) == len(parts[2]) == len(packet) - _HEADER.size
