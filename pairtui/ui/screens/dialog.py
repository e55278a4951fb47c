"""A dialog: a framed pane in the middle of the screen."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult, RenderResult
from textual.events import Click, Key, MouseScrollDown, MouseScrollUp, Resize
from textual.screen import ModalScreen

from pairtui.ui.commands.keymap import known_key
from pairtui.ui.screens.backdrop import under_dialog
from pairtui.ui.screens.help import dialog_help_rows
from pairtui.ui.screens.search import Search
from pairtui.ui.terminal.textual_private import SteadyScreen
from pairtui.ui.text.cells import cut, width
from pairtui.ui.text.rows import BLANK, Row, row, shorten
from pairtui.ui.themes import Look
from pairtui.ui.widgets.pane import Pane

T = TypeVar("T")


class DialogPane(Pane):
    """Draws a frame with a title above, keys below, and as much of the body as fits."""

    ground = "dialog"

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="dialog")
        self.heading = ""
        self.keys: Sequence[tuple[str, str]] = ()
        self.help_key = "?"
        self._drawn_keys: Sequence[tuple[str, str]] = ()
        self.body: list[Row] = []
        self.top = 0

    @property
    def page(self) -> int:
        """How many rows of the body are in sight."""
        return max(self.size.height - 2, 1)

    def draw(self) -> list[Row]:
        self.top = min(max(self.top, 0), max(len(self.body) - self.page, 0))
        shown = self.body[self.top : self.top + self.page]
        shown += [BLANK] * (self.page - len(shown))
        keys = list(self.keys)
        while len(keys) > 2 and _cells(keys) > self.columns - 4:
            del keys[-2]  # the last one leaves
        more = self._more(self.columns - _cells(keys) - 4)
        asks = (self.help_key, "help")
        if keys and _cells([*keys, asks]) + len(more) + 4 < self.columns:
            keys.append(asks)
        self._drawn_keys = keys
        return (
            [self._rim("┌", "┐", [(f" {cut(self.heading, self.columns - 8)} ", "heading")], "")]
            + [self._between_rims(line) for line in shown]
            + [self._rim("└", "┘", [s for k, t in keys for s in ((f" {k} ", "key"), (f"{t} ", "text"))], more)]
        )

    def _more(self, room: int) -> str:
        """Which part of the body is in sight, as long as there is room for it; "" where all of it is."""
        first, last, count = self.top + 1, self.top + self.page, len(self.body)
        candidates = (
            (f"{first}–{last} of {count}", f"{first}–{last}/{count}", f"{first}/{count}") if count > self.page else ()
        )
        return next((f" {text} " for text in candidates if width(text) + 2 <= room), "")

    def key_at(self, x: int) -> str:
        """The key that is written at that cell of the lower rim, or ""."""
        at = 2
        for key, text in self._drawn_keys:
            end = at + width(key) + width(text) + 3
            if at <= x < end:
                return key
            at = end
        return ""

    def _rim(self, left: str, right: str, inset: list[tuple[str, str]], tail: str) -> Row:
        used = sum(width(text) for text, _ in inset) + width(tail)
        fill = ("─" * max(self.columns - 4 - used, 0), "border")
        return row((f"{left}─", "border"), *inset, fill, (tail, "muted"), (f"─{right}", "border"), fill="dialog")

    def _between_rims(self, line: Row) -> Row:
        line = shorten(line, self.columns - 4)
        gap = self.columns - 4 - line.cells
        spans = [(text, line.fill or role) for text, role in line.spans]
        return row(("│ ", "border"), *spans, (" " * gap, line.fill or "dialog"), (" │", "border"), fill="dialog")


def _cells(keys: Sequence[tuple[str, str]]) -> int:
    return sum(width(key) + width(text) + 3 for key, text in keys)


class Dialog(SteadyScreen, ModalScreen[T], Generic[T]):
    """A dialog of rows. Subclasses give `heading`, `footing` and `body`, and answer keys in `pressed`.

    `widest` is how many cells the frame takes where the terminal has them.
    """

    widest = 64
    about = ""
    """What the dialog is for, in a sentence or two, for its help."""
    searchable = False
    """Whether `/` searches the body."""
    takes_text = False
    """Whether `?` is a character that can be typed here; F1 is the help everywhere."""
    own_keys: frozenset[str] = frozenset()
    """Keys of the help that do something else here."""
    steering: frozenset[str] = frozenset()
    """Keys that move something inside, and so never scroll the body."""
    live = False
    """Whether what is shown is drawn again when the model changes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.pane = DialogPane(look)
        self.pane.help_key = "F1" if self.takes_text else "?"
        self.search = Search()

    @abstractmethod
    def heading(self) -> str:
        """What stands in the upper rim."""

    @abstractmethod
    def footing(self) -> Sequence[tuple[str, str]]:
        """Keys, with what each does, in the lower rim."""

    @abstractmethod
    def body(self, columns: int) -> list[Row]:
        """The rows inside, each at most `columns` cells wide."""

    def pressed(self, key: str, character: str | None) -> None:
        """A key that the frame itself does not use."""

    def render(self) -> RenderResult:  # type: ignore[override]  # of a screen Textual promises less than it takes
        return under_dialog(super().render())

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.update()

    def on_resize(self, _: Resize) -> None:
        self.update()

    def model_changed(self) -> None:
        """Draw again what follows the model."""
        if self.live:
            self.update()

    def update(self) -> None:
        """Draw what differs."""
        screen = self.app.size
        columns = min(self.widest, screen.width - 4)
        pane = self.pane
        pane.body = self.body(columns - 4)
        wanted = (columns, min(len(pane.body) + 2, screen.height - 2))
        if (pane.size.width, pane.size.height) != wanted:
            pane.styles.width, pane.styles.height = wanted
        searching = self.search.keys(pane.body)
        pane.heading = self.heading()
        pane.keys = searching if self.search.typing else [*searching, *self.footing()]
        if self.search.at is not None and self.search.at < len(pane.body):
            pane.body[self.search.at] = Row(pane.body[self.search.at].spans, "selected")
        pane.redraw()

    def _searched(self, event: Key) -> bool:
        """Whether the key belongs to the search, and what it does there."""
        search, body = self.search, self.pane.body
        if search.typing:
            search.type(event.key, event.character if event.is_printable else None)
            search.first(body, self.pane.top)
        elif self.searchable and event.key == "slash":
            search.begin()
        elif search.text and event.key in ("n", "N", "upper_n"):
            search.step(body, 1 if event.key == "n" else -1, self.pane.top)
        elif search.text and event.key == "escape":
            search.end()
        else:
            return False
        if search.at is not None:
            self.found(search.at)
        self.update()
        return True

    def found(self, at: int) -> None:
        """The search looks at this row of the body."""
        self.pane.top = max(at - self.pane.page // 2, 0)

    def explain(self) -> None:
        """Show what the dialog is for and what its keys do."""
        asks = "F1" if self.takes_text else "? F1"
        self.app.push_screen(DialogHelp(self.pane.look, self.heading(), self.about, self.footing(), asks))

    def scroll_body(self, by: int) -> None:
        """Show an earlier or later part of the body."""
        self.pane.top += by
        self.pane.redraw()

    def keep_in_sight(self, first: int, last: int) -> None:
        """Scroll as far as needed for these rows of the body to be seen."""
        top = self.pane.top
        self.pane.top = max(min(top, first), last - self.pane.page + 1)
        self.pane.redraw()

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        if self not in self.app.screen_stack:
            return  # closed by the key before: this one was typed ahead, for what was on the screen then
        page = self.pane.page
        if self._searched(event):
            return
        asks = event.key == "f1" or (event.key == "question_mark" and not self.takes_text)
        if asks and event.key not in self.own_keys:
            self.explain()
            return
        moves = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -(10**6), "end": 10**6}
        if event.key in moves and event.key not in self.steering and len(self.pane.body) > page:
            self.scroll_body(moves[event.key])
        else:
            self.pressed(event.key, event.character if event.is_printable else None)

    def on_click(self, event: Click) -> None:
        """A key in the rim is pressed by a click on it; a row of the body answers for itself."""
        place = self.pane.region
        x, y = int(event.screen_x) - place.x, int(event.screen_y) - place.y
        if not (0 <= x < place.width and 0 <= y < place.height):
            return
        if y == place.height - 1:
            key = self.pane.key_at(x)
            named = known_key(key.split()[0]) if key else None
            if named in ("question_mark", "f1"):
                self.explain()
            elif named is not None:
                self.pressed(named, key if len(key) == 1 else None)
        elif 0 < y <= self.pane.page and (at := self.pane.top + y - 1) < len(self.pane.body):
            self.clicked(at, x - 2)

    def clicked(self, at: int, x: int) -> None:
        """The row `at` of the body was clicked, `x` cells from its beginning."""

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        self.scroll_body(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        self.scroll_body(-1)


class DialogHelp(Dialog[None]):
    """The help of a dialog: what it is `about`, and its keys."""

    own_keys = frozenset(("question_mark", "f1"))

    def __init__(self, look: Look, title: str, about: str, keys: Sequence[tuple[str, str]], asks: str) -> None:
        super().__init__(look)
        self._title, self._about, self._keys, self._asks = title, about, list(keys), asks

    def heading(self) -> str:
        return f"Help: {self._title}"

    def footing(self) -> list[tuple[str, str]]:
        return [("Esc", "close")]

    def body(self, columns: int) -> list[Row]:
        return dialog_help_rows(self._about, self._keys, self._asks, columns)

    def pressed(self, key: str, character: str | None) -> None:
        if key in ("escape", "enter", "q", *self.own_keys):
            self.dismiss(None)
