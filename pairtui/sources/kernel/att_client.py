"""Reading a peer's characteristics over an ATT channel of our own, which never raises security by itself."""

from dataclasses import dataclass

from pairtui.knowledge.codes.att import LINK_ERRORS
from pairtui.protocol.values import BASE_UUID
from pairtui.sources.kernel.att_channel import AttChannel

ERROR, READ_BY_TYPE, READ = 0x01, 0x08, 0x0A  # Vol 3, Part F, 3.4.8
CHARACTERISTIC = 0x2803
MAY_READ = 0x02  # characteristic property, Vol 3, Part G, 3.3.1.1

MOST_READS = 64


@dataclass(frozen=True, slots=True)
class Attribute:
    """A characteristic value: its handle and UUID, and the ATT error a read of it met, 0 for none."""

    handle: int
    uuid: str
    error: int = 0


async def protected(channel: AttChannel) -> Attribute | None:
    """The first characteristic that cannot be read over the link as it is; None where all can. Raises OSError."""
    for found in (await _readable(channel))[:MOST_READS]:
        error = await read(channel, found.handle)
        if error in LINK_ERRORS:
            return Attribute(found.handle, found.uuid, error)
    return None


async def read(channel: AttChannel, handle: int) -> int:
    """Read the value; the ATT error, 0 for none. Raises OSError."""
    answer = await channel.request(bytes([READ]) + handle.to_bytes(2, "little"))
    return _error(answer)


async def _readable(channel: AttChannel) -> list[Attribute]:
    """Every characteristic with the property Read, by Read By Type requests (Vol 3, Part G, 4.6.1)."""
    found: list[Attribute] = []
    first = 1
    while first <= 0xFFFF:
        query = first.to_bytes(2, "little") + b"\xff\xff" + CHARACTERISTIC.to_bytes(2, "little")
        answer = await channel.request(bytes([READ_BY_TYPE]) + query)
        if _error(answer) or len(answer) < 2 or answer[1] < 7:
            break
        declarations = [answer[at : at + answer[1]] for at in range(2, len(answer) - answer[1] + 1, answer[1])]
        if not declarations:
            break
        for row in declarations:
            if row[2] & MAY_READ:
                found.append(Attribute(int.from_bytes(row[3:5], "little"), _uuid(row[5:])))
        after = int.from_bytes(declarations[-1][:2], "little") + 1
        if after <= first:  # a peer that goes back would be read for ever
            break
        first = after
    return found


def _error(answer: bytes) -> int:
    return answer[4] if answer[0] == ERROR and len(answer) > 4 else 0


def _uuid(octets: bytes) -> str:
    digits = octets[::-1].hex()
    if len(octets) == 2:
        return f"0000{digits}{BASE_UUID}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
