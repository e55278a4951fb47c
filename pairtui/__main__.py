"""`pairtui`, and `python -m pairtui`."""

import gc
import sys

GARBAGE = 50_000
"""Objects made before the collector looks for garbage: what a command imports is none, and takes it 10 ms at 700."""


def main() -> int:
    """Run the command line; what it says of itself needs no parser, which takes longer than all else."""
    if sys.stdout is None or sys.stderr is None:  # closed by who started it
        from pairtui.cli.main import closed_streams

        if status := closed_streams():
            return status
    text = _about(sys.argv[1:])
    if text is not None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError as problem:
            from pairtui.cli.main import cannot_write

            return cannot_write(problem)
        return 0
    gc.set_threshold(GARBAGE)
    from pairtui.cli.main import main as run

    return run()


def _about(arguments: list[str]) -> str | None:
    if arguments == ["--version"]:
        from pairtui import __version__

        return f"pairtui {__version__}\n"
    if arguments in (["--help"], ["-h"]):
        from pairtui.cli.columns import WIDEST, columns

        if columns() >= WIDEST:
            from pairtui.cli.help_text import HELP

            return HELP
    return None


if __name__ == "__main__":
    raise SystemExit(main())
