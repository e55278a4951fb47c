"""Runs the console on a terminal until the user leaves it."""

import gc
import logging
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pairtui.ui.text.glyphs import terminal_wants_ascii

if TYPE_CHECKING:
    from pairtui.hub import ConsoleHub
    from pairtui.ui.text.times import Clock


def run_console(
    hub: "ConsoleHub",
    *,
    clock: "Clock" = time.time,
    theme: str | None = None,
    ascii_only: bool | None = None,
    local: bool = True,
    slow: bool = False,
    hostname: str = "",
    keys: "Mapping[str, Sequence[str]] | None" = None,
    adapter: str = "",
    notices: "Sequence[str]" = (),
    after_pairing: str = "nothing",
    keep_theme: "Callable[[str], str] | None" = None,
) -> int:
    """Run the console on `hub`; gives the exit status. `clock` gives POSIX seconds.

    Garbage is collected from when `PairtuiApp` has begun.

    `theme` None is the everyday one, or the one without colour where NO_COLOR is set; `ascii_only` None looks at the
    terminal and the locale; times are `local` or UTC; `slow` draws less often; `keys` are the user's own, by the ids of
    the commands; `adapter` is the one to begin with. `notices` say what of the settings was not taken; `after_pairing`
    is what follows a pairing; `keep_theme` keeps a chosen theme and says so.
    Raises ThemeError where the theme cannot be used.
    """
    gc.disable()  # hundreds of modules are imported, nothing of them is garbage: a tenth of the time to the first frame
    from pairtui.pairing.events import Logged
    from pairtui.ui.app import PairtuiApp
    from pairtui.ui.commands.keymap import keymap

    own = keymap(keys or {})
    own = replace(own, notices=(*notices, *(f"config.toml: {notice}" for notice in own.notices)))
    for notice in own.notices:
        logging.getLogger(__name__).warning("%s", notice)
        hub.model.apply(Logged(at=time.time(), source="pairtui", text=notice, level="warning"))
    app = PairtuiApp(
        hub,
        clock=clock,
        theme=theme or ("mono" if os.environ.get("NO_COLOR") else "dark"),
        ascii_only=terminal_wants_ascii() if ascii_only is None else ascii_only,
        local=local,
        slow=slow,
        hostname=hostname or socket.gethostname(),
        keymap=own,
        adapter=adapter,
        after_pairing=after_pairing,
        keep_theme=keep_theme,
    )
    return app.run_on_terminal()
