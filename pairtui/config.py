"""The user's settings, from config.toml."""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

CAPABILITIES = ("KeyboardDisplay", "DisplayYesNo", "DisplayOnly", "KeyboardOnly", "NoInputNoOutput", "")

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_TYPES = {str: "text in quotes", bool: "true or false"}


class ConfigError(Exception):
    """The configuration cannot be used: `file`, `line` where known, `key` where one is meant, and `remedy`."""

    def __init__(self, file: Path, why: str, remedy: str, line: int | None = None, key: str = "") -> None:
        where = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{where}: {why}; {remedy}")
        self.file = file
        self.line = line
        self.key = key
        self.why = why
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set; each is a key of config.toml, and each has an option of the same name."""

    capability: str = "KeyboardDisplay"  # the IO capability the agent registers with; "" for no agent
    adapter: str = ""  # hci0 …; "" for the first that is there
    theme: str = ""  # "" for the default
    ascii: bool = False  # no glyphs beyond ASCII
    slow: bool = False  # draw less often, for a slow line


def config_file() -> Path:
    """Where the settings are looked for, whether or not the file is there."""
    return Path(platformdirs.user_config_dir("pairtui")) / "config.toml"


def load(file: Path | None = None) -> Settings:
    """The settings of `file`, else of the user's config.toml; the defaults where there is none. Raises ConfigError."""
    chosen = file or config_file()
    try:
        text = chosen.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if file is None:
            return Settings()
        raise ConfigError(chosen, "there is no such file", "create it, or leave the option out") from None
    except OSError as error:
        raise ConfigError(chosen, error.strerror or "it cannot be read", "make it readable for this user") from error
    except UnicodeDecodeError as error:
        raise ConfigError(chosen, "it is not UTF-8 text", "save it as UTF-8") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else None
        raise ConfigError(
            chosen, f"not TOML: {_LINE.sub('', str(error)).strip()}", "correct this line", line
        ) from error
    return _settings(chosen, text, table)


def _settings(file: Path, text: str, table: dict[str, Any]) -> Settings:
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    for key, value in table.items():
        line = _line_of(text, key)
        if key not in kinds:
            known = ", ".join(sorted(kinds))
            raise ConfigError(file, f"there is no setting {key!r}", f"remove it; settings are {known}", line, key)
        if type(value) is not kinds[key]:
            raise ConfigError(file, f"{key} has another type", f"write {_TYPES[kinds[key]]}", line, key)
    capability = table.get("capability", "")
    if capability not in CAPABILITIES:
        choices = ", ".join(name or '""' for name in CAPABILITIES)
        line = _line_of(text, "capability")
        raise ConfigError(file, f"{capability!r} is no IO capability", f"write one of {choices}", line, "capability")
    return Settings(**table)


def _line_of(text: str, key: str) -> int | None:
    begins = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), None)
