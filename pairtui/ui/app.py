"""The Textual application: the console on a hub."""

import asyncio
import gc
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from signal import SIGTERM
from time import time
from typing import Any

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.events import Event, Key, Paste
from textual.theme import Theme
from textual.timer import Timer

from pairtui.hub import ConsoleHub
from pairtui.pairing.actions import Action
from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.console.screen import ConsoleScreen
from pairtui.ui.terminal.textual_private import TerminalApp
from pairtui.ui.text.times import Clock
from pairtui.ui.themes import Look, RoleStyles, load_theme, theme_names

BEGUN_AFTER = 1.0
"""Seconds for the first frame, and what is heard at first; what can wait comes then."""

READ_AHEAD = (
    "pairing.tracking.tracker",
    "pairing.tracking.log_line",  # after the tracker, whose `_text` it takes the place of
    "pairing.diagnosis.expected_message",
    "ui.console.dispatch",
    "ui.screens.palette",
    "ui.screens.prompt",
)
"""A second of imports, for which the first line of a log or the first key would have to wait."""

GARBAGE = (2000, 10, 100)
"""Thresholds of the collector (`gc.set_threshold`): the second generation takes half the time of a frame."""

SHEETS_TO_COLLECT, REST = 16, 0.5
"""Closed sheets until what they left, each half a megabyte whose parts hold each other, is collected; seconds without a
key in which that is done, since a key would wait for it."""

NOTICED = 1.0
"""Seconds without a key after which the user has seen that the question is gone."""

LEAVING = ("escape", "ctrl+c")
"""Keys that do no harm where they were not meant."""


def collect_garbage() -> None:
    """Have garbage collected from now on, of which what is there already, imported for the most part, is none.

    A collection of all of it stops the console for longer than a key may wait.
    """
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


class PairtuiApp(TerminalApp):
    """The console on `hub`.

    `clock` gives POSIX seconds; `hostname` stands in the title line; `keymap` has the keys; `adapter` is the one to
    begin with. The hub runs inside the application and is closed with it.
    """

    CSS = Path(__file__).with_name("app.tcss").read_text(encoding="utf-8")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal"), (100, "-wide"), (160, "-widest")]  # noqa: RUF012 -- Textual reads it from the class
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        hub: ConsoleHub,
        look: Look,
        *,
        clock: Clock = time,
        hostname: str = "",
        keymap: Keymap | None = None,
        adapter: str = "",
        after_pairing: str = "nothing",
        keep_theme: Callable[[str], str] | None = None,
    ) -> None:
        self._hub, self._look = hub, look
        self._clock, self._hostname, self._keys = clock, hostname, keymap or Keymap()
        self._adapter, self._after_pairing, self._keep_theme = adapter, after_pairing, keep_theme
        self._hub_closing: asyncio.Task[None] | None = None
        self._answering_until = float("-inf")  # time of the loop
        self._closed_sheets = 0
        self._rest: Timer | None = None
        super().__init__(ansi_color=self._look.palette.ansi)
        self.title = "pairtui"
        self._begin_with(self._look.palette)

    def get_default_screen(self) -> ConsoleScreen:
        return ConsoleScreen(
            self._hub, self._look, self._clock, self._hostname, self._keys, self.choose_theme, self._adapter
        ).following(self._after_pairing)

    @property
    def console_screen(self) -> ConsoleScreen:
        """The main screen, which lies under every other."""
        screen = self.screen_stack[0]
        assert isinstance(screen, ConsoleScreen)
        return screen

    def on_mount(self) -> None:
        """Show what the hub has, then let it run."""
        if not self.is_headless:
            asyncio.get_running_loop().add_signal_handler(
                SIGTERM, self.exit
            )  # as `q` does: what the sources hold is given back
        self._hub.subscribe(self.model_changed)
        self.model_changed()
        self.call_after_refresh(lambda: self.run_worker(self._hub.run(), exit_on_error=False))
        self.set_timer(BEGUN_AFTER, self._begun)

    def _begun(self) -> None:
        """Collect garbage from now on, and have read in a thread what the first diagnosis and the first key need."""
        if not self.is_headless:
            collect_garbage()
        self.run_worker(self._read_ahead, thread=True, exit_on_error=False)

    def _read_ahead(self) -> None:
        for name in READ_AHEAD:
            import_module(f"pairtui.{name}")
        self._hub.model.read_book()

    async def on_event(self, event: Event) -> None:
        """Keep what was typed for a question that has just gone from the keys of the console: a digit is a fix."""
        if isinstance(event, Key):
            self._collect_at_rest()
        if not (isinstance(event, Paste) or (isinstance(event, Key) and event.key not in LEAVING)):
            await super().on_event(event)
        elif (now := asyncio.get_running_loop().time()) < self._answering_until:
            self._answering_until = now + NOTICED
            self.console_screen.say("The question is gone: what you typed was for it, and is dropped.", "warning")
        else:
            await super().on_event(event)

    def pop_screen(self) -> AwaitComplete:
        """Close the sheet on top."""
        self._closed_sheets += 1
        self._collect_at_rest()
        return super().pop_screen()

    def _collect_at_rest(self) -> None:
        if self._closed_sheets >= SHEETS_TO_COLLECT:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(REST, self._collect)

    def _collect(self) -> None:
        self._closed_sheets = 0
        gc.collect()

    def request_exit(self) -> None:
        """Give back what the sources hold, while Textual takes down its screens."""
        self._hub_closing = self._hub_closing or asyncio.create_task(self._hub.close())

    async def on_unmount(self) -> None:
        self.request_exit()
        if self._hub_closing is not None:
            await self._hub_closing

    def model_changed(self) -> None:
        """The hub says so."""
        if self.screen_stack:
            for screen in self.screen_stack:
                changed = getattr(screen, "model_changed", None)
                if changed is not None:
                    changed()
            self._prompts_changed()

    def _prompts_changed(self) -> None:
        waiting = self._hub.model.prompts
        if not waiting and len(self.screen_stack) == 1:
            return
        from pairtui.ui.screens.prompt import PromptDialog  # the first frame does not wait for the dialogs

        shown = [screen for screen in self.screen_stack if isinstance(screen, PromptDialog)]
        for screen in shown:
            if screen.prompt not in waiting:
                if screen.asks:
                    self._answering_until = asyncio.get_running_loop().time() + NOTICED
                screen.dismiss(None)
            else:
                screen.update()
        if waiting and not any(screen.prompt in waiting for screen in shown):
            first = min(waiting)
            self.push_screen(PromptDialog(self._look, self._hub.model, first, self._clock, self._send))

    def _send(self, action: Action) -> None:
        self.console_screen.send((action,))

    def choose_theme(self) -> None:
        """Ask for a theme, and draw in each that is marked."""
        from pairtui.ui.screens.themes import ThemeDialog

        def chosen(name: str | None) -> None:
            if name is not None:
                kept = self._keep_theme(name) if self._keep_theme else f"Theme: {name}."
                self.console_screen.say(kept, "accent")

        self.push_screen(ThemeDialog(self._look, theme_names(), self._draw_in), chosen)

    def _draw_in(self, theme: str) -> Look:
        """Draw in the theme of that name. Raises ThemeError."""
        self._look = replace(self._look, palette=load_theme(theme))
        self._use(self._look.palette)
        self.console_screen.restyle(self._look)
        return self._look

    def _begin_with(self, palette: RoleStyles) -> None:
        """As `_use`, but that Textual does not make its style sheet twice before the first frame."""
        if palette.dark != self.current_theme.dark:
            self._use(palette)
            return
        self.set_reactive(App.theme, self._registered(palette))
        self.stylesheet.set_variables(self.get_css_variables())

    def _use(self, palette: RoleStyles) -> None:
        name = self._registered(palette)
        self.ansi_color = palette.ansi
        self.theme = name

    def _registered(self, palette: RoleStyles) -> str:
        name = f"pairtui-{palette.name}"
        self.register_theme(textual_theme(name, palette))
        return name


def textual_theme(name: str, palette: RoleStyles) -> Theme:
    """The palette as Textual's own widgets, of which there are few, need it."""

    def colour(role: str, ground: bool = False) -> str:
        style = palette.style(role)
        value = style.bgcolor if ground else style.color
        if value is None or value.is_default:
            return "ansi_default"
        return value.triplet.hex if value.triplet else f"ansi_{value.name}"

    # Textual 8 lets a theme say so, the ones before know only the application's `ansi_color`.
    ansi: dict[str, Any] = {"ansi": palette.ansi} if "ansi" in Theme.__dataclass_fields__ else {}
    return Theme(
        name=name,
        dark=palette.dark,
        **ansi,
        primary=colour("accent"),
        secondary=colour("link"),
        accent=colour("accent"),
        success=colour("ok"),
        warning=colour("warning"),
        error=colour("error"),
        foreground=colour("text"),
        background=colour("text", ground=True),
        surface=colour("dialog", ground=True),
        panel=colour("dialog", ground=True),
        boost=colour("dialog", ground=True),
        variables=_ANSI_VARIABLES if palette.ansi else {},
    )


_ANSI_VARIABLES = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "border-blurred": "ansi_black",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-background": "ansi_white",
    "input-cursor-background": "ansi_white",
    "input-cursor-foreground": "ansi_black",
    "input-selection-background": "ansi_white",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_white",
    "screen-selection-foreground": "ansi_black",
}
"""What Textual's own style sheet asks of a theme that keeps to the terminal's colours."""
