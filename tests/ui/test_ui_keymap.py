"""Keys of the user's own: taken where they can be, else left with one notice."""

import re

import pytest

from pairtui.ui.commands.keymap import Keymap, key_name, keymap
from pairtui.ui.commands.table import COMMANDS


def test_a_key_of_ones_own():
    own = keymap({"scan": ["X"]})
    assert own.command("scan").keys == ("X",)
    assert own.command("pair").keys == ("p",)
    assert not own.notices


@pytest.mark.parametrize(
    ("written", "key"),
    [("p", "p"), ("P", "P"), ("?", "question_mark"), ("/", "slash"), ("^p", "ctrl+p"), ("ctrl+t", "ctrl+t"),
     ("F5", "f5"), ("PgUp", "pageup"), ("Esc", "escape"), ("shift+tab", "shift+tab"), ("@", "at"), ("", None),
     ("nokey", None), ("ctrl+", None), ("hyper+p", None)],
)  # fmt: skip
def test_keys_as_they_are_written(written, key):
    assert key_name(written) == key


@pytest.mark.parametrize(
    ("wanted", "notice"),
    [
        ({"pear": ["x"]}, "keys.pear: there is no such command; `pairtui config` lists them"),
        ({"fix": ["x"]}, "keys.fix: the digits of the fixes cannot be changed"),
        ({"pair": []}, "keys.pair: it needs a key"),
        ({"pair": ["nokey"]}, 'keys.pair: "nokey" cannot be its key; write one such as "p", "ctrl+p" or "f5"'),
        ({"pair": ["1"]}, 'keys.pair: "1" cannot be its key; write one such as "p", "ctrl+p" or "f5"'),
        ({"pair": ["u"]}, 'keys.pair: "u" is already the key of unpair; give that another key first'),
        ({"scan": ["X"], "filter": ["X"]}, 'keys.filter: "X" is already the key of scan; give that another key first'),
    ],
)
def test_what_cannot_be_is_one_notice_and_the_key_stays(wanted, notice):
    own = keymap(wanted)
    assert own.notices == (notice,)
    keys = [key for command in own.commands for key in command.keys]
    assert len(keys) == len(set(keys))
    for name in wanted:
        if "clash" not in notice and name in {c.id for c in COMMANDS} and name != "scan":
            assert own.command(name).keys == Keymap().command(name).keys


def test_two_commands_change_places():
    own = keymap({"pair": ["u"], "unpair": ["p"]})
    assert (own.command("pair").keys, own.command("unpair").keys) == (("u",), ("p",))
    assert not own.notices


def test_a_wish_that_falls_takes_the_one_that_needed_its_key_with_it():
    own = keymap({"pair": ["s"], "unpair": ["p"]})
    assert own.command("pair").keys == ("p",)
    assert own.command("unpair").keys == ("u",)
    assert len(own.notices) == 2


async def test_the_console_has_the_users_keys_everywhere(bench):
    bench.up().device("/org/bluez/hci0/dev_28_FF_B2_AA_10_01", "OMRON", -60)
    async with bench.console((120, 40), keymap=keymap({"scan": ["X"], "help": ["F1"], "pair": ["^t"]})) as seat:
        screen = await seat.look()
        assert "X scan" in screen
        assert "Press ^t to pair OMRON." in screen
        assert re.search(r"\bX +scan\b", await seat.press("f1"))
        await seat.press("f1", "X", "ctrl+t", "s", "p")
    assert [type(action).__name__ for action in bench.performed] == ["StartDiscovery", "Pair"]


async def test_one_notice_when_the_console_starts(bench):
    async with bench.up().console(keymap=keymap({"pear": ["x"], "fix": ["y"]})) as seat:
        assert "keys.pear: there is no such command; `pairtui config` lists them (1 more" in await seat.look()


@pytest.mark.parametrize(
    ("keys", "says"),
    [((), "In the list of devices"), (("tab",), "In the attempt"), (("tab", "tab"), "In the log")],
)
async def test_help_begins_with_the_pane_that_has_the_focus(bench, keys, says):
    async with bench.up().console() as seat:
        assert says in await seat.press(*keys, "question_mark")
