"""`pairtui`: the console on this gateway's BlueZ; and what every console needs of its terminal and settings."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli.options import check_capability
from pairtui.errors import NoSource, Unusable

if TYPE_CHECKING:
    from pairtui.files.config import Settings
    from pairtui.pairing.events import Event
    from pairtui.pairing.model import Model
    from pairtui.sources.source import Source
    from pairtui.sources.steady_clock import SteadyClock

SMALLEST = (40, 10)
"""Columns and rows below which the console shows nothing useful."""

INTERVAL, SLOW_INTERVAL = 0.2, 1.0
"""Seconds between two redraws, on a good line and on a slow one."""

_AS_ROOT = "pairtui runs as root: an ordinary user can do all of this but set key sizes, see `pairtui doctor`"

_NO_BLUEZ = (
    "this host has no BlueZ: use `pairtui lab` (virtual devices), `pairtui lab --hci usb:0` (a stack of its own on a "
    "controller), `pairtui replay FILE`, or on Windows and macOS `pairtui --bleak` (discover and pair; steps are not "
    "visible there)"
)


def console(args: argparse.Namespace) -> int:
    """The console on this gateway's BlueZ, or on the system's own Bluetooth."""
    check_terminal()
    notices: list[str] = []
    settings = read_settings(args, notices)
    if not args.bleak and without_bluez():
        raise NoSource(_NO_BLUEZ)
    from pairtui.cli.device_book import device_book
    from pairtui.cli.wiring import StorageSources, deferred, live_sources
    from pairtui.pairing.model import Model
    from pairtui.sources.steady_clock import SteadyClock

    model = Model(device_book)
    storage = StorageSources(model, settings, traced=not args.bleak)
    if args.bleak:
        sources = [deferred("bleak", "BleakSource", module="bleak_source")]
    else:
        sources = live_sources(settings.capability, storage.recording)
        if os.geteuid() == 0:
            from pairtui.pairing.events import Logged

            model.apply(Logged(at=time.time(), source="pairtui", text=_AS_ROOT, level="warning"))
    clock = SteadyClock()
    everything = [*sources, *storage.sources]
    return run_console_on(everything, settings, model, args, notices, storage.changed, clock)


def without_bluez() -> bool:
    """Whether this host has no BlueZ to talk to."""
    from pairtui.sources.bluez.presence import bluez_missing

    return bluez_missing()


def read_settings(args: argparse.Namespace, notices: list[str] | None = None) -> "Settings":
    """The user's settings, with what the command line says instead. Raises Unusable.

    What the file has that cannot be used is left out, with a sentence in `notices`: a gateway at the other end of the
    line must not be out of reach because of a colour.
    """
    from pairtui.cli.device_book import book_problems
    from pairtui.files.config import load_what_can_be_used

    settings, wrong = load_what_can_be_used(Path(args.config) if args.config else None)
    if settings.theme and args.theme is None and (problem_of := _theme_problem(settings.theme)):
        wrong.append(f"theme: {problem_of}")
        settings = replace(settings, theme="")
    if notices is not None:
        notices += wrong + book_problems()
    given = {name: getattr(args, name, None) for name in ("capability", "theme", "ascii", "slow", "utc", "debug")}
    if given["capability"]:
        check_capability(given["capability"])
    return replace(settings, **{name: value for name, value in given.items() if value is not None})


def _theme_problem(name: str) -> str:
    from pairtui.ui.themes import ThemeError, load_theme

    try:
        load_theme(name)
    except ThemeError as problem:
        return str(problem)
    return ""


def _keep_theme(args: argparse.Namespace) -> "Callable[[str], str]":
    """Writes the name of a theme into the user's settings, and gives the sentence that says so, or why not."""

    def keep(name: str) -> str:
        from pairtui.files.keep_setting import keep_setting
        from pairtui.files.locations import config_file

        file = Path(args.config) if args.config else config_file()
        try:
            keep_setting(file, "theme", name)
        except (OSError, UnicodeError) as problem:
            why = getattr(problem, "strerror", None) or "it is not text"
            return f"Theme: {name}, until you leave: {file} cannot be written ({why})."
        return f"Theme: {name}, kept in {file}."

    return keep


def check_terminal() -> None:
    """Raises Unusable where the console cannot be drawn."""
    instead = "use `pairtui analyze FILE`, `pairtui watch` or `pairtui snapshot FILE` there"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Unusable(f"the console needs a terminal, and standard input or output is none; {instead}")
    if os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        kind = os.environ.get("TERM", "")
        raise Unusable(f"the console cannot draw on a terminal of type {kind!r}; set TERM, or {instead}")
    columns, rows = shutil.get_terminal_size()
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        raise Unusable(
            f"the window has {columns}x{rows} cells and the console needs {SMALLEST[0]}x{SMALLEST[1]} (80x24 is good); "
            "make it larger"
        )


def run_console_on(
    sources: "Sequence[Source]",
    settings: "Settings",
    model: "Model",
    args: argparse.Namespace,
    notices: "Sequence[str]",
    observer: "Callable[[Event], None] | None" = None,
    clock: "SteadyClock | None" = None,
) -> int:
    """Run the console on these sources until the user leaves; `observer` is called with every event.

    `args` say where a chosen theme is kept; `notices` say what of the settings was not taken; `clock` is that of live
    sources, None where the events have times of their own. Raises Unusable for a theme that is none.
    """
    from pairtui.cli.log_file import open_log
    from pairtui.hub import Hub
    from pairtui.ui.run import run_console

    open_log(settings.debug)
    hub = Hub(sources, model, SLOW_INTERVAL if settings.slow else INTERVAL, clock)
    if observer is not None:
        hub.observe(observer)
    now = clock.now if clock else time.time
    return run_console(hub, settings, clock=now, notices=notices, keep_theme=_keep_theme(args))
