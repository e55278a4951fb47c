"""Runs the console on many gateways until the user leaves it."""

import logging
import subprocess
from asyncio import get_running_loop
from collections.abc import Callable
from signal import SIGTERM
from time import time

from pairtui.files.config import Settings
from pairtui.ui.app import PairtuiApp, textual_theme
from pairtui.ui.fleet.data import Fleet, Sender
from pairtui.ui.fleet.screen import FleetScreen
from pairtui.ui.run import user_look
from pairtui.ui.terminal.textual_private import TerminalApp
from pairtui.ui.text.times import Clock
from pairtui.ui.themes import Look

_log = logging.getLogger(__name__)


class FleetApp(TerminalApp):
    """The console on `fleet`; the other arguments as of `PairtuiApp`."""

    CSS = (
        PairtuiApp.CSS
        + """
        FleetScreen, AttemptScreen { layout: vertical; }
        #tabs { height: 1; }
        #table { height: 1fr; }
        AttemptScreen #attempt { height: 1fr; width: 100%; }
        """
    )
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        fleet: Fleet,
        sender: Sender,
        look: Look,
        *,
        clock: Clock = time,
        ended: Callable[[], str] = str,
    ) -> None:
        self._fleet, self._sender, self._look, self._clock, self._ended = fleet, sender, look, clock, ended
        super().__init__(ansi_color=self._look.palette.ansi)
        self.title = "pairtui fleet"
        name = f"pairtui-{self._look.palette.name}"
        self.register_theme(textual_theme(name, self._look.palette))
        self.theme = name

    def get_default_screen(self) -> FleetScreen:
        return FleetScreen(self._fleet, self._sender, self._look, self._clock, self._log_in, self._ended)

    def on_mount(self) -> None:
        """Whoever ends the program ends it as `q` does."""
        if not self.is_headless:
            get_running_loop().add_signal_handler(SIGTERM, self.exit)

    def _log_in(self, label: str) -> None:
        """Run the operator's own command with the terminal to itself; then this is back."""
        screen = self.screen_stack[0]
        assert isinstance(screen, FleetScreen)
        command = list(self._sender.login(label))
        _log.info("logging in to %s with %s", label, command[0])
        try:
            with self.suspend():
                status = subprocess.run(command, check=False).returncode
        except OSError as error:
            screen.say(f"✗ {command[0]} cannot be started: {error.strerror}; see login under [console].", "error")
            return
        if status:
            screen.say(f"✗ {' '.join(command)} ended with status {status}.", "error")


def run_fleet(fleet: Fleet, sender: Sender, settings: Settings, ended: Callable[[], str] = str) -> int:
    """Run the console; gives the exit status. Raises ThemeError.

    `ended` says why the collector has ended, "" while it runs.
    """
    return FleetApp(fleet, sender, user_look(settings), ended=ended).run_on_terminal()
