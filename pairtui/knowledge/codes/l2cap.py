"""Results of L2CAP connection requests, BR/EDR and LE credit based (Core Specification, Vol 3, Part A, 4)."""

from pairtui.knowledge.codes.code import Code, Table

_BREDR = {
    0x0000: ("Connection successful", "The channel is open."),
    0x0001: ("Connection pending", "The peer is still deciding: authentication or authorization is under way."),
    0x0002: ("Connection refused - PSM not supported", "The peer has no such service."),
    0x0003: (
        "Connection refused - security block",
        "The link is not secure enough for this service: not encrypted yet, or with too short a key.",
    ),
    0x0004: ("Connection refused - no resources available", "The peer has no room for another channel."),
    0x0006: ("Connection refused - Invalid Source CID", "The channel number is invalid."),
    0x0007: ("Connection refused - Source CID already allocated", "The channel number is in use."),
}

_LE = {
    0x0000: ("Connection successful", "The channel is open."),
    0x0002: ("Connection refused - PSM not supported", "The peer has no such service."),
    0x0004: ("Connection refused - no resources available", "The peer has no room for another channel."),
    0x0005: (
        "Connection refused - insufficient authentication",
        "The service needs a pairing, or an authenticated one.",
    ),
    0x0006: ("Connection refused - insufficient authorization", "The peer's application or user has to allow it."),
    0x0007: ("Connection refused - insufficient encryption key size", "The link's key is too short for this service."),
    0x0008: ("Connection refused - insufficient encryption", "The service needs an encrypted link."),
    0x0009: ("Connection refused - Invalid Source CID", "The channel number is invalid."),
    0x000A: ("Connection refused - Source CID already allocated", "The channel number is in use."),
    0x000B: ("Connection refused - unacceptable parameters", "The peer refuses MTU, MPS or credits."),
    0x000C: ("Connection refused - invalid parameters", "A parameter is out of range."),
}

BREDR_RESULTS: Table = {number: Code("l2cap", number, *texts) for number, texts in _BREDR.items()}
"""Results of a Connection Response."""

LE_RESULTS: Table = {number: Code("l2cap-le", number, *texts) for number, texts in _LE.items()}
"""Results of an LE Credit Based Connection Response."""
