"""A dialog to read: help, details, sources, the whole diagnosis."""

from collections.abc import Callable

from pairtui.ui.rows import Row
from pairtui.ui.screens.sheet import Sheet
from pairtui.ui.themes import Look


class Reader(Sheet[None]):
    """Shows what `content(columns)` gives; any of Esc, Enter, q and `closes` ends it."""

    widest = 76

    def __init__(self, look: Look, title: str, content: Callable[[int], list[Row]], *closes: str) -> None:
        super().__init__(look)
        self._heading, self._content, self._closes = title, content, closes

    def model_changed(self) -> None:
        """What is read may be about the model."""
        self.update()

    def heading(self) -> str:
        """The title it was given."""
        return self._heading

    def footing(self) -> list[tuple[str, str]]:
        """How to leave."""
        return [("Esc", "close"), *([("Up Down", "scroll")] if len(self.pane.body) > self.pane.page else [])]

    def body(self, columns: int) -> list[Row]:
        """The content."""
        return self._content(columns)

    def pressed(self, key: str, character: str | None) -> None:
        """Close."""
        if key in ("escape", "enter", "q", *self._closes):
            self.dismiss(None)
