"""`pairtui snapshot`: which file gets which format, at which moment of a capture."""

import os
import sys
from pathlib import Path

import pytest

from pairtui.cli import png
from pairtui.cli.main import main

FAILED = str(Path(__file__).parents[1] / "captures" / "09-not-in-pairing-mode.btsnoop")


@pytest.mark.parametrize(("name", "begins"), [("x.svg", b"<svg"), ("x.txt", b" pairtui "), ("x", b" pairtui ")])
def test_the_name_tells_the_format_and_the_bytes_are_the_same_every_time(tmp_path, name, begins):
    for place in (tmp_path / "1", tmp_path / "2"):
        place.mkdir()
        assert main(["snapshot", FAILED, "-o", str(place / name)]) == 0
    one, other = ((tmp_path / number / name).read_bytes() for number in "12")
    assert one == other
    assert one.startswith(begins)


def test_a_png_is_drawn_by_the_program_that_is_there(tmp_path, monkeypatch):
    program = tmp_path / png.PROGRAM
    program.write_text("#!/bin/sh\nexec tr a-z A-Z\n")
    program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert main(["snapshot", FAILED, "-o", str(tmp_path / "x.png")]) == 0
    assert (tmp_path / "x.png").read_bytes().startswith(b"<SVG")


def test_what_a_png_needs_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "x.png"
    assert main(["snapshot", FAILED, "-o", str(out)]) == 2
    assert capsys.readouterr().err == (
        f"pairtui: {out}: for PNG, rsvg-convert (sudo apt install librsvg2-bin) or pairtui's extra `png` is needed; "
        "or name a file that ends in .svg\n"
    )
    assert not out.exists()


def test_a_moment_in_the_middle(capsys):
    assert main(["snapshot", FAILED]) == 0
    assert "✗ failed" in capsys.readouterr().out
    early = [seconds for seconds in ("0", "1", "5") if main(["snapshot", FAILED, "--at", seconds]) == 0]
    assert early
    assert "✗ failed" not in capsys.readouterr().out.split("quit")[0]
    assert main(["snapshot", FAILED, "--at", "-1"]) == 2
    assert "'-1' is not a number of seconds" in capsys.readouterr().err
