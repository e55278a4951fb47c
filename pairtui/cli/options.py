"""Options that more than one command takes."""

import argparse

from pairtui.cli.argument_types import passkey, pin
from pairtui.errors import Unusable


def drawing_options(parser: argparse.ArgumentParser) -> None:
    """How a screen is drawn."""
    parser.add_argument("--theme", metavar="NAME", help="colours: the name of a theme, or a .toml file")
    parser.add_argument("--ascii", action="store_true", default=None, help="draw with ASCII characters only")


def console_options(parser: argparse.ArgumentParser) -> None:
    """What every console takes."""
    drawing_options(parser)
    parser.add_argument("--slow", action="store_true", default=None, help="draw less often, for a slow line")
    parser.add_argument("--utc", action="store_true", default=None, help="show times in UTC, not local time")
    parser.add_argument("--debug", action="store_true", default=None, help="write more into the log, for a bug report")
    config_option(parser)


def config_option(parser: argparse.ArgumentParser) -> None:
    """The user's settings."""
    parser.add_argument("--config", metavar="FILE", help="settings; default: config.toml of the user's configuration")


def capability_option(parser: argparse.ArgumentParser) -> None:
    """What the agent offers."""
    parser.add_argument("--capability", metavar="IO", help="IO capability of the agent, such as NoInputNoOutput")


def force_option(parser: argparse.ArgumentParser) -> None:
    """Whether a file may be replaced."""
    parser.add_argument("--force", action="store_true", help="write over OUT if it is there")


def scenario_options(parser: argparse.ArgumentParser, says: str) -> None:
    """A scenario of the virtual lab; `says` what is taken of it, and instead of what."""
    parser.add_argument("--lab", metavar="SCENARIO", help=says)
    parser.add_argument("--cast", metavar="FILE", help="the cast that has the scenario: a .toml file, or a name")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the lab; default: 1")


def target_options(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Which device."""
    count = "?" if optional else None
    parser.add_argument("address", nargs=count, metavar="ADDRESS", help="the device, as C0:FF:EE:00:00:01")
    parser.add_argument("--adapter", default="", metavar="hciN", help="default: the first that is on")


def device_options(parser: argparse.ArgumentParser) -> None:
    """Which device, and how the result is written."""
    target_options(parser)
    parser.add_argument("--json", action="store_true", help="the result as JSON")


def answer_options(parser: argparse.ArgumentParser) -> "argparse._MutuallyExclusiveGroup":
    """What is answered where the pairing asks; gives the group, of which one may be given."""
    answer = parser.add_mutually_exclusive_group()
    where = "or file:PATH, fd:N or - (asks), which other users cannot see in the list of processes"
    answer.add_argument("--passkey", type=passkey, metavar="N", help=f"the six digits that the device shows, {where}")
    answer.add_argument("--pin", type=pin, metavar="P", help=f"the PIN of an old BR/EDR device, {where}")
    answer.add_argument("--confirm", action="store_true", default=None, help="say yes to every question")
    return answer


def check_capability(name: str) -> None:
    """Raises Unusable where there is no IO capability of this name."""
    from pairtui.protocol.io_capability import ABLEST_FIRST

    if name not in ABLEST_FIRST:
        raise Unusable(f"{name!r} is not an IO capability; choose one of {', '.join(ABLEST_FIRST)}")


def settings_option(parser: argparse.ArgumentParser) -> None:
    """The settings of a fleet's gateway or collector."""
    parser.add_argument("--settings", metavar="FILE", help="default: /etc/pairtui/fleet.toml")
