"""The secrets that an input was found to hold."""

from dataclasses import dataclass, field

KEY_SIZE = 16


@dataclass(slots=True)
class Secrets:
    """Keys and values they are computed from, as octets in the input's order; passkeys and PINs as they are typed."""

    keys: set[bytes] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.keys) + len(self.codes)

    def add_octets(self, value: bytes) -> None:
        """A secret field of a message: a passkey has four octets, a PIN is text filled up to sixteen."""
        typed = value.rstrip(b"\0")
        if not typed:
            return
        if len(value) == 4:
            self.add_passkey(int.from_bytes(value, "little"))
        elif len(typed) < len(value) == KEY_SIZE and typed.isascii() and typed.decode("ascii").isprintable():
            self.codes.add(typed.decode("ascii"))
        else:
            self.keys.add(value)

    def add_read(self, value: bytes) -> None:
        """A key that a reader made out; a text has it in one of two orders."""
        if value not in self.keys and value[::-1] not in self.keys:
            self.add_octets(value)

    def add_hex(self, digits: str) -> None:
        """Hexadecimal digits of a text; those of no 128 bits are part of something that stands elsewhere in full."""
        if len(digits) == 2 * KEY_SIZE and digits.strip("0"):
            self.keys.add(bytes.fromhex(digits))

    def add_code(self, text: str) -> None:
        """A passkey or PIN as a text has it, decimal or `0x` and eight hexadecimal digits."""
        if text[:2].lower() == "0x":
            self.add_passkey(int(text, 16))
        elif text.strip("0"):
            self.codes.add(text)

    def add_passkey(self, number: int) -> None:
        """A passkey or number to compare; more than six digits are none, and zero is what redaction leaves."""
        if 0 < number < 1_000_000:
            self.codes.add(f"{number:06d}")

    def worth_looking_for(self) -> list[bytes]:
        """The 128-bit values that are secrets: one octet repeated is filling."""
        return [value for value in self.keys if len(value) == KEY_SIZE and len(set(value)) > 2]
