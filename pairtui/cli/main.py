"""The program: arguments in, exit status out."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence

from pairtui.cli.arguments import build_parser, commands
from pairtui.errors import BROKEN_PIPE, FINE, INTERRUPTED, NO_SOURCE, UNUSABLE, NoSource, Unusable


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` (default: the program's arguments); returns the exit status, never raises."""
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except (Unusable, NoSource) as problem:
        from pairtui.cli.output import complain

        complain(str(problem))
        return UNUSABLE if isinstance(problem, Unusable) else NO_SOURCE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as problem:
        return cannot_write(problem)
    return status


def cannot_write(problem: OSError) -> int:
    """The exit status where standard output takes no more, with a sentence unless nobody reads it any more.

    Raises `problem` again where it is another one.
    """
    broken = isinstance(problem, BrokenPipeError)
    if not broken and (problem.filename is not None or problem.errno not in _FULL):
        raise problem
    # Python flushes standard output once more at exit; what is left must not raise again there.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if broken:
        return BROKEN_PIPE
    print(f"pairtui: standard output cannot be written: {problem.strerror}; write it elsewhere", file=sys.stderr)
    return UNUSABLE


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def closed_streams() -> int:
    """2, with a sentence, where standard output was closed before the start, else 0."""
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if sys.stdout is None:
        print("pairtui: standard output is closed; leave it open, or send it to a file", file=sys.stderr)
        return UNUSABLE
    return FINE


def _run(argv: Sequence[str]) -> int:
    try:
        args = _parsed(argv)
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    run: Callable[[argparse.Namespace], int] = args.run
    return run(args)


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    """What the whole parser makes of it; the console's first frame does not wait for the commands it does not need."""
    help_at = next((at for at, word in enumerate(argv) if word.startswith(("-h", "--h"))), None)
    if help_at is None or commands(argv[:help_at]):
        try:
            return build_parser(argv).parse_args(argv)
        except Unusable:
            pass  # a parser of all commands knows better what there is
    return build_parser(argv[:help_at], listed=True).parse_args(argv)
