"""A terminal that goes away takes the console with it, whatever the console is doing; see docs/architecture.md."""

import os
import signal
import time

import pytest

pytest.importorskip("termios")

from tests.ui.pseudo_terminal import DEAF, PAIRTUI, PLAIN, SHELL, PseudoTerminal, TmuxSession, make_demo

CAPTURE = "tests/captures/09-not-in-pairing-mode.btsnoop"
LAB = (*PAIRTUI, "lab", "--seed", "1")
"""Its cast has 200 devices that are each heard once a second."""

LONGEST = 30.0
"""Seconds after which it will never end: more than the console gives itself, on a machine that is busy."""


@pytest.fixture
def environment(tmp_path):
    """Files of its own."""
    return {f"XDG_{name}_HOME": str(tmp_path) for name in ("STATE", "CONFIG", "DATA", "CACHE")}


@pytest.fixture
def opened(environment):
    """Opens programs on terminals, and ends what is left of them."""
    terminals = []

    def open_(command, wrapper=PLAIN):
        terminal = PseudoTerminal(command, wrapper, environment)
        terminals.append(terminal)
        terminal.read_until(b"quit")
        return terminal

    yield open_
    for terminal in terminals:
        terminal.kill()


def press_and_read_nothing(terminal):
    """So much to draw that the terminal's buffer and the console's own are full."""
    for _ in range(60):
        for key in (b"?", b"\x1b[6~", b"?"):
            terminal.type(key)
            time.sleep(0.005)


@pytest.mark.parametrize("wrapper", [PLAIN, SHELL, DEAF], ids=["leader", "child", "deaf"])
@pytest.mark.parametrize("blocked", [False, True], ids=["read", "unread"])
@pytest.mark.parametrize("command", [LAB, (*PAIRTUI, "replay", CAPTURE)], ids=["lab", "replay"])
def test_the_console_ends_with_its_terminal(opened, command, wrapper, blocked):
    terminal = opened(command, wrapper)
    if blocked:
        press_and_read_nothing(terminal)
    assert terminal.hang_up() < LONGEST
    if wrapper == PLAIN:
        assert terminal.process.wait() == 129


@pytest.mark.needs("tmux")
def test_make_demo_ends_with_its_session_of_tmux(environment, tmp_path):
    session = TmuxSession(make_demo(), tmp_path, environment)
    try:
        session.read_until(b"quit")
        assert len(session.processes()) > 1
        assert session.hang_up() < LONGEST
    finally:
        session.kill()


def test_the_signal_alone_ends_it(opened):
    terminal = opened(LAB)
    os.kill(terminal.process.pid, signal.SIGHUP)
    terminal.read_for(0.1)
    assert terminal.process.wait(LONGEST) == 129


def test_a_stopped_console_ends_with_its_terminal(opened):
    terminal = opened(LAB)
    os.kill(terminal.process.pid, signal.SIGSTOP)
    assert terminal.hang_up() < LONGEST  # the kernel sends SIGCONT after SIGHUP
    assert terminal.process.wait() == 129


def test_an_attempt_under_way_is_in_the_history(opened, tmp_path):
    terminal = opened(LAB)
    terminal.read_until(b"Hearing aid")  # the cast comes first, and 24 lines have no room for more of it
    terminal.type(b"/hearing\r")
    terminal.read_until(b"\xe2\x96\x8c Hearing aid")
    terminal.type(b"p")
    terminal.read_until(b"Pairing Request")
    assert terminal.hang_up() < LONGEST
    (kept,) = tmp_path.glob("pairtui/history-lab/*.json")
    assert '"outcome": "incomplete"' in kept.read_text()


def test_who_reads_nothing_can_still_leave(opened):
    terminal = opened(LAB)
    press_and_read_nothing(terminal)
    until = time.monotonic() + LONGEST
    while terminal.process.poll() is None and time.monotonic() < until:
        terminal.type(b"q")  # one closes the help, where that is what the last key opened
        time.sleep(0.5)
    assert terminal.process.poll() == 0


def test_frames_that_were_left_out_are_followed_by_the_whole_screen(opened):
    terminal = opened(LAB)
    press_and_read_nothing(terminal)
    terminal.seen = b""
    terminal.read_for(3.0)
    end = terminal.seen[-20_000:]
    assert b"quit" in end
    assert len(terminal.seen) < 300_000


def test_keys_are_read_once_after_a_stop_that_nobody_announced(opened):
    terminal = opened(LAB)
    os.kill(terminal.process.pid, signal.SIGSTOP)
    time.sleep(0.2)
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.seen = b""
    terminal.read_until(b"quit")
    terminal.type(b"q")
    terminal.read_for(0.3)
    assert terminal.process.wait(LONGEST) == 0
