"""Whether btmon says nothing though something must have gone over the monitor channel."""

import asyncio
from pathlib import Path

from pairtui.pairing.events import AdapterChanged, DeviceChanged, Event

WINDOW_SECONDS = 3.0
"""How far apart btmon and BlueZ may report the same thing: far more than it takes on a slow board."""


class Silence:
    """Compares when btmon wrote something with when BlueZ reported what the kernel sends to both.

    The kernel gives every HCI packet and MGMT event to whoever reads the monitor channel before bluetoothd can make a
    D-Bus signal of it. A sign without a word of btmon in the seconds around it is one that btmon did not read.
    """

    def __init__(self, window_seconds: float = WINDOW_SECONDS) -> None:
        self._window = window_seconds
        self._heard = float("-inf")
        self._sign: float | None = None

    def begin(self) -> None:
        """btmon starts: what happened before says nothing of it."""
        self._heard, self._sign = _now(), None

    def heard(self) -> None:
        """It said something."""
        self._heard, self._sign = _now(), None

    def on_event(self, event: Event) -> None:
        """Take notice of what another source reports."""
        if self._sign is None and _came_by_the_kernel(event) and _now() - self._heard > self._window:
            self._sign = _now()

    @property
    def unbelievable(self) -> bool:
        """Whether it must have missed something."""
        return self._sign is not None and _now() - self._sign > self._window


def is_stopped(pid: int) -> bool:
    """Whether the process was stopped by a signal or a debugger (proc(5), states T and t)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in ("T", "t")
    except (OSError, IndexError):
        return False


def _came_by_the_kernel(event: Event) -> bool:
    """Whether bluetoothd can have it only from the kernel, now: what appears on the bus it may have known for long."""
    if not isinstance(event, DeviceChanged | AdapterChanged) or "address" in event.changes:
        return False
    return event.changes.get("rssi") is not None or bool({"connected", "discovering"} & event.changes.keys())


def _now() -> float:
    return asyncio.get_running_loop().time()
