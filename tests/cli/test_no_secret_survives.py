"""No key, passkey or PIN of an input stands in anything that pairtui writes of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pairtui.cli import wiring as cli_live
from pairtui.cli.main import main
from pairtui.knowledge.fixes import FIXES
from pairtui.report.redact import secrets_of
from pairtui.sources.capture.playback import ReplaySource
from tests.report.air import LINK_TYPES, Air, decrypted_bonding

ADVICE = re.compile(
    b"|".join(
        rb"\s+".join(re.escape(word.encode()) for word in row.words.split())
        for row in FIXES.values()
        if re.search(r"\d{4}", row.words)
    )
)
"""A fix names codes that are common; a device's own can be one of them."""

CAPTURES = sorted((Path(__file__).parents[1] / "captures").glob("*.btsnoop"))
COMMANDS = (
    ["analyze", "FILE"],
    ["analyze", "--format", "json", "FILE"],
    ["analyze", "--format", "markdown", "FILE"],
    ["watch"],
    ["watch", "--json"],
    ["redact", "FILE", "-"],
    ["redact", "--pseudonyms", "FILE", "-"],
)


def surviving(secrets, written):
    """The secrets that stand in `written`: keys as octets or hexadecimal in either order, codes as whole numbers."""
    written = ADVICE.sub(b"", written)
    text = re.sub(rb"[\s:]", b"", written).lower()
    for key in secrets.worth_looking_for():
        for octets in (key, key[::-1]):
            if octets in written or octets.hex().encode() in text:
                yield octets.hex()
    for code in secrets.codes:
        # As a number of its own: not within an address, a time or a longer number.
        number = re.escape(code.lstrip("0").encode())
        if number and re.search(rb"(?<![\w.:+#-])0*" + number + rb"(?![\w:])", written):
            yield code
        if code.isdecimal() and int(code) and re.search(rb"(?i)(?<!\w)0x0{0,4}%x(?!\w)" % int(code), written):
            yield f"0x{int(code):x}"


def written_by(argv, capfdbinary):
    assert main(argv) in (0, 1), argv
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    return out + err


def check(file, secrets, capfdbinary, monkeypatch, commands=COMMANDS):
    monkeypatch.setattr(cli_live, "live_sources", lambda capability: [ReplaySource(str(file), None)])
    for command in commands:
        argv = [str(file) if word == "FILE" else word for word in command]
        assert list(surviving(secrets, written_by(argv, capfdbinary))) == [], argv


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_a_lab_capture(capture, capfdbinary, monkeypatch):
    check(capture, secrets_of(capture.read_bytes()), capfdbinary, monkeypatch)


@pytest.mark.oracle
@pytest.mark.needs("btmon")
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_what_btmon_prints_of_it(capture, tmp_path, capfdbinary, monkeypatch):
    printed = subprocess.run(["btmon", "-t", "-r", capture], capture_output=True, check=False).stdout
    log = tmp_path / "btmon.txt"
    log.write_bytes(printed)
    secrets = secrets_of(printed)
    for code in secrets_of(capture.read_bytes()).codes:
        secrets.codes.add(code)
    check(log, secrets, capfdbinary, monkeypatch)


@pytest.mark.parametrize("link_type", LINK_TYPES)
def test_a_capture_from_the_air(link_type, tmp_path, capfdbinary, monkeypatch):
    capture = decrypted_bonding(Air(link_type)).pcap()
    (tmp_path / "air.pcap").write_bytes(capture)
    check(tmp_path / "air.pcap", secrets_of(capture), capfdbinary, monkeypatch)


@pytest.mark.parametrize("name", ["02-numeric-comparison-sc-ok", "02-passkey-display-legacy-ok", "02-jw-legacy-ok"])
def test_the_console_of_it(name, capfdbinary, monkeypatch):
    capture = next(path for path in CAPTURES if path.stem == name)
    secrets = secrets_of(capture.read_bytes())
    assert secrets.worth_looking_for()
    check(capture, secrets, capfdbinary, monkeypatch, [["snapshot", "--size", "120x50", "FILE"]])


def test_the_lab_captures_have_secrets_of_every_kind():
    keys, codes = set(), set()
    for capture in CAPTURES:
        found = secrets_of(capture.read_bytes())
        keys.update(found.worth_looking_for())
        codes |= found.codes
    assert len(keys) > 100 and len(codes) > 5


def test_this_test_finds_a_secret():
    secrets = secrets_of(b"        Passkey: 004711\n        Link key: 00112233445566778899aabbccddeef0\n")
    assert list(surviving(secrets, b"the passkey is 4711")) == ["004711"]
    assert list(surviving(secrets, b"value 0x00001267")) == ["0x1267"]
    assert list(surviving(secrets, b"F0:EE:DD:CC:BB:AA:99:88:77:66:55:44:33:22:11:00")) == [
        "f0eeddccbbaa99887766554433221100"
    ]
    assert list(surviving(secrets, b"at 1.004711, 14711, 00112233445566778899aabbccddeef1")) == []
