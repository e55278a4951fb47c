"""The command line of `observe`, `publish` and `fleet`."""

import argparse
from collections.abc import Callable
from typing import Any

Lazy = Callable[[str], Callable[[argparse.Namespace], int]]

_OBSERVE = """Keep the verdict of each pairing in the spool of fleet.toml, for `pairtui publish`. Watches only:
registers no agent, scans for nothing, changes nothing, and talks to no network."""
_PUBLISH = """Send what the spool has to the operator's MQTT broker, and take requests from there. Needs no
Bluetooth."""
_FLEET = """The console on many gateways: which of them are there, what fails on which, what those have in common.
Reads what they publish to the operator's MQTT broker (docs/fleet.md)."""


def add(
    commands: "argparse._SubParsersAction[Any]",
    lazy: Lazy,
    seconds: Callable[[str], float],
    console_options: Callable[[Any], None],
) -> None:
    """Add the three commands; `lazy` imports a command when it runs, `seconds` reads a time."""
    observe = commands.add_parser("observe", help="keep each verdict for `publish`", description=_OBSERVE)
    _settings(observe)
    observe.set_defaults(run=lazy("observe"))

    publish = commands.add_parser("publish", help="send kept verdicts to an MQTT broker", description=_PUBLISH)
    _settings(publish)
    publish.set_defaults(run=lazy("publish"))

    fleet = commands.add_parser("fleet", help="the console on many gateways, over an MQTT broker", description=_FLEET)
    _settings(fleet)
    fleet.add_argument("--index", metavar="FILE", help="what was collected; default: in the user's state folder")
    fleet.add_argument("--headless", action="store_true", help="only collect, until Ctrl-C; then what there is")
    fleet.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="with --headless: so long")
    fleet.add_argument("--json", action="store_true", help="with --headless: what there is as JSON")
    fleet.add_argument("--demo", type=int, nargs="?", const=200, metavar="N", help="on N virtual gateways: 200")
    console_options(fleet)
    fleet.set_defaults(run=lazy("fleet"))


def _settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", metavar="FILE", help="default: /etc/pairtui/fleet.toml")
