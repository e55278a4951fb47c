"""What lines of logs, and what sources say of themselves, state of the gateway: its versions and its faults."""

import re
from collections.abc import Iterator

from pairtui.protocol.record import LogLine

_KERNEL = re.compile(r"(?:Linux version|Linux) (\d+\.\d+[\w.+-]*)")
_BLUEZ = re.compile(r"(?:Bluetooth daemon|bluetoothd|Bluetooth monitor ver|BlueZ)\s*(?:version)?\s*(\d+\.\d+)")

_FAULTS = (
    ("controller-crashed", re.compile(r"\b[Hh]ardware error 0x[0-9a-fA-F]+")),
    (
        "daemon-gone",
        re.compile(r"bluetooth\.service: (?:Main process exited|Failed with|Killing)|bluetoothd?\S* segfault"),
    ),
    ("adapter-removed", re.compile(r"\bUSB disconnect\b.*(?:[Bb]luetooth|hci\d)|\bhci\d+: (?:removed|unregistered)")),
)
"""Lines of the journal about a fault of the gateway itself, by the names of their facts."""


def kernel_version(text: str) -> str | None:
    """The kernel's version that a text names, "6.1.0-18-amd64"."""
    found = _KERNEL.search(text)
    return found[1] if found else None


def bluez_version(text: str) -> str | None:
    """BlueZ's version that a text names, "5.66"."""
    found = _BLUEZ.search(text)
    return found[1] if found else None


def faults_in(line: LogLine) -> Iterator[str]:
    """The facts of the faults that a line states."""
    return (fact for fact, pattern in _FAULTS if pattern.search(line.text))
