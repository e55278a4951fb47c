"""The log pane: what happened, newest last, with a rule above it."""

from collections import deque

from pairtui.knowledge.counted import counted
from pairtui.pairing.state import LogEntry
from pairtui.ui.text.cells import cut, wrap
from pairtui.ui.text.rows import Row, Span, row
from pairtui.ui.text.times import time_of_day
from pairtui.ui.themes import Look
from pairtui.ui.widgets.pane import MovingPane

_LEVEL = {"info": ("  ", "text"), "warning": ("! ", "warning"), "error": ("✗ ", "error")}


class LogPane(MovingPane):
    """Shows the end of the log, or an earlier part while somebody reads it."""

    edge = " "

    def __init__(self, look: Look, findings_key: str) -> None:
        super().__init__(look, id="log")
        self._key = findings_key
        self.entries: deque[LogEntry] = deque()
        self.findings = 0
        self.unread = 0
        self.warning = ""
        self.back = 0

    def show(self, entries: deque[LogEntry], findings: int, unread: int, warning: str) -> None:
        """Show the end of `entries`, and a warning in a few words; that there are so many findings, and lines that
        speak of a failure and were not understood.
        """
        self.entries, self.findings, self.unread, self.warning = entries, findings, unread, warning
        self.redraw()

    def move(self, by: int) -> None:
        self.back = min(max(self.back - by, 0), max(len(self.entries) - self.size.height + 1, 0))
        self.redraw()

    def draw(self) -> list[Row]:
        count = self.size.height - 1
        rows: list[Row] = []
        at = 0
        for at in range(len(self.entries) - self.back - 1, -1, -1):
            rows = self._lines(self.entries[at]) + rows
            if len(rows) >= count:
                break
        if len(rows) > count or at > 0:
            self.goes_on.add(1)
        if self.back:
            self.goes_on.add(count)
        return [self._rule(), *rows[max(len(rows) - count, 0) :]]

    def _rule(self) -> Row:
        title = f"─ log{f' · {self.back} newer below' if self.back else ''} "
        mark = ("▌", "accent") if self.has_focus else ("─", "border")
        found = [counted(self.findings, "finding")] if self.findings else []
        unread = [f"{counted(self.unread, 'line')} not understood"] if self.unread else []
        notes = [f"{', '.join(found + unread)}: {self._key}"] if found or unread else []
        note = "".join(f" ! {text} " for text in (*([self.warning] if self.warning else []), *notes))
        note = cut(note, max(self.columns - len(title) - 2, 0))
        room = self.columns - len(title) - len(note) - 1
        heading = (title, "heading" if self.has_focus else "muted")
        return row(mark, heading, ("─" * room, "border"), (note, "warning"))

    def everything(self, columns: int) -> list[Row]:
        """Every entry, whole, in so many cells."""
        return [line for entry in self.entries for line in self._lines(entry, columns)]

    def _lines(self, entry: LogEntry, columns: int = 0) -> list[Row]:
        """An entry: cut to a line, whole where the log is large or a width is given."""
        sign, role = _LEVEL.get(entry.level, _LEVEL["info"])
        room = (columns or self.columns) - 10 - len(sign) - 8
        begin: list[Span] = [
            (f" {time_of_day(entry.at, self.look.local)} ", "muted"),
            (f"{cut(entry.source, 7):7} ", "muted"),
            (sign, role),
        ]
        said = wrap(entry.text, room) if columns or self.has_class("-large") else [cut(entry.text, room)]
        indent: Span = (" " * ((columns or self.columns) - room), "text")
        return [row(*(begin if at == 0 else [indent]), (line, role)) for at, line in enumerate(said)]

    def on_blur(self) -> None:
        self.back = 0
