"""Values every decoder shares: secrets that do not print, bytes that did not decode, addresses as text."""

from typing import Generic, TypeVar

from pairtui.protocol.immutable import immutable

T = TypeVar("T")

ADDRESS = r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}"
"""A pattern of `address_text`."""

BASE_UUID = "-0000-1000-8000-00805f9b34fb"
"""What completes a UUID of 32 bits, or one of 16 after four zeros (Vol 3, Part B, 2.5.1)."""


class Secret(Generic[T]):
    """A key, passkey or PIN, or a value it can be computed from. Its text never shows it; `reveal()` does.

    Compares equal by value and hashes like it, so that a tracer can compare keys without printing them.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The value itself: only for computing with it or after the user asked to see it."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return f"<secret of {len(self._value)} bytes>" if isinstance(self._value, bytes) else "<secret>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)


@immutable()
class Malformed:
    """Bytes (or a block of text) that should have been a message: what they claimed to be, and why they are not."""

    what: str
    why: str
    data: bytes = b""


@immutable()
class Unknown:
    """A well-framed message with a code this decoder has no layout for."""

    space: str
    code: int
    data: bytes = b""


def resolvable(address: str) -> bool:
    """Whether a random address is a resolvable private one, behind which an identity hides (Vol 6, Part B, 1.3.2.2)."""
    return address[:1] in "4567" and len(address) == 17


def random_kind(address: str) -> str:
    """`static`, `resolvable` or `non-resolvable`: what the two top bits of a random address say (as `resolvable`)."""
    return {"C": "static", "4": "resolvable", "0": "non-resolvable"}.get(f"{int(address[:1] or '8', 16) & 0xC:X}", "")


def address_text(octets: bytes) -> str:
    """Six octets, least significant first as on the wire, as `AA:BB:CC:DD:EE:FF`."""
    return octets[::-1].hex(":").upper()


def address_octets(text: str) -> bytes:
    """`AA:BB:CC:DD:EE:FF` as six octets, least significant first. Raises ValueError on other text."""
    octets = bytes.fromhex(text.replace(":", ""))
    if len(octets) != 6:
        raise ValueError(f"not a Bluetooth address: {text!r}")
    return octets[::-1]
