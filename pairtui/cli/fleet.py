"""The console on many gateways, and the collector that it reads from."""

import argparse
import asyncio
import ctypes
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from pairtui.cli.argument_types import seconds
from pairtui.cli.extras import check_installed
from pairtui.cli.fleet_settings import fleet_settings, until_stopped
from pairtui.cli.options import console_options, settings_option
from pairtui.cli.output import complain
from pairtui.errors import FAILED, FINE, NoSource, Unusable

if TYPE_CHECKING:
    from pairtui.fleet.collector import Collector
    from pairtui.fleet.index import Index
    from pairtui.fleet.request_sender import RequestSender
    from pairtui.fleet.settings import FleetSettings
    from pairtui.fleet.view import FleetView

READY_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1

HELP = "the console on many gateways, over an MQTT broker"
DESCRIPTION = """The console on many gateways: which of them are there, what fails on which, what those have in
common. Reads what they publish to the operator's MQTT broker (docs/fleet.md)."""


def arguments(parser: argparse.ArgumentParser) -> None:
    settings_option(parser)
    parser.add_argument("--index", metavar="FILE", help="what was collected; default: in the user's state folder")
    parser.add_argument("--headless", action="store_true", help="only collect, until Ctrl-C; then what there is")
    parser.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="with --headless: so long")
    parser.add_argument("--json", action="store_true", help="with --headless: what there is as JSON")
    parser.add_argument("--demo", type=int, nargs="?", const=200, metavar="N", help="on N virtual gateways: 200")
    console_options(parser)


def fleet(args: argparse.Namespace) -> int:
    """The console, the collector alone, or either on virtual gateways."""
    if (args.json or args.seconds is not None) and not args.headless:
        raise Unusable("--json and --for go with --headless")
    if args.demo is not None:
        from pairtui.cli.fleet_demo import demo

        return demo(args, headless if args.headless else console)
    settings = fleet_settings(args)
    return headless(args, settings) if args.headless else console(args, settings)


def index_file(args: argparse.Namespace, settings: "FleetSettings") -> Path:
    """Where the index is: as the command line says, else fleet.toml, else in the user's state folder."""
    from pairtui.files.locations import fleet_index

    named = args.index or settings.console.index
    return Path(named).expanduser() if named else fleet_index()


def headless(args: argparse.Namespace, settings: "FleetSettings") -> int:
    """Collect for the time given, or until interrupted; then say what there is. 1 where something failed."""
    check_installed("fleet")
    from pairtui.fleet.collector import Lock
    from pairtui.fleet.index import Index

    file = index_file(args, settings)
    try:
        lock = Lock(file)
    except OSError as error:
        raise Unusable(f"{file} cannot be used as index: {error.strerror}; name another with --index") from None
    try:
        if args.seconds != 0:
            if not lock.take():
                raise NoSource(f"another collector fills {file}; read it with --for 0, or end that one")
            settings.broker.check()
            index = Index(file)
            try:
                asyncio.run(until_stopped(collector(settings, index).run(), args.seconds))
            finally:
                index.close()
        return _show_status(args, settings, file)
    finally:
        lock.close()


def collector(settings: "FleetSettings", index: "Index") -> "Collector":
    """What fills `index` from the broker of fleet.toml."""
    from pairtui.fleet.collector import Collector
    from pairtui.fleet.topics import Topics

    own = settings.console
    return Collector(settings.broker, index, Topics(settings.prefix), name=own.name, groups=own.groups, say=complain)


def _show_status(args: argparse.Namespace, settings: "FleetSettings", file: Path) -> int:
    from pairtui.cli.output import as_json, write
    from pairtui.fleet.report import fleet_object, fleet_text
    from pairtui.fleet.view import FleetView

    view = FleetView(file, settings.console.days)
    try:
        found = fleet_object(view, time.time())
    finally:
        view.close()
    write(as_json(found) if args.json else fleet_text(found))
    return FAILED if found["groups"] else FINE


def console(args: argparse.Namespace, settings: "FleetSettings") -> int:
    """The console, with a collector of its own where none runs."""
    from pairtui.cli.console import check_terminal, read_settings
    from pairtui.cli.log_file import open_log
    from pairtui.ui.fleet.run import run_fleet

    check_terminal()
    look = read_settings(args)
    check_installed("fleet")
    file = index_file(args, settings)
    open_log(look.debug)
    collecting = _start_collector(args, file)
    try:
        view = _open_view(file, settings, collecting)
        return run_fleet(view, _actions(settings, file), look, collecting.ended if collecting else str)
    finally:
        if collecting is not None:
            collecting.process.terminate()
            collecting.process.wait(READY_SECONDS)


def _actions(settings: "FleetSettings", file: Path) -> "RequestSender":
    from pairtui.fleet.request_sender import RequestSender

    own = settings.console
    return RequestSender(file, own.login, own.signing_key, time.time)


class _Collecting(NamedTuple):
    """The collector's process, and what it says."""

    process: "subprocess.Popen[bytes]"
    said: IO[bytes]

    def ended(self) -> str:
        """Why it does not run any more; "" while it does."""
        return "" if self.process.poll() is None else self.complaint()

    def complaint(self) -> str:
        """Its last line."""
        self.said.seek(0)
        lines = self.said.read(1 << 16).decode("utf-8", "replace").strip().splitlines()
        return (lines or ["the collector has ended"])[-1].removeprefix("pairtui: ")


def _start_collector(args: argparse.Namespace, file: Path) -> "_Collecting | None":
    """A collector that ends with the console; None where another one runs already."""
    from pairtui.fleet.collector import Lock
    from pairtui.fleet.own_program import own_command, own_environment

    lock = Lock(file)
    free = lock.take()
    lock.close()
    if not free:
        return None
    named = ("--settings", args.settings) if args.settings else ()
    said = tempfile.TemporaryFile()  # noqa: SIM115 -- as long as the collector
    with_us = ctypes.CDLL(None).prctl
    collecting = subprocess.Popen(
        own_command("fleet", "--headless", "--index", str(file), *named),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env=own_environment(),
        start_new_session=True,
        preexec_fn=lambda: with_us(_PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 -- no thread runs yet
    )
    return _Collecting(collecting, said)


def _open_view(file: Path, settings: "FleetSettings", collecting: "_Collecting | None") -> "FleetView":
    """The index as soon as it is there. Raises IndexUnusable, and NoSource where the collector has ended before."""
    from pairtui.fleet.index import IndexUnusable
    from pairtui.fleet.view import FleetView

    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            return FleetView(file, settings.console.days)
        except IndexUnusable:
            if collecting is not None and collecting.process.poll() is not None:
                raise NoSource(collecting.complaint()) from None
            if collecting is None or time.monotonic() > until:
                raise
            time.sleep(0.1)
