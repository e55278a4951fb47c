"""The first lines and the last line of the fleet's console: who is there, which table, what the keys do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pairtui.knowledge.counted import counted
from pairtui.ui.fleet.commands import COMMANDS
from pairtui.ui.text.cells import tail, width
from pairtui.ui.text.rows import Row, Span, between
from pairtui.ui.themes import Look
from pairtui.ui.widgets.pane import Pane, SayingPane

_STATES = (("online", "●", "ok"), ("silent", "○", "warning"), ("offline", "✗", "error"), ("twice", "!", "error"))


class FleetTitle(Pane):
    """How many gateways there are and how they are; whether the broker answers; how far the filling is."""

    ground = "title"

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="title")
        self._status: Mapping[str, int] = Counter()
        self._progress: Mapping[str, Any] = {}

    def show(self, status: Mapping[str, int], progress: Mapping[str, Any]) -> None:
        """Show these counts by status, and what the collector says of itself."""
        self._status, self._progress = status, progress
        self.redraw()

    def draw(self) -> list[Row]:
        number = sum(self._status.values())
        left: list[Span] = [(" pairtui fleet ", "accent"), (f" {counted(number, 'gateway')} ", "heading")]
        for name, glyph, role in _STATES:
            if self._status.get(name):
                left.append((f" {glyph} {self._status[name]} {name}", role))
        return [between(left, [*self._filling(), *self._broker()], self.columns, fill="title")]

    def _filling(self) -> list[Span]:
        swept, groups = (_number(self._progress.get(name)) for name in ("swept", "groups"))
        if not groups or swept >= groups:
            return []
        done = round(swept / groups * 8)
        return [(f"{'█' * done}{'░' * (8 - done)} {swept}/{groups} groups  ", "accent")]

    def _broker(self) -> list[Span]:
        if self._progress.get("ended"):
            return [("✗ collector ended ", "error")]
        said = str(self._progress.get("broker", ""))
        if said in ("", "up"):
            return [("● broker up " if said else "◌ broker starting ", "ok" if said else "muted")]
        return [("✗ broker down ", "error")]


class FleetTabs(Pane):
    """The names of the tables, the shown one marked; the filter while it is typed."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="tabs")
        self._titles: Sequence[str] = ()
        self._at = 0
        self._count = ""
        self._filter: tuple[str, bool] = ("", False)

    def show(self, titles: Sequence[str], at: int, count: str, filter_: str, typing: bool) -> None:
        """Show these names, the one at `at` marked, with a count and the filter."""
        self._titles, self._at, self._count, self._filter = titles, at, count, (filter_, typing)
        self.redraw()

    def draw(self) -> list[Row]:
        left: list[Span] = []
        for at, title in enumerate(self._titles):
            between_two = "│" if at + 1 < len(self._titles) else ""
            left += [(f" {title} ", "heading" if at == self._at else "muted"), (between_two, "border")]
        text, typing = self._filter
        right: list[Span] = [(f"{self._count} ", "muted")]
        if text or typing:
            room = max(self.columns - sum(width(each) for each, _ in (*left, *right)) - 6, 6)
            right = [("/", "key"), (tail(text, room), "heading"), ("▏ " if typing else " ", "accent"), *right]
        return [between(left, right, self.columns)]


class FleetFooter(SayingPane):
    """The keys of the shown table; for a moment, what the console has to say instead."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="footer")
        self._table = ""

    def show(self, table: str) -> None:
        """Show the keys of this table."""
        self._table = table
        self.redraw()

    def draw(self) -> list[Row]:
        if said := self.saying():
            return said
        here = [each for each in COMMANDS if each.footer and (not each.tables or self._table in each.tables)]
        right = [span for each in here[-2:] for span in ((each.key, "key"), (f" {each.label}  ", "muted"))]
        room = self.columns - sum(width(text) for text, _ in right) - 2
        left: list[Span] = [(" ", "title")]
        for each in here[:-2]:
            wide = width(each.key) + width(each.label) + 3
            if wide <= room:
                left += [(each.key, "key"), (f" {each.label}  ", "muted")]
                room -= wide
        return [between(left, right, self.columns, fill="title")]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
