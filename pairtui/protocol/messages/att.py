"""The Attribute Protocol PDUs that show who asked for what before security was demanded (Vol 3, Part F, 3.4)."""

from pairtui.protocol.fields import Family, Message, rest, u8, u16
from pairtui.protocol.values import Malformed, Unknown

CID = 0x0004

att = Family("att", "Core Specification, Vol 3, Part F")


@att.message(0x01, "Error Response")
class ErrorResponse(Message):
    """The request with opcode `request` on `handle` was refused with `error` (3.4.1.1)."""

    request: int = u8()
    handle: int = u16()
    error: int = u8()


@att.message(0x0A, "Read Request")
class ReadRequest(Message):
    """Read one attribute (3.4.4.3)."""

    handle: int = u16()


@att.message(0x12, "Write Request")
class WriteRequest(Message):
    """Write one attribute (3.4.5.1)."""

    handle: int = u16()
    value: bytes = rest()


def decode(pdu: bytes) -> Message | Unknown | Malformed:
    """One ATT PDU; never raises."""
    if not pdu:
        return Malformed("att", "no octets")
    return att.decode(pdu[0], pdu[1:])
