"""Messages declared as classes whose fields say how they stand on the wire (always little-endian).

    @family.message(0x05, "Pairing Failed")
    class PairingFailed(Message):
        reason: int = u8()

`family.decode(0x05, b"\\x08")` gives `PairingFailed(reason=8)`; bytes that are too short give `Malformed`, a code
without a message gives `Unknown`. Bytes after the last field are ignored: controllers and peers may send longer
messages than the version we know, and the kernel accepts them too.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar, NamedTuple, NoReturn, TypeVar, dataclass_transform

from pairtui.protocol.values import Malformed, Secret, Unknown, address_octets, address_text

M = TypeVar("M", bound=type)


class Wire(NamedTuple):
    """How one field stands on the wire: its size in octets (None: all that is left) and both conversions."""

    size: int | None
    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]


def _unsigned(size: int, kind: Callable[[int], Any]) -> Any:
    return Wire(size, lambda b: kind(int.from_bytes(b, "little")), lambda v: int(v).to_bytes(size, "little"))


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
    return Wire(4, lambda b: Secret(int.from_bytes(b, "little")), lambda v: int(v.reveal()).to_bytes(4, "little"))


def i8() -> Any:
    """One signed octet (RSSI in dBm)."""
    return Wire(
        1, lambda b: int.from_bytes(b, "little", signed=True), lambda v: int(v).to_bytes(1, "little", signed=True)
    )


def octets(size: int) -> Any:
    """`size` octets as they stand on the wire."""
    return Wire(size, bytes, bytes)


def secret(size: int) -> Any:
    """`size` octets that are a key, or a value from which one can be computed: kept as `Secret[bytes]`."""
    return Wire(size, lambda b: Secret(bytes(b)), lambda v: bytes(v.reveal()))


def bd_addr() -> Any:
    """A device address: six octets, least significant first, as `AA:BB:CC:DD:EE:FF`."""
    return Wire(6, address_text, address_octets)


def rest() -> Any:
    """All the octets that are left; only as the last field."""
    return Wire(None, bytes, bytes)


@dataclass_transform(
    frozen_default=True,
    field_specifiers=(u8, u16, u24, u32, u64, i8, secret_u32, octets, secret, bd_addr, rest),
)
class _MessageType(type):
    """Makes a slot of each field of a message.

    No code is generated, as a dataclass would: that takes as long for two hundred messages as all else that the
    console does before its first frame.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> "_MessageType":
        wires = tuple((name, value) for name, value in namespace.items() if isinstance(value, Wire))
        names = tuple(name for name, _ in wires)
        made: dict[str, Any] = {"__slots__": names, "__match_args__": names, "WIRES": wires}
        made["SIZE"] = sum(wire.size or 0 for _, wire in wires)
        rest = {key: value for key, value in namespace.items() if key not in names}
        cls = super().__new__(mcs, name, bases, rest | made)
        cls._put = tuple(getattr(cls, name).__set__ for name in names)  # type: ignore[attr-defined]
        return cls


class Message(metaclass=_MessageType):
    """One message of a family, immutable. `CODE` is its number there, `NAME` the field's standard name of it."""

    __match_args__: ClassVar[tuple[str, ...]]
    WIRES: ClassVar[tuple[tuple[str, Wire], ...]]
    SIZE: ClassVar[int]
    _put: ClassVar[tuple[Callable[[object, Any], None], ...]]
    CODE: ClassVar[int] = -1
    NAME: ClassVar[str] = ""

    def __init__(self, *values: Any, **named: Any) -> None:
        setters = self._put
        if named or len(values) != len(setters):
            values = self._ordered(values, named)
        for put, value in zip(setters, values, strict=True):
            put(self, value)

    @classmethod
    def _ordered(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        names = cls.__match_args__
        if len(values) + len(named) != len(names) or not named.keys() <= set(names[len(values) :]):
            raise TypeError(f"{cls.__name__} has the fields {', '.join(names) or 'none'}")
        return (*values, *(named[name] for name in names[len(values) :]))

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        pairs = zip(self.__match_args__, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def encode(self) -> bytes:
        """The message's parameters as they stand on the wire, without its code."""
        return b"".join(wire.encode(getattr(self, name)) for name, wire in self.WIRES)


def field_names(value: object) -> tuple[str, ...] | None:
    """The fields of a message or of an instance of a dataclass; None where `value` is neither."""
    if isinstance(value, Message):
        return value.__match_args__
    return tuple(f.name for f in fields(value)) if is_dataclass(value) and not isinstance(value, type) else None


class Family:
    """All messages of one code space, by code. `space` names it in `Unknown` and `Malformed`."""

    def __init__(self, space: str) -> None:
        self.space = space
        self.by_code: dict[int, type[Message]] = {}

    def message(self, code: int, name: str) -> Callable[[M], M]:
        """Register the decorated message under `code`, with `name` as its standard name."""

        def register(cls: M) -> M:
            cls.CODE, cls.NAME = code, name  # type: ignore[attr-defined]
            self.by_code[code] = cls
            return cls

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
