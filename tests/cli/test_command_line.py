"""The command line itself: version, help, parser, and what each command never imports."""

import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import pairtui.cli
from pairtui import __version__
from pairtui.__main__ import main as program
from pairtui.cli.arguments import build_parser, commands
from pairtui.cli.main import main
from tests.cli.program import PAIRED

COMMAND_PAGE = Path(__file__).parents[2] / "docs/contributing/a-command.md"


def test_version_and_help(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"pairtui {__version__}\n"
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for command in ("analyze", "explain", "doctor", "redact", "replay", "watch", "snapshot"):
        assert command in out
        assert main([command, "--help"]) == 0


@pytest.mark.parametrize("words", [["config"], ["replay", "x"], ["lab"], ["snapshot", "x"]])
@pytest.mark.parametrize("given", [["--config", "mine.toml"], ["--theme", "mono"], ["--utc"], ["--ascii"]])
def test_an_option_before_the_command_holds_for_it(given, words):
    name = given[0].removeprefix("--")
    args = build_parser().parse_args([*given, *words])
    assert getattr(args, name) == (given[1] if given[1:] else True)
    assert getattr(build_parser().parse_args(words), name) is None


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_help_that_needs_no_parser_is_the_parsers(option, capsys, monkeypatch):
    for columns in ("200", "80", "50"):
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setattr("sys.argv", ["pairtui", option])
        assert program() == 0
        printed = capsys.readouterr().out
        assert main([option]) == 0
        assert printed == capsys.readouterr().out and max(map(len, printed.splitlines())) <= int(columns)


def test_a_part_of_the_parser_knows_each_of_its_commands_as_the_whole_does():
    for name in commands():
        part, whole = io.StringIO(), io.StringIO()
        for parser, out in ((build_parser([name]), part), (build_parser(), whole)):
            with redirect_stdout(out), pytest.raises(SystemExit):
                parser.parse_args([name, "--help"])
        assert part.getvalue() == whole.getvalue() != "", name


def test_what_the_program_says_of_itself_imports_no_parser():
    for option in ("--help", "--version"):
        script = (
            f"import sys; sys.argv[1:] = [{option!r}]; from pairtui.__main__ import main; main(); "
            "assert 'argparse' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "COLUMNS": "80"})


def test_the_help_of_a_narrow_terminal_imports_no_command():
    script = (
        "import sys; sys.argv[1:] = ['--help']; from pairtui.__main__ import main; main(); "
        "assert 'pairtui.cli.arguments' in sys.modules and 'pairtui.cli.pair' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "COLUMNS": "50"})


def test_help_into_a_closed_pipe_is_quiet():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "pairtui", "--help"]
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, env=environment)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    "argv",
    [["frobnicate"], ["analyze"], ["analyze", "--format", "xml", "x"], ["replay", "x", "--speed", "-1"]],
)
def test_a_wrong_command_line_is_one_sentence(argv, capsys):
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("pairtui: ") and err.count("\n") == 1 and "--help" in err


def test_interrupted_is_quiet(capsys, monkeypatch):
    def interrupted(*args, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pairtui.sources.capture.source.read_file", interrupted)
    assert main(["analyze", PAIRED]) == 130
    assert capsys.readouterr().err == ""


HEAVY = ("textual", "rich", "bleak")
BUSES = ("dbus_next", "dbus_fast")


@pytest.mark.parametrize(
    ("argv", "forbidden"),
    [
        (["--help"], (*HEAVY, *BUSES)),
        (["--version"], (*HEAVY, *BUSES, "platformdirs", "asyncio")),
        (["explain", "smp", "8"], (*HEAVY, *BUSES, "asyncio")),
        (["analyze", PAIRED], (*HEAVY, *BUSES)),
        (["redact", PAIRED, "-"], (*HEAVY, *BUSES)),
        (["doctor"], HEAVY),
        (["watch", "--help"], (*HEAVY, *BUSES)),
    ],
)
def test_commands_without_a_screen_import_no_textual(argv, forbidden):
    program = f"import sys; from pairtui.cli.main import main; main({argv!r}); print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.decode("utf-8", "replace").splitlines()[-1].split()}
    assert not loaded & set(forbidden)


def test_a_command_of_the_shell_is_one_file_of_its_name(tmp_path, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", COMMAND_PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "count.py").write_text(example, encoding="utf-8")
    pairtui.cli.__path__.append(str(tmp_path))
    try:
        assert main(["count", PAIRED]) == 0 and capsys.readouterr().out == f"1 {PAIRED}\n"
        assert "how many attempts there are" in build_parser().format_help()
    finally:
        pairtui.cli.__path__.pop()
        del sys.modules["pairtui.cli.count"]


def test_a_command_imports_no_other():
    script = "import sys; from pairtui.cli.main import main; main(['explain', 'smp', '8']); print('\\n', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = done.stdout.decode().splitlines()[-1].split()
    assert "pairtui.cli.explain" in loaded
    assert not {f"pairtui.cli.{name.replace('-', '_')}" for name in commands() if name != "explain"} & set(loaded)
