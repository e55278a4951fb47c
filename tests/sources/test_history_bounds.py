"""The history on disk does not fill it, and nothing in its folder can hold or break it."""

import json
import os
from pathlib import Path

import pytest

from pairtui.files.private import LARGEST, read_regular
from pairtui.files.toml import NotToml, parse
from pairtui.pairing.attempt import HistoryEntry
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage import history
from pairtui.sources.storage.history import WritingRate
from pairtui.sources.storage.history_files import HistoryFiles, Pruned

CAPTURES = Path(__file__).parents[1] / "captures"
(ATTEMPT,) = read_file(str(CAPTURES / "03-05-pairing-not-supported.btsnoop")).model.attempts.values()
ENTRY = 10_000


def kept(folder, most_octets, pinned=(), count=10):
    files = HistoryFiles(folder, 200, most_octets)
    past = [files.save(HistoryEntry(f"{n:02}", ATTEMPT, pinned=n in pinned), bytes(ENTRY)) for n in range(count)]
    return files, past


def size(folder):
    return sum(file.stat().st_size for file in folder.iterdir())


def test_captures_go_first_and_the_oldest_of_them(tmp_path):
    files, past = kept(tmp_path, 1 << 20)
    files._most_octets = size(tmp_path) - 3 * ENTRY
    pruned = files.prune(past)
    assert (pruned.gone, pruned.captures, pruned.attempts) == ([], 3, 0)
    assert sorted(file.stem for file in tmp_path.glob("*.btsnoop")) == [f"{n:02}" for n in range(3, 10)]
    assert size(tmp_path) <= files._most_octets
    assert files.prune(files.load()[0]).captures == 0


def test_pinned_ones_count_and_go_last(tmp_path):
    files, past = kept(tmp_path, 2 * ENTRY, pinned=(0, 1))
    pruned = files.prune(past)
    assert size(tmp_path) <= 2 * ENTRY
    assert pruned.captures == 10 and set(pruned.gone) < {f"{n:02}" for n in range(2, 10)}
    assert {"00", "01"} <= {file.stem for file in tmp_path.glob("*.json")}
    files._most_octets = 1
    assert "00" in files.prune(files.load()[0]).gone


def test_what_went_is_said():
    said = history._too_much(Pruned(["a", "b"], 3, 1), 100 << 20)
    assert said.startswith("the history is larger than 100 MB: 3 captures and 1 attempt of it went")


def test_whoever_keeps_trying_does_not_keep_the_disk_writing():
    rate = WritingRate()
    assert sum(rate.allows(100.0) for _ in range(500)) == 20
    assert sum(rate.allows(100.0 + number / 10) for number in range(1, 601)) == 20
    assert rate.allows(1000.0)


@pytest.mark.parametrize(
    "content", [b"[" * 200_000, b'{"schema": ' + b"9" * 5000 + b"}", b" " * (LARGEST + 1), b"\xff\xfe", b"[]"]
)
def test_a_file_that_is_none_is_set_aside(content, tmp_path):
    (tmp_path / "x.json").write_bytes(content)
    found, (problem,) = HistoryFiles(tmp_path, 9).load()
    assert found == [] and "was set aside" in problem and (tmp_path / "x.damaged").exists()


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    (tmp_path / "folder.json").mkdir()
    found, problems = HistoryFiles(tmp_path, 9).load()
    assert found == [] and len(problems) == 3


def test_only_a_regular_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert read_regular(tmp_path / "a", 5) == b"12345"
    with pytest.raises(ValueError, match="larger than 4 octets"):
        read_regular(tmp_path / "a", 4)
    with pytest.raises(OSError):
        read_regular(tmp_path / "b", 5)


def test_a_number_of_thousands_of_digits_in_the_configuration():
    with pytest.raises(NotToml, match="too many digits"):
        parse(f"history = {'9' * 5000}")


def test_an_entry_of_the_history_is_json(tmp_path):
    kept(tmp_path, 1 << 20, count=1)
    assert json.loads((tmp_path / "00.json").read_bytes())["schema"] == 1
