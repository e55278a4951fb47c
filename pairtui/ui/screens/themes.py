"""The choice of a theme, drawn in each as it is marked."""

from collections.abc import Callable, Sequence

from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look, ThemeError


class ThemeDialog(Dialog[str | None]):
    """Asks for one of `names`; gives it, or None where the one before stays.

    `preview` draws the console in a theme and gives how that looks; it raises ThemeError.
    """

    widest = 36
    about = "Choose the colours; the console behind is drawn in the marked theme."

    def __init__(self, look: Look, names: Sequence[str], preview: Callable[[str], Look]) -> None:
        super().__init__(look)
        self._names, self._preview = names, preview
        self._before = look.palette.name
        self._at = names.index(self._before) if self._before in names else 0
        self._problem = ""

    def heading(self) -> str:
        return "Theme"

    def footing(self) -> list[tuple[str, str]]:
        return [("Enter", "take"), ("Esc", "as before")]

    def body(self, columns: int) -> list[Row]:
        rows = [BLANK]
        for at, name in enumerate(self._names):
            here = at == self._at
            rows.append(row(("▌ " if here else "  ", "accent"), (f" {name} ", "selected" if here else "text")))
        return [*rows, BLANK, *paragraph(self._problem, "error", columns), *([BLANK] if self._problem else [])]

    def pressed(self, key: str, character: str | None) -> None:
        if key in ("up", "k", "down", "j"):
            self._at = (self._at + (1 if key in ("down", "j") else -1)) % len(self._names)
            self._show(self._names[self._at])
        elif key == "enter" and not self._problem:
            self.dismiss(self._names[self._at])
        elif key in ("escape", "q"):
            self._show(self._before)
            self.dismiss(None)

    def clicked(self, at: int, x: int) -> None:
        """Mark the theme that was clicked; a click on the marked one takes it."""
        if 1 <= at <= len(self._names):
            if at - 1 == self._at:
                self.pressed("enter", None)
                return
            self._at = at - 1
            self._show(self._names[self._at])

    def _show(self, name: str) -> None:
        try:
            self.pane.restyle(self._preview(name))
            self._problem = ""
        except ThemeError as problem:
            self._problem = str(problem)
        self.update()
