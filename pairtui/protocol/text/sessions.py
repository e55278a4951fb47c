"""Where one log ends and another begins: banners, rules between excerpts, clocks and frame numbers that go back."""

from pairtui.protocol.record import Cut, Direction, Record
from pairtui.protocol.text.columns import Header

BACKWARDS = 0.5
"""Seconds: btmon prints the copies of a MGMT event a little out of order."""

GOES_ON = 2.0
"""Seconds: a heading in the middle of a session that goes on within this time is a comment."""

_DAY = 86400.0


class Sessions:
    """Follows the clocks of a log and finds where it starts again."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._frame: dict[int | None, int] = {}
        self._entries = 0
        self.breaks: set[str] = set()
        """What stands before the next entry: `banner`, a program that says it starts; `rule`, a heading."""

    def cut(self, number: int, header: Header) -> Record | None:
        """A `Cut` in front of entry `number` where the log starts again with it."""
        why = self._why(header) if self._entries else None
        self.breaks.clear()
        if why:
            self._last.clear()
            self._frame.clear()
            self._entries = 0
        self._entries += 1
        if header.time is not None:
            self._last[header.clock] = header.time
        if header.frame is not None:
            self._frame[header.adapter] = header.frame
        return Record(number, header.time, header.adapter, Direction.HOST, Cut(why)) if why else None

    def goes_on(self, time: float, clock: str, adapter: int | None, frame: str | None) -> bool:
        """Whether an entry simply follows those before it, on a clock that is known; then it is taken in."""
        last = self._last.get(clock)
        if last is None or self.breaks or time < last - BACKWARDS:
            return False
        self._last[clock] = time
        if frame is not None:
            self._frame[adapter] = int(frame)
        return True

    def passed(self, header: Header) -> None:
        """An entry that gives no record; where the log starts again with it, the next record is marked."""
        time = header.time
        if self.breaks or time is None or time < self._last.get(header.clock, time) - BACKWARDS:
            return
        self._entries += 1
        self._last[header.clock] = time
        if header.frame is not None:
            self._frame[header.adapter] = header.frame

    def _why(self, header: Header) -> str | None:
        if "banner" in self.breaks:
            return "another run of the program"
        rule = "rule" in self.breaks
        last = self._last.get(header.clock) if header.time is not None else None
        frame = self._frame.get(header.adapter) if header.frame is not None else None
        if header.time is not None and last is not None:
            step = header.time - last
            if step < -BACKWARDS and not (header.clock == "day" and step < 600 - _DAY):
                return "the clock goes back"
            return "a heading between the entries" if rule and not -BACKWARDS <= step <= GOES_ON else None
        if header.frame is not None and frame is not None and header.frame < frame:
            return "the frame numbers start again"
        return "a heading between the entries" if rule else None
