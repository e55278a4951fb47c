"""The collector's index: who is there, what happened, once each; bounded whatever is sent."""

import json
import sqlite3
import subprocess
import sys

import pytest

from pairtui.fleet.collector import Lock
from pairtui.fleet.index import Index, IndexUnusable
from pairtui.fleet.ingest import BURST, Ingest
from pairtui.fleet.payloads import encode
from pairtui.fleet.topics import Gateway

GW = Gateway("plant", "gw-1")


class Clock:
    now = 1_795_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def index(tmp_path):
    made = Index(tmp_path / "index.db", most_attempts=100, most_words=50)
    yield made
    made.close()


@pytest.fixture
def ingest(index):
    return Ingest(index, Clock())


def state(word, conn, nonce="n"):
    return encode({"schema": 1, "state": word, "conn": conn, "nonce": nonce})


def health(epoch="e1", last=0, **more):
    return encode({"schema": 1, "epoch": epoch, "last": last, **more})


def sent(samples, seq, epoch="e1", rev=1, **more):
    return encode({**samples.verdict(**more), "id": f"{epoch}-{seq}", "rev": rev, "sent": 1.0, "late": False})


def attempts(index):
    index.commit()
    return index.db.execute(
        "SELECT seq, rev, c.text FROM attempt JOIN word c ON c.id = cause ORDER BY gateway, epoch, seq"
    ).fetchall()


def of(index, *columns):
    index.commit()
    return index.db.execute(f"SELECT {', '.join(columns)} FROM gateway").fetchone()


def test_a_verdict_that_comes_twice_is_kept_once(index, ingest, samples):
    for _ in range(3):
        ingest.take(GW, "verdict", sent(samples, 1), False)
    assert attempts(index) == [(1, 1, "wrong-passkey")]


def test_the_highest_revision_holds_in_whatever_order_they_come(index, ingest, samples):
    ingest.take(GW, "verdict", sent(samples, 1, rev=2, cause="peer-busy"), False)
    ingest.take(GW, "verdict", sent(samples, 1, rev=1, cause="unknown"), False)
    assert attempts(index) == [(1, 2, "peer-busy")]


def test_a_failure_that_became_a_success_keeps_no_document(index, ingest, samples):
    ingest.take(GW, "verdict", sent(samples, 1), False)
    ingest.take(GW, "verdict", sent(samples, 1, rev=2, failed=False), False)
    index.commit()
    assert index.db.execute("SELECT count(*) FROM document").fetchone() == (0,)


def test_gaps_are_seen_in_numbers_and_from_health(ingest, samples):
    for seq in (1, 2, 5):
        ingest.take(GW, "verdict", sent(samples, seq), False)
    ingest.take(GW, "health", health(last=9), False)
    sequence = ingest.known[GW].sequence
    assert sequence.missing() == (3, 4)
    sequence.gone(3, 4)
    assert sequence.missing() == (6, 9)


def test_what_is_gone_for_good_is_not_asked_for_again(ingest, samples):
    ingest.take(GW, "health", health(last=9), False)
    gone = {"schema": 1, "id": "x", "action": "resend", "epoch": "e1", "last": 9, "gone": [[1, 9], "x", [1], [-1, 2]]}
    ingest.take(GW, "response", encode(gone), False)
    assert ingest.known[GW].sequence.missing() is None


def test_what_was_collected_before_is_known_after_a_restart(index, ingest, samples):
    for seq in (1, 2, 3, 5):
        ingest.take(GW, "verdict", sent(samples, seq), False)
    ingest.flush()
    again = Ingest(index, Clock())
    again.take(GW, "health", health(last=5), False)
    assert again.known[GW].sequence.missing() == (4, 4)


# ── who is there ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_will_of_a_connection_that_was_taken_over_changes_nothing(index, ingest):
    ingest.take(GW, "state", state("online", 7), False)
    ingest.take(GW, "state", state("offline", 6), False)
    assert of(index, "state", "conn") == ("online", 7)
    ingest.take(GW, "state", state("offline", 7), False)
    assert of(index, "state") == ("offline",)


def test_who_speaks_is_there(index, ingest):
    ingest.take(GW, "state", state("offline", 7), False)
    ingest.take(GW, "health", health(), False)
    assert of(index, "state") == ("online",)


def test_a_gateway_that_was_set_up_anew_begins_again_and_keeps_what_was(index, ingest, samples):
    ingest.take(GW, "verdict", sent(samples, 1), False)
    ingest.take(GW, "verdict", sent(samples, 1, epoch="e2"), False)
    assert len(attempts(index)) == 2
    assert of(index, "twice") == (None,)
    assert ingest.known[GW].sequence.complete == 1


def test_two_gateways_with_one_name_are_told(index, ingest, samples):
    for epoch in ("e1", "e2", "e1", "e2"):
        ingest.take(GW, "health", health(epoch), False)
    assert of(index, "twice")[0] == Clock.now


def test_many_that_leave_at_once_are_a_burst(ingest):
    for number in range(BURST):
        gateway = Gateway("plant", f"gw-{number}")
        ingest.take(gateway, "state", state("online", 1), False)
        ingest.take(gateway, "state", state("offline", 1), False)
    assert ingest.burst()
    assert not ingest.burst()


def test_a_burst_is_not_forgotten_while_all_groups_are_read(index):
    clock = Clock()
    ingest = Ingest(index, clock)
    for number in range(2 * BURST):
        ingest.take(Gateway("plant", f"gw-{number}"), "state", state("online", 1), False)
    for number in range(BURST):
        ingest.take(Gateway("plant", f"gw-{number}"), "state", state("offline", 1), False)
    clock.now += 60
    assert ingest.burst()
    for number in range(BURST, 2 * BURST):
        ingest.take(Gateway("plant", f"gw-{number}"), "state", state("offline", 1), False)
        clock.now += 1
    assert not ingest.burst()


def test_an_unsynced_clock_is_kept_as_such(index, ingest, samples):
    message = json.loads(sent(samples, 1)) | {"clock": "unsynced", "at": 12.0}
    ingest.take(GW, "verdict", encode(message), False)
    index.commit()
    assert index.db.execute("SELECT at, flags FROM attempt").fetchone() == (12.0, 0)


# ── whatever is sent ──────────────────────────────────────────────────────────────────────────────────────────────


def test_another_gateways_id_inside_changes_nothing_of_that_gateway(index, ingest, samples):
    ingest.take(GW, "verdict", sent(samples, 1), False)
    message = json.loads(sent(samples, 1, cause="peer-busy", rev=9)) | {"gateway": "plant/gw-1", "group": "plant"}
    ingest.take(Gateway("plant", "gw-2"), "verdict", encode(message), False)
    assert attempts(index) == [(1, 1, "wrong-passkey"), (1, 9, "peer-busy")]


def test_invented_models_are_bounded(index, ingest, samples):
    for number in range(300):
        ingest.take(GW, "verdict", sent(samples, number + 1, model={"vendor": f"v{number}"}, failed=False), False)
    index.commit()
    (words,) = index.db.execute("SELECT count(*) FROM word").fetchone()
    assert words <= 51
    assert ingest.rejected.total() == 0


def test_invented_versions_are_bounded(index, ingest, samples):
    for number in range(300):
        ingest.take(GW, "verdict", sent(samples, number + 1, versions={"kernel": f"{number}"}, failed=False), False)
    index.commit()
    assert index.db.execute("SELECT count(*) FROM environment").fetchone()[0] <= 51


def test_attempts_are_bounded_and_the_oldest_go(index, ingest, samples):
    for number in range(150):
        ingest.take(GW, "verdict", sent(samples, number + 1, at=samples.at + number), False)
    ingest.flush()
    kept = [seq for seq, *_ in attempts(index)]
    assert len(kept) <= 100
    assert kept[-1] == 150
    assert index.db.execute("SELECT count(*) FROM document").fetchone()[0] == len(kept)


def test_payloads_that_are_none_are_counted_and_change_nothing(index, ingest):
    for kind in ("state", "info", "health", "verdict", "response"):
        for payload in (b"", b"[" * 5000, b'{"schema":1,"conn":NaN}', b'{"schema":1}', b"\xff" * 100):
            ingest.take(GW, kind, payload, False)
    assert ingest.rejected.total() >= 20
    assert attempts(index) == []


def test_a_disk_without_room_loses_nothing_for_good(tmp_path, samples):
    index = Index(tmp_path / "i.db")
    ingest = Ingest(index, Clock())
    ingest.take(GW, "verdict", sent(samples, 1), False)
    ingest.flush()
    index.db.execute("PRAGMA max_page_count=1")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        for seq in range(2, 3000):
            ingest.take(GW, "verdict", sent(samples, seq, steps=30), False)
    ingest.forget()
    index.db.execute("PRAGMA max_page_count=100000")
    ingest.take(GW, "health", health(last=2000), False)
    assert ingest.known[GW].sequence.missing() == (2, 2000)


def test_an_index_of_another_version_is_one_sentence(tmp_path):
    index = Index(tmp_path / "i.db")
    index.note(format=99)
    index.close()
    with pytest.raises(IndexUnusable, match="move it away"):
        Index(tmp_path / "i.db")


def test_one_collector_fills_an_index(tmp_path):
    one, other = Lock(tmp_path / "i.db"), Lock(tmp_path / "i.db")
    assert one.take()
    assert not other.take()
    one.close()
    assert other.take()
    other.close()


CLOSED_WHILE_READ = """
import sqlite3, sys, threading, time
from pathlib import Path
from pairtui.fleet.view import FleetView

def read(view):
    try:
        while True:
            view.version, view.progress()
    except sqlite3.ProgrammingError:
        return

for _ in range(20):
    view = FleetView(Path(sys.argv[1]))
    threads = [threading.Thread(target=read, args=(view,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.002)
    view.close()
    for thread in threads:
        thread.join()
"""


def test_a_view_may_be_closed_while_threads_read_it(tmp_path):
    Index(tmp_path / "i.db").close()
    assert subprocess.run([sys.executable, "-c", CLOSED_WHILE_READ, tmp_path / "i.db"], check=False).returncode == 0
