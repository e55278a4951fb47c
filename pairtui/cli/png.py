"""An SVG document as a PNG picture, by what is installed for that."""

import shutil
import subprocess

PROGRAM = "rsvg-convert"
LONGEST_SECONDS = 60


class NoConverter(Exception):
    """Nothing here makes a PNG; the text says what to install."""


def png(svg: str) -> bytes:
    """`svg` drawn, one pixel for each of its units: by librsvg, which keeps the columns, else by cairosvg.

    cairosvg rounds how wide a letter is, so that a long line ends a cell early. Raises NoConverter.
    """
    program = shutil.which(PROGRAM)
    if program is not None:
        return _by_program(program, svg)
    try:
        from cairosvg import svg2png  # the extra `png`
    except (ImportError, OSError):  # OSError: cairosvg is there, the cairo library is not
        raise NoConverter(
            f"for PNG, {PROGRAM} (sudo apt install librsvg2-bin) or pairtui's extra `png` is needed"
        ) from None
    drawn: bytes = svg2png(bytestring=svg.encode())
    return drawn


def _by_program(program: str, svg: str) -> bytes:
    done = subprocess.run([program], input=svg.encode(), capture_output=True, timeout=LONGEST_SECONDS, check=False)
    if done.returncode or not done.stdout:
        raise NoConverter(f"{PROGRAM} cannot draw this: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
    return done.stdout
