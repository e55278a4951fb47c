"""A TOML file that a user wrote, read with a bound, and every way in which it can be none in a sentence."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pairtui.files.private import LARGEST, read_regular

_AT_LINE = r"\(at (?:line (\d+), column \d+|end of document)\)"


class NotToml(Exception):
    """A file is no TOML: `why`, `remedy`, and the `line` where that is known."""

    def __init__(self, why: str, remedy: str, line: int | None = None) -> None:
        super().__init__(f"{f'line {line}: ' if line else ''}{why}; {remedy}")
        self.why, self.remedy, self.line = why, remedy, line


def read_text(file: Path) -> str:
    """The text of a file of at most LARGEST octets. Raises FileNotFoundError and NotToml."""
    try:
        return read_regular(file, LARGEST, links=True).decode("utf-8-sig")
    except FileNotFoundError:
        raise
    except IsADirectoryError as error:
        raise NotToml("it is a folder", "name a file with TOML in it") from error
    except OSError as error:
        raise NotToml(f"it cannot be read: {error.strerror}", "make it readable for this user") from error
    except UnicodeDecodeError as error:
        raise NotToml("it is not UTF-8 text", "save it as UTF-8") from error
    except ValueError as error:
        raise NotToml(str(error), "name a file with TOML in it") from error


def parse(text: str) -> dict[str, Any]:
    """The table that `text` is. Raises NotToml."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(_AT_LINE, str(error))
        line = int(found[1] or text.count("\n") + 1) if found else None
        raise NotToml(f"not TOML: {re.sub(_AT_LINE, '', str(error)).strip()}", "correct this line", line) from error
    except ValueError as error:
        raise NotToml("a number of too many digits", "correct it") from error
    except RecursionError as error:
        raise NotToml("not TOML: brackets within brackets without end", "remove them") from error
