"""`pairtui grant`: the service that permits Bluetooth sockets to users."""

import argparse

from pairtui.errors import FINE, NoSource

HELP = "a service that hands Bluetooth sockets to users"
DESCRIPTION = """Run by root or systemd: lets members of the group pairtui use the kernel's control and monitor
channels, so that pairtui itself runs without privileges. See docs/privileges.md."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--socket", metavar="PATH", help="where it listens; default: what systemd passes, else /run")


def grant(args: argparse.Namespace) -> int:
    from pairtui.sources.kernel.socket_grant import PATH, run

    try:
        run(args.socket or PATH)
    except OSError as error:
        raise NoSource(f"{args.socket or PATH} cannot be listened on: {error.strerror}; run this as root") from None
    return FINE
