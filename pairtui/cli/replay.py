"""`pairtui replay`: the console on a capture or log."""

import argparse
from pathlib import Path

from pairtui.cli.argument_types import speed
from pairtui.cli.console import check_terminal, read_settings, run_console_on
from pairtui.cli.options import console_options
from pairtui.errors import Unusable

HELP = "the console on a capture or log"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a capture or a log")
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument(
        "--speed", type=speed, default=1.0, metavar="N", help="N times as fast as it happened; default: 1"
    )
    pace.add_argument("--at-once", action="store_true", help="without waiting")
    console_options(parser)


def replay(args: argparse.Namespace) -> int:
    from pairtui.cli.wiring import deferred, saving

    check_terminal()
    _check_file(args.file)
    speed = None if args.at_once else args.speed
    recording = deferred("replay", "ReplaySource", args.file, speed, True, module="capture.playback")

    def recorded() -> bytes:
        from pairtui.cli.redact import whole_input

        return whole_input(args.file)[0]

    from pairtui.cli.device_book import device_book
    from pairtui.pairing.model import Model

    notices: list[str] = []
    model, settings = Model(device_book), read_settings(args, notices)
    sources = [recording, saving(model, settings, recorded)]
    return run_console_on(sources, settings, model, args, notices)


def _check_file(file: str) -> None:
    """Raises Unusable before a console is opened on what is not a capture or log."""
    from pairtui.protocol.detect import kind
    from pairtui.sources.capture.input_file import Input

    try:
        with Path(file).open("rb"):
            pass
        with Input(file) as opened:
            head = opened.read()
    except OSError as problem:
        raise Unusable(f"{file} cannot be read: {problem.strerror}; name a capture or log") from None
    if kind(head) is None:
        raise Unusable(opened.damage or f"{file} is not a capture or log that pairtui reads; name a log or a capture")
