"""The keys that the pages name are those of the key table; each row of console.md has tests of the screen."""

import re
from pathlib import Path

import pytest

from pairtui.files.config import AFTER_PAIRING
from pairtui.ui.commands.table import BY_ID
from pairtui.ui.text.device_filter import filter_of
from tests.ui.conftest import OMRON

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "docs/contributing/console.md"
ONE_KEY = re.compile(r"`((?:[^\s`\w·✗]|[a-zA-Z1]|\^[a-z]|F\d+|Tab|Enter|Esc))`")

KEYS: dict[str, dict[str, str]] = {
    # page: what its keys do in the panes of the console
    "README.md": {"/": "filter", "p": "pair", "Enter": "details", "O": "operate", "1": "fix", "Esc": "back",
                  "?": "help", "q": "quit"},
    "docs/it-will-not-pair.md": {"S": "sources", "s": "scan", "/": "filter", "p": "pair", "w": "diagnosis",
                                 "m": "outlook", "E": "bearer", "g": "pairable", "1": "fix"},
    "docs/change-security-level.md": {"i": "capability", "?": "help"},
    "docs/read-the-ladder.md": {"Enter": "details", "?": "help", "[": "earlier", "]": "later"},
    "docs/find-out.md": {"x": "find-out", "w": "diagnosis"},
    "docs/contributing/console.md": {"/": "filter", "?": "help", "^p": "palette", "p": "pair", "Esc": "back",
                                     "#": "records"},
}  # fmt: skip

IN_DIALOGS: dict[str, dict[str, tuple[str, ...] | None]] = {
    # page: keys of a dialog, with the words of its rim, and the keys that open it
    "README.md": {"-": None},  # standard input
    "docs/it-will-not-pair.md": {"b": ("b LE", "m")},
    "docs/change-security-level.md": {"r": ("r who begins", "m")},
    "docs/read-the-ladder.md": {"X": None},  # a mark of the ladder
    "docs/find-out.md": {"y": ("y begin", "x"), "n": ("n no", "x"), "Enter": None, "Esc": None},
    "docs/contributing/console.md": {"n": ("next", "question_mark", "slash", "p", "enter"),
                                     "N": ("n N", "question_mark", "slash", "p", "enter"),
                                     "F1": ("Help: Alias", "a", "f1")},
}  # fmt: skip

ROWS = {
    # subject of console.md: its tests
    "selection": ("test_ui_attempt.py", "test_ui_devices.py"),
    "state": ("test_ui_state.py",),
    "feedback": ("test_ui_state.py", "test_ui_screens.py"),
    "search": ("test_ui_records.py", "test_ui_filter.py"),
    "mouse": ("test_ui_mouse.py",),
    "help": ("test_ui_state.py", "test_ui_keymap.py"),
    "narrow terminals": ("test_ui_attempt.py", "test_ui_devices.py"),
    "undo": ("test_ui_state.py",),
    "records": ("test_ui_records.py",),
    "after a pairing": ("test_ui_after_pairing.py",),
}


def told(page: str) -> str:
    """What a page says of this console: of the table beside others, the last column."""
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"<!-- keys:.*<!-- end of keys -->", "", text, flags=re.DOTALL)
    if page != "docs/contributing/console.md":
        return text
    return "\n".join(line.split("|")[-2] for line in text.splitlines() if line.startswith("| "))


@pytest.mark.parametrize("page", KEYS)
def test_the_keys_of_a_page_are_those_of_the_table(page):
    named = set(ONE_KEY.findall(told(page)))
    assert named == {*KEYS[page], *IN_DIALOGS[page]}
    for key, command in KEYS[page].items():
        assert key in BY_ID[command].key.split() or (key, BY_ID[command].key) == ("1", "1-9"), command


@pytest.mark.parametrize(
    ("page", "key", "shows"),
    [(page, key, shows) for page, keys in IN_DIALOGS.items() for key, shows in keys.items() if shows],
)
async def test_the_keys_of_dialogs_on_a_page_are_in_their_rims(bench, page, key, shows):
    words, *keys = shows
    bench.ward().refused()
    bench.device(OMRON, "OMRON BP7350", -40, bearers=("bredr", "le"), class_of_device=0x5A020C, advertises=True)
    async with bench.console((120, 40)) as seat:
        assert words in await seat.press(*keys), (page, key)


def test_each_row_of_the_table_beside_others_has_its_tests():
    page = CONSOLE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z ]+) \|", page, re.MULTILINE)
    assert rows == list(ROWS)
    for row, files in ROWS.items():
        for file in files:
            assert f"`tests/ui/{file}`" in page and (ROOT / "tests/ui" / file).exists(), row


def test_the_examples_of_the_table_beside_others_are_the_programs_own():
    text = told("docs/contributing/console.md")
    (example,) = re.findall(r"`(rssi[^`]+)`", text)
    assert filter_of(example) is not None
    assert {word for word in re.findall(r"`([a-z]+)`", text) if len(word) > 1} == set(AFTER_PAIRING)
