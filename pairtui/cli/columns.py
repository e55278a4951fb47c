"""How wide the terminal is that text goes to."""

import os
import sys

WIDEST = 80
"""Columns that the help takes at most, and text where there is no terminal with a width."""


def columns() -> int:
    """What COLUMNS says, else the width of standard output's terminal, else 80.

    Not `shutil.get_terminal_size`, whose import brings all compressions with it.
    """
    try:
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(sys.stdout.fileno()).columns
    except (ValueError, OSError):
        return WIDEST
