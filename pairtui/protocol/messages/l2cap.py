"""L2CAP signalling: the PDUs that set up channels, refuse them or change the connection (Vol 3, Part A, 4)."""

from collections.abc import Iterator

from pairtui.protocol.fields import Family, Message, rest, u8, u16
from pairtui.protocol.values import Malformed, Unknown

CID_SIGNALLING = 0x0001
CID_ATT = 0x0004
CID_LE_SIGNALLING = 0x0005
CID_SMP = 0x0006
CID_BREDR_SMP = 0x0007

signalling = Family("l2cap", "Core Specification, Vol 3, Part A")
"""Every message starts with `identifier`, which a response repeats from its request."""


@signalling.message(0x01, "Command Reject")
class CommandReject(Message):
    """The receiver does not know the command (0), its MTU is exceeded (1), or the channel is unknown (2) (4.1)."""

    identifier: int = u8()
    reason: int = u16()


@signalling.message(0x02, "Connection Request")
class ConnectionRequest(Message):
    """Open a BR/EDR channel to the service `psm` (4.2)."""

    identifier: int = u8()
    psm: int = u16()
    source_cid: int = u16()


@signalling.message(0x03, "Connection Response")
class ConnectionResponse(Message):
    """0 successful, 1 pending, 2 PSM not supported, 3 security block, 4 no resources; `status` while pending (4.3)."""

    identifier: int = u8()
    destination_cid: int = u16()
    source_cid: int = u16()
    result: int = u16()
    status: int = u16()


@signalling.message(0x05, "Configure Response")
class ConfigureResponse(Message):
    """The channel's options are accepted (0) or not (4.5)."""

    identifier: int = u8()
    source_cid: int = u16()
    flags: int = u16()
    result: int = u16()


@signalling.message(0x06, "Disconnection Request")
class DisconnectionRequest(Message):
    """Close a channel (4.6)."""

    identifier: int = u8()
    destination_cid: int = u16()
    source_cid: int = u16()


@signalling.message(0x12, "Connection Parameter Update Request")
class ConnectionParameterUpdateRequest(Message):
    """The peripheral wants other parameters: intervals in 1.25 ms, timeout in 10 ms (4.20)."""

    identifier: int = u8()
    interval_min: int = u16()
    interval_max: int = u16()
    latency: int = u16()
    timeout: int = u16()


@signalling.message(0x13, "Connection Parameter Update Response")
class ConnectionParameterUpdateResponse(Message):
    """The central accepts (0) or rejects (1) the parameters (4.21)."""

    identifier: int = u8()
    result: int = u16()


@signalling.message(0x14, "LE Credit Based Connection Request")
class LeCreditBasedConnectionRequest(Message):
    """Open an LE channel to the service `spsm` (4.22)."""

    identifier: int = u8()
    spsm: int = u16()
    source_cid: int = u16()
    mtu: int = u16()
    mps: int = u16()
    credits: int = u16()


@signalling.message(0x15, "LE Credit Based Connection Response")
class LeCreditBasedConnectionResponse(Message):
    """0 successful, 5 authentication, 6 authorization, 7 key size, 8 encryption insufficient (4.23)."""

    identifier: int = u8()
    destination_cid: int = u16()
    mtu: int = u16()
    mps: int = u16()
    credits: int = u16()
    result: int = u16()


@signalling.message(0x17, "Credit Based Connection Request")
class CreditBasedConnectionRequest(Message):
    """Open up to five channels to the service `spsm`; `source_cids` has two octets for each (4.25)."""

    identifier: int = u8()
    spsm: int = u16()
    mtu: int = u16()
    mps: int = u16()
    credits: int = u16()
    source_cids: bytes = rest()


@signalling.message(0x18, "Credit Based Connection Response")
class CreditBasedConnectionResponse(Message):
    """Results as in LE Credit Based Connection Response, for all or some of the channels (4.26)."""

    identifier: int = u8()
    mtu: int = u16()
    mps: int = u16()
    credits: int = u16()
    result: int = u16()
    destination_cids: bytes = rest()


def decode(frame: bytes) -> Iterator[Message | Unknown | Malformed]:
    """The commands of one signalling frame (BR/EDR may put several into one); never raises."""
    at = 0
    while at < len(frame):
        if at + 4 > len(frame):
            yield Malformed("l2cap signalling", f"{len(frame) - at} octets of 4", frame[at:])
            return
        size = frame[at + 2] | frame[at + 3] << 8
        end = at + 4 + size
        if end > len(frame):
            yield Malformed("l2cap signalling", f"{len(frame) - at - 4} octets of {size}", frame[at:])
            return
        yield signalling.decode(frame[at], frame[at + 1 : at + 2] + frame[at + 4 : end])
        at = end


def encode(message: Message) -> bytes:
    """One signalling command as it stands in a frame: code, identifier, length, parameters."""
    fields = message.encode()
    return bytes([message.CODE]) + fields[:1] + (len(fields) - 1).to_bytes(2, "little") + fields[1:]
