"""The first and the last line of the screen: what runs where, and what the keys do."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.events import Click

from pairtui.pairing.events import SourceState
from pairtui.pairing.state import Adapter, SourceStatus
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.commands.table import Command
from pairtui.ui.text.cells import clean, cut, width, wrap
from pairtui.ui.text.rows import Row, Span, between, row
from pairtui.ui.themes import Look
from pairtui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

_STATES = {
    SourceState.STARTING: ("◌", "starting", "muted"),
    SourceState.UP: ("●", "up", "ok"),
    SourceState.DOWN: ("✗", "down", "error"),
    SourceState.ENDED: ("○", "ended", "muted"),
}
LONGEST_HOST = 16
LEAST_DETAIL = 16
MOST_SAID = 4
_ALWAYS = ("help", "palette", "quit")


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

    def show(self, model: "Model", adapters: Sequence[Adapter]) -> None:
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


class Footer(Pane):
    """The keys that do something now; for a moment, what the console has to say instead."""

    ground = "title"

    def __init__(self, look: Look, keymap: Keymap, run: Callable[[Command], None]) -> None:
        super().__init__(look, id="footer")
        self._keymap, self._run = keymap, run
        self._always = [keymap.command(name) for name in _ALWAYS]
        self._now = CommandContext()
        self._said: Span | None = None
        self._places: list[tuple[int, int, Command]] = []

    def show(self, now: CommandContext) -> None:
        """Show what can be done in this situation."""
        self._now = now
        self.redraw()

    def say(self, text: str, role: str = "warning") -> None:
        """Say `text` in place of the keys, in as many lines as it takes; an empty one brings them back."""
        self._said = (text, role) if text else None
        self.styles.height = max(len(self._saying()), 1)
        self.redraw()

    def _saying(self) -> list[Row]:
        text, role = self._said or ("", "")
        return [row((" ", "title"), (line, role), fill="title") for line in wrap(text, self.columns - 1)][:MOST_SAID]

    def draw(self) -> list[Row]:
        """Keys as far as they fit, help and palette always."""
        if self._said:
            self._places = []
            return self._saying()
        right = [item for command in self._always for item in self._item(command)]
        room = self.columns - sum(width(text) for text, _ in right) - 2
        left: list[Span] = [(" ", "title")]
        self._places = []
        for command in self._candidates():
            item = self._item(command)
            wide = sum(width(text) for text, _ in item)
            if command.available(self._now) is None and wide <= room:
                start = sum(width(text) for text, _ in left)
                self._places.append((start, start + wide, command))
                left += item
                room -= wide
        self._place_right(right)
        return [between(left, right, self.columns, fill="title")]

    def _candidates(self) -> list[Command]:
        wanted = (c for c in self._keymap.commands if c.footer and c.id not in _ALWAYS)
        return sorted(wanted, key=lambda command: command.footer)

    def _item(self, command: Command) -> list[Span]:
        return [(command.key.split()[0], "key"), (f" {command.name(self._now)}  ", "muted")]

    def _place_right(self, right: list[Span]) -> None:
        at = self.columns
        for command in reversed(self._always):
            wide = sum(width(text) for text, _ in self._item(command))
            self._places.append((at - wide, at, command))
            at -= wide

    def on_click(self, event: Click) -> None:
        """Do what was clicked."""
        for start, end, command in self._places:
            if start <= event.x < end:
                self._run(command)
