"""The command palette: every command by name, those that cannot be done now with the reason."""

from collections.abc import Sequence

from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.table import Command
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import Row, paragraph, row
from pairtui.ui.themes import Look

_NOT_HERE = ("Move",)
_LONGEST = 32
"""Characters that can be typed."""

Entry = tuple[Command, str | None]
"""A command, and why it cannot be done now."""


class CommandPalette(Dialog[Command | None]):
    """Finds one of `commands` by what is typed of its name or its help; gives it, or None. `now`: what they work on.

    Textual's own has a dozen widgets, and takes four times as long to open.
    """

    widest = 68
    about = "Type some letters of what a command is called or does; Enter carries out the marked one."
    takes_text = True
    steering = frozenset(("up", "down", "home", "end", "pageup", "pagedown"))

    def __init__(self, look: Look, commands: Sequence[Command], now: CommandContext) -> None:
        super().__init__(look)
        self._typed, self._at, self._now = "", 0, now
        here = [one for one in commands if one.group not in _NOT_HERE and one.id not in ("palette", "fix")]
        reasons = [(one, one.available(now)) for one in here]
        self._every = sorted(reasons, key=lambda entry: entry[1] is not None)
        self._found: Sequence[Entry] = self._every

    def heading(self) -> str:
        return f"> {self._typed}▏" if self._typed else "> What to do"

    def footing(self) -> list[tuple[str, str]]:
        return [("Enter", "do it"), ("Esc", "leave")]

    def body(self, columns: int) -> list[Row]:
        rows = [line for at, entry in enumerate(self._found) for line in self._rows(at, *entry)]
        return rows or paragraph("No command is called that, or does it.", "muted", columns)

    def _rows(self, at: int, command: Command, reason: str | None) -> list[Row]:
        mark, fill = ("▌ ", "selected") if at == self._at else ("  ", "")
        name = (f"{command.name(self._now)}  ", "text" if reason is None else "muted")
        description = command.help if reason is None else f"not now: {reason}"
        return [
            row((mark, "accent"), name, (command.key.split()[0], "key"), fill=fill),
            row((mark, "accent"), (description, "muted"), fill=fill),
        ]

    def pressed(self, key: str, character: str | None) -> None:
        page = max(self.pane.page // 2, 1)
        last = max(len(self._found) - 1, 0)
        moves = {"up": -1, "down": 1, "home": -last, "end": last, "pageup": -page, "pagedown": page}
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            if self._found:
                self.dismiss(self._found[self._at][0])
        elif key in moves:
            self._mark(min(max(self._at + moves[key], 0), last))
        elif (typed := typed_text(self._typed, key, character, _LONGEST)) != self._typed:
            self._typed = typed
            self._found = like(typed, self._every, self._now)
            self._mark(0)

    def _mark(self, at: int) -> None:
        self._at = at
        self.update()
        self.keep_in_sight(2 * at, 2 * at + 1)

    def clicked(self, at: int, x: int) -> None:
        """Carry out the command that was clicked."""
        if at // 2 < len(self._found):
            self.dismiss(self._found[at // 2][0])


_NO_MATCH = 4


def like(typed: str, entries: Sequence[Entry], now: CommandContext) -> list[Entry]:
    """Those that are called so or do that, the best match first; all of them where nothing is typed."""
    ranked = [(_rank(typed.casefold(), entry[0].name(now), entry[0].help), entry) for entry in entries]
    return [entry for rank, entry in sorted(ranked, key=lambda one: one[0]) if rank < _NO_MATCH]


def _rank(typed: str, name: str, text: str) -> int:
    """How well that is met: by the name's beginning, in the name, in the help too, or by letters of the name."""
    name = name.casefold()
    letters = iter(name)
    fits = (
        name.startswith(typed),
        typed in name,
        all(word in f"{name} {text}".casefold() for word in typed.split()),
        all(letter in letters for letter in typed),
    )
    return fits.index(True) if True in fits else _NO_MATCH
