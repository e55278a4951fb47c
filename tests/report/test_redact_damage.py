"""Damaged captures: what can be read of them is redacted, or nothing is written."""

import pytest

from pairtui.cli.main import main
from pairtui.report.redact import RedactError, redact, redaction
from pairtui.report.redact.places import spellings
from pairtui.report.redact.self_check import Reading
from tests.report.damage import CAPTURES, HARMS, damaged

BONDING = next(path for path in CAPTURES if path.stem == "02-jw-legacy-ok")
PASSKEY = next(path for path in CAPTURES if path.stem == "02-passkey-display-sc-ok")


def keys_read(data):
    """The keys that a reader finds, and how many records."""
    reading = Reading(data)
    return {value for _, value in reading.secrets() if isinstance(value, bytes) and len(set(value)) > 2}, reading


def surviving(data, keys):
    return [key.hex() for key in keys if any(spelt in data for spelt in spellings(key))]


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_no_key_of_a_damaged_capture_survives(harm):
    tried = unread = 0
    for name, before, after in damaged(harm, rounds=2):
        keys, read = keys_read(after)
        clean = redact(after).data
        left, again = keys_read(clean)
        assert not left and not surviving(clean, keys), name
        unread += bool(surviving(clean, keys_read(before)[0]))
        assert (again.records, len(clean)) == (read.records, len(after)), name
        tried += 1
    assert tried >= 200
    assert unread <= tried / 100  # keys that nothing can read any more: their header was hit


def test_what_is_damaged_is_read_for_keys_at_all():
    read = [len(keys_read(after)[0]) for harm in HARMS for _, _, after in damaged(harm, rounds=1)]
    assert sum(map(bool, read)) > len(read) / 3


def nothing(*_, **__):
    return False


def refused(data, monkeypatch, tmp_path, capsys):
    """What `pairtui redact` says where it writes nothing."""
    (tmp_path / "in").write_bytes(data)
    assert main(["redact", str(tmp_path / "in"), str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_a_key_that_redaction_leaves_is_refused(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(redaction, "blank", nothing)
    monkeypatch.setattr(redaction, "remove", nothing)
    said = refused(BONDING.read_bytes(), monkeypatch, tmp_path, capsys)
    assert "a key still stands at octet" in said and said.endswith("nothing was written\n")


def test_a_passkey_that_redaction_leaves_is_refused(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(redaction, "blank", nothing)
    said = refused(PASSKEY.read_bytes(), monkeypatch, tmp_path, capsys)
    assert "of the copy can still be read for a key, passkey or PIN" in said


def test_a_record_that_redaction_breaks_is_refused(monkeypatch, tmp_path, capsys):
    def cut_off(data, secrets):
        del data[-30:]

    monkeypatch.setattr(redaction, "remove", cut_off)
    monkeypatch.setattr(redaction, "worth_looking_for", nothing, raising=False)
    with pytest.raises(RedactError, match=r"records instead of|still stands"):
        redact(BONDING.read_bytes())
    capture = CAPTURES[0].read_bytes()
    assert "records instead of" in refused(capture, monkeypatch, tmp_path, capsys)
