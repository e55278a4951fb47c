"""The command line of `observe`, `publish` and `fleet`."""

import argparse
from collections.abc import Callable
from typing import Any

_OBSERVE = """Keep the verdict of each pairing in the spool of fleet.toml, for `pairtui publish`. Watches only:
registers no agent, scans for nothing, changes nothing, and talks to no network."""
_PUBLISH = """Send what the spool has to the operator's MQTT broker, and take requests from there. Needs no
Bluetooth."""
_FLEET = """The console on many gateways: which of them are there, what fails on which, what those have in common.
Reads what they publish to the operator's MQTT broker (docs/fleet.md)."""


def add(
    command: Callable[[str, str, str], argparse.ArgumentParser],
    seconds: Callable[[str], float],
    console_options: Callable[[Any], None],
) -> None:
    """Add the three commands; `command` makes the parser of one, `seconds` reads a time."""
    observe = command("observe", "keep each verdict for `publish`", _OBSERVE)
    _settings(observe)

    publish = command("publish", "send kept verdicts to an MQTT broker", _PUBLISH)
    _settings(publish)

    fleet = command("fleet", "the console on many gateways, over an MQTT broker", _FLEET)
    _settings(fleet)
    fleet.add_argument("--index", metavar="FILE", help="what was collected; default: in the user's state folder")
    fleet.add_argument("--headless", action="store_true", help="only collect, until Ctrl-C; then what there is")
    fleet.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="with --headless: so long")
    fleet.add_argument("--json", action="store_true", help="with --headless: what there is as JSON")
    fleet.add_argument("--demo", type=int, nargs="?", const=200, metavar="N", help="on N virtual gateways: 200")
    console_options(fleet)


def _settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", metavar="FILE", help="default: /etc/pairtui/fleet.toml")
