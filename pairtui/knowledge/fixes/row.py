"""What a fix is: a row of the tables beside this file."""

from collections.abc import Mapping
from dataclasses import field

from pairtui.protocol.immutable import immutable

ANYBODY = frozenset({"gateway", "micro", "phone", "pc", "sniffer", "host"})
GATEWAY = frozenset({"gateway"})
"""A machine with BlueZ: what `bluetoothctl`, `btmgmt` and main.conf change."""

MICRO = frozenset({"micro"})
"""A microcontroller: what its firmware decides."""

SNIFFER = frozenset({"sniffer"})
HOST = frozenset({"host"})
"""Some host: what wrote the log is not known."""

PHONE, PC = frozenset({"phone"}), frozenset({"pc"})


@immutable()
class FixRow:
    """One fix. `machines` are those on which it can be done; `action` names what a key does
    (`pairing/fix_actions.py`), "" for nothing; `ways` is how each stack calls it, for `{way}` in the words."""

    words: str
    machines: frozenset[str] = ANYBODY
    action: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)
