"""The command line: what it writes, with which status, and what it never imports or raises."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pairtui.cli import wiring as cli_live
from pairtui.cli.main import main
from pairtui.files.config import Settings
from pairtui.pairing.events import Logged, SourceChanged, SourceState
from pairtui.pairing.state import SourceStatus
from pairtui.sources.doctor import checks
from tests.cli.program import PAIRED, REFUSED, on_terminal, run

# ── analyze ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_good_pairing_is_fine(capsys):
    assert main(["analyze", PAIRED]) == 0
    assert "PAIRED  pairing succeeded" in capsys.readouterr().out


def test_a_failed_pairing_says_who_where_and_why(capsys):
    assert main(["analyze", REFUSED]) == 1
    out = capsys.readouterr().out
    assert "FAILED  the peer refused at the feature exchange: smp:0x05 Pairing Not Supported" in out
    assert "pairtui explain peer-not-in-pairing-mode" in out


def test_one_file_is_one_object_and_several_are_a_list(capsys):
    assert main(["analyze", "--format", "json", REFUSED]) == 1
    one = json.loads(capsys.readouterr().out)
    assert (one["schema"], one["file"], one["format"]) == (1, REFUSED, "btsnoop-monitor")
    assert one["attempts"][0]["failure"]["code"] == "smp:0x05"
    assert main(["analyze", "--format", "json", PAIRED, REFUSED]) == 1
    assert [document["file"] for document in json.loads(capsys.readouterr().out)] == [PAIRED, REFUSED]


def test_markdown(capsys):
    assert main(["analyze", "--format", "markdown", REFUSED]) == 1
    assert "### Failed: the peer refused at the feature exchange" in capsys.readouterr().out


def test_standard_input(capsys, monkeypatch):
    with Path(REFUSED).open("rb") as file:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file))
        assert main(["analyze", "--format", "json", "-"]) == 1
    assert json.loads(capsys.readouterr().out)["file"] == "-"


def test_a_file_that_cannot_be_used_is_one_sentence_and_the_others_are_read(capsys, tmp_path):
    empty = tmp_path / "empty.log"
    empty.touch()
    assert main(["analyze", "--format", "json", str(empty), PAIRED]) == 2
    out, err = capsys.readouterr()
    assert [document["file"] for document in json.loads(out)] == [PAIRED]
    assert err.startswith(f"pairtui: {empty} is empty") and err.count("\n") == 1


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.write_bytes(bytes(range(256)) * 20)])
def test_what_is_no_log_is_one_sentence(make, capsys, tmp_path):
    make(tmp_path / "x")
    assert main(["analyze", str(tmp_path / "x")]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("pairtui: ") and err.count("\n") == 1


def test_an_ascii_locale_gets_ascii(tmp_path):
    done = run(
        "analyze",
        REFUSED,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert done.stdout.isascii() and "x<-  Pairing Failed" in done.stdout


def test_a_pipe_that_closes_is_quiet():
    command = f"{sys.executable} -m pairtui explain smp 8 hci 8 | true; echo ${{PIPESTATUS[0]}}"
    for _ in range(3):
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
        assert done.stderr == ""
        assert done.stdout.strip() in ("0", "141")  # 0 where the reader had not gone yet


# ── explain, doctor, redact ───────────────────────────────────────────────────────────────────────────────────────


def test_explain(capsys):
    assert main(["explain", "smp", "8"]) == 0
    assert capsys.readouterr().out.startswith("smp:0x08  Unspecified Reason")


def test_explain_knows_its_limits(capsys):
    assert main(["explain", "peer-bond-misplaced-forever"]) == 2
    assert "the nearest known: peer-bonded-elsewhere, peer-bond-missing" in capsys.readouterr().err


def doctored(monkeypatch, *statuses):
    async def check_all():
        return list(statuses)

    monkeypatch.setattr(checks, "check_all", check_all)


UP = SourceStatus("bluez", SourceState.UP, detail="BlueZ 5.66")
DOWN = SourceStatus("btmon", SourceState.DOWN, "btmon may not listen", "sudo setcap cap_net_raw+ep /usr/bin/btmon")


def test_doctor_when_all_is_well(capsys, monkeypatch):
    doctored(monkeypatch, UP)
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.startswith("bluez    up       BlueZ 5.66\n\nNext: ")


def test_doctor_names_the_remedy(capsys, monkeypatch):
    doctored(monkeypatch, UP, DOWN)
    assert main(["doctor"]) == 3
    assert capsys.readouterr().out.splitlines()[1:-2] == [
        "btmon    down",
        "         why: btmon may not listen",
        "         do: sudo setcap cap_net_raw+ep /usr/bin/btmon",
    ]
    assert main(["doctor", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)[1] == {
        "source": "btmon",
        "state": "down",
        "detail": "",
        "why": "btmon may not listen",
        "remedy": "sudo setcap cap_net_raw+ep /usr/bin/btmon",
    }


def test_redact_writes_a_private_file_with_the_same_verdict(capsys, tmp_path):
    out = tmp_path / "clean.btsnoop"
    assert main(["redact", PAIRED, str(out)]) == 0
    assert capsys.readouterr().err.startswith(f"{out}: ")
    assert out.stat().st_mode & 0o777 == 0o600
    assert main(["analyze", str(out)]) == 0


def test_redact_does_not_write_over_a_file_unless_told(capsys, tmp_path):
    out = tmp_path / "clean.btsnoop"
    out.write_text("mine")
    assert main(["redact", PAIRED, str(out)]) == 2
    assert out.read_text() == "mine"
    assert "add --force" in capsys.readouterr().err
    out.chmod(0o644)
    assert main(["redact", "--force", PAIRED, str(out)]) == 0
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("source", ["no-such-file", "/", "/dev/null"])
def test_redact_of_what_is_no_capture(source, capsys, tmp_path):
    assert main(["redact", source, str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


# ── the console's commands ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("argv", [[], ["replay", REFUSED]])
def test_without_a_terminal_the_console_says_what_to_use(argv, capsys):
    assert main(argv) == 2
    assert "`pairtui analyze FILE`" in capsys.readouterr().err


@pytest.mark.parametrize("settings", [{"term": "dumb"}, {"term": ""}, {"columns": 20}, {"rows": 5}])
def test_a_terminal_that_cannot_draw_it(settings, capsys, monkeypatch):
    on_terminal(monkeypatch, **settings)
    assert main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_console_gets_its_sources_and_settings(monkeypatch, tmp_path):
    from pairtui.ui import run as entry

    opened = []

    def run_console(hub, settings, **options):
        opened.append((settings, options))
        return 0

    monkeypatch.setattr(entry, "run_console", run_console)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "pairtui").mkdir()
    (tmp_path / "pairtui" / "config.toml").write_text('theme = "mono"\nascii = true\n')
    on_terminal(monkeypatch)
    monkeypatch.setattr("pairtui.cli.console.without_bluez", lambda: False)
    assert main(["replay", "--at-once", REFUSED]) == 0
    assert main(["--theme", "light", "--capability", "NoInputNoOutput", "--slow", "--utc"]) == 0
    assert all(callable(told.pop("keep_theme")) and callable(told.pop("clock")) for _, told in opened)
    assert opened == [
        (Settings(theme="mono", ascii=True), {"notices": []}),
        (Settings(theme="light", ascii=True, capability="NoInputNoOutput", slow=True, utc=True), {"notices": []}),
    ]


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["--capability", "Telepathy"], "not an IO capability"),
        (["--config", "/no/such/config.toml"], "there is no such file"),
        (["replay", "/no/such/file"], "cannot be read"),
        (["replay", sys.executable], "not a capture or log"),
    ],
)
def test_a_console_that_cannot_be_opened(argv, why, capsys, monkeypatch):
    on_terminal(monkeypatch)
    assert main(argv) == 2
    err = capsys.readouterr().err
    assert why in err and err.count("\n") == 1


def test_a_snapshot_is_the_same_twice(capsys, tmp_path):
    assert main(["snapshot", REFUSED]) == 0
    first = capsys.readouterr().out
    assert main(["snapshot", REFUSED, "--size", "80x24"]) == 0
    assert capsys.readouterr().out == first
    assert len(first.splitlines()) == 24 and "Pairing Failed" in first
    assert main(["snapshot", REFUSED, "-o", str(tmp_path / "x.svg")]) == 0
    assert (tmp_path / "x.svg").read_text().startswith("<svg")


@pytest.mark.parametrize(
    "argv",
    [["snapshot", REFUSED, "--size", "80"], ["snapshot", REFUSED, "--theme", "no-such"], ["snapshot", "/no/such"]],
)
def test_a_snapshot_that_cannot_be_made(argv, capsys):
    assert main(argv) == 2
    assert capsys.readouterr().err.count("\n") == 1


class Told:
    """A source that tells what it was given."""

    name = "told"
    actions: frozenset[type] = frozenset()

    def __init__(self, *events):
        self._events = events
        self.closed = False

    async def events(self):
        for event in self._events:
            yield event

    async def close(self):
        self.closed = True


def watched(monkeypatch, *events):
    source = Told(*events)
    monkeypatch.setattr(cli_live, "live_sources", lambda capability: [source])
    return source


def test_watch_writes_each_event_as_a_line_of_json(capsys, monkeypatch):
    source = watched(
        monkeypatch,
        SourceChanged(source="told", state=SourceState.UP),
        Logged(at=1.5, source="told", text="hello"),
    )
    assert main(["watch", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["SourceChanged", "Logged"]
    assert lines[1] == {"event": "Logged", "at": 1.5, "source": "told", "text": "hello", "level": "info"}
    assert source.closed
    assert main(["watch"]) == 0
    assert "1.500  told: hello\n" in capsys.readouterr().out


def test_watch_without_a_source(capsys, monkeypatch):
    watched(monkeypatch, SourceChanged(source="told", state=SourceState.DOWN, why="gone"))
    assert main(["watch", "--json"]) == 3
