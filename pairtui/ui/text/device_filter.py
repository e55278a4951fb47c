"""The filter of the device table: words of which each must match."""

import re
from collections.abc import Callable

from pairtui.pairing.state import Device
from pairtui.ui.text.device_facts import address_kind, company_of, services_of

Matches = Callable[[Device], bool]

STATES = ("paired", "bonded", "trusted", "blocked", "connected")
EXAMPLES = "rssi>-70 paired !paired connected transport:le kind:static uuid:180f service:battery company:omron"
"""Terms that can be written besides plain text, which is looked for in names, addresses, companies and services."""

_STRENGTH = re.compile(r"rssi([<>])=?(-?\d*)")


def filter_of(text: str) -> Matches:
    """Whether a device matches every word of `text`; a word that is not finished yet matches all."""
    words = [_word(word) for word in text.casefold().split()]
    return (lambda device: all(matches(device) for matches in words)) if words else _all


def _word(word: str) -> Matches:
    if word.startswith("!"):
        inner = _word(word[1:])
        return (lambda device: not inner(device)) if len(word) > 1 else _all
    if word in STATES:
        return lambda device: bool(getattr(device, word))
    strength = _STRENGTH.fullmatch(word)
    if strength:
        return _strength(*strength.groups())
    field, colon, wanted = word.partition(":")
    if colon and field in _FIELDS:
        texts = _FIELDS[field]
        return lambda device: any(wanted in text.casefold() for text in texts(device))
    return lambda device: any(word in text.casefold() for field in _PLAIN for text in _FIELDS[field](device))


def _all(_: Device) -> bool:
    return True


def _strength(sign: str, number: str) -> Matches:
    if not number.removeprefix("-"):
        return _all
    limit = int(number)
    if sign == ">":
        return lambda device: device.rssi is not None and device.rssi >= limit
    return lambda device: device.rssi is not None and device.rssi <= limit


_FIELDS: dict[str, Callable[[Device], tuple[str, ...]]] = {
    "name": lambda device: (device.name,),
    "address": lambda device: (device.address, device.identity_address),
    "uuid": lambda device: device.uuids,
    "service": services_of,
    "company": lambda device: (company_of(device),),
    "transport": lambda device: device.transports,
    "kind": lambda device: (address_kind(device),),
    "adapter": lambda device: (device.adapter,),
}
_PLAIN = ("name", "address", "company", "service")
