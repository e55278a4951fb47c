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


# fmt: off
PANES: dict[str, tuple[str, ...]] = {
    "devices": (
        "cancel", "pair", "operate", "fix", "diagnosis", "play", "seek-attempt", "scan", "bearer", "unpair", "earlier",
        "outlook", "capability", "filter", "findings", "level", "connect", "disconnect", "repeat", "repair", "trust",
        "verify", "next-pane", "details", "history", "log", "sort", "bonds", "everything", "export", "record",
        "settings", "power", "pairable", "discoverable", "advertise", "adapter", "alias", "block", "newest",
        "sources", "theme",
    ),
    "attempt": (
        "cancel", "fix", "diagnosis", "find-out", "earlier", "details", "compare", "pair", "repeat", "attempts", "back",
        "previous-failure", "records", "filter", "copy", "play", "step", "faster", "seek-back", "seek-attempt",
        "findings", "history", "export", "record", "next-pane",
    ),
    "log": ("log", "filter", "up", "first", "back", "findings", "record", "next-pane"),
}
# fmt: on
"""Ids of commands, by the id of the pane that has the focus."""

TOGETHER = {
    "earlier": ("later", "attempts"),
    "previous-failure": ("next-failure", "failures"),
    "up": ("down", "scroll"),
    "faster": ("slower", "speed"),
    "seek-back": ("seek-on", "10 s"),
}
"""Two keys that belong together: the other command, and what both are called."""

ALWAYS = ("help", "palette", "quit")


def footer_items(keymap: Keymap, now: CommandContext) -> Iterator[Item]:
    """What can be done now in the pane that has the focus."""
    known = {command.id: command for command in keymap.commands}
    for name in PANES.get(now.pane) or PANES["devices"]:
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
    if command.id == "details" and now.on_verdict:
        return Item(key, "page", command)
    if command.id in TOGETHER:
        other, label = TOGETHER[command.id]
        return Item(f"{key} {keymap.key(other)}", label, command)
    return Item(key, command.name(now), command)
