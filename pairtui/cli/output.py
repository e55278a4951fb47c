"""Standard output as it is: its width, its colours, the characters it takes."""

import os
import shutil
import sys
from typing import Any

_GLYPHS = "─▶◀·✗✓…"


def as_json(value: Any) -> str:
    """`value` as indented JSON with a newline."""
    import json  # a millisecond and a half, which the console's first frame does not wait for

    return json.dumps(value, indent=2, ensure_ascii=not _takes("é"), allow_nan=False) + "\n"


def write(text: str) -> None:
    """To standard output; a character its encoding lacks becomes `?`."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def look() -> dict[str, Any]:
    """The keywords `width`, `colour` and `ascii_only` that a report as text takes."""
    terminal = sys.stdout.isatty()
    return {
        "width": shutil.get_terminal_size((80, 24)).columns if terminal else 80,
        "colour": terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        "ascii_only": not _takes(_GLYPHS),
    }


def _takes(characters: str) -> bool:
    """Whether standard output can show them."""
    try:
        characters.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def complain(problem: str) -> None:
    """One line on standard error; what of it came from outside, such as a file's name, cannot work the terminal."""
    say(f"pairtui: {problem}")


def say(text: str) -> None:
    """A line on standard error, made safe."""
    from pairtui.protocol.safe_text import safe_text

    shown = "\n".join(safe_text(line, _LONGEST) for line in text.split("\n"))
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(shown.encode(encoding, "replace").decode(encoding) + "\n")


_LONGEST = 4096
