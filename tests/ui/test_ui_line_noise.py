"""What a serial line or a terminal of another encoding sends instead of keys."""

import time

import pytest

pytest.importorskip("termios")

from tests.ui.pseudo_terminal import PAIRTUI, PLAIN, PseudoTerminal

CAPTURE = "tests/captures/09-not-in-pairing-mode.btsnoop"


@pytest.mark.parametrize(
    "noise", [b"\xff\xfe\xc3", "Zubeh\u00f6r".encode("latin-1"), b"\x1b[M\xff\xff\xff", b"\x1b[99999999999A", b"\0"]
)
def test_the_keys_go_on_after_noise(noise, tmp_path):
    folders = {f"XDG_{name}_HOME": str(tmp_path) for name in ("STATE", "CONFIG", "DATA", "CACHE")}
    terminal = PseudoTerminal((*PAIRTUI, "replay", CAPTURE), PLAIN, folders)
    try:
        terminal.read_until(b"quit")
        terminal.type(noise)
        end = time.monotonic() + 60
        while terminal.process.poll() is None and time.monotonic() < end:
            terminal.read(0.5)
            terminal.type(b"\x1b")
            terminal.read(0.5)
            terminal.type(b"q")
        assert terminal.process.poll() == 0
        assert b"Traceback" not in terminal.seen
    finally:
        terminal.kill()
