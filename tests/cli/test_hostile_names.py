"""Names of files work no terminal; secrets need not be on the command line."""

import argparse
import logging
import os

import pytest

from pairtui.cli import log_file
from pairtui.cli.argument_types import passkey, pin, secret
from pairtui.cli.main import main


def test_a_name_with_an_escape_sequence(capsys, tmp_path):
    name = str(tmp_path / "a\x1b]0;owned\x07b")
    for command in (["analyze", name], ["redact", name, str(tmp_path / "y")], ["replay", name]):
        assert main(command) == 2
        err = capsys.readouterr().err
        assert "\x1b" not in err and "\x07" not in err and err.count("\n") == 1 and err.startswith("pairtui: ")


def test_a_bundle_of_a_name_that_is_no_utf8(capsys, tmp_path):
    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/caf\xe9.txt")
    with open(name, "wb") as file:
        file.write(
            b"bluetoothd[1]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr 05:F3:77:B5:63:25 status 0x5\n"
        )
    status = main(["bundle", str(tmp_path / "x.zip"), name])
    assert status in (0, 2) and "Traceback" not in capsys.readouterr().err


def test_a_passkey_from_a_file_or_a_descriptor(tmp_path):
    (tmp_path / "key").write_text("004711\n")
    assert passkey(f"file:{tmp_path / 'key'}") == 4711 and secret(f"file:{tmp_path / 'key'}") == "004711"
    read, write = os.pipe()
    os.write(write, b"x9y8\n")
    os.close(write)
    assert secret(f"fd:{read}") == "x9y8"
    assert passkey("123456") == 123456 and secret("ab:cd") == "ab:cd"
    with pytest.raises(argparse.ArgumentTypeError, match="cannot be read"):
        secret("file:/no/such/file")


@pytest.mark.parametrize(("read", "given"), [(passkey, "004711"), (pin, "0000")])
def test_a_secret_of_the_command_line_is_said_to_be_seen_by_others(read, given, capsys, tmp_path):
    read(given)
    assert "(ps)" in capsys.readouterr().err
    (tmp_path / "key").write_text(given)
    read(f"file:{tmp_path / 'key'}")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["", "x" * 17, "ä" * 9])
def test_a_pin_has_up_to_sixteen_octets(text):
    with pytest.raises(argparse.ArgumentTypeError, match="1 to 16"):
        pin(text)


def test_a_passkey_that_is_asked_for(monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: " 123456 ")
    assert passkey("-") == 123456


@pytest.mark.parametrize("there", ["link", "pipe", "nothing"])
def test_the_log_goes_through_no_link_and_waits_for_no_reader(there, monkeypatch, tmp_path):
    log = tmp_path / "pairtui.log"
    if there == "link":
        log.symlink_to(tmp_path / "elsewhere")
    elif there == "pipe":
        os.mkfifo(log)
    monkeypatch.setattr(log_file, "log_file", lambda: log)
    before = list(logging.getLogger().handlers)
    log_file.open_log()
    logging.getLogger("pairtui").warning("hello")
    (added,) = set(logging.getLogger().handlers) - set(before)
    logging.getLogger().removeHandler(added)
    added.close()
    assert not (tmp_path / "elsewhere").exists()
    if there == "nothing":
        assert "hello" in log.read_text() and log.stat().st_mode & 0o777 == 0o600
