"""The console on a virtual gateway with its cast, or on a controller of one's own."""

import argparse
import random
from importlib.util import find_spec

from pairtui import __version__
from pairtui.errors import NoSource, Unusable

NOT_INSTALLED = (
    "the lab needs Bumble, which only the wheel brings, with its extra: "
    f"pipx install './pairtui-{__version__}-py3-none-any.whl[lab]'"
)


def lab(args: argparse.Namespace) -> int:
    """Open the console on the lab, or play a scenario without one."""
    from pairtui.cli.console import check_terminal, read_settings, run_console_on
    from pairtui.cli.scenario import LIST, headless

    if (args.headless or args.json) and args.scenario is None:
        raise Unusable("--headless and --json play a scenario; name one with --scenario, or `--scenario list`")
    if args.scenario and args.hci:
        raise Unusable("a scenario needs the virtual devices; leave out --hci or --scenario")
    if args.scenario and args.scenario != LIST:
        check_installed()
    if args.headless or args.json or args.scenario == LIST:
        return headless(args)
    check_terminal()
    check_installed()
    notices: list[str] = []
    settings = read_settings(args, notices)
    from pairtui.cli.device_book import device_book
    from pairtui.cli.wiring import Keepers, lab_environment

    where = lab_environment(args.cast, args.seed, args.hci, args.scenario)
    from pairtui.lab.source import LabSource
    from pairtui.pairing.model import Model

    model = Model(device_book)
    keeping = Keepers(model, settings, virtual=args.hci is None)
    own = None if args.seed is None or args.hci else random.Random(args.seed)
    gateway = LabSource(where, settings.capability, random=own, recording=keeping.recording())
    return run_console_on([gateway, *keeping.sources], settings, model, args, notices, keeping.changed)


def check_installed() -> None:
    """Raises NoSource where the extra `lab` is not installed."""
    if find_spec("bumble") is None:
        raise NoSource(NOT_INSTALLED)
