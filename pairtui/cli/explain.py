"""`pairtui explain`: what a code, an error or a log line means."""

import argparse

from pairtui.cli.output import write
from pairtui.errors import FINE, Unusable

HELP = "what a code, an error or a log line means"
DESCRIPTION = """Takes codes of every protocol (smp 8, hci 0x3d, 0x06, zephyr 9), D-Bus errors, names, causes, and log
lines pasted whole; several at once, too."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="smp 8, 0x06, AuthenticationCanceled …; without: what there is"
    )


def explain(args: argparse.Namespace) -> int:
    from pairtui.cli.device_book import device_book
    from pairtui.report.explain import everything, nearest
    from pairtui.report.explain import explain as explained

    if not args.words:
        write(everything())
        return FINE
    text = explained(args.words, device_book())
    if text is None:
        close = ", ".join(nearest(args.words))
        hint = f"the nearest known: {close}" if close else "try a code such as `smp 8`, or a line of the log"
        raise Unusable(f"nothing is known about {' '.join(args.words)!r}; {hint}")
    write(text)
    return FINE
