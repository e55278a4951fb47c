"""What a client of the management interface reads and receives besides pairings: adapters and their settings."""

from collections.abc import Mapping
from struct import Struct

from pairtui.protocol.fields import Family, Message, bd_addr, octets, u8, u16, u32
from pairtui.protocol.values import Malformed, Unknown

NO_INDEX = 0xFFFF

SETTING_BITS: Mapping[str, int] = {
    "powered": 0,
    "connectable": 1,
    "discoverable": 3,
    "bondable": 4,
    "ssp": 6,
    "bredr": 7,
    "le": 9,
    "secure-connections": 11,
    "privacy": 13,
    "static-address": 15,
}
"""Bits of supported and current settings (BlueZ doc/mgmt-api, Read Controller Information) that matter to pairing."""

_HEADER = Struct("<HHH")

reading = Family("MGMT reading command", "BlueZ doc/mgmt-api")
returns = Family("MGMT return", "BlueZ doc/mgmt-api")
index_events = Family("MGMT index event", "BlueZ doc/mgmt-api")


@reading.message(0x0003, "Read Controller Index List")
class ReadIndexList(Message):
    """Which adapters there are."""


@reading.message(0x0004, "Read Controller Information")
class ReadInfo(Message):
    """Address and settings of one adapter."""


@returns.message(0x0004, "Controller Information")
class ControllerInfo(Message):
    """What Read Controller Information returns, up to the class of device; `supported` and `current` are settings."""

    address: str = bd_addr()
    version: int = u8()
    manufacturer: int = u16()
    supported: int = u32()
    current: int = u32()
    device_class: bytes = octets(3)


@index_events.message(0x04, "Index Added")
class IndexAdded(Message):
    """An adapter appeared."""


@index_events.message(0x05, "Index Removed")
class IndexRemoved(Message):
    """An adapter went away."""


def settings_of(bits: int) -> dict[str, bool]:
    """Settings by name from the bits of the wire."""
    return {name: bool(bits >> bit & 1) for name, bit in SETTING_BITS.items()}


def index_list(data: bytes) -> list[int]:
    """The adapters that Read Controller Index List returns; never raises."""
    count = int.from_bytes(data[:2], "little")
    numbers = data[2 : 2 + 2 * count]
    return [numbers[at] | numbers[at + 1] << 8 for at in range(0, len(numbers) - 1, 2)]


def frame(index: int, message: Message) -> bytes:
    """A command or event as the control channel carries it; `index` is `NO_INDEX` for no adapter."""
    parameters = message.encode()
    return _HEADER.pack(message.CODE, index, len(parameters)) + parameters


def split(data: bytes) -> tuple[int, int, bytes] | None:
    """Code, index and parameters of what the control channel gave; None where it is cut short."""
    if len(data) < _HEADER.size:
        return None
    code, index, size = _HEADER.unpack_from(data)
    parameters = data[_HEADER.size : _HEADER.size + size]
    return (code, index, parameters) if len(parameters) == size else None


def controller_info(data: bytes) -> "ControllerInfo | None":
    """What Read Controller Information returned; None where it is no such thing."""
    decoded: Message | Unknown | Malformed = returns.decode(ControllerInfo.CODE, data)
    return decoded if isinstance(decoded, ControllerInfo) else None
