"""The keys of the commands as Textual binds them."""

from collections.abc import Iterator

from textual.binding import Binding

from pairtui.ui.commands.keymap import Keymap


def bindings(keymap: Keymap) -> Iterator[Binding]:
    """Each key twice: before the pane with the focus, in the order of the keys, and after, for what it left."""
    for command in keymap.commands:
        for key in command.keys:
            for priority in (True, False):
                yield Binding(key, f"command('{command.id}', '{key}')", command.label, show=False, priority=priority)
