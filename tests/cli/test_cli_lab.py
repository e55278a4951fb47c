"""`pairtui lab` on the command line: what cannot be opened, and a host without BlueZ."""

import pytest

from pairtui.cli.main import main
from pairtui.pairing import actions
from pairtui.sources.bluez.presence import bluez_missing
from tests.cli.program import on_terminal


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["lab", "--hci", "bluetooth"], "'bluetooth' names no controller"),
        (["lab", "--cast", "/no/such.toml"], "cannot be read"),
        (["lab", "--cast", "no-such"], "there is no cast 'no-such'"),
    ],
)
def test_a_lab_that_cannot_be_opened(argv, why, capsys, monkeypatch):
    on_terminal(monkeypatch)
    assert main(argv) == 2
    err = capsys.readouterr().err
    assert why in err and err.count("\n") == 1


def test_a_picture_of_the_lab_is_the_same_twice(capsys):
    pictures = []
    for seed in ("1", "1", "2"):
        assert main(["snapshot", "--lab", "lock", "--seed", seed, "--size", "100x30"]) == 0
        pictures.append(capsys.readouterr().out)
    assert pictures[0] == pictures[1] != pictures[2]
    assert "Numeric Comparison" in pictures[0] and "paired" in pictures[0]


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["snapshot"], "needs a FILE or --lab SCENARIO"),
        (["snapshot", "x.btsnoop", "--lab", "lock"], "one of them"),
        (["snapshot", "--lab", "no-such"], "no scenario 'no-such'"),
    ],
)
def test_a_picture_that_cannot_be_made(argv, why, capsys):
    assert main(argv) == 2
    err = capsys.readouterr().err
    assert why in err and err.count("\n") == 1


def test_a_lab_without_bumble(capsys, monkeypatch):
    on_terminal(monkeypatch)
    monkeypatch.setattr("pairtui.cli.extras.find_spec", lambda name: None)
    assert main(["lab"]) == 3
    err = capsys.readouterr().err
    assert "py3-none-any.whl[lab]'" in err and err.count("\n") == 1


def test_a_lab_gets_its_cast_and_settings(monkeypatch, tmp_path):
    on_terminal(monkeypatch)
    opened = []

    def run_console(hub, settings, **options):
        opened.append(hub)
        return 0

    monkeypatch.setattr("pairtui.ui.run.run_console", run_console)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["lab", "--seed", "7", "--capability", "NoInputNoOutput"]) == 0
    assert main(["lab", "--hci", "tcp-client:127.0.0.1:1"]) == 0
    assert actions.Operate in opened[0].actions and actions.SetPolicy in opened[1].actions


def test_a_host_without_bluez_is_told_what_there_is(capsys, monkeypatch):
    on_terminal(monkeypatch)
    monkeypatch.setattr("pairtui.cli.console.without_bluez", lambda: True)
    assert main([]) == 3
    err = capsys.readouterr().err
    assert err.startswith("pairtui: this host has no BlueZ") and err.count("\n") == 1
    assert all(word in err for word in ("pairtui lab", "--hci", "replay", "--bleak"))


@pytest.mark.parametrize(
    ("platform", "signs", "missing"),
    [("win32", (__file__,), True), ("linux", (__file__,), False), ("linux", ("/no/such",), True)],
)
def test_whether_there_is_bluez(platform, signs, missing):
    assert bluez_missing(platform, signs, "unix:path=/no/such/bus") is missing
