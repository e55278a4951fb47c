"""Passkeys and PINs in what dbus-monitor, gdbus and busctl print of an agent's calls."""

import re
from collections.abc import Callable

_ASKS = re.compile(rb"(?i)\b(DisplayPasskey|RequestPasskey|RequestConfirmation|DisplayPinCode|RequestPinCode)\b")
_OTHER = re.compile(rb"(?i)^(?:signal|method call|error|\S+ Type=)")
_NUMBER = re.compile(rb"(?i)(\buint32[: ] {0,4})(\d{1,6})(?!\d)")
_TEXT = re.compile(rb"""(?i)(\bstring ["']?)([^"'\n]{1,16})(?=["'])""")
_CLASS = re.compile(rb"(?i)\b(?:class|appearance)\b")
_LINES = 12
_FEWEST = 4

Kept = Callable[[bytes], bytes]


class AgentCalls:
    """Follows the lines of a trace: numbers and texts near an agent's call are what it showed or was given.

    Elsewhere a number of four to six digits is one, if it is no class and no appearance.
    """

    def __init__(self) -> None:
        self._near = 0
        self._pin = False
        self._class = False

    def line(self, line: bytes, hide: Kept) -> bytes:
        """The line with what it shows hidden."""
        asks = _ASKS.search(line)
        if asks:
            self._near, self._pin = _LINES, b"pin" in asks[1].lower()
        elif self._near:
            self._near = 0 if _OTHER.match(line) else self._near - 1
        fewest = 1 if self._near else _FEWEST
        classified, self._class = self._class or _CLASS.search(line), bool(_CLASS.search(line))

        def number(match: re.Match[bytes]) -> bytes:
            return match[1] + (match[2] if len(match[2]) < fewest else hide(match[2]))

        if not classified and b"int32" in line.lower():
            line = _NUMBER.sub(number, line)
        if self._near and self._pin:
            line = _TEXT.sub(lambda match: match[1] + hide(match[2]), line)
        return line
