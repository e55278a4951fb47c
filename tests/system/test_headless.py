"""Pairing by commands: answers from the arguments and from a terminal, and every way it can end."""

import os
import pty
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from control import Put
from headless import command, environment, pairtui
from observers import AirRecording, bluez, known, until


def test_pair_once_and_again_and_unpair(peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    first = pairtui("pair", scale.address)
    assert first.status == 0, first.err
    assert first.out.startswith("PAIRED")
    assert "pairing succeeded, security level 2" in first.out

    again = pairtui("pair", scale.address, "--json")
    assert (again.status, again.json["outcome"], again.json["steps"]) == (0, "paired", [])
    assert "paired with hci0 already" in again.err

    asked = pairtui("unpair", scale.address)
    assert asked.status == 2
    assert scale.address in asked.err and "--yes" in asked.err
    assert known(scale.address), "nobody said yes"

    removed = pairtui("unpair", scale.address, "--yes")
    assert (removed.status, removed.out.split()[0]) == (0, "REMOVED")
    assert not known(scale.address)

    gone = pairtui("unpair", scale.address, "--yes")
    assert gone.status == 2
    assert "is not known on hci0" in gone.err


def test_numbers_are_compared_as_the_arguments_say(peer: Put, air: AirRecording) -> None:
    lock = peer("numcmp-sc")
    refused = pairtui("pair", lock.address, "--no-confirm", "--json")
    assert (refused.status, refused.json["failure"]["code"]) == (1, "smp:0x0c")
    assert refused.json["diagnosis"]["cause"] == "agent-rejected"
    lock.do("disconnect")  # Bumble does not distribute keys in a second pairing on one link
    until(lambda: not bluez(lock.address, "Connected"), "the link is down")
    agreed = pairtui("pair", lock.address, "--confirm", "--json")
    assert (agreed.status, agreed.json["association_model"], agreed.json["level"]) == (0, "numeric-comparison", 4)


def test_a_question_that_nobody_answers_is_rejected(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-sc")
    ran = pairtui("pair", lock.address, "--json")
    assert ran.status == 1
    assert ran.json["diagnosis"]["cause"] == "agent-rejected"
    assert "give --passkey" in ran.err


def test_the_gateways_passkey_is_shown(peer: Put, air: AirRecording) -> None:
    keypad = peer("pk-keyboard-sc")
    process = start("pair", keypad.address, "--json")
    assert process.stderr is not None
    words = process.stderr.readline()
    assert "type " in words
    until(lambda: ["asked for a passkey"] in keypad.events(), "the peer asks its user")
    keypad.do("type", passkey=words.split("type ")[1][:6])
    assert process.wait(30) == 0


def test_a_device_that_is_not_there(peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    scale.do("hide")
    try:
        ran = pairtui("pair", scale.address, "--json")
    finally:
        scale.do("show")
    assert ran.status == 1
    assert ran.json["peer"]["address"] == scale.address
    assert "was not seen within 15 s" in ran.err


def test_the_time_is_up(peer: Put, air: AirRecording) -> None:
    silent = peer("faulty", fault="silent")
    ran = pairtui("pair", silent.address, "--timeout", "6")
    assert ran.status == 1
    assert "no result within 6 s: cancelled" in ran.err
    assert not bluez(silent.address, "Paired")


def test_control_c_cancels_the_pairing(peer: Put, air: AirRecording) -> None:
    silent = peer("faulty", fault="silent")
    process = start("pair", silent.address)
    until(lambda: bluez(silent.address, "Connected"), "connected", 30)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert not bluez(silent.address, "Paired")
    silent.renew()
    assert pairtui("pair", silent.address, "--confirm").status == 0, "the device is free again"


def test_a_question_on_the_terminal(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-sc")
    terminal = Terminal("pair", lock.address)
    terminal.wait_for("The six digits that pk-display-sc shows:")
    terminal.type("nonsense")
    terminal.wait_for("type up to six digits")
    terminal.type("123456")
    assert terminal.end() == 0
    assert "security level 4" in terminal.text


def test_a_question_that_comes_to_nothing(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-sc")
    terminal = Terminal("pair", lock.address)
    terminal.wait_for("The six digits that pk-display-sc shows:")
    lock.do("disconnect")
    terminal.wait_for("too late")
    assert terminal.end() == 1


def test_an_ordinary_user_reaches_a_level(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-sc")
    ran = pairtui("pair", lock.address, "--level", "4", "--passkey", "123456", "--json", user="nobody")
    assert ran.status == 0, ran.err
    assert (ran.json["outcome"], ran.json["level"]) == ("paired", 4)


def test_bluetoothd_dies_in_the_middle(peer: Put, air: AirRecording) -> None:
    silent = peer("faulty", fault="silent")
    process = start("pair", silent.address)
    until(lambda: bluez(silent.address, "Connected"), "connected", 30)
    os.kill(int(subprocess.check_output(["pidof", "bluetoothd"])), signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    with Path(os.environ["LAB_OUT"], "bluetoothd.log").open("ab") as log:
        subprocess.Popen([os.environ["BLUETOOTHD"], "-n"], stdout=log, stderr=log)
    until(powered, "bluetoothd is back", 20)
    assert process.returncode == 3, errors
    assert "bluetoothd is not running; sudo systemctl start bluetooth" in errors


def test_what_the_command_line_cannot_mean() -> None:
    for arguments, words in (
        (("pair", "nonsense"), "is no Bluetooth address"),
        (("pair", "C0:00:00:00:00:01", "--io", "Telepathy"), "is not an IO capability"),
        (("pair", "C0:00:00:00:00:01", "--pin", "12345678901234567"), "a PIN has 1 to 16 characters"),
        (("pair", "C0:00:00:00:00:01", "--passkey", "1234567"), "a passkey has up to six digits"),
        (("verify", "C0:FF:EE:00:00:01"), "is not known on hci0"),
    ):
        ran = pairtui(*arguments)
        assert (ran.status, ran.out) == (2, "")
        assert words in ran.err
    ran = pairtui("pair", "C0:00:00:00:00:01", "--adapter", "hci7")
    assert (ran.status, ran.err) == (3, "pairtui: there is no adapter hci7; adapters here are hci0\n")


# ── hands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def start(*arguments: str) -> "subprocess.Popen[str]":
    """Run it beside the test, without a terminal."""
    return subprocess.Popen(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment("/tmp"),
    )


def powered() -> bool:
    done = subprocess.run(
        ["busctl", "get-property", "org.bluez", "/org/bluez/hci0", "org.bluez.Adapter1", "Powered"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() == "b true"


class Terminal:
    """The command on a terminal, with all that it wrote."""

    def __init__(self, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        os.set_blocking(self._master, False)
        self.text = ""
        self._process = subprocess.Popen(
            ("setsid", "--ctty", *command(*arguments)),
            stdin=slave, stdout=slave, stderr=slave, env={**environment("/tmp"), "TERM": "xterm"},
        )  # fmt: skip
        os.close(slave)

    def type(self, line: str) -> None:
        os.write(self._master, f"{line}\n".encode())

    def wait_for(self, words: str) -> None:
        until(lambda: words in self._read(), words, 30)

    def end(self) -> int:
        status: Callable[[], int | None] = self._process.poll
        until(lambda: [self._read(), status()][1] is not None, f"an end of\n{self.text}", 30)
        self._read()
        os.close(self._master)
        return self._process.returncode

    def _read(self) -> str:
        with suppress(OSError):  # nothing now, or the end
            self.text += os.read(self._master, 65536).decode("utf-8", "replace")
        return self.text
