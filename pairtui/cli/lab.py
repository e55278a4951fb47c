"""The console on a virtual gateway with its cast, or on a controller of one's own."""

import argparse
import random

from pairtui.cli.extras import check_installed
from pairtui.cli.options import capability_option, console_options
from pairtui.errors import Unusable

HELP = "the console on a virtual gateway with virtual devices"
DESCRIPTION = """Needs no Bluetooth, no root and no bluetoothd: pairing is real, between a virtual gateway and virtual
devices. With --hci the gateway is a Bluetooth stack of its own on a real controller, on Linux, Windows and macOS."""


def arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--cast", metavar="FILE", help="the virtual devices: a .toml file, or a cast by its name")
    where.add_argument("--hci", metavar="TRANSPORT", help="a controller instead: usb:0, serial:/dev/ttyUSB0,1000000 …")
    parser.add_argument("--scenario", metavar="NAME", help="the devices as this scenario has them; `list` names all")
    parser.add_argument("--headless", action="store_true", help="play the scenario to its verdict, without a screen")
    parser.add_argument("--json", action="store_true", help="what was played, as JSON")
    parser.add_argument("--seed", type=int, metavar="N", help="the same strengths, numbers and keys every time")
    capability_option(parser)
    console_options(parser)


def lab(args: argparse.Namespace) -> int:
    from pairtui.cli.console import check_terminal, read_settings, run_console_on
    from pairtui.cli.scenario import LIST, headless

    if (args.headless or args.json) and args.scenario is None:
        raise Unusable("--headless and --json play a scenario; name one with --scenario, or `--scenario list`")
    if args.scenario and args.hci:
        raise Unusable("a scenario needs the virtual devices; leave out --hci or --scenario")
    if args.scenario and args.scenario != LIST:
        check_installed("lab")
    if args.headless or args.json or args.scenario == LIST:
        return headless(args)
    check_terminal()
    check_installed("lab")
    notices: list[str] = []
    settings = read_settings(args, notices)
    from pairtui.cli.device_book import device_book
    from pairtui.cli.wiring import StorageSources, lab_environment

    where = lab_environment(args.cast, args.seed, args.hci, args.scenario)
    from pairtui.lab.source import LabSource
    from pairtui.pairing.model import Model

    model = Model(device_book)
    storage = StorageSources(model, settings, virtual=args.hci is None)
    own = None if args.seed is None or args.hci else random.Random(args.seed)
    gateway = LabSource(where, settings.capability, random=own, recording=storage.recording())
    return run_console_on([gateway, *storage.sources], settings, model, args, notices, storage.changed)
