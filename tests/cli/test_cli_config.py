"""`pairtui config`, `pairtui bundle`, and pairtui's own log."""

import json
import logging
import tomllib
import zipfile
from pathlib import Path

import pytest

from pairtui.cli.log_file import open_log
from pairtui.cli.main import main
from pairtui.files import locations as folders
from pairtui.files.config import Settings, load
from pairtui.pairing.attempt import HistoryEntry
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.history_files import HistoryFiles

FAILED = str(Path(__file__).parents[1] / "captures" / "09-not-in-pairing-mode.btsnoop")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


def test_without_a_file_everything_is_a_default(capsys):
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"# {folders.config_file()}: there is no such file")
    assert out.count("(default)") == 13
    assert '# pair = "p"' in out


def test_nothing_in_a_file_reaches_the_terminal_raw(capsys, home):
    file = home / "own.toml"
    file.write_text('theme = "\\u001b[31m"\n[keys]\npair = "\\u001b"\nscan = "\\u009b2J"\n')
    assert main(["config", "--config", str(file)]) == 0
    out = capsys.readouterr().out
    assert "not taken: keys.pair" in out
    assert [character for character in out if not character.isprintable() and character != "\n"] == []


def test_what_it_writes_is_a_configuration_that_gives_the_same(capsys, home):
    file = home / "own.toml"
    file.write_text('theme = "light"\nslow = true\n[keys]\npair = ["X", "^t"]\npear = "y"\n')
    assert main(["config", "--config", str(file)]) == 0
    out = capsys.readouterr().out
    assert "(from line 1)" in out and "(from line 3)" in out
    assert "# not taken: keys.pear: there is no such command" in out
    again = home / "again.toml"
    again.write_text(out)
    assert load(again) == Settings(theme="light", slow=True, keys={"pair": ("X", "^t")})


def test_as_json(capsys, home):
    assert main(["config", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["there"] is False
    assert told["settings"]["history"] == {"value": 200, "line": None}
    assert told["folders"]["history"] == str(home / "state" / "pairtui" / "history")
    assert told["folders"]["saved"] == str(home / "state" / "pairtui" / "saved")


def test_an_error_is_one_sentence_with_file_line_and_key(capsys, home):
    file = folders.config_file()
    file.parent.mkdir(parents=True)
    file.write_text('theme = "light"\nslw = true\n')
    assert main(["config"]) == 2
    assert capsys.readouterr().err == (
        f"pairtui: {file}, line 2: there is no setting 'slw'; remove it; "
        f"settings are {', '.join(sorted(Settings.__slots__))}\n"
    )


@pytest.fixture
def root_log():
    log = logging.getLogger()
    before, level = list(log.handlers), log.level
    yield log
    for handler in [handler for handler in log.handlers if handler not in before]:
        log.removeHandler(handler)
        handler.close()
    log.setLevel(level)


def test_the_log_is_private_and_without_secrets(root_log):
    open_log()
    logging.getLogger("pairtui.x").warning("LTK: 0102030405060708090a0b0c0d0e0f10, passkey 123456")
    logging.getLogger("pairtui.x").debug("not this")
    file = folders.log_file()
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert "WARNING pairtui.x: LTK: 00000000000000000000000000000000, passkey 000000" in text
    assert "not this" not in text


def test_more_for_a_bug_report(root_log):
    open_log(debug=True)
    logging.getLogger("pairtui.x").debug("this")
    assert "DEBUG pairtui.x: this" in folders.log_file().read_text()


def test_a_rotated_log_stays_private(root_log, monkeypatch):
    monkeypatch.setattr("pairtui.cli.log_file.SIZE", 200)
    open_log()
    for n in range(9):
        logging.getLogger("pairtui.x").warning("line %d of a log that is soon full", n)
    files = sorted(folders.log_file().parent.iterdir())
    assert [file.name for file in files] == ["pairtui.log", "pairtui.log.1"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_its_own_configuration_is_valid_toml(capsys):
    main(["config"])
    assert set(tomllib.loads(capsys.readouterr().out)) == set(Settings.__slots__)


# ── bundle ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def no_check():
    return []


def test_a_bundle_of_a_capture(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("pairtui.sources.doctor.checks.check_all", no_check)
    out = tmp_path / "x.zip"
    assert main(["bundle", str(out), FAILED]) == 0
    assert capsys.readouterr().err == f"{out}: 1 attempt, no key is in it\n"
    assert out.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(out) as archive:
        assert {"report.txt", "report.md", "report.json", "screen.svg", "capture.btsnoop"} <= set(archive.namelist())
    assert main(["bundle", str(out), FAILED]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_bundle_of_the_history(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("pairtui.sources.doctor.checks.check_all", no_check)
    out = tmp_path / "x.zip"
    assert main(["bundle", str(out)]) == 2
    assert "there is no attempt in" in capsys.readouterr().err
    attempt = next(iter(read_file(FAILED).model.attempts.values()))
    HistoryFiles(folders.history_folder(), 9).save(HistoryEntry("k", attempt), Path(FAILED).read_bytes())
    assert main(["bundle", str(out)]) == 0
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("report.json"))["attempts"][0]["failure"]["code"] == "smp:0x08"
        assert archive.read("capture.btsnoop")[:8] == b"btsnoop\0"
