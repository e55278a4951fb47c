"""`python -m pairtui` is `pairtui`."""

from pairtui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
