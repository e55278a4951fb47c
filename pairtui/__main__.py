"""`pairtui`, and `python -m pairtui`."""

import sys


def main() -> int:
    """Run the command line; its version alone needs no parser."""
    if sys.argv[1:] == ["--version"]:
        from pairtui import __version__

        sys.stdout.write(f"pairtui {__version__}\n")
        return 0
    from pairtui.cli import main as run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
