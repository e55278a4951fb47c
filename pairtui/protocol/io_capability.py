"""IO capabilities: their numbers in SMP and MGMT, and their names for BlueZ's agents (Core, Vol 3, Part H, 2.3.2)."""

from enum import IntEnum


class IoCapability(IntEnum):
    """What a device can show and ask (table 3.4). Unknown numbers stay plain integers, see `io_capability`."""

    DISPLAY_ONLY = 0
    DISPLAY_YES_NO = 1
    KEYBOARD_ONLY = 2
    NO_INPUT_NO_OUTPUT = 3
    KEYBOARD_DISPLAY = 4

    @property
    def label(self) -> str:
        """The name as BlueZ agents and btmon write it: `DisplayYesNo`."""
        return IO_LABELS[self]


IO_LABELS: dict[int, str] = {
    IoCapability.DISPLAY_ONLY: "DisplayOnly",
    IoCapability.DISPLAY_YES_NO: "DisplayYesNo",
    IoCapability.KEYBOARD_ONLY: "KeyboardOnly",
    IoCapability.NO_INPUT_NO_OUTPUT: "NoInputNoOutput",
    IoCapability.KEYBOARD_DISPLAY: "KeyboardDisplay",
}
IO_BY_LABEL = {IoCapability(number).label: IoCapability(number) for number in IO_LABELS}

ABLEST_FIRST = tuple(IO_LABELS[number] for number in (4, 1, 2, 0, 3))
"""The names, those with which most devices can be paired first."""

DEFAULT_CAPABILITY = ABLEST_FIRST[0]
"""What an agent has that names none (BlueZ doc/org.bluez.AgentManager.rst)."""


def io_capability(number: int) -> "IoCapability | int":
    """The capability with this number, or the number itself where none has it."""
    return IoCapability(number) if number in IO_LABELS else number


def io_label(io: "IoCapability | int") -> str:
    """`DisplayYesNo`, or `reserved 0x09` for a number nobody has named."""
    return IO_LABELS.get(io) or f"reserved 0x{io:02x}"
