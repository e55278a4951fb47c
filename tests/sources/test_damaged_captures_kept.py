"""What is kept and sent of damaged captures: no key that a reader finds in them."""

import io
import zipfile

import pytest

from pairtui.pairing.attempt import HistoryEntry
from pairtui.report.document import document
from pairtui.report.redact import redact
from pairtui.sources.capture.input_file import InputError
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.history_files import HistoryFiles
from pairtui.sources.storage.recording import Recording
from pairtui.sources.storage.support_bundle import bundle
from tests.report.damage import HARMS, damaged
from tests.report.test_redact_damage import keys_read, surviving


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_no_key_is_in_a_bundle(harm, tmp_path):
    bundles = 0
    for number, (name, _, after) in enumerate(damaged(harm, rounds=1)):
        if number % 3:
            continue
        (tmp_path / "capture").write_bytes(after)
        try:
            found = read_file(str(tmp_path / "capture"))
        except InputError:
            continue  # nothing in it can be read, so no bundle is made of it
        bundles += 1
        shown = document(found.model, file="x", format=found.format, records=found.records, skipped=found.skipped)
        made = bundle([shown], capture=after, suffix=found.format.partition("-")[0])
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            written = b"".join(archive.read(member) for member in archive.namelist())
        assert not surviving(written, keys_read(after)[0]), name
    assert bundles > 10


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_no_key_is_in_the_history(harm, tmp_path):
    kept = HistoryFiles(tmp_path, 1000)
    for name, _, after in damaged(harm, rounds=1):
        if not name.startswith("btsnoop-monitor"):
            continue
        recording = Recording()
        for at in range(0, len(after), 700):
            recording.feed(after[at : at + 700])
        (tmp_path / "capture").write_bytes(after)
        model = read_file(str(tmp_path / "capture")).model
        capture = redact(recording.capture()).data if recording.records() else b""
        for attempt in model.attempts.values():
            kept.save(HistoryEntry(f"x-{attempt.id}", attempt), capture)
        written = b"".join(file.read_bytes() for file in tmp_path.glob("x-*"))
        assert not surviving(written, keys_read(after)[0]), name
        for file in tmp_path.glob("x-*"):
            file.unlink()


def test_a_recording_finds_its_way_as_the_reader_does():
    for harm in HARMS:
        for name, _, after in damaged(harm, rounds=1):
            if not name.startswith("btsnoop-monitor") or harm.__name__ == "joined":
                continue
            recording = Recording()
            recording.feed(after)
            assert keys_read(recording.capture())[0] == keys_read(after)[0], name
