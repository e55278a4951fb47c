"""The first and the last line of the screen: what runs where, and what the keys do."""

from collections.abc import Callable, Sequence

from textual.events import Click

from pairtui.pairing.events import SourceState
from pairtui.pairing.model import Model
from pairtui.pairing.state import Adapter, SourceStatus
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.footer import ALWAYS, Item, footer_items, item
from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.commands.table import Command
from pairtui.ui.text.badges import adapter_badges, fitting
from pairtui.ui.text.cells import clean, cut, width
from pairtui.ui.text.rows import Row, Span, between
from pairtui.ui.themes import Look
from pairtui.ui.widgets.pane import Pane, SayingPane

_STATES = {
    SourceState.STARTING: ("◌", "starting", "muted"),
    SourceState.UP: ("●", "up", "ok"),
    SourceState.DOWN: ("✗", "down", "error"),
    SourceState.PAUSED: ("○", "paused", "warning"),
    SourceState.ENDED: ("○", "ended", "muted"),
}
LONGEST_HOST = 16
LEAST_DETAIL = 16
WITH_PALETTE = 100
"""Columns from which the footer names the palette too."""


def source_state(status: SourceStatus) -> tuple[str, str]:
    """Glyph with word of a source's state, and its role."""
    glyph, word, role = _STATES[status.state]
    return f"{glyph} {word}", role


class TitleBar(Pane):
    """Host, adapter, versions, and each source up or down."""

    ground = "title"

    def __init__(self, look: Look, hostname: str) -> None:
        super().__init__(look, id="title")
        self._hostname = hostname
        self._model: Model | None = None
        self._adapters: Sequence[Adapter] = ()

    def show(self, model: Model, adapters: Sequence[Adapter]) -> None:
        """Show the sources of the model, and the adapters in use."""
        self._model, self._adapters = model, adapters
        self.redraw()

    def draw(self) -> list[Row]:
        """The line: sources at the right are never cut, details in the middle are."""
        sources = list(self._model.sources.values()) if self._model else []
        right: list[Span] = []
        for status in sources:
            glyph, word, role = _STATES[status.state]
            right += [(f"{glyph} ", role), (f"{status.name} ", "title"), (f"{word} ", role)]
        room = self.columns - sum(width(text) for text, _ in right) - 1
        left: list[Span] = [(f" {cut(self._hostname, LONGEST_HOST)} ", "heading")]
        for at, adapter in enumerate(self._adapters):
            left.append((f"{' ' if at else ''}{adapter.key} ", "title"))
            left.append(("on", "ok") if adapter.powered else ("off", "error"))
        room -= sum(width(text) for text, _ in left)
        marks = fitting(adapter_badges(self._model, self._adapters), room) if self._model else []
        left += marks
        room -= sum(width(text) for text, _ in marks)
        details: list[Span] = []
        for status in sources:
            text = f" · {clean(status.detail)}"
            if status.detail and width(text) <= room:
                details.append((text, "muted"))
                room -= width(text)
        first = next((clean(status.detail) for status in sources if status.detail), "")
        if first and not details and room >= LEAST_DETAIL:
            details.append((cut(f" · {first}", room), "muted"))
            room = 0
        name: list[Span] = [(" pairtui ", "accent")] if room >= len(" pairtui ") else []
        return [between([*name, *left, *details], right, self.columns, fill="title")]


class Footer(SayingPane):
    """The keys that do something now; for a moment, what the console has to say instead."""

    def __init__(self, look: Look, keymap: Keymap, run: Callable[[Command], None]) -> None:
        super().__init__(look, id="footer")
        self._keymap, self._run = keymap, run
        self._now = CommandContext()
        self._places: list[tuple[int, int, Command]] = []

    def show(self, now: CommandContext) -> None:
        """Show what can be done in this situation."""
        self._now = now
        self.redraw()

    def draw(self) -> list[Row]:
        self._places = []
        if said := self.saying():
            return said
        last = [item(self._keymap, self._keymap.command(name), self._now) for name in ALWAYS]
        if self.columns < WITH_PALETTE:
            last = [one for one in last if one.command.id != "palette"]
        room = self.columns - sum(_cells(one) for one in last) - 2
        first: list[Item] = []
        for one in footer_items(self._keymap, self._now):
            if _cells(one) <= room:
                first.append(one)
                room -= _cells(one)
        self._place(first, 1)
        self._place(last, self.columns - sum(_cells(one) for one in last))
        left: list[Span] = [(" ", "title"), *(span for one in first for span in _spans(one))]
        return [between(left, [span for one in last for span in _spans(one)], self.columns, fill="title")]

    def _place(self, items: Sequence[Item], at: int) -> None:
        for one in items:
            self._places.append((at, at + _cells(one), one.command))
            at += _cells(one)

    def on_click(self, event: Click) -> None:
        for start, end, command in self._places:
            if start <= event.x < end:
                self._run(command)


def _spans(one: Item) -> list[Span]:
    return [(one.key, "key"), (f" {one.label}  ", "muted")]


def _cells(one: Item) -> int:
    return sum(width(text) for text, _ in _spans(one))
