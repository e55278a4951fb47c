"""Where 128-bit secrets stand in some octets, in any of their spellings; the time grows with the octets alone."""

import sys
from array import array
from collections.abc import Collection, Iterator

from pairtui.report.redact.secrets import KEY_SIZE

_WORD = 8
"""Octets by which a place is looked at more closely: no two spellings of ordinary secrets begin with the same."""

_BLOCK = 1 << 16

_SIZES = (KEY_SIZE, 2 * KEY_SIZE, 3 * KEY_SIZE - 1)
"""Octets of a secret as it is, as digits, and with something between each two."""

_DIGITS = b"0123456789abcdefABCDEF :"


def spellings(secret: bytes) -> Iterator[bytes]:
    """A secret as it could stand elsewhere: in both octet orders, as octets and as hexadecimal text."""
    for octets in (secret, secret[::-1]):
        yield octets
        for text in (octets.hex(), octets.hex(" "), octets.hex(":")):
            yield text.encode("ascii")
            yield text.upper().encode("ascii")


def places(data: bytes | bytearray, secrets: Collection[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Every place of `data` where one of `secrets` stands: its octet, how many octets it has there, and the secret.

    `data` may be changed at a place that was given; what overlaps it is then not given any more.
    """
    known = set(secrets)
    begins = {int.from_bytes(spelt[:_WORD], sys.byteorder) for secret in known for spelt in spellings(secret)}
    for base in range(0, len(data) if known else 0, _BLOCK):
        block = bytes(data[base : base + _BLOCK + _WORD - 1])
        for shift in range(_WORD):
            words = array("Q", block[shift : shift + (len(block) - shift) // _WORD * _WORD])
            if begins.isdisjoint(words):
                continue
            for number, word in enumerate(words):
                if word not in begins:
                    continue
                at = base + shift + _WORD * number
                for size in _SIZES:
                    if (secret := _read(bytes(data[at : at + size]), known)) is not None:
                        yield at, size, secret


def _read(spelt: bytes, known: set[bytes]) -> bytes | None:
    """The secret that these octets spell, of those known."""
    octets = spelt
    if len(spelt) > KEY_SIZE:
        if spelt.translate(None, _DIGITS):
            return None
        try:
            octets = bytes.fromhex(spelt.decode("ascii").replace(":", " "))
        except ValueError:
            return None
    return next((each for each in (octets, octets[::-1]) if each in known), None)
