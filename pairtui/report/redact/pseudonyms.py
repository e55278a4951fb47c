"""The same stand-in for each address and each name, of the same length and kind."""

import re

from pairtui.protocol.detect import reader_for
from pairtui.protocol.reader import Advert
from pairtui.protocol.values import ADDRESS, address_octets

_ADDRESS = re.compile(rb"(?i)(?<![0-9a-f:])(?:[0-9a-f]{2}[:_-]){5}[0-9a-f]{2}(?![0-9a-f:])")
_WHOLE_ADDRESS = re.compile(ADDRESS)
_SHORTEST_NAME = 3
_NOBODY = {"00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF"}


def pseudonymize(data: bytearray, binary: bool) -> None:
    """Replace the addresses and names in a capture (`binary`) or log, in place, each everywhere by its own stand-in."""
    addresses, names = _known(bytes(data))
    if not binary:
        for match in _ADDRESS.finditer(data):
            addresses.setdefault(re.sub(r"[_-]", ":", match[0].decode("ascii").upper()), None)
    stand_ins = {address: _pseudonym(address, n) for n, address in enumerate(addresses, 1) if address not in _NOBODY}
    for address, other in stand_ins.items():
        if binary:
            _replace(data, address_octets(address), address_octets(other))
        for separator in ":_-":
            for fold in (str.upper, str.lower):
                spelt = fold(address.replace(":", separator)).encode("ascii")
                _replace(data, spelt, fold(other.replace(":", separator)).encode("ascii"))
    for n, name in enumerate(names, 1):
        octets = name.encode()
        _replace(data, octets, f"device-{n}".encode().ljust(len(octets), b".")[: len(octets)])


def _known(data: bytes) -> tuple[dict[str, None], list[str]]:
    """Addresses and names, in the order in which they come up, as the analysis of the same file sees them."""
    addresses: dict[str, None] = {}
    names: dict[str, None] = {}
    reader = reader_for(data[:4096])
    if reader is not None:
        records = [*reader.feed(data), *reader.close()]
        for record in records:
            _collect(record.message, addresses, names, 3)
        for advert in reader.adverts.values():
            _collect(advert, addresses, names, 1)
    return addresses, sorted((name for name in names if len(name) >= _SHORTEST_NAME), key=len, reverse=True)


def _collect(value: object, addresses: dict[str, None], names: dict[str, None], depth: int) -> None:
    """The texts of a message's fields that are addresses; a field called `name` is one."""
    for field in getattr(value, "__dataclass_fields__", ()):
        item = getattr(value, field)
        if isinstance(item, bytes) and field == "name":
            item = item.split(b"\0")[0].decode("utf-8", "replace")
        if isinstance(item, str):
            if _WHOLE_ADDRESS.fullmatch(item):
                addresses.setdefault(item)
            elif field == "name" and "\ufffd" not in item:
                names.setdefault(item)
        elif depth and not isinstance(item, (int, float, Advert)):
            _collect(item, addresses, names, depth - 1)


def _pseudonym(address: str, number: int) -> str:
    """An address of the same kind: the two top bits of a random address say whether it is static or resolvable."""
    top = int(address[:2], 16) & 0xC0
    return f"{top:02X}:00:00:00:{number >> 8 & 0xFF:02X}:{number & 0xFF:02X}"


def _replace(data: bytearray, old: bytes, new: bytes) -> None:
    at = data.find(old) if old else -1
    while at >= 0:
        data[at : at + len(old)] = new
        at = data.find(old, at + len(old))
