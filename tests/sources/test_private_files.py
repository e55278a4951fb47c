"""Files that only their owner reads: whole or not there, on the disk in the right order, through no link."""

import os
import stat
from pathlib import Path

import pytest

from pairtui.files.private import open_private, read_json, write_private


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "kept"
    write_private(file, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private(file, b"new")
    assert (names(tmp_path), file.read_bytes()) == (["kept"], b"old")
    with pytest.raises(OSError, match="No space left"):
        write_private(tmp_path / "never", b"new", replace=False)
    assert names(tmp_path) == ["kept"]


def test_the_octets_are_on_the_disk_before_the_name_and_the_name_before_it_returns(tmp_path, monkeypatch):
    file, done, replace = tmp_path / "kept", [], Path.replace

    def synced(handle):
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        done.append("folder" if is_folder else os.pread(handle, 9, 0).decode() if os.fstat(handle).st_size else "")

    def named(made, target):
        done.append("name")
        return replace(made, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    monkeypatch.setattr(os, "pread", lambda handle, *_: Path(f"/proc/self/fd/{handle}").read_bytes())
    write_private(file, b"new")
    assert done == ["new", "name", "folder"]


def test_only_its_owner_reads_it(tmp_path):
    before = os.umask(0)
    try:
        write_private(tmp_path / "folder" / "kept", b"secret")
    finally:
        os.umask(before)
    folder = tmp_path / "folder"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "kept")] == [0o700, 0o600]


def test_no_link_is_written_through(tmp_path):
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_bytes(b"another's")
    link.symlink_to(other)
    with pytest.raises(FileExistsError):
        open_private(link)
    (tmp_path / f".kept.{os.getpid()}").symlink_to(other)
    write_private(tmp_path / "kept", b"mine")
    write_private(link, b"mine")
    assert other.read_bytes() == b"another's"
    assert not link.is_symlink()


@pytest.mark.parametrize(
    "content",
    [b"[" * 200_000, b"9" * 5000, b'{"a": 1', b"\xff\xfe", b" " * (1 << 20) + b"{}"],
    ids=["nested", "digits", "cut", "no UTF-8", "large"],
)
def test_json_that_is_none_is_a_value_error(content, tmp_path):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ValueError):
        read_json(tmp_path / "x")
