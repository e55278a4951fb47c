"""The command palette: every command by name, those that cannot be done now with the reason."""

from functools import partial
from typing import cast

from textual.app import RenderResult
from textual.command import CommandInput, CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content

from pairtui.ui.commands.table import Command
from pairtui.ui.console.host import CommandHost
from pairtui.ui.screens.backdrop import under_dialog

_NOT_HERE = ("Move",)


class CommandProvider(Provider):
    """Finds commands of the table."""

    @property
    def _console(self) -> CommandHost:
        return cast("CommandHost", self.screen)

    def _commands(self) -> list[tuple[Command, str, str]]:
        """Each command with its name and its help now, those that can be done first."""
        now = self._console.situation()
        can: list[tuple[Command, str, str]] = []
        cannot: list[tuple[Command, str, str]] = []
        for command in self._console.keymap.commands:
            if command.group in _NOT_HERE or command.id in ("palette", "fix"):
                continue
            reason = command.available(now)
            entry = (command, f"{command.name(now)}  {command.key.split()[0]}", command.help)
            if reason is None:
                can.append(entry)
            else:
                cannot.append((command, entry[1], f"not now: {reason}"))
        return can + cannot

    async def discover(self) -> Hits:
        for command, name, text in self._commands():
            yield DiscoveryHit(Content(name), partial(self._console.run, command), text=name, help=Content(text).markup)

    async def search(self, query: str) -> Hits:
        """Those whose name or help is like `query`."""
        matcher = self.matcher(query)
        for command, name, text in self._commands():
            score = max(matcher.match(name), matcher.match(command.help) * 0.6)
            if score > 0:
                yield Hit(
                    score, Content(name), partial(self._console.run, command), text=name, help=Content(text).markup
                )


class CommandPaletteScreen(CommandPalette):
    """Textual's palette with the commands of the table."""

    def __init__(self) -> None:
        super().__init__(providers=[CommandProvider], placeholder="What to do", id="--command-palette")

    def render(self) -> RenderResult:  # type: ignore[override]  # as in Dialog
        return under_dialog(super().render())

    def on_mount(self) -> None:
        """Keep to what every terminal can draw, and still."""
        self.query_one(SearchIcon).icon = ">"
        self.query_one(CommandInput).cursor_blink = False
