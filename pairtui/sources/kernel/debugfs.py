"""What the kernel shows of an adapter in its debugfs only: key sizes, Secure Connections Only, the static address."""

import os
from contextlib import suppress
from pathlib import Path

ROOT = "/sys/kernel/debug/bluetooth"

_FILES = {
    "min-key-size": ("min_key_size", "le_min_key_size"),  # today's name, and that before Linux 5.8
    "max-key-size": ("max_key_size", "le_max_key_size"),
}
_NO_ADDRESS = "00:00:00:00:00:00"


class Debugfs:
    """The folder of one adapter; where it is not mounted or may not be read, nothing is known and nothing settable."""

    def __init__(self, adapter: str, root: str = ROOT) -> None:
        self._folder = Path(root, adapter)

    def key_sizes(self) -> dict[str, int]:
        """The shortest and the longest LE encryption key, in octets, by the setting's name."""
        found: dict[str, int] = {}
        for setting in _FILES:
            with suppress(OSError, ValueError, StopIteration):
                found[setting] = int(self._file(setting).read_text("ascii"))
        return found

    def settable(self) -> set[str]:
        """The key sizes that this process may set."""
        found = set()
        for setting in _FILES:
            with suppress(StopIteration, OSError):
                if os.access(self._file(setting), os.W_OK):
                    found.add(setting)
        return found

    def set_key_size(self, setting: str, value: int) -> None:
        """Write a key size; raises OSError, EINVAL where shortest and longest would cross."""
        try:
            file = self._file(setting)
        except StopIteration:
            raise FileNotFoundError(2, "debugfs is not mounted, or may not be read") from None
        file.write_text(f"{value}\n", "ascii")

    def secure_connections_only(self) -> bool | None:
        """Whether the mode is on; None where it cannot be read. MGMT shows only that Secure Connections is on."""
        with suppress(OSError):
            return (self._folder / "sc_only_mode").read_text("ascii").strip() == "Y"
        return None

    def static_address(self) -> str:
        """The LE static random address, "" for none."""
        with suppress(OSError):
            address = (self._folder / "static_address").read_text("ascii").strip().upper()
            return "" if address == _NO_ADDRESS else address
        return ""

    def _file(self, setting: str) -> Path:
        return next(file for name in _FILES[setting] if (file := self._folder / name).exists())
