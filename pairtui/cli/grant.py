"""`pairtui grant`: the service that permits Bluetooth sockets to users."""

import argparse

from pairtui.errors import FINE, NoSource


def grant(args: argparse.Namespace) -> int:
    """Hand out sockets until ended."""
    from pairtui.sources.kernel.socket_grant import PATH, run

    try:
        run(args.socket or PATH)
    except OSError as error:
        raise NoSource(f"{args.socket or PATH} cannot be listened on: {error.strerror}; run this as root") from None
    return FINE
