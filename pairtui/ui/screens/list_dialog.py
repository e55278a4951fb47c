"""A dialog with a list in which one line is marked."""

from abc import abstractmethod
from typing import TypeVar

from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.text.rows import Row, row
from pairtui.ui.themes import Look

T = TypeVar("T")

_MOVES = {"up": -1, "k": -1, "down": 1, "j": 1, "home": -(10**6), "end": 10**6}


class ListDialog(Dialog[T]):
    """Shows `lines`, one of them marked; the keys that move mark another one. Subclasses answer the other keys."""

    steering = frozenset((*_MOVES, "pageup", "pagedown"))

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.at = 0

    @abstractmethod
    def lines(self, columns: int) -> list[Row]:
        """A row for each line of the list, at most `columns` cells wide."""

    @abstractmethod
    def answer(self, key: str) -> None:
        """A key that does not move."""

    def body(self, columns: int) -> list[Row]:
        lines = self.lines(columns - 2)
        self.at = min(max(self.at, 0), max(len(lines) - 1, 0))
        return [
            Row(row(("▌ " if n == self.at else "  ", "accent"), *line.spans).spans, "selected" if n == self.at else "")
            for n, line in enumerate(lines)
        ]

    def pressed(self, key: str, character: str | None) -> None:
        page = self.pane.page
        moves = _MOVES | {"pageup": -page, "pagedown": page}
        if key in moves:
            self.mark(self.at + moves[key])
        else:
            self.answer(key)

    def found(self, at: int) -> None:
        self.mark(at)

    def mark(self, at: int) -> None:
        """Mark the line `at`, and bring it into sight."""
        self.at = min(max(at, 0), max(len(self.pane.body) - 1, 0))
        page = self.pane.page
        self.pane.top = min(max(self.pane.top, self.at - page + 1), self.at)
        self.update()

    def clicked(self, at: int, x: int) -> None:
        """Mark the line that was clicked; a click on the marked one is Enter."""
        if at == self.at:
            self.answer("enter")
        else:
            self.mark(at)
