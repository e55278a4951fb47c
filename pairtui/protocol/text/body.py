"""The fields in an entry's body, found by their label wherever the lines were broken."""

import re
from collections.abc import Mapping
from functools import lru_cache

from pairtui.protocol.text.words import meant
from pairtui.protocol.values import Secret

HANDLE_LOST = 0xFFF0
"""Stands for a connection handle that the text lost: no controller gives one above 0x0EFF."""

ADDRESS_LOST = ""
"""Stands for an address that the text lost or that somebody took out."""

_FOLD = re.compile(r"\n[\s>|]*")
_BLANKS = re.compile(r"[ \t\xa0]{2,}")
_ADDRESS = r"([0-9A-Fa-fXx*]{2}(?::[0-9A-Fa-fXx*]{2}){5})"
_HEX = r"((?:[0-9a-fA-F]{2} ?)+)"
_DUMP = re.compile(r" ?(?:[\w ./-]{0,60}\(0x[0-9a-f]{2}\))? ?((?:[0-9a-fA-F]{2}(?: |\Z)){1,16})")
_BARE_ADDRESS = re.compile(rf"(?:(?i:bdaddr)|[Aa]ddress:?) {_ADDRESS}")


class Lost(Exception):
    """A field that the message cannot be without is not in the text; the argument is its label."""


@lru_cache(maxsize=512)
def _pattern(kind: str, label: str) -> re.Pattern[str]:
    start = rf"(?<![\w-]){label}(?:\[\d+\])?: ?"
    return re.compile(
        {
            "code": rf"{start}([^:()]{{0,90}}?) ?\((0x[0-9a-fA-F]{{1,16}})\)",
            "number": rf"{start}(0x[0-9a-fA-F]{{1,16}}|[0-9]{{1,20}})\b",
            "words": rf"{start}([^:()]{{1,90}})",
            "address": rf"{start}{_ADDRESS}",
            "octets": rf"{start}{_HEX}",
            "short": rf"(?<![\w-])(?i:{label}) (0x[0-9a-fA-F]{{1,16}}|[0-9]{{1,20}})\b",
            "text": rf"(?<![\w-]){label}(?:\[\d+\])?:[ \t]?([^\n]*)",
        }[kind]
    )


def _int(text: str) -> int:
    return int(text, 16) if text[1:2] in ("x", "X") else int(text)


class Body:
    """The text between one header and the next. The numbers of a field count; words only where there is none.

    hcidump writes `status 0x00 handle 12`, btmon `Status: Success (0x00)`: the field `short` is hcidump's word.
    Raises `Lost` where a field is missing that has no default.
    """

    __slots__ = ("raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = _BLANKS.sub(" ", _FOLD.sub(" ", raw))

    def code(
        self, label: str, short: str = "", words: Mapping[str, int] | None = None, default: int | None = None
    ) -> int:
        """The number in parentheses after `label`, or what its words mean."""
        if found := _pattern("code", label).search(self.text):
            return _int(found[2])
        number = self._number(label, short)
        if number is not None:
            return number
        if words and (found := _pattern("words", label).search(self.text)):
            number = meant(found[1], dict(words))
        return _or_default(number, label, default)

    def number(self, label: str, short: str = "", default: int | None = None) -> int:
        """The number, decimal or 0x hexadecimal, right after `label`."""
        return _or_default(self._number(label, short), label, default)

    def _number(self, label: str, short: str) -> int | None:
        found = _pattern("number", label).search(self.text)
        if not found and short:
            found = _pattern("short", short).search(self.text)
        return _int(found[1]) if found else None

    def words(self, label: str) -> str:
        """The words after `label`, "" for none."""
        found = _pattern("words", label).search(self.text)
        return found[1].strip() if found else ""

    def line(self, label: str) -> str:
        """What stands after `label` on its line, blanks at the ends removed; "" for nothing."""
        found = _pattern("text", label).search(self.raw)
        return found[1].strip() if found else ""

    def handle(self) -> int:
        """The connection handle, `HANDLE_LOST` where it was lost."""
        return self.number("Handle", "handle", HANDLE_LOST)

    def address(self, label: str = "[Aa]ddress") -> str:
        """The address after `label`, capital letters, masked digits as they are; `ADDRESS_LOST` where it was lost."""
        found = _pattern("address", label).search(self.text)
        if not found and label == "[Aa]ddress":
            found = _BARE_ADDRESS.search(self.text)
        return found[1].upper() if found else ADDRESS_LOST

    def octets(self, label: str, size: int) -> bytes:
        """`size` octets after `label`, on one line or as a hexdump of 16 in a line; b"" where they were lost."""
        found = _pattern("octets", label).search(self.text)
        if not found:
            return b""
        run = found[1].split(" ", 1)[0]
        if len(run) > 2:
            return bytes.fromhex(run[: 2 * size]) if len(run) >= 2 * size else b""
        return self._hexdump(found.start(1), size)

    def _hexdump(self, at: int, size: int) -> bytes:
        octets = b""
        while len(octets) < size:
            take = min(16, size - len(octets))
            row = re.compile(rf"(?:[0-9a-fA-F]{{2}} ){{{take - 1}}}[0-9a-fA-F]{{2}}(?![0-9a-fA-F])").search(
                self.text, at, at + 80
            )
            if not row:
                return b""
            octets += bytes.fromhex(row[0])
            at = row.end()
        return octets

    def dump(self, size: int) -> bytes:
        """`size` octets of a hexdump that is all the body has, for what btmon had no layout for; b"" for none."""
        found = _DUMP.match(self.text)
        return self._hexdump(found.start(1), size) if found else b""

    def secret(self, label: str, size: int = 16) -> Secret[bytes]:
        """A key of `size` octets, as on the wire; empty where it was lost."""
        return Secret(self.octets(label, size))

    def bare(self, word: str, size: int) -> Secret[bytes]:
        """hcidump's `key 0011…`: octets after a word without a colon."""
        found = re.search(rf"(?<![\w-])(?i:{word}) ([0-9a-fA-F]{{{2 * size}}})\b", self.text)
        return Secret(bytes.fromhex(found[1])) if found else Secret(b"")


def _or_default(number: int | None, label: str, default: int | None) -> int:
    if number is None:
        number = default
    if number is None:
        raise Lost(label)
    return number


def number_after(word: str, text: str, default: int | None = None) -> int:
    """The number behind a word without a colon, as hcidump and btmon up to 5.41 write it. Raises `Lost`."""
    found = _pattern("short", word).search(text)
    return _or_default(_int(found[1]) if found else None, word, default)


def address_known(address: str) -> bool:
    """Whether an address is there, and no digit of it masked."""
    return address != ADDRESS_LOST and not set(address) & {"X", "*"}
