"""The choice of a theme, drawn in each as it is marked."""

from collections.abc import Callable, Sequence

from pairtui.ui.screens.list_dialog import ListDialog
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look, ThemeError


class ThemeDialog(ListDialog[str | None]):
    """Asks for one of `names`; gives it, or None where the one before stays.

    `preview` draws the console in a theme and gives how that looks; it raises ThemeError.
    """

    widest = 36
    about = "Choose the colours; the console behind is drawn in the marked theme."

    def __init__(self, look: Look, names: Sequence[str], preview: Callable[[str], Look]) -> None:
        super().__init__(look)
        self._names, self._preview = names, preview
        self._before = look.palette.name
        self.at = names.index(self._before) if self._before in names else 0
        self._problem = ""

    def heading(self) -> str:
        return "Theme"

    def footing(self) -> list[tuple[str, str]]:
        return [("Enter", "take"), ("Esc", "as before")]

    def lines(self, columns: int) -> list[Row]:
        return [row((name, "text")) for name in self._names]

    def body(self, columns: int) -> list[Row]:
        problem = paragraph(self._problem, "error", columns)
        return super().body(columns) + ([BLANK, *problem] if problem else [])

    def answer(self, key: str) -> None:
        if key == "enter" and not self._problem:
            self.dismiss(self._names[self.at])
        elif key in ("escape", "q"):
            self._show(self._before)
            self.dismiss(None)

    def mark(self, at: int) -> None:
        super().mark(at)
        self._show(self._names[self.at])

    def _show(self, name: str) -> None:
        try:
            self.pane.restyle(self._preview(name))
            self._problem = ""
        except ThemeError as problem:
            self._problem = str(problem)
        self.update()
