"""What a fix is: a row of the tables beside this file."""

from pairtui.protocol.immutable import immutable

ANYBODY = frozenset({"gateway", "micro", "phone", "pc", "sniffer", "host"})
GATEWAY = frozenset({"gateway"})
"""A machine with BlueZ: what `bluetoothctl`, `btmgmt` and main.conf change."""

MICRO = frozenset({"micro"})
"""A microcontroller: what its firmware decides."""

SNIFFER = frozenset({"sniffer"})
HOST = frozenset({"host"})
"""Some host: what wrote the log is not told."""

PHONE, PC = frozenset({"phone"}), frozenset({"pc"})


@immutable()
class FixRow:
    """One fix. `machines` are those on which it can be done; `action` names what a key does, "" for nothing."""

    words: str
    machines: frozenset[str] = ANYBODY
    action: str = ""


@immutable()
class FixAction:
    """What a key does, in `words` after "Cannot", and in `steps`; `command` does the same in a shell.

    A step is an action of `pairtui.pairing.actions` with its values; the device or the adapter comes before these where
    it begins with such a field. One that removes a bond asks, whichever key it is for (`ui/commands/questions.py`).
    """

    words: str
    steps: tuple[tuple[str | int | bool, ...], ...]
    command: str = ""
