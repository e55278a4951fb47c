"""Messages declared as classes whose fields say how they stand on the wire (always little-endian).

    @family.message(0x05, "Pairing Failed")
    class PairingFailed(Message):
        reason: int = u8()

`family.decode(0x05, b"\\x08")` gives `PairingFailed(reason=8)`; bytes that are too short give `Malformed`, a code
without a message gives `Unknown`. Bytes after the last field are ignored: controllers and peers may send longer
messages than the version we know, and the kernel accepts them too.
"""

import re
from collections.abc import Callable
from dataclasses import Field, field
from typing import Any, ClassVar, NamedTuple, TypeVar, cast, dataclass_transform

from pairtui.protocol.immutable import immutable
from pairtui.protocol.values import Malformed, Secret, Unknown, address_octets, address_text

M = TypeVar("M", bound=type)

_SECTION = re.compile(r" \((\d+(?:\.\d+)+)\b[^)]*\)")


class Wire(NamedTuple):
    """How one field stands on the wire: its size in octets (None: all that is left) and both conversions."""

    size: int | None
    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]


def _declare(size: int | None, decode: Callable[[bytes], Any], encode: Callable[[Any], bytes]) -> Any:
    return field(metadata={"wire": Wire(size, decode, encode)})


def _unsigned(size: int, kind: Callable[[int], Any]) -> Any:
    return _declare(size, lambda b: kind(int.from_bytes(b, "little")), lambda v: int(v).to_bytes(size, "little"))


def u8(kind: Callable[[int], Any] = int) -> Any:
    """One unsigned octet, given to `kind` (an enum that keeps unknown numbers, or int)."""
    return _unsigned(1, kind)


def u16(kind: Callable[[int], Any] = int) -> Any:
    """Two octets, least significant first."""
    return _unsigned(2, kind)


def u24(kind: Callable[[int], Any] = int) -> Any:
    """Three octets, least significant first."""
    return _unsigned(3, kind)


def u32(kind: Callable[[int], Any] = int) -> Any:
    """Four octets, least significant first."""
    return _unsigned(4, kind)


def u64(kind: Callable[[int], Any] = int) -> Any:
    """Eight octets, least significant first."""
    return _unsigned(8, kind)


def secret_u32() -> Any:
    """A passkey or comparison value in four octets, kept as `Secret[int]`."""
    return _declare(4, lambda b: Secret(int.from_bytes(b, "little")), lambda v: int(v.reveal()).to_bytes(4, "little"))


def i8() -> Any:
    """One signed octet (RSSI in dBm)."""
    return _declare(
        1, lambda b: int.from_bytes(b, "little", signed=True), lambda v: int(v).to_bytes(1, "little", signed=True)
    )


def octets(size: int) -> Any:
    """`size` octets as they stand on the wire."""
    return _declare(size, bytes, bytes)


def secret(size: int) -> Any:
    """`size` octets that are a key, or a value from which one can be computed: kept as `Secret[bytes]`."""
    return _declare(size, lambda b: Secret(bytes(b)), lambda v: bytes(v.reveal()))


def bd_addr() -> Any:
    """A device address: six octets, least significant first, as `AA:BB:CC:DD:EE:FF`."""
    return _declare(6, address_text, address_octets)


def rest() -> Any:
    """All the octets that are left; only as the last field."""
    return _declare(None, bytes, bytes)


@dataclass_transform(
    frozen_default=True,
    field_specifiers=(u8, u16, u24, u32, u64, i8, secret_u32, octets, secret, bd_addr, rest),
)
class Message:
    """One message of a family, immutable. `CODE` is its number there, `NAME` the field's standard name of it.

    Its docstring says what it means, with the section of `SPEC` that defines it in parentheses.
    """

    __slots__ = ()
    CODE: ClassVar[int] = -1
    NAME: ClassVar[str] = ""
    SPEC: ClassVar[str] = ""

    WIRES: ClassVar[tuple[tuple[str, Wire], ...]] = ()
    SIZE: ClassVar[int] = 0

    @classmethod
    def meaning(cls) -> tuple[str, str]:
        """What it says in a sentence, and where it is defined: `Core Specification, Vol 3, Part H, 3.5.5`."""
        says = " ".join((cls.__doc__ or "").split())
        section = _SECTION.search(says)
        if section is None:
            return says, cls.SPEC
        return says.replace(section[0], ""), f"{cls.SPEC}, {section[1]}"

    def octets(self, reveal: bool = False) -> str:
        """The parameters as they stand on the wire, in hexadecimal; those of a `Secret` as `··` unless revealed."""
        parts = []
        for name, wire in self.WIRES:
            value = getattr(self, name)
            data = wire.encode(value)
            hidden = isinstance(value, Secret) and not reveal
            parts.append(" ".join(["··"] * len(data)) if hidden else data.hex(" "))
        return " ".join(part for part in parts if part)

    def encode(self) -> bytes:
        """The message's parameters as they stand on the wire, without its code."""
        return b"".join(wire.encode(getattr(self, name)) for name, wire in self.WIRES)


def layout(declared: M) -> M:
    """The class with slots; on the wire it has the fields of the message that it extends, then its own.

    By itself it declares what several messages of one family begin with: it has no code.
    """
    own = [(key, value.metadata["wire"]) for key, value in vars(declared).items() if isinstance(value, Field)]
    made: Any = immutable()(declared)
    made.WIRES = (*made.WIRES, *own)
    made.SIZE += sum(wire.size or 0 for _, wire in own)
    return cast(M, made)


class Family:
    """All messages of one code space, by code. `space` names it in `Unknown` and `Malformed`, `spec` is its book."""

    def __init__(self, space: str, spec: str) -> None:
        self.space = space
        self.spec = spec
        self.by_code: dict[int, type[Message]] = {}

    def message(self, code: int, name: str) -> Callable[[M], M]:
        """Register the decorated message under `code`, with `name` as its standard name."""

        def register(cls: M) -> M:
            made: Any = layout(cls)
            made.CODE, made.NAME, made.SPEC = code, name, self.spec
            self.by_code[code] = made
            return cast(M, made)

        return register

    def name_of(self, code: int) -> str:
        """The standard name of `code`, or its number where there is none."""
        cls = self.by_code.get(code)
        return cls.NAME if cls else f"0x{code:02x}"

    def decode(self, code: int, data: bytes) -> "Message | Unknown | Malformed":
        """The message with this code from its parameters; never raises."""
        cls = self.by_code.get(code)
        if cls is None:
            return Unknown(self.space, code, data)
        if len(data) < cls.SIZE:
            return Malformed(f"{self.space} {cls.NAME}", f"{len(data)} octets of {cls.SIZE}", data)
        values, at = [], 0
        for _, wire in cls.WIRES:
            end = len(data) if wire.size is None else at + wire.size
            values.append(wire.decode(data[at:end]))
            at = end
        return cls(*values)
