"""What a stored key's type says: the security level it gives, and in words how it came about."""

from typing import NamedTuple

from pairtui.protocol.messages import mgmt


class KeyType(NamedTuple):
    """The LE security mode 1 level (for BR/EDR mode 4's) that a type of key gives, None for unknown; and its words."""

    level: int | None
    words: str


_UNKNOWN = KeyType(None, "unknown type")

_LONG_TERM = {
    0: KeyType(2, "legacy, unauthenticated"),
    1: KeyType(3, "legacy, authenticated"),
    2: KeyType(2, "P-256, unauthenticated"),
    3: KeyType(4, "P-256, authenticated"),
    4: KeyType(2, "P-256, debug: protects against nobody"),
}
"""Of MGMT long term keys (BlueZ doc/mgmt-api, Load Long Term Keys)."""

_LINK = {
    0: KeyType(2, "BR/EDR, PIN"),
    1: KeyType(2, "BR/EDR, local unit"),
    2: KeyType(2, "BR/EDR, remote unit"),
    3: KeyType(2, "BR/EDR, debug: protects against nobody"),
    4: KeyType(2, "BR/EDR P-192, unauthenticated"),
    5: KeyType(3, "BR/EDR P-192, authenticated"),
    6: KeyType(None, "BR/EDR, changed"),
    7: KeyType(2, "BR/EDR P-256, unauthenticated"),
    8: KeyType(4, "BR/EDR P-256, authenticated"),
}
"""Of link keys (Vol 4, Part E, 7.7.24)."""

P192, P256 = frozenset((4, 5)), frozenset((7, 8))
"""The types of link keys by the curve they were made with; P-256 needs Secure Connections on both sides."""


def long_term_key(kind: int) -> KeyType:
    """Of an LE long term key."""
    return _LONG_TERM.get(kind, _UNKNOWN)


def link_key(kind: int) -> KeyType:
    """Of a BR/EDR link key."""
    return _LINK.get(kind, _UNKNOWN)


def key_changes(message: "mgmt.NewLongTermKey | mgmt.NewLinkKey | mgmt.NewIrk") -> dict[str, object]:
    """Changes of the `state.Device` whose key the kernel hands over for storage; the key itself is in none of them."""
    match message:
        case mgmt.NewLongTermKey():
            key = long_term_key(message.kind)
            return {"level": key.level, "key_size": message.key_size, "key_type": key.words, "transport": "le"}
        case mgmt.NewLinkKey():
            key = link_key(message.kind)
            return {"level": key.level, "key_size": 16, "key_type": key.words, "transport": "bredr"}
        case mgmt.NewIrk():
            return {"identity_address": message.address}


NO_KEY: dict[str, object] = {
    "level": None,
    "key_size": None,
    "key_type": "",
    "transport": "",
    "verified": None,
    "verified_by": "",
    "verify_error": "",
}
"""Changes of a device whose bond is gone."""
