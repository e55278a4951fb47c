"""The dialogs that ask: yes or no, one of several, a line of text."""

from collections.abc import Sequence

from pairtui.pairing.questions import Question
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.text.cells import cut
from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look

LONGEST_LINE = 64


class YesOrNo:
    """The two answers of a dialog and their keys; No is marked until the user marks Yes."""

    footing = (("y", "yes"), ("n", "no"), ("Enter", "the marked one"))

    def __init__(self) -> None:
        self.yes = False

    def pressed(self, key: str) -> bool | None:
        """The answer that `key` gives; None where it gives none, and marked the other one at most."""
        if key in ("left", "right", "tab", "shift+tab"):
            self.yes = not self.yes
        return {"y": True, "n": False, "enter": self.yes}.get(key)


class ConfirmDialog(Dialog[bool]):
    """Asks before something destructive; No is chosen until the user chooses otherwise."""

    widest = 60
    about = "Nothing is done unless you say yes."

    def __init__(self, look: Look, question: Question) -> None:
        super().__init__(look)
        self._question = question
        self._answers = YesOrNo()

    def heading(self) -> str:
        return self._question.title

    def footing(self) -> list[tuple[str, str]]:
        return list(YesOrNo.footing)

    def body(self, columns: int) -> list[Row]:
        return [BLANK, *paragraph(self._question.text, "text", columns), BLANK, answers(self._answers.yes), BLANK]

    def pressed(self, key: str, character: str | None) -> None:
        answer = False if key in ("escape", "q") else self._answers.pressed(key)
        if answer is None:
            self.update()
        else:
            self.dismiss(answer)

    def clicked(self, at: int, x: int) -> None:
        answer = answer_at(self.pane.body[at], x)
        if answer is not None:
            self.dismiss(answer)


def answer_at(line: Row, x: int) -> bool | None:
    """The answer that stands at the cell `x` of a row that `answers` made, None where none does."""
    no, yes = line.text.find(" No "), line.text.find(" Yes ")
    if no < 0 or yes < 0:
        return None
    return False if no <= x < no + 4 else True if yes <= x < yes + 5 else None


def answers(yes: bool) -> Row:
    """Both answers, the marked one as such."""
    no_role, yes_role = ("text", "selected") if yes else ("selected", "text")
    return row(
        ("▌" if not yes else " ", "accent"), (" No ", no_role), ("   ", "text"),
        ("▌" if yes else " ", "accent"), (" Yes ", yes_role),
    )  # fmt: skip


class Choice(Dialog[int | None]):
    """Asks for one of several; gives its place, or None. `present` is the place of what is so now, None for unknown.

    `notes` stand under the options, each with its role. `first` is marked where nothing is so yet.
    """

    about = "Choose one; what is so now is marked."
    steering = frozenset(("up", "down"))

    def __init__(
        self,
        look: Look,
        title: str,
        options: Sequence[tuple[str, str]],
        present: int | None = None,
        notes: Sequence[tuple[str, str]] = (),
        first: int = 0,
    ) -> None:
        super().__init__(look)
        self._title, self._options, self._present, self._notes = title, options, present, notes
        self._at = first if present is None else present

    def heading(self) -> str:
        return self._title

    def footing(self) -> list[tuple[str, str]]:
        return [("Up Down", "move"), ("Enter", "choose"), ("Esc", "cancel")]

    def body(self, columns: int) -> list[Row]:
        room = max(len(name) for name, _ in self._options)
        rows = []
        for at, (name, meaning) in enumerate(self._options):
            here = at == self._at
            now = " ● now" if at == self._present else ""
            text = cut(f"{at + 1} {name:{room}}  {meaning}".rstrip(), columns - 2 - len(now))
            role = "selected" if here else "text"
            rows.append(row(("▌ " if here else "  ", "accent"), (text, role), (now, "ok")))
        notes = [line for text, role in self._notes for line in paragraph(text, role, columns)]
        return [BLANK, *rows, BLANK, *notes, *([BLANK] if notes else [])]

    def pressed(self, key: str, character: str | None) -> None:
        if key in ("up", "k", "down", "j"):
            self._at = (self._at + (1 if key in ("down", "j") else -1)) % len(self._options)
            self.update()
            self.keep_in_sight(self._at, self._at + 2)
        elif key == "enter":
            self.dismiss(self._at)
        elif key.isdigit() and 1 <= int(key) <= len(self._options):
            self.dismiss(int(key) - 1)
        elif key in ("escape", "q"):
            self.dismiss(None)

    def clicked(self, at: int, x: int) -> None:
        if 1 <= at <= len(self._options):
            self.dismiss(at - 1)


class Line(Dialog[str | None]):
    """Asks for a line of text; gives it, or None."""

    about = "Type a line of text; the first key replaces what is selected."
    takes_text = True

    def __init__(self, look: Look, title: str, text: str, value: str = "") -> None:
        super().__init__(look)
        self._title, self._text, self._value = title, text, value
        self._selected = bool(value)
        """Whether all of it is selected, so that what is typed replaces it."""

    def heading(self) -> str:
        return self._title

    def footing(self) -> list[tuple[str, str]]:
        return [("Enter", "save"), ("^u", "empty"), ("Esc", "cancel")]

    def body(self, columns: int) -> list[Row]:
        typed = row(("> ", "key"), (self._value, "selected" if self._selected else "heading"), ("▏", "accent"))
        return [BLANK, *paragraph(self._text, "text", columns), BLANK, typed, BLANK]

    def pressed(self, key: str, character: str | None) -> None:
        if key == "enter":
            self.dismiss(self._value)
        elif key == "escape":
            self.dismiss(None)
        elif key in ("left", "right", "home", "end"):
            self._selected = False
            self.update()
        else:
            replaced = self._selected and (character or key == "backspace")
            self._selected = self._selected and not replaced
            self._value = typed_text("" if replaced else self._value, key, character, LONGEST_LINE)
            self.update()
