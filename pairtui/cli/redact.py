"""`pairtui redact`: a copy of a capture or log without its secrets."""

import argparse
import sys
from pathlib import Path

from pairtui.cli.options import force_option
from pairtui.cli.output import say
from pairtui.errors import FINE, Unusable
from pairtui.files.private import write_private

LARGEST_REDACTED = 1 << 29
"""Octets of input that `redact` takes; it holds input and output in memory for its self-check."""

HELP = "copy a capture or log without its secrets"
DESCRIPTION = """Keys, passkeys, PINs and what they can be computed from become zeros; everything else stays, so that
the copy gives the same verdicts."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="IN", help="a capture or log; - is standard input")
    parser.add_argument("target", metavar="OUT", help="the file to write (0600); - is standard output")
    parser.add_argument(
        "--pseudonyms", action="store_true", help="replace addresses and names too, each by the same one"
    )
    force_option(parser)


def redact(args: argparse.Namespace) -> int:
    """Copy a capture or log without its secrets; the copy is readable by its owner only."""
    from pairtui.cli.progress import Progress
    from pairtui.report.redact import RedactError
    from pairtui.report.redact import redact as redacted

    data, note = whole_input(args.source)
    progress = Progress(sys.stderr)
    progress.label = "redacting"
    try:
        with progress:
            clean = redacted(data, pseudonyms=args.pseudonyms, progress=lambda done: progress.show(done, len(data)))
    except RedactError as problem:
        raise Unusable(f"{args.source}: {problem}") from None
    if args.target == "-":
        sys.stdout.buffer.write(clean.data)
        return FINE
    create(args.target, clean.data, args.force)
    say(f"{args.target}: {clean.secrets} secrets removed, none left of {clean.checked} looked for{note}")
    return FINE


def whole_input(source: str) -> tuple[bytes, str]:
    """All octets of the input, decompressed, and what to say of that. Raises Unusable."""
    from pairtui.sources.capture.input_file import Input

    data = bytearray()
    with Input(source) as file:
        while len(data) <= LARGEST_REDACTED and (chunk := file.read()):
            data += chunk
    if len(data) > LARGEST_REDACTED:
        raise Unusable(f"{file.name} is larger than {LARGEST_REDACTED >> 20} MiB; cut it first")
    if file.damage:
        raise Unusable(file.damage)
    if not data:
        raise Unusable(f"{file.name} is empty; name a capture or log file")
    if file.inside:
        return bytes(data), "; the copy is the capture alone that was in it"
    return bytes(data), "; the copy is not compressed" if file.compression else ""


def create(target: str, data: bytes, force: bool) -> None:
    """A new file that only its owner reads; with `force` one that is there is replaced in one go. Raises Unusable."""
    try:
        Path(target).parent.stat()
        write_private(Path(target), data, replace=force)
    except FileExistsError:
        raise Unusable(f"{target} is there already; name another file, or add --force") from None
    except OSError as problem:
        raise Unusable(f"{target} cannot be written: {problem.strerror}; name another file") from None
