"""The last look: no 128-bit secret of the input stands anywhere in the output, in any of its spellings."""

from collections.abc import Iterable, Iterator


def spellings(secret: bytes) -> Iterator[bytes]:
    """A secret as it could stand elsewhere: in both octet orders, as octets and as hexadecimal text."""
    for octets in (secret, secret[::-1]):
        yield octets
        for text in (octets.hex(), octets.hex(" "), octets.hex(":")):
            yield text.encode("ascii")
            yield text.upper().encode("ascii")


def remove(data: bytearray, secrets: Iterable[bytes]) -> None:
    """Zero every place of `data` where one of `secrets` still stands."""
    for secret in secrets:
        for spelt in spellings(secret):
            at = data.find(spelt)
            while at >= 0:
                data[at : at + len(spelt)] = _blank(spelt)
                at = data.find(spelt, at + 1)


def surviving(data: bytes | bytearray, secrets: Iterable[bytes]) -> int:
    """How many of `secrets` still stand in `data`."""
    return sum(any(spelt in data for spelt in spellings(secret)) for secret in secrets)


def _blank(spelt: bytes) -> bytes:
    if len(spelt) == 16:
        return bytes(16)
    return bytes(octet if octet in b" :" else ord("0") for octet in spelt)
