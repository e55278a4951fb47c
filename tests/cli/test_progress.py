"""How far a long reading is: one line on a terminal, gone at the end, and nothing anywhere else."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from pairtui.cli import progress as cli_progress
from pairtui.cli.main import main
from pairtui.cli.progress import Progress
from pairtui.report.redact import redact

CAPTURE = Path(__file__).parents[1] / "captures" / "02-jw-sc-ok.btsnoop"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def progress(monkeypatch, times, stream=None, term="xterm"):
    monkeypatch.setenv("TERM", term)
    stream = Terminal() if stream is None else stream
    return stream, Progress(stream, iter(times).__next__)


def test_nothing_within_the_first_second_then_five_times_a_second(monkeypatch):
    stream, line = progress(monkeypatch, [0.0, 0.5, 0.99, 1.0, 1.1, 1.2])
    with line:
        line.show(1, 100, 10)
        line.show(2, 100, 20)
        assert stream.getvalue() == ""
        line.show(25, 100, 300)
        assert stream.getvalue() == "\rreading: 25 %, 300 records"
        line.show(26, 100, 310)
        line.show(27, 100, 320)
        assert stream.getvalue().endswith("records\rreading: 27 %, 320 records")
    assert stream.getvalue().endswith("\r" + " " * len("reading: 27 %, 320 records") + "\r")


def test_a_size_that_is_unknown_and_one_that_grew(monkeypatch):
    stream, line = progress(monkeypatch, [0.0, 1.0, 2.0])
    line.show(12_300_000, None, 7)
    assert stream.getvalue() == "\rreading: 12 MB, 7 records"
    line.show(200, 100, 8)
    assert "100 %" in stream.getvalue()


def test_the_line_goes_away_when_reading_fails(monkeypatch):
    stream, line = progress(monkeypatch, [0.0, 1.0])
    with pytest.raises(ValueError), line:
        line.show(1, 2, 3)
        raise ValueError
    assert stream.getvalue().endswith(" \r")


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_nothing_where_no_line_can_be_drawn_again(stream, term, monkeypatch):
    stream, line = progress(monkeypatch, [0.0, 5.0, 6.0], stream, term)
    with line:
        line.show(1, 2, 3)
    assert stream.getvalue() == ""


def test_analyze_shows_it_and_takes_it_away(capsys, monkeypatch):
    monkeypatch.setattr(cli_progress, "DELAY", 0.0)
    monkeypatch.setattr(cli_progress, "INTERVAL", 0.0)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["analyze", str(CAPTURE), str(CAPTURE)]) == 0
    drawn = terminal.getvalue()
    assert "\rreading 1 of 2: 100 %, " in drawn and "\rreading 2 of 2: 100 %, " in drawn
    assert drawn.endswith(" \r")
    assert "reading" not in capsys.readouterr().out


def test_standard_error_of_a_short_reading_is_empty_on_a_terminal_too():
    ours, theirs = pty.openpty()
    # Short beside a delay that no load on this machine outlasts.
    program = (
        f"from pairtui.cli import main as cli, progress; progress.DELAY = 60.0; cli.main(['analyze', {str(CAPTURE)!r}])"
    )
    command = [sys.executable, "-c", program]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, timeout=60, check=True)
    os.close(theirs)
    os.set_blocking(ours, False)
    try:
        assert os.read(ours, 100) == b""
    except OSError:  # how Linux says that a terminal's other side is gone
        pass
    finally:
        os.close(ours)


def test_redaction_tells_how_far_it_is_too():
    told: list[int] = []
    lines = b"Attempting to pair with 05:F3:77:B5:63:25\n" * 5000
    redact(lines, progress=told.append)
    assert told == [0, 4096 * len(lines) // 5000]
