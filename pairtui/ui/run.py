"""Runs the console on a terminal until the user leaves it."""

import gc
import logging
import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from pairtui.files.config import Settings
from pairtui.hub import ConsoleHub
from pairtui.ui.text.glyphs import terminal_wants_ascii
from pairtui.ui.text.times import Clock
from pairtui.ui.themes import Look, load_theme


def user_look(settings: Settings) -> Look:
    """How everything is drawn: as the settings say, else NO_COLOR and the terminal. Raises ThemeError."""
    theme = settings.theme or ("mono" if os.environ.get("NO_COLOR") else "dark")
    return Look(load_theme(theme), settings.ascii or terminal_wants_ascii(), not settings.utc, settings.slow)


def run_console(
    hub: ConsoleHub,
    settings: Settings,
    *,
    clock: Clock = time.time,
    hostname: str = "",
    notices: "Sequence[str]" = (),
    keep_theme: "Callable[[str], str] | None" = None,
) -> int:
    """Run the console on `hub`; gives the exit status. `clock` gives POSIX seconds.

    Garbage is collected from when `PairtuiApp` has begun. `notices` say which settings were not taken; `keep_theme`
    keeps a chosen theme and says so. Raises ThemeError where the theme cannot be used.
    """
    gc.disable()  # hundreds of modules are imported, nothing of them is garbage: a tenth of the time to the first frame
    from pairtui.pairing.events import Logged
    from pairtui.ui.app import PairtuiApp
    from pairtui.ui.commands.keymap import keymap

    own = keymap(settings.keys)
    own = replace(own, notices=(*notices, *(f"config.toml: {notice}" for notice in own.notices)))
    for notice in own.notices:
        logging.getLogger(__name__).warning("%s", notice)
        hub.model.apply(Logged(at=time.time(), source="pairtui", text=notice, level="warning"))
    app = PairtuiApp(
        hub,
        user_look(settings),
        clock=clock,
        hostname=hostname or socket.gethostname(),
        keymap=own,
        adapter=settings.adapter,
        after_pairing=settings.after_pairing,
        keep_theme=keep_theme,
    )
    return app.run_on_terminal()
