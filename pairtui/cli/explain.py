"""`pairtui explain`: what a code, an error or a log line means."""

import argparse

from pairtui.cli.output import write
from pairtui.errors import FINE, Unusable


def explain(args: argparse.Namespace) -> int:
    """Write what is known about the words."""
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
