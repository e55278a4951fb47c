"""A dialog to read: help, details, sources, the whole diagnosis."""

from collections.abc import Callable

from pairtui.pairing.questions import Question
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.question import ConfirmDialog
from pairtui.ui.text.rows import Row
from pairtui.ui.themes import Look

Content = Callable[[int], list[Row]]

REVEAL = Question(
    "Show the secrets of this step?",
    "Keys and passkeys are shown in full. Whoever sees this screen, or a recording of it, can read this device's "
    "traffic with them or pair in its place.",
)


class Reader(Dialog[None]):
    """Shows what `content(columns)` gives; any of Esc, Enter, q and `closes` ends it.

    `record` opens the record that is read about, `page` what is known of its cause. Where there is a `revealed`
    content, a key shows it in its place once the user has said yes to `question`.
    """

    widest = 76
    live = True
    about = "Something to read."
    searchable = True

    def __init__(
        self,
        look: Look,
        title: str,
        content: Content,
        *closes: str,
        revealed: Content | None = None,
        question: Question = REVEAL,
        record: Callable[[], None] | None = None,
        page: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(look)
        self._look, self._heading, self._content, self._closes = look, title, content, closes
        self._revealed, self._question = revealed, question
        self.own_keys = frozenset(closes)
        self._record, self._page = record, page

    def heading(self) -> str:
        return self._heading

    def footing(self) -> list[tuple[str, str]]:
        more = [("x", "reveal secrets")] if self._revealed else []
        more += [("#", "its record")] if self._record else []
        more += [("Enter", "what it means")] if self._page else []
        scroll = [("Up Down", "scroll")] if len(self.pane.body) > self.pane.page else []
        return [("Esc", "close"), *scroll, ("/", "search"), *more]

    def body(self, columns: int) -> list[Row]:
        return self._content(columns)

    def pressed(self, key: str, character: str | None) -> None:
        if key == "x" and self._revealed is not None:
            self.app.push_screen(ConfirmDialog(self._look, self._question), self._answered)
        if key == "number_sign" and self._record is not None:
            self._record()
        if key == "enter" and self._page is not None:
            self._page()
            return
        if key in ("escape", "enter", "q", *self._closes):
            self.dismiss(None)

    def _answered(self, yes: bool | None) -> None:
        if yes and self._revealed is not None:
            self._content, self._revealed = self._revealed, None
            self.update()
