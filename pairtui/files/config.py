"""The user's settings, from config.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from pairtui.errors import Unusable
from pairtui.files.locations import config_file
from pairtui.files.toml import NotToml, parse, read_text
from pairtui.protocol.io_capability import ABLEST_FIRST, DEFAULT_CAPABILITY

_TYPES = {str: "text in quotes", bool: "true or false", int: "a whole number", dict: "a table: [keys]"}


class ConfigError(Unusable):
    """The configuration cannot be used: `file`, `line` where known, `key` where one is meant, and `remedy`."""

    def __init__(self, file: Path, why: str, remedy: str, line: int | None = None, key: str = "") -> None:
        where = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{where}: {why}; {remedy}")
        self.file = file
        self.line = line
        self.key = key
        self.why = why
        self.remedy = remedy


def _setting(default: Any, says: str) -> Any:
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set; each is a key of config.toml, what it does is in its metadata as `says`."""

    capability: str = _setting(
        DEFAULT_CAPABILITY,
        f'IO capability the agent registers with: {", ".join(ABLEST_FIRST)}, or "" for no agent.',
    )
    adapter: str = _setting("", 'Adapter to begin with, such as "hci1"; "" for the first that is on.')
    theme: str = _setting(
        "", 'Colours: the name of a theme, one of your own included, or a .toml file; "" for the everyday one.'
    )
    ascii: bool = _setting(
        False, "Draw with ASCII characters only; a terminal or locale that has no others gets that by itself."
    )
    slow: bool = _setting(False, "Draw seldom, for a serial line or a bad connection.")
    utc: bool = _setting(False, "Show times in UTC, not in the gateway's local time.")
    history: int = _setting(
        200, "How many attempts are kept from session to session, besides the pinned ones; 0 keeps none."
    )
    history_megabytes: int = _setting(
        100, "How many megabytes the history may take, captures and pinned attempts included; the oldest goes first."
    )
    captures: bool = _setting(True, "Save what went over the air around each attempt, redacted, with the history.")
    saved: str = _setting(
        "", 'Folder for the captures and support bundles you ask for; "" for the one in the folder of the state.'
    )
    after_pairing: str = _setting(
        "nothing",
        'What follows a pairing that you ask for: "trust" (the device may use services without a question), "connect" '
        '(its profiles are connected), "both", or "nothing": a gateway\'s own software often does that itself.',
    )
    debug: bool = _setting(False, "Write more into the log, for a bug report.")
    keys: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={"says": 'Keys of your own, by command: pair = "p", or several: up = ["up", "k"].'},
    )


class Found(NamedTuple):
    """The settings, the file that was looked for, and the line of each key that it has."""

    settings: Settings
    file: Path
    there: bool
    lines: Mapping[str, int | None]


AFTER_PAIRING = ("nothing", "trust", "connect", "both")


def load_what_can_be_used(file: Path | None = None) -> tuple[Settings, list[str]]:
    """As `load`, without what is wrong in the file, and a sentence for each thing that is.

    Raises ConfigError where `file` is not there.
    """
    chosen = file or config_file()
    try:
        text = read_text(chosen)
        table = parse(text)
    except FileNotFoundError:
        return load(file), []
    except NotToml as error:
        return Settings(), [str(ConfigError(chosen, error.why, error.remedy, error.line))]
    notices: list[str] = []
    while True:
        try:
            return _settings(chosen, text, dict(table)), notices
        except ConfigError as problem:
            notices.append(str(problem))
            outer, _, inner = problem.key.partition(".")
            _ = table[outer].pop(inner) if inner else table.pop(outer)


def load(file: Path | None = None) -> Settings:
    """The settings of `file`, else of the user's config.toml; the defaults where there is none. Raises ConfigError."""
    return find(file).settings


def find(file: Path | None = None) -> Found:
    """As `load`, with where each setting comes from."""
    chosen = file or config_file()
    try:
        text = read_text(chosen)
        table = parse(text)
    except FileNotFoundError:
        if file is None:
            return Found(Settings(), chosen, False, {})
        raise ConfigError(chosen, "there is no such file", "create it, or leave the option out") from None
    except NotToml as error:
        raise ConfigError(chosen, error.why, error.remedy, error.line) from error
    return Found(_settings(chosen, text, table), chosen, True, {key: _line_of(text, key) for key in table})


def _settings(file: Path, text: str, table: dict[str, Any]) -> Settings:
    defaults = Settings()
    kinds = {item.name: type(getattr(defaults, item.name)) for item in fields(Settings)}
    for key, value in table.items():
        line = _line_of(text, key)
        if key not in kinds:
            known = ", ".join(sorted(kinds))
            raise ConfigError(file, f"there is no setting {key!r}", f"remove it; settings are {known}", line, key)
        if type(value) is not kinds[key]:
            raise ConfigError(file, f"{key} has another type", f"write {_TYPES[kinds[key]]}", line, key)
    capability = table.get("capability", "")
    if capability not in (*ABLEST_FIRST, ""):
        choices = ", ".join((*ABLEST_FIRST, '""'))
        line = _line_of(text, "capability")
        why = f"{capability!r} is not an IO capability"
        raise ConfigError(file, why, f"write one of {choices}", line, "capability")
    if table.get("after_pairing", "nothing") not in AFTER_PAIRING:
        line, choices = _line_of(text, "after_pairing"), ", ".join(f'"{word}"' for word in AFTER_PAIRING)
        why = f"{table['after_pairing']!r} is nothing that can follow a pairing"
        raise ConfigError(file, why, f"write one of {choices}", line, "after_pairing")
    if table.get("history", 0) < 0:
        line = _line_of(text, "history")
        raise ConfigError(file, "history is below 0", "write how many attempts to keep, or 0", line, "history")
    if "keys" in table:
        keys = {name: _keys(file, text, name, value) for name, value in table["keys"].items()}
        table = {**table, "keys": keys}
    return Settings(**table)


def _keys(file: Path, text: str, name: str, value: object) -> tuple[str, ...]:
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        line, key = _line_of(text, name), f"keys.{name}"
        raise ConfigError(file, f"{key} has another type", 'write a key such as "p", or ["up", "k"]', line, key)
    return tuple(keys)


def _line_of(text: str, key: str) -> int | None:
    begins = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), None)
