"""A power cut of the collector: its index, copied while it is written, is sound and knows what it lacks."""

import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time

from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.payloads import encode
from pairtui.fleet.topics import Gateway

GW = Gateway("plant", "gw-1")
CUTS = 12
WRITER = """
import sys, time
from pathlib import Path
from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.topics import Gateway
ingest = Ingest(Index(Path(sys.argv[1])), time.time)
body = Path(sys.argv[2]).read_text()
for number in range(1, 100000):
    ingest.take(Gateway("plant", "gw-1"), "verdict", body.replace("e1-0", f"e1-{number}").encode(), False)
    if number % 7 == 0:
        ingest.flush()
        print(number, flush=True)
"""


def seqs(index):
    return [seq for (seq,) in index.db.execute("SELECT seq FROM attempt ORDER BY seq")]


def test_what_a_power_cut_leaves_is_sound_and_what_it_took_is_asked_for(tmp_path, samples):
    body = tmp_path / "body.json"
    body.write_bytes(encode({**samples.verdict(), "id": "e1-0", "rev": 1, "sent": 1.0, "late": False}))
    file, dice = tmp_path / "index.db", random.Random(5)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, file, body], stdout=subprocess.PIPE)
    assert writer.stdout
    lengths = []
    try:
        for cut in range(CUTS):
            flushed = int(writer.stdout.readline())
            time.sleep(dice.uniform(0.001, 0.03))
            os.kill(writer.pid, signal.SIGSTOP)
            os.waitpid(writer.pid, os.WUNTRACED)
            synced = written_back(tmp_path)
            folder = tmp_path / f"cut-{cut}"
            folder.mkdir()
            for part in ("index.db", "index.db-wal"):
                shutil.copyfile(tmp_path / part, folder / part)
            os.kill(writer.pid, signal.SIGCONT)
            if cut % 2:  # the end of the log had not reached the disk
                length = (folder / "index.db-wal").stat().st_size
                os.truncate(folder / "index.db-wal", dice.randrange(min(synced, length), length + 1))
            lengths.append(check(folder / "index.db", flushed, bool(cut % 2), body.read_text()))
    finally:
        writer.kill()
        writer.communicate()
    assert max(lengths) > 0


def written_back(folder):
    """How many octets of the log a checkpoint copies into the index: SQLite has them on the disk before it begins.

    See SQLite's file format, 4 (a frame is its header and a page) and walformat, 2.2 (nBackfillAttempted).
    """
    (frames,) = struct.unpack_from("=I", (folder / "index.db-shm").read_bytes(), 128)
    (page,) = struct.unpack_from(">H", (folder / "index.db").read_bytes(), 16)
    return 32 + frames * (24 + page)


def check(file, flushed, torn, body):
    """How many are in this index; a collector that goes on with it has nothing twice and knows what is missing."""
    index = Index(file)
    assert index.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found = seqs(index)
    assert found == list(range(1, len(found) + 1))
    assert torn or len(found) >= flushed
    ingest, last = Ingest(index, time.time), len(found) + 20
    ingest.take(GW, "health", encode({"schema": 1, "epoch": "e1", "last": last}), False)
    assert ingest.known[GW].sequence.missing() == (len(found) + 1, last)
    for number in range(max(len(found) - 5, 1), last + 1):  # some come again that were there
        ingest.take(GW, "verdict", body.replace("e1-0", f"e1-{number}").encode(), False)
    ingest.flush()
    assert ingest.known[GW].sequence.missing() is None
    assert seqs(index) == list(range(1, last + 1))
    index.close()
    return len(found)
