"""Which keys the footer shows in which pane, the most needed first."""

from collections.abc import Iterator
from typing import NamedTuple

from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.commands.table import Command


class Item(NamedTuple):
    """One entry: the key or keys as they are written, what they do, and the command that a click carries out."""

    key: str
    label: str
    command: Command


_ATTEMPT = ("cancel", "fix", "diagnosis")
_PANES: dict[str, tuple[str, ...]] = {
    "devices": (
        *(
            "cancel",
            "pair",
            "operate",
            "fix",
            "diagnosis",
            "play",
            "seek-attempt",
            "scan",
            "unpair",
            "earlier",
            "outlook",
            "capability",
        ),
        *("filter", "findings", "level", "connect", "disconnect", "repair", "trust", "next-pane", "details"),
        *("history", "log", "sort", "export", "record"),
    ),
    "attempt": (
        *(
            "cancel",
            "fix",
            "diagnosis",
            "find-out",
            "earlier",
            "details",
            "compare",
            "pair",
            "attempts",
            "back",
            "previous-failure",
        ),
        *("records", "filter", "copy", "findings", "history", "export", "record", "next-pane"),
    ),
    "log": ("log", "filter", "up", "first", "back", "findings", "record", "next-pane"),
}
"""Ids of commands, by the id of the pane that has the focus."""

_TOGETHER = {
    "earlier": ("later", "attempts"),
    "previous-failure": ("next-failure", "failures"),
    "up": ("down", "scroll"),
}
"""Two keys that belong together: the other command, and what both are called."""

ALWAYS = ("help", "palette", "quit")


def footer_items(keymap: Keymap, now: CommandContext) -> Iterator[Item]:
    """What can be done now in the pane that has the focus."""
    known = {command.id: command for command in keymap.commands}
    for name in _PANES.get(now.pane) or _PANES["devices"]:
        command = known.get(name)
        if command is not None and command.available(now) is None:
            yield item(keymap, command, now)


def item(keymap: Keymap, command: Command, now: CommandContext) -> Item:
    """The entry of one command as it stands now."""
    key = command.key.split()[0]
    if command.id == "fix":
        count = sum(now.fix(number) is not None for number in range(1, 10))
        return Item("1" if count == 1 else f"1-{count}", "fix" if count == 1 else "fixes", command)
    if command.id == "filter" and now.pane in ("attempt", "log"):
        return Item(key, "search", command)
    if command.id in _TOGETHER:
        other, label = _TOGETHER[command.id]
        return Item(f"{key} {keymap.key(other)}", label, command)
    return Item(key, command.name(now), command)
