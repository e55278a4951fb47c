"""Output that cannot be written, arguments that are none, and what each command says first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pairtui.cli.main import main

CAPTURE = str(Path(__file__).parents[1] / "captures" / "09-not-in-pairing-mode.btsnoop")
PAIRTUI = [sys.executable, "-m", "pairtui"]
COMMANDS = [["--version"], ["--help"], ["explain", "smp", "8"], ["analyze", CAPTURE], ["config"]]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_full_disk_is_one_sentence_and_2(words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PAIRTUI, *words], check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "pairtui: standard output cannot be written: No space left on device; write it elsewhere\n"


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_closed_output_is_one_sentence_and_2(words):
    done = subprocess.run(
        [*PAIRTUI, *words],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.close(1),
        close_fds=False,
    )
    assert done.returncode == 2
    assert done.stderr == "pairtui: standard output is closed; leave it open, or send it to a file\n"


def test_a_closed_standard_error_changes_nothing():
    done = subprocess.run(
        [*PAIRTUI, "explain", "smp", "8"],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.close(2),
    )
    assert done.returncode == 0
    assert "smp:0x08" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--keys", "p,foo"], "--keys: 'foo' is not a key; write one such as p, ?, enter, ctrl+p or f5"),
        (["--keys", "ctrl+"], "--keys: 'ctrl+' is not a key"),
        (["-o", "x.jpg"], "x.jpg names no picture that pairtui draws; end it in .svg, .png or .txt"),
    ],
)
def test_an_argument_that_is_none_is_2(words, says, capsys):
    assert main(["snapshot", CAPTURE, *words]) == 2
    assert says in capsys.readouterr().err


def test_keys_may_be_written_as_the_help_writes_them(capsys):
    assert main(["snapshot", CAPTURE, "--keys", "?"]) == 0
    by_sign = capsys.readouterr().out
    assert main(["snapshot", CAPTURE, "--keys", "question_mark"]) == 0
    assert capsys.readouterr().out == by_sign
    assert "Keys" in by_sign


def test_explain_alone_lists_what_can_be_explained(capsys):
    assert main(["explain"]) == 0
    said = capsys.readouterr().out
    for words in ("smp ", "zephyr", "peer-not-in-pairing-mode", "wrong-passkey"):
        assert words in said


@pytest.mark.parametrize("words", ["peer not in pairing mode", "wrong passkey", "pairing mode"])
def test_explain_finds_a_cause_by_words(words, capsys):
    assert main(["explain", *words.split()]) == 0
    said = capsys.readouterr().out
    assert ("wrong-passkey" if "passkey" in words else "peer-not-in-pairing-mode") in said


def test_doctor_ends_with_the_one_next_command(capsys):
    main(["doctor"])
    *_, blank, last = capsys.readouterr().out.splitlines()
    assert blank == ""
    assert last.startswith("Next: ")


@pytest.mark.parametrize("words", [["bonds"], ["pair", "C0:FF:EE:00:00:01"], ["verify", "C0:FF:EE:00:00:01"]])
def test_without_a_bus_it_says_so_and_ends(words, tmp_path):
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path}/none"}
    done = subprocess.run([*PAIRTUI, *words], capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert done.returncode == 3
    assert "the D-Bus system bus cannot be reached" in done.stderr
    assert done.stderr.count("\n") == 1
