"""The format of a text, by what most of its entries are."""

BTMON, TEXT, PACKETS = "btmon-text", "text", "packet-log"

OF_LINE = {
    "daemon": "bluetoothd-log",
    "debug": "bluetoothd-log",
    "kernel": "kernel-log",
    "ctl": "bluetoothctl",
    "said": "bluetoothctl",
    "btmgmt": "bluetoothctl",
}
"""The format of each kind of line of a program's log."""

LOGS = frozenset({TEXT, *OF_LINE.values()})
"""Formats that have no trace of packets."""


class FormatCount:
    """How many entries there are of each format but btmon's."""

    def __init__(self) -> None:
        self._others: dict[str, int] = {}

    def add(self, name: str) -> None:
        """One entry more of the format `name`."""
        self._others[name] = self._others.get(name, 0) + 1

    def format(self, records: int) -> str:
        """What most of the `records` entries are; captures before logs. `text` while nothing is recognised."""
        counts = self._others | {BTMON: records - sum(self._others.values())}
        counts = {name: count for name, count in counts.items() if count}
        captures = [name for name in (BTMON, "hcidump-text", PACKETS) if name in counts]
        logs = [name for name in counts if name != TEXT]
        return max(captures or logs, key=lambda name: counts[name], default=TEXT)
