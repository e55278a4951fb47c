"""The configuration in effect: each setting with its value, what it does and where it comes from."""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairtui.cli.options import config_option
from pairtui.cli.output import write
from pairtui.errors import FINE

if TYPE_CHECKING:
    from pairtui.files.config import Found

_WIDTH = 118

HELP = "the settings in effect, and where they come from"


def arguments(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")


def config(args: argparse.Namespace) -> int:
    """Write the settings as they are in effect, as a config.toml that would give the same."""
    from pairtui.files.config import find

    found = find(Path(args.config) if args.config else None)
    if args.json:
        values = {item.name: getattr(found.settings, item.name) for item in fields(found.settings)}
        shown = {
            name: {"value": dict(value) if name == "keys" else value, "line": found.lines.get(name)}
            for name, value in values.items()
        }
        text = json.dumps({"file": str(found.file), "there": found.there, "settings": shown, "folders": _folders()})
    else:
        text = "\n".join(_lines(found))
    write(text + "\n")
    return FINE


def _folders() -> dict[str, str]:
    from pairtui.files import locations as folders

    return {
        "themes": str(folders.themes_folder()),
        "history": str(folders.history_folder()),
        "saved": str(folders.saved_folder()),
        "log": str(folders.log_file()),
    }


def _lines(found: "Found") -> Iterator[str]:
    yield f"# {found.file}{'' if found.there else ': there is no such file, so all of these are defaults'}"
    for name, place in _folders().items():
        yield f"# {name}: {place}"
    for item in fields(found.settings):
        yield ""
        yield from _comment(f"{item.metadata['says']} ({_origin(found, item.name)})")
        value = getattr(found.settings, item.name)
        if item.name == "keys":
            yield from _keys(value)
        else:
            yield f"{item.name} = {_toml(value)}"


def _origin(found: "Found", name: str) -> str:
    if name not in found.lines:
        return "default"
    line = found.lines[name]
    return f"from line {line}" if line else "from the file"


def _keys(own: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The table of keys: the user's own, then every command with its key as a comment."""
    from pairtui.ui.commands.keymap import keymap

    chosen = keymap(own)
    yield "[keys]"
    for notice in chosen.notices:
        yield from _comment(f"not taken: {notice}")
    for command in chosen.commands:
        if command.id == "fix":
            continue
        keys = command.key.split()
        line = f"{command.id} = {_toml(keys if len(keys) > 1 else keys[0])}  # {command.label}"
        yield line if command.id in own else f"# {line}"


def _comment(text: str) -> Iterator[str]:
    from textwrap import wrap

    from pairtui.protocol.safe_text import safe_text

    return (f"# {safe_text(line)}" for line in wrap(text, _WIDTH))


def _toml(value: Any) -> str:
    """A text, number, truth value or list as TOML writes it: as JSON does."""
    return json.dumps(value, ensure_ascii=False)
