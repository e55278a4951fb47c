"""`pairtui lab` on the command line: what cannot be opened, and a host without BlueZ."""

import os

import pytest

from pairtui.cli import main


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["lab", "--hci", "bluetooth"], "'bluetooth' names no controller"),
        (["lab", "--cast", "/no/such.toml"], "cannot be read"),
        (["lab", "--cast", "no-such"], "there is no cast 'no-such'"),
    ],
)
def test_a_lab_that_cannot_be_opened(argv, why, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, 24)))
    monkeypatch.setenv("TERM", "xterm")
    assert main(argv) == 2
    err = capsys.readouterr().err
    assert why in err and err.count("\n") == 1
