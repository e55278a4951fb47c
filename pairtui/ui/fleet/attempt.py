"""One attempt of a gateway elsewhere: its ladder and verdict, as on the gateway itself."""

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from pairtui.pairing.attempt import Attempt
from pairtui.report.fleet_rows import AttemptRow
from pairtui.ui.fleet.tables import model_text
from pairtui.ui.screens.details import diagnosis_text
from pairtui.ui.screens.reader import Reader
from pairtui.ui.text.rows import Row, Span, between
from pairtui.ui.themes import Look
from pairtui.ui.widgets.attempt import AttemptPane
from pairtui.ui.widgets.pane import Pane

_KEYS: tuple[Span, ...] = (
    ("Up Down", "key"), (" steps  ", "muted"), ("w", "key"), (" why  ", "muted"), ("Esc", "key"), (" back", "muted"),
)  # fmt: skip


class _Line(Pane):
    """One line that stays."""

    ground = "title"

    def __init__(self, look: Look, left: list[Span], right: list[Span], *, id: str) -> None:
        super().__init__(look, id=id)
        self._left, self._right = left, right

    def draw(self) -> list[Row]:
        return [between(self._left, self._right, self.columns, fill="title")]


class AttemptScreen(Screen[None]):
    """Shows `attempt` of the gateway in `item`; `when` writes a time."""

    BINDINGS = [  # noqa: RUF012 -- Textual reads it from the class
        Binding("escape,q", "leave", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("w,enter", "why", show=False),
    ]

    def __init__(self, look: Look, attempt: Attempt, item: AttemptRow, when: Callable[[float | None], str]) -> None:
        super().__init__()
        self._look, self._attempt = look, attempt
        about = f" {model_text(item.model)} · {when(item.at)}{'' if item.synced else ' (its clock was not set)'} "
        self._title = _Line(look, [(f" {item.gateway} ", "heading")], [(about, "muted")], id="title")
        self._footer = _Line(look, [(" ", "title"), *_KEYS], [], id="footer")
        # Of a recorded attempt nothing waits, so that no clock is looked at.
        self.pane = AttemptPane(look, lambda: 0.0, "w")

    def compose(self) -> ComposeResult:
        yield self._title
        yield self.pane
        yield self._footer

    def on_mount(self) -> None:
        self.pane.focus()
        self.pane.show(self._attempt, (1, 1), [])

    def action_leave(self) -> None:
        self.app.pop_screen()

    def action_step(self, by: int) -> None:
        self.pane.move(by)

    def action_why(self) -> None:
        diagnosis = self._attempt.diagnosis
        if diagnosis is not None:
            rows = partial(_diagnosis, self._attempt)
            self.app.push_screen(Reader(self._look, f"Why: {self._attempt.peer.label}", rows))


def _diagnosis(attempt: Attempt, columns: int) -> list[Row]:
    assert attempt.diagnosis is not None
    return diagnosis_text(attempt, attempt.diagnosis, columns)
