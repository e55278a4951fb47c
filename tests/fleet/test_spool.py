"""The spool: nothing lost but what the limit pushes out, which is counted; whole after kill -9 and a power cut."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from pairtui.fleet.spool import Sent, Spool, SpoolError

WRITER = """
import sys, time
from pathlib import Path
from pairtui.fleet.spool import Spool
spool = Spool(Path(sys.argv[1]))
for number in range(100000):
    seq = spool.add({"schema": 1, "at": number, "attempt": {"text": "x" * 400}}, number % 3 == 0, time.time())
    print(seq, flush=True)
"""


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path / "spool.db")
    yield made
    made.close()


def add(spool, samples, failed=True, **more):
    return spool.add(samples.verdict(failed, **more), failed, samples.at)


def test_what_is_kept_waits_in_order_with_its_number(spool, samples):
    assert [add(spool, samples), add(spool, samples, False)] == [1, 2]
    first, second = spool.waiting()
    assert json.loads(first.body)["id"] == f"{spool.epoch}-1"
    assert (second.seq, second.rev, spool.last()) == (2, 1, 2)


def test_what_the_broker_has_waits_no_longer_and_stays(spool, samples):
    seq = add(spool, samples)
    spool.mark(seq, 1, Sent.TAKEN)
    assert spool.waiting() == []
    assert spool.counts().taken == 1


def test_a_revision_is_sent_again_under_the_same_number(spool, samples):
    seq = add(spool, samples)
    spool.mark(seq, 1, Sent.TAKEN)
    assert spool.revise(seq, samples.verdict(cause="confirm-mismatch"), True, samples.at)
    (row,) = spool.waiting()
    assert (row.seq, row.rev, json.loads(row.body)["rev"]) == (seq, 2, 2)


def test_an_answer_to_an_older_revision_marks_nothing(spool, samples):
    seq = add(spool, samples)
    spool.revise(seq, samples.verdict(), True, samples.at)
    spool.mark(seq, 1, Sent.TAKEN)
    assert len(spool.waiting()) == 1


def test_numbers_are_never_used_again(tmp_path, samples):
    spool = Spool(tmp_path / "s.db")
    add(spool, samples)
    spool._db.execute("DELETE FROM verdict")
    assert add(spool, samples) == 2
    spool.close()
    assert Spool(tmp_path / "s.db").last() == 2


def test_a_new_spool_has_another_epoch(tmp_path):
    assert Spool(tmp_path / "a.db").epoch != Spool(tmp_path / "b.db").epoch


def test_a_connection_has_a_number_above_those_of_a_lost_spool(tmp_path):
    spool = Spool(tmp_path / "a.db")
    assert spool.next_connection(1000.0) == 1000
    assert spool.next_connection(0.0) == 1001  # a clock that went back
    assert Spool(tmp_path / "b.db").next_connection(2000.0) > 1001


def test_what_is_sent_again_is_within_bounds_and_says_what_is_gone(spool, samples):
    for _ in range(10):
        spool.mark(add(spool, samples), 1, Sent.TAKEN)
    spool._db.execute("DELETE FROM verdict WHERE seq IN (3, 4, 7)")
    assert spool.again(2, 99, most=8) == (9, [(3, 4), (7, 7)])
    assert [row.seq for row in spool.waiting()] == [2, 5, 6, 8, 9]
    assert spool.again(50, 60, most=8) == (10, [])


# ── the limit ─────────────────────────────────────────────────────────────────────────────────────────────────────


def size(file):
    return sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*") if not path.name.endswith("-shm"))


def test_within_its_limit_the_oldest_successes_go_first_and_are_counted(tmp_path, samples):
    limit = 2 << 20
    spool = Spool(tmp_path / "s.db", limit)
    for number in range(3000):
        add(spool, samples, failed=number % 2 == 0)
    counts = spool.counts()
    assert size(spool.file) <= limit
    assert counts.dropped_successes > 0
    assert counts.waiting + counts.dropped_successes + counts.dropped_failures == 3000
    successes_left = [row for row in spool.waiting(most=5000) if b'"outcome":"paired"' in row.body]
    assert counts.dropped_failures > 0
    assert all(row.seq > 2900 for row in successes_left)  # those that came since room was made last
    spool.close()


def test_what_was_sent_goes_before_what_was_not_and_is_not_lost(tmp_path, samples):
    spool = Spool(tmp_path / "s.db", 2 << 20)
    for _ in range(500):
        spool.mark(add(spool, samples), 1, Sent.TAKEN)
    for _ in range(400):
        add(spool, samples, failed=False)
    counts = spool.counts()
    assert (counts.waiting, counts.dropped_successes, counts.dropped_failures) == (400, 0, 0)
    spool.close()


def test_a_full_disk_is_an_error_and_what_was_kept_stays(tmp_path, samples):
    spool = Spool(tmp_path / "s.db")
    seq = add(spool, samples)
    spool._db.execute("PRAGMA max_page_count=1")  # SQLite's own SQLITE_FULL, as of a disk without room
    with pytest.raises(sqlite3.OperationalError, match="full"):
        for _ in range(200):
            add(spool, samples, steps=100)
    spool._db.execute("PRAGMA max_page_count=5000")
    assert spool.waiting()[0].seq == seq
    assert add(spool, samples) > seq
    spool.close()


# ── processes that die ────────────────────────────────────────────────────────────────────────────────────────────


def whole(file):
    """Every number of a spool, whose file is sound and whose rows are JSON with their own number."""
    spool = Spool(file)
    assert spool._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = spool.waiting(most=100_000)
    assert all(json.loads(row.body)["id"] == f"{spool.epoch}-{row.seq}" for row in rows)
    spool.close()
    return [row.seq for row in rows]


def test_kill_9_loses_nothing_that_was_kept(tmp_path):
    file = tmp_path / "s.db"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, file], stdout=subprocess.PIPE)
    assert writer.stdout
    kept = [int(writer.stdout.readline()) for _ in range(200)]
    os.kill(writer.pid, signal.SIGKILL)
    kept += [int(line) for line in writer.stdout.read().splitlines() if line.strip()]
    writer.wait()
    found = whole(file)
    assert found == list(range(1, len(found) + 1))
    assert set(kept[:-1]) <= set(found)


@pytest.mark.parametrize("torn", [False, True])
def test_a_power_cut_leaves_a_spool_that_is_whole_up_to_some_moment(tmp_path, torn):
    file, random_ = tmp_path / "s.db", random.Random(7)
    # Without checkpoints nothing of the log was ever synced, so that any part of its end can be missing.
    program = WRITER.replace("for number", "spool._db.execute('PRAGMA wal_autocheckpoint=0')\nfor number")
    writer = subprocess.Popen([sys.executable, "-c", program if torn else WRITER, file], stdout=subprocess.PIPE)
    assert writer.stdout
    counts = []
    try:
        for line in range(20):
            writer.stdout.readline()
            time.sleep(random_.uniform(0.001, 0.03))
            os.kill(writer.pid, signal.SIGSTOP)  # wherever it is: what is on the disk at that moment
            folder = tmp_path / f"cut-{line}"
            folder.mkdir()
            for part in ("s.db", "s.db-wal"):
                shutil.copyfile(tmp_path / part, folder / part)
            os.kill(writer.pid, signal.SIGCONT)
            if torn:
                os.truncate(folder / "s.db-wal", random_.randrange((folder / "s.db-wal").stat().st_size))
            counts.append(whole(folder / "s.db"))
    finally:
        writer.kill()
        writer.communicate()
    assert all(found == list(range(1, len(found) + 1)) for found in counts)
    assert max(map(len, counts)) > 0


def test_a_file_that_is_no_spool_is_one_sentence(tmp_path):
    file = tmp_path / "s.db"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(SpoolError, match="move it away"):
        Spool(file)


def test_a_spool_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError, match="cannot be opened"):
        Spool(tmp_path / "file" / "s.db")


def test_the_group_can_write_where_the_umask_lets_it(tmp_path, samples):
    before = os.umask(0o007)
    try:
        spool = Spool(tmp_path / "s.db")
        add(spool, samples)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        assert set(modes.values()) == {0o660}
    finally:
        os.umask(before)


# ── requests ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_requests_wait_in_order_within_bounds_and_are_taken_once(spool):
    assert [spool.put_request(b"%d" % n, False) for n in range(20)] == [True] * 16 + [False] * 4
    assert [spool.take_request() for _ in range(2)] == [(b"0", False), (b"1", False)]


def test_facts_of_one_process_are_seen_by_the_other(tmp_path):
    one, other = Spool(tmp_path / "s.db"), Spool(tmp_path / "s.db")
    before = other.version
    one.note(nonce="abc")
    assert other.fact("nonce") == "abc"
    assert other.version != before


def test_the_audit_is_bounded_and_in_order(spool):
    for number in range(1010):
        spool.audit(float(number), "anna", "SHA256:x", "verify", "done")
    assert [at for (at,) in spool._db.execute("SELECT at FROM audit ORDER BY id")] == list(range(10, 1010))
