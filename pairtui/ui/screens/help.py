"""The help: what the keys do in this pane, every command by group, and what the glyphs mean."""

from collections.abc import Sequence

from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.text.cells import wrap
from pairtui.ui.text.rows import BLANK, Row, hanging, paragraph, row

_KEY = 10

GLYPHS = (
    ("●", "link", "connected, or a source that is up"),
    ("✓", "ok", "paired or bonded; a step that completes a phase"),
    ("★", "warning", "trusted: may use services without asking"),
    ("⊘", "error", "blocked: its connections are refused"),
    ("✗", "error", "failed or down; the step that ended the attempt"),
    ("◌", "accent", "under way"),
    ("○", "muted", "not, or ended"),
    ("◆", "host", "inside the gateway: MGMT, HCI or the agent, nothing over the air"),
    ("═", "link", "the link itself: connected, encrypted, disconnected"),
)


PANES = {
    "devices": (
        "In the list of devices",
        {
            "up": "Choose the device above; the list stands still while you do.",
            "down": "Choose the device below.",
            "details": "Show all about the device.",
            "filter": "Narrow the list as you type.",
        },
    ),
    "attempt": (
        "In the attempt",
        {
            "up": "Choose the step before.",
            "down": "Choose the step after; below the last one, the verdict.",
            "details": "Show every field of the step, or the verdict's page of the knowledge base.",
            "back": "Go back to the devices.",
        },
    ),
    "log": (
        "In the log",
        {
            "up": "Scroll towards the past.",
            "down": "Scroll towards the newest line.",
            "first": "Go to the oldest line.",
            "log": "Make the log large, or small again.",
        },
    ),
}
"""What keys do in the pane that has the focus, by the ids of their commands."""


def help_rows(columns: int, keymap: Keymap, pane: str = "") -> list[Row]:
    """All commands and glyphs, what the keys do in `pane` first."""
    rows: list[Row] = []
    title, here = PANES.get(pane, ("", {}))
    if here:
        rows.append(row((title, "heading")))
        rows += [line for name, does in here.items() for line in _entry(keymap.command(name).key, "key", does, columns)]
    for group in dict.fromkeys(command.group for command in keymap.commands):
        rows += [BLANK] if rows else []
        rows.append(row((group, "heading")))
        for command in keymap.commands:
            if command.group == group:
                rows += _entry(command.key, "key", command.help, columns)
    rows += [BLANK, row(("Glyphs", "heading"))]
    for glyph, role, meaning in GLYPHS:
        rows += _entry(glyph, role, meaning, columns)
    return rows


def dialog_help_rows(about: str, keys: Sequence[tuple[str, str]], asks: str, columns: int) -> list[Row]:
    """What a dialog is for, and its keys; `asks` is the key of this help."""
    rows = [*paragraph(about, "text", columns), BLANK] if about else []
    every = [*keys, ("Up Down", "scroll or move, with PgUp PgDn Home End"), (asks, "this help"), ("Esc", "leave")]
    for key, does in {key: does for key, does in reversed(every) if key}.items():
        rows += _entry(key, "key", does, columns)
    return rows


def _entry(key: str, role: str, text: str, columns: int) -> list[Row]:
    return hanging((key, role), wrap(text, columns - _KEY), "text", _KEY)
