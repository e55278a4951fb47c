"""A pane that draws rows of spans and repaints only the cells that changed."""

from abc import abstractmethod
from collections.abc import Sequence

from rich.segment import Segment
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from pairtui.ui.text.cells import width, wrap
from pairtui.ui.text.glyphs import ascii_twin
from pairtui.ui.text.rows import BLANK, Row, Span, row
from pairtui.ui.themes import Look

SAID_FOR = 6.0
MOST_SAID = 4


class Pane(Widget):
    """A line-API widget: `draw()` gives its rows for the present size, `redraw()` paints the difference.

    `edge` is drawn at the right of every line and takes one cell of the width; where `draw` puts a line's number into
    `goes_on`, there is more than is shown, and `⋮` stands there instead. `ground` is the role whose background
    lies under the pane.
    """

    edge = ""
    ground = "text"

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.look = look
        self._rows: list[Row] = []
        self._drawn_for = Size()
        self._strips: dict[int, Strip] = {}
        self.goes_on: set[int] = set()

    @property
    def columns(self) -> int:
        """The cells a row can take."""
        return max(self.size.width - len(self.edge), 0)

    @abstractmethod
    def draw(self) -> Sequence[Row]:
        """The rows as they should be now; those below the pane's height are not shown."""

    def redraw(self) -> None:
        """Draw again what differs from what is on the screen."""
        if not self.size:
            return
        if self._drawn_for != self.size:
            self._draw_all()
            self.refresh()
            return
        before = self.goes_on
        rows = self._whole()
        for y in before ^ self.goes_on:
            self._strips.pop(y, None)
            self.refresh(Region(self.size.width - len(self.edge), y, len(self.edge), 1))
        changed = [(y, *span) for y, row in enumerate(rows) if (span := _difference(self._rows[y], row, self.columns))]
        self._rows = rows
        for y, start, end in changed:
            self._strips.pop(y, None)
            self.refresh(Region(start, y, end - start, 1))

    def _whole(self) -> list[Row]:
        self.goes_on = set()
        rows = list(self.draw()[: self.size.height])
        return rows + [BLANK] * (self.size.height - len(rows))

    def _draw_all(self) -> None:
        self._rows, self._drawn_for = self._whole(), self.size
        self._strips.clear()

    def restyle(self, look: Look) -> None:
        """Draw everything in another theme."""
        self.look = look
        self._strips.clear()
        self.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The focus is drawn. Handlers of Focus and Blur run before it changes."""
        super().watch_has_focus(has_focus)
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """The strip of one line. The rows depend on the size, which is not known before the first frame."""
        if self._drawn_for != self.size:
            self._draw_all()
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y, self._rows[y] if y < len(self._rows) else BLANK)
        return strip

    def _strip(self, y: int, row: Row) -> Strip:
        style = self.look.palette.style
        letters = ascii_twin if self.look.ascii_only else str
        segments = [Segment(letters(text), style(role, row.fill)) for text, role in row.spans]
        room = max(self.size.width - len(self.edge), 0)
        strip = Strip(segments).adjust_cell_length(room, style(row.fill or self.ground))
        if self.edge:
            edge, role = ("⋮", "accent") if y in self.goes_on else (self.edge, "border")
            strip = Strip([*strip, Segment(letters(edge), style(role))])
        return strip


class MovingPane(Pane, can_focus=True):
    """A pane in which keys and the wheel move something."""

    @abstractmethod
    def move(self, by: int) -> None:
        """Go so many lines down, or up where `by` is negative."""

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        self.move(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        self.move(-1)


class SayingPane(Pane):
    """The last line of the screen: for a moment, what the console has to say in place of its keys."""

    ground = "title"
    _said: Span = ("", "")
    _quiet: Timer | None = None

    def say(self, text: str, role: str = "warning") -> None:
        """Say `text`, in as many lines as it takes, until `SAID_FOR` has passed."""
        if self._quiet is not None:
            self._quiet.stop()
        self._show_said(text, role)
        self._quiet = self.set_timer(SAID_FOR, lambda: self._show_said("", ""))

    def _show_said(self, text: str, role: str) -> None:
        self._said = (text, role)
        self.styles.height = max(len(self.saying()), 1)
        self.redraw()

    def saying(self) -> list[Row]:
        """What is said now; none where that is nothing."""
        text, role = self._said
        return [row((" ", "title"), (line, role), fill="title") for line in wrap(text, self.columns - 1)][:MOST_SAID]


def _difference(old: Row, new: Row, columns: int) -> tuple[int, int] | None:
    """The first and the last column but one in which two rows differ; None where they are the same."""
    if old == new:
        return None
    if old.fill != new.fill:
        return 0, columns
    start = _alike(old.spans, new.spans)
    if old.cells != new.cells:
        return start, columns
    end = new.cells - _alike(_turned(old.spans), _turned(new.spans))
    return (start, end) if start < end else (0, columns)


def _alike(old: Sequence[Span], new: Sequence[Span]) -> int:
    """How many cells from the start are the same."""
    cells = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            return cells + (_common(before[0], after[0]) if before[1] == after[1] else 0)
        cells += width(after[0])
    return cells


def _common(old: str, new: str) -> int:
    """How many cells two texts have in common from the start; a mark belongs to the letter before it."""
    if not (old.isascii() and new.isascii()):
        return 0
    return next((at for at, (before, after) in enumerate(zip(old, new, strict=False)) if before != after), 0)


def _turned(spans: Sequence[Span]) -> list[Span]:
    return [(text[::-1], role) for text, role in reversed(spans)]
