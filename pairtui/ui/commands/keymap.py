"""The table of commands with the user's own keys in it."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pairtui.protocol.immutable import immutable
from pairtui.ui.commands.key_names import WRITTEN, written
from pairtui.ui.commands.table import COMMANDS, Command

_FIXED = ("fix",)
_NAMED = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "enter", "escape"),
    *("space", "insert", "delete", "backspace"),
} | {f"f{n}" for n in range(1, 25)}
_TYPED = {shown: key for key, shown in WRITTEN.items()}
_SPECIAL = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where the name that Textual gives a key is not its character's name in Unicode."""
_UNICODE = {special: name.replace("_", " ") for name, special in _SPECIAL.items()}


@immutable()
class Keymap:
    """The commands as the user has them; `notices` say, a sentence each, which keys were not taken and why."""

    commands: tuple[Command, ...] = COMMANDS
    notices: tuple[str, ...] = ()

    def command(self, name: str) -> Command:
        """The command of that id."""
        return next(command for command in self.commands if command.id == name)

    def key(self, name: str) -> str:
        """The first key of a command, as it is written on the keyboard."""
        return self.command(name).key.split()[0]


def keymap(wanted: Mapping[str, Sequence[str]]) -> Keymap:
    """The commands with the keys in `wanted`, by command id, in place of their own.

    An id that is none, a key that is none and a key that another command has leave the keys of that command as they
    are, with a notice.
    """
    notices: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    known = {command.id: command for command in COMMANDS}
    for name, keys in wanted.items():
        problem = _problem(name, keys, known)
        if problem:
            notices.append(problem)
        else:
            chosen[name] = tuple(dict.fromkeys(filter(None, map(key_name, keys))))
    while clash := _clash(chosen):
        name, key, other = clash
        notices.append(f'keys.{name}: "{written(key)}" is already the key of {other}; give that another key first')
        del chosen[name]
    commands = tuple(replace(c, keys=chosen[c.id]) if c.id in chosen else c for c in COMMANDS)
    return Keymap(commands, tuple(notices))


def key_name(text: str) -> str | None:
    """Textual's name of the key that a user writes as `p`, `?`, `^p`, `ctrl+p`, `PgUp` or `F5`; None for no key."""
    if len(text) == 1:
        if text.isalnum():
            return text
        name = unicodedata.name(text, "").lower().replace("-", "_").replace(" ", "_")
        return _SPECIAL.get(name, name) or None
    if text in _TYPED:
        return _TYPED[text]
    text = text.lower().replace("^", "ctrl+", 1) if text.startswith("^") else text.lower()
    head, _, last = text.rpartition("+")
    if head and head not in ("ctrl", "shift", "alt", "ctrl+shift"):
        return None
    return text if last in _NAMED or (head.startswith("ctrl") and len(last) == 1 and last.isalpha()) else None


def known_key(text: str) -> str | None:
    """Textual's name of the key that a user writes, or that Textual itself calls so; None for no key."""
    named = key_name(text)
    if named is not None:
        return named
    character = unicodedata.normalize("NFC", text.replace("_", " "))
    try:
        unicodedata.lookup(_UNICODE.get(text, character))
    except KeyError:
        return None
    return text


def _problem(name: str, keys: Sequence[str], known: Mapping[str, Command]) -> str:
    if name not in known:
        return f"keys.{name}: there is no such command; `pairtui config` lists them"
    if name in _FIXED:
        return f"keys.{name}: the digits of the fixes cannot be changed"
    if not keys:
        return f"keys.{name}: it needs a key"
    wrong = next((key for key in keys if key_name(key) is None or key in "123456789"), None)
    return "" if wrong is None else f'keys.{name}: "{wrong}" cannot be its key; write one such as "p", "ctrl+p" or "f5"'


def _clash(chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    """The first wish that takes the key of another command: the command, the key, the other's id."""
    owners: dict[str, list[str]] = defaultdict(list)
    for command in COMMANDS:
        for key in chosen.get(command.id, command.keys):
            owners[key].append(command.id)
    for key, names in owners.items():
        if len(names) > 1:
            name = next(name for name in reversed(names) if name in chosen)
            return name, key, next(other for other in names if other != name)
    return None
