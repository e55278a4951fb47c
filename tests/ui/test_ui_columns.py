"""Pictures keep the columns of the screen, whoever draws them: ink where a character is, none where a space is."""

import shutil
import subprocess

import pytest

from pairtui.cli.main import main
from pairtui.cli.png import PROGRAM, png
from tests.ui.pixels import Picture
from tests.ui.test_ui_pictures import CAPTURES

CELL, LINE = 12.2, 24.4
LEFT, TOP = 9, 41.5
"""Where Rich's picture of a terminal has its first cell; units of the document, which are pixels here."""

INK = 24
"""The difference of two pixels that is something drawn: the dimmest line has 45."""

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def font():
    found = shutil.which("fc-match") and subprocess.run(
        ["fc-match", "DejaVu Sans Mono"], capture_output=True, check=True
    )
    if not found or b"DejaVuSansMono" not in found.stdout:
        pytest.skip("the font that the pictures name first is not installed")


def by_program(svg, _):
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"there is no {PROGRAM}")
    return png(svg)


def by_chromium(svg, folder):
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    (folder / "screen.svg").write_text(svg)
    out = folder / "screen.png"
    width, height = (round(float(number)) for number in svg.split('viewBox="0 0 ')[1].split('"')[0].split())
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/user",
         f"--window-size={width},{height}", f"--screenshot={out}", (folder / "screen.svg").as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return out.read_bytes()


@pytest.mark.parametrize("draw", [by_program, by_chromium])
@pytest.mark.parametrize(
    ("capture", "keys"), [("09-not-in-pairing-mode", ""), ("04-jw-legacy-bond-lost-at-peer", "tab,enter")]
)
def test_every_character_is_in_its_cell(font, capture, keys, draw, tmp_path):
    file = str(CAPTURES / f"{capture}.btsnoop")
    for name in ("screen.svg", "screen.txt"):
        assert main(["snapshot", file, "--size", "80x24", "--keys", keys, "-o", str(tmp_path / name)]) == 0
    drawn = Picture(draw((tmp_path / "screen.svg").read_text(), tmp_path))
    lines = [line.ljust(80) for line in (tmp_path / "screen.txt").read_text().splitlines()]
    wrong = [
        (x, y, character)
        for y, line in enumerate(lines)
        for x, character in enumerate(line)
        if (_contrast(drawn, x, y, character) > INK) is (character == " ")
    ]
    assert wrong == []


def _contrast(drawn, x, y, character):
    """Of a blank its middle: what stands beside it may reach over the edge by a pixel, and so may what is in a cell."""
    spare = 3 if character == " " else -1
    left, top = LEFT + x * CELL, TOP + y * LINE
    return drawn.contrast(left + max(spare, 0), top + spare, left + CELL - max(spare, 0), top + LINE - spare)
