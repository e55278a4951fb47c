"""config.toml: what it may say, and what is said when it is wrong."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from pairtui.files import locations as folders
from pairtui.files.config import ConfigError, Settings, load, load_what_can_be_used
from pairtui.files.keep_setting import keep_setting


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def problem(file: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(file) in str(caught.value)
    assert caught.value.remedy in str(caught.value)
    return caught.value


def test_every_setting(file):
    file.write_text('capability = "DisplayYesNo"\nadapter = "hci1"\ntheme = "day"\nascii = true\nslow = true\n')
    assert load(file) == Settings("DisplayYesNo", "hci1", "day", True, True)


def test_no_file_means_the_defaults(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert folders.config_file() == tmp_path / "pairtui" / "config.toml"
    assert load() == Settings()


def test_a_file_that_was_asked_for_must_be_there(file):
    assert problem(file).why == "there is no such file"


def test_an_unknown_key(file):
    file.write_text('theme = "day"\n\ncapabilty = "KeyboardOnly"\n')
    error = problem(file)
    assert (error.key, error.line) == ("capabilty", 3)
    assert "capability" in error.remedy


def test_a_table_is_an_unknown_key_too(file):
    file.write_text("[agent]\nslow = true\n")
    assert (problem(file).key, problem(file).line) == ("agent", 1)


@pytest.mark.parametrize(
    ("text", "key", "remedy"),
    [
        ("slow = 1", "slow", "write true or false"),
        ('slow = "yes"', "slow", "write true or false"),
        ("theme = 3", "theme", "write text in quotes"),
        ("adapter = [0]", "adapter", "write text in quotes"),
    ],
)
def test_a_wrong_type(file, text, key, remedy):
    file.write_text("# settings\n" + text)
    error = problem(file)
    assert (error.key, error.line, error.remedy) == (key, 2, remedy)


def test_a_capability_bluez_does_not_know(file):
    file.write_text('capability = "Telepathy"')
    error = problem(file)
    assert (error.key, error.line) == ("capability", 1)
    assert "NoInputNoOutput" in error.remedy


def test_text_that_is_no_toml(file):
    file.write_text('theme = "day"\nslow = yes\n')
    assert problem(file).line == 2


def test_bytes_that_are_no_text(file):
    file.write_bytes(b"theme = '\xff'")
    assert problem(file).remedy == "save it as UTF-8"


def test_a_folder(file):
    file.mkdir()
    assert problem(file).why == "it is a folder"


def test_a_pipe_is_not_waited_for(file):
    os.mkfifo(file)
    assert problem(file).why == "it is not a file"


def test_what_is_too_large_or_too_deep(file):
    file.write_text("#" * (1 << 20) + "\n")
    assert problem(file).why == "it is larger than 1 MiB"
    file.write_text(f"x = {'[' * 100_000}")
    assert problem(file).why == "not TOML: brackets within brackets without end"


def test_a_mark_at_the_beginning_that_windows_writes(file):
    file.write_bytes(b"\xef\xbb\xbfslow = true\r\n")
    assert load(file).slow


def test_keys_are_a_table(file):
    file.write_text('[keys]\npair = "x"\nup = ["up", "i"]\n')
    assert load(file).keys == {"pair": ("x",), "up": ("up", "i")}
    file.write_text("[keys]\n\npair = 3\n")
    assert (problem(file).key, problem(file).line) == ("keys.pair", 3)
    file.write_text('keys = "x"\n')
    assert problem(file).remedy == "write a table: [keys]"


def test_a_history_below_nothing(file):
    file.write_text("history = -1")
    assert (problem(file).key, problem(file).line) == ("history", 1)


def test_every_setting_says_what_it_does():
    assert all(item.metadata["says"].endswith(".") for item in fields(Settings))


def test_a_broken_setting_leaves_the_others_and_says_file_and_key(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(
        'utc = true\ncapabilty = "x"\nhistory = "many"\nafter_pairing = "dance"\n[keys]\npair = 5\nup = "k"\n'
    )
    settings, notices = load_what_can_be_used(file)
    assert settings == Settings(utc=True, keys={"up": ("k",)})
    assert len(notices) == 4
    assert all(str(file) in notice for notice in notices)
    assert {key for key in ("capabilty", "history", "dance", "keys.pair") for notice in notices if key in notice} == {
        "capabilty", "history", "dance", "keys.pair",
    }  # fmt: skip


def test_a_file_that_is_no_toml_gives_the_defaults_and_its_line(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("utc = true\ntheme = \n")
    settings, (notice,) = load_what_can_be_used(file)
    assert settings == Settings()
    assert f"{file}, line 2" in notice


def test_keeping_a_setting_changes_that_line_only(tmp_path):
    file = tmp_path / "pairtui" / "config.toml"
    keep_setting(file, "theme", "light")
    assert file.read_text() == 'theme = "light"\n'
    file.write_text('# mine\ntheme = "dark"  # because\nutc = true\n\n[keys]\ntheme = "T"\n')
    keep_setting(file, "theme", "mono")
    assert file.read_text() == '# mine\ntheme = "mono"\nutc = true\n\n[keys]\ntheme = "T"\n'
    file.write_text('utc = true\n[keys]\ntheme = "T"\n')
    keep_setting(file, "theme", "mono")
    assert file.read_text() == 'theme = "mono"\nutc = true\n[keys]\ntheme = "T"\n'
