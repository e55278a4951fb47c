"""One code of one code space, as a table row."""

from pairtui.protocol.immutable import immutable


@immutable()
class Code:
    """A reason, status, error or result.

    `space` is the code space ("smp", "hci", …), `number` its number there (for D-Bus its name), `name` the standard
    name. `meaning` says it in words. `sent_by_linux` and `received` say what it means when this gateway sent it and
    when the peer did, where that differs. `becomes` are the texts of the codes (`code_text`) that Linux and BlueZ make
    of it on the way up, innermost first.
    """

    space: str
    number: int | str
    name: str
    meaning: str
    sent_by_linux: str = ""
    received: str = ""
    becomes: tuple[str, ...] = ()


Table = dict[int | str, Code]
"""A code space: its codes by number, those of D-Bus by name."""
