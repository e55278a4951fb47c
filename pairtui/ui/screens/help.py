"""The help: every command by group, and what the glyphs mean."""

from pairtui.ui.cells import wrap
from pairtui.ui.commands import COMMANDS
from pairtui.ui.rows import BLANK, Row, row

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


def help_rows(columns: int) -> list[Row]:
    """All commands and glyphs."""
    rows: list[Row] = []
    for group in dict.fromkeys(command.group for command in COMMANDS):
        rows += [BLANK] if rows else []
        rows.append(row((group, "heading")))
        for command in COMMANDS:
            if command.group == group:
                rows += _entry(command.key, "key", command.help, columns)
    rows += [BLANK, row(("Glyphs", "heading"))]
    for glyph, role, meaning in GLYPHS:
        rows += _entry(glyph, role, meaning, columns)
    return rows


def _entry(key: str, role: str, text: str, columns: int) -> list[Row]:
    lines = wrap(text, columns - _KEY)
    return [row((f"{key if at == 0 else '':{_KEY}}", role), (line, "text")) for at, line in enumerate(lines)]
