"""A pane with a table of which one line is selected; only the lines in sight are drawn."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual.events import Click

from pairtui.ui.text.cells import fit
from pairtui.ui.text.rows import BLANK, Row, Span, hints, middle, row
from pairtui.ui.themes import Look
from pairtui.ui.widgets.pane import MovingPane

T = TypeVar("T")


class Table(Generic[T]):
    """The columns of one kind of row: `title` names it, `hint` stands where there is none."""

    title = ""
    hint: Sequence[str] = ()

    @abstractmethod
    def head(self, columns: int) -> str:
        """The names of the columns."""

    @abstractmethod
    def line(self, item: T, columns: int) -> list[Span]:
        """One row in at most `columns` cells."""

    @abstractmethod
    def key(self, item: T) -> object:
        """What stays the same while the row changes."""

    @abstractmethod
    def words(self, item: T) -> str:
        """What the filter looks in."""


class TablePane(MovingPane):
    """Shows items by a `Table`; the selection is an item, not a line."""

    def __init__(self, look: Look, moved: Callable[[], None]) -> None:
        super().__init__(look, id="table")
        self._moved = moved
        self._table: Table[object] | None = None
        self._items: Sequence[object] = ()
        self._shown: list[object] = []
        self._filter = ""
        self._key: object = None
        self._top = 0

    def show(self, table: "Table[object]", items: Sequence[object], filter_: str = "") -> None:
        """Show `items`, those with the words of `filter_` in them; the selected one stays so while it is there."""
        if table is not self._table:
            self._key, self._top = None, 0
        self._table, self._items, self._filter = table, items, filter_
        words = filter_.casefold().split()
        self._shown = [item for item in items if all(word in table.words(item).casefold() for word in words)]
        self.redraw()

    @property
    def selected(self) -> object | None:
        """The selected item."""
        return self._shown[self._at] if self._shown else None

    @property
    def count(self) -> tuple[int, int]:
        """How many are shown, of how many."""
        return len(self._shown), len(self._items)

    @property
    def _at(self) -> int:
        table = self._table
        if table is None or self._key is None:
            return 0
        return next((at for at, item in enumerate(self._shown) if table.key(item) == self._key), 0)

    def move(self, by: int) -> None:
        self._choose(self._at + by)

    def _choose(self, at: int) -> None:
        if self._shown and self._table is not None:
            self._key = self._table.key(self._shown[min(max(at, 0), len(self._shown) - 1)])
            self.redraw()
            self._moved()

    def draw(self) -> list[Row]:
        table, columns, height = self._table, self.columns, self.size.height - 1
        if table is None or height < 1:
            return []
        if not self._shown:
            said = [f"Nothing matches {self._filter!r}."] if self._filter and self._items else table.hint
            return [BLANK, *middle(hints(said, min(columns - 4, 60)), columns, height)]
        at = self._at
        self._top = max(min(self._top, at, max(len(self._shown) - height, 0)), at - height + 1, 0)
        lines = [
            row(("▌ " if self._top + n == at else "  ", "accent"), *table.line(item, columns - 2),
                fill="selected" if self._top + n == at else "")
            for n, item in enumerate(self._shown[self._top : self._top + height])
        ]  # fmt: skip
        return [row(("  ", "text"), (fit(table.head(columns - 2), columns - 2), "muted")), *lines]

    def on_click(self, event: Click) -> None:
        if event.y >= 1 and self._top + event.y - 1 < len(self._shown):
            self._choose(self._top + event.y - 1)
