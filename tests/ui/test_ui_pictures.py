"""The README's pictures and its table of keys are what the console is now; `make snapshots` draws them again."""

import os
from pathlib import Path

import pytest

from pairtui.cli.main import main
from pairtui.ui.commands.table import COMMANDS

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
CAPTURES = ROOT / "tests" / "captures"
UPDATE = "PAIRTUI_UPDATE_PICTURES" in os.environ

SCREENS = {
    # picture: capture, size, keys, more arguments
    "failed": ("09-not-in-pairing-mode", "80x24", "", ()),
    "wide": ("09-not-in-pairing-mode", "120x40", "", ()),
    "bond-lost": ("04-jw-legacy-bond-lost-at-peer", "80x24", "", ()),
    "paired": ("02-passkey-entry-sc-ok", "120x40", "", ()),
    "step": ("09-not-in-pairing-mode", "80x24", "tab,enter", ()),
    "why": ("03-04-confirm-value-wrong-passkey-sc", "80x24", "w", ()),
    "help": ("09-not-in-pairing-mode", "80x24", "question_mark", ()),
    "ascii": ("09-not-in-pairing-mode", "80x24", "", ("--ascii",)),
    "compare": ("04-jw-legacy-bond-lost-at-peer", "120x40", "equals_sign", ()),
    "themes": ("09-not-in-pairing-mode", "80x24", "T", ()),
    "high-contrast": ("09-not-in-pairing-mode", "80x24", "", ("--theme", "high-contrast")),
    "colour-blind": ("09-not-in-pairing-mode", "80x24", "", ("--theme", "colour-blind")),
    "ansi16": ("09-not-in-pairing-mode", "80x24", "", ("--theme", "ansi16")),
    "mono": ("09-not-in-pairing-mode", "80x24", "", ("--theme", "mono")),
    "lab": (None, "120x40", "", ("--lab", "lock", "--seed", "1")),
    "light": ("09-not-in-pairing-mode", "80x24", "", ("--theme", "light")),
}

BEGIN, END = "<!-- keys: made from pairtui/ui/commands/table.py by make snapshots -->", "<!-- end of keys -->"


@pytest.mark.parametrize("name", SCREENS)
def test_picture(name, tmp_path):
    capture, size, keys, more = SCREENS[name]
    committed = PICTURES / f"{name}.svg"
    drawn = committed if UPDATE else tmp_path / f"{name}.svg"
    drawn.parent.mkdir(parents=True, exist_ok=True)
    read = [str(CAPTURES / f"{capture}.btsnoop")] if capture else []
    status = main(["snapshot", *read, "--size", size, "--keys", keys, *more, "-o", str(drawn)])
    assert status == 0
    assert drawn.read_bytes() == committed.read_bytes(), f"{name} looks different now: look at it, then make snapshots"


def keys_table():
    rows = ["| key | | does |", "|---|---|---|"]
    return [*rows, *(f"| `{c.key}` | {c.label} | {c.help} |" for c in COMMANDS if c.group != "Move")]


def test_table_of_keys():
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    made = "\n".join([before + BEGIN, *keys_table(), END + after])
    if UPDATE:
        readme.write_text(made, encoding="utf-8")
    assert readme.read_text(encoding="utf-8") == made, "the keys have changed: make snapshots"
