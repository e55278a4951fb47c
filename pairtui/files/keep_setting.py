"""Puts one setting into the user's config.toml and leaves every other line of it as it is."""

import json
import re
from pathlib import Path

from pairtui.files.private import write_private


def keep_setting(file: Path, key: str, value: str) -> None:
    """Write `key = "value"` where that key stands, else above the first line. Raises OSError, UnicodeError."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    top, table, rest = _before_tables(text)
    mine = re.compile(rf"^\s*{re.escape(key)}\s*=.*$", re.MULTILINE)
    top = mine.sub(lambda _: line, top, count=1) if mine.search(top) else f"{line}\n{top}"
    write_private(file, (top + table + rest).encode())


def _before_tables(text: str) -> tuple[str, str, str]:
    """What stands before the first `[table]`, where a key of its own belongs; the rest in two parts."""
    found = re.search(r"^\s*\[", text, re.MULTILINE)
    return (text, "", "") if found is None else (text[: found.start()], found[0], text[found.end() :])
