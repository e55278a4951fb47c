"""What a gateway has to send, kept on disk until the broker has it: SQLite, within a limit."""

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from pairtui.errors import NoSource
from pairtui.fleet.payloads import encode

LIMIT = 10 << 20
PAGE = 4096
_WAL_PAGES = 64

_TABLES = """
CREATE TABLE IF NOT EXISTS verdict (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, failed INTEGER NOT NULL, sent INTEGER NOT NULL,
    blame INTEGER NOT NULL, kept REAL NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS waiting ON verdict (sent, seq);
CREATE INDEX IF NOT EXISTS least_wanted ON verdict (sent = 0, failed, seq);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS request (id INTEGER PRIMARY KEY, retained INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS response (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY, at REAL, who TEXT, key TEXT, what TEXT, result TEXT);
"""

MOST_REQUESTS = 16
MOST_RESPONSES = 256
MOST_AUDITED = 1000


class SpoolError(NoSource):
    """The spool cannot be used; the text is one sentence: which file, why, what to do."""


class Sent(IntEnum):
    """What became of a row."""

    WAITING = 0
    TAKEN = 1  # the broker has it
    REFUSED = 2  # the broker's access control said no: kept, and tried again when the publisher starts again
    TOO_LARGE = 3  # cut, and still above the broker's limit: never tried again


class Row(NamedTuple):
    """One verdict as it waits: `body` is its JSON without what only its sending adds, `kept` since when it is here.

    `blame` grows where a connection ended that it was on.
    """

    seq: int
    rev: int
    blame: int
    kept: float
    body: bytes


class Counts(NamedTuple):
    """How many rows wait, were taken, refused or too large; how many the limit pushed out before they were sent."""

    waiting: int
    taken: int
    refused: int
    too_large: int
    dropped_successes: int
    dropped_failures: int
    octets: int


class Spool:
    """The spool in `file`, of at most `limit` octets with its log; one process writes verdicts, another sends them.

    Raises SpoolError.
    """

    def __init__(self, file: Path, limit: int = LIMIT) -> None:
        self.file, self._limit = file, limit
        try:
            file.parent.mkdir(mode=0o770, parents=True, exist_ok=True)
            # SQLite gives its log the same mode: the umask decides whether the group that both processes are in writes.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660))
            self._db = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
            for pragma in (f"page_size={PAGE}", "journal_mode=WAL", "synchronous=NORMAL"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")
            self._db.execute(f"PRAGMA journal_size_limit={_WAL_PAGES * PAGE}")
            self._db.execute(f"PRAGMA max_page_count={max(limit // PAGE - 2 * _WAL_PAGES, 32)}")
            self._db.executescript(_TABLES)
            with self.transaction():
                self._db.execute("INSERT OR IGNORE INTO fact VALUES ('epoch', ?), ('conn', 0)", (secrets.token_hex(4),))
        except (OSError, sqlite3.Error) as error:
            raise _unusable(file, error) from error
        self.epoch = str(self.fact("epoch"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or nothing. Raises sqlite3.Error."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Leave it. Safe to call twice."""
        self._db.close()

    # ── verdicts ──────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, message: dict[str, Any], failed: bool, now: float) -> int:
        """Keep a verdict, which gets its `id` here; gives its number. Raises sqlite3.Error where the disk is full."""
        with self.transaction():
            self._make_room()
            seq = self._db.execute("INSERT INTO verdict VALUES (NULL, 1, ?, 0, 0, ?, x'')", (failed, now)).lastrowid
            assert seq is not None
            body = encode({**message, "id": f"{self.epoch}-{seq}", "rev": 1})
            self._db.execute("UPDATE verdict SET body = ? WHERE seq = ?", (body, seq))
        return seq

    def revise(self, seq: int, message: dict[str, Any], failed: bool, now: float) -> bool:
        """Replace what was said of an attempt, which is then sent again; whether it was still there."""
        with self.transaction():
            self._make_room()
            found = self._db.execute("SELECT rev FROM verdict WHERE seq = ?", (seq,)).fetchone()
            if found is None:
                return False
            body = encode({**message, "id": f"{self.epoch}-{seq}", "rev": found[0] + 1})
            self._db.execute(
                "UPDATE verdict SET rev = rev + 1, failed = ?, sent = 0, blame = 0, kept = ?, body = ? WHERE seq = ?",
                (failed, now, body, seq),
            )
        return True

    def waiting(self, after: int = 0, most: int = 20) -> list[Row]:
        """The oldest verdicts after number `after` that the broker has not got."""
        found = self._db.execute(
            "SELECT seq, rev, blame, kept, body FROM verdict WHERE sent = 0 AND seq > ? ORDER BY seq LIMIT ?",
            (after, most),
        )
        return [Row(*row) for row in found]

    def mark(self, seq: int, rev: int, sent: Sent) -> None:
        """Note what became of a verdict, unless it was revised meanwhile."""
        self._db.execute("UPDATE verdict SET sent = ? WHERE seq = ? AND rev = ?", (int(sent), seq, rev))

    def blame(self, rows: Sequence[int], by: int) -> None:
        """Note that a connection ended while these were on their way, as it does where one is too large."""
        self._db.executemany("UPDATE verdict SET blame = blame + ? WHERE seq = ?", [(by, seq) for seq in rows])

    def again(self, first: int, last: int, most: int) -> tuple[int, list[tuple[int, int]]]:
        """Have the verdicts from `first` to `last` sent again, at most `most`.

        Gives the last number that this is about, and the ranges that are here no longer and never will be.
        """
        last = min(last, self.last(), first + most - 1)
        with self.transaction():
            here = [
                seq for (seq,) in self._db.execute("SELECT seq FROM verdict WHERE seq BETWEEN ? AND ?", (first, last))
            ]
            self._db.execute("UPDATE verdict SET sent = 0 WHERE seq BETWEEN ? AND ? AND sent = 1", (first, last))
        return last, list(_missing(here, first, last))

    def retry_refused(self) -> None:
        """What the broker refused waits again: its access control may be another one now."""
        self._db.execute("UPDATE verdict SET sent = 0 WHERE sent = ?", (int(Sent.REFUSED),))

    def last(self) -> int:
        """The number of the newest verdict that ever was, 0 for none."""
        found = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'verdict'").fetchone()
        return int(found[0]) if found else 0

    def counts(self) -> Counts:
        """What waits, and what was lost."""
        by_state = dict(self._db.execute("SELECT sent, count(*) FROM verdict GROUP BY sent").fetchall())
        dropped = [int(self.fact(name) or 0) for name in ("dropped_successes", "dropped_failures")]
        waiting, taken, refused, too_large = (by_state.get(state, 0) for state in Sent)
        return Counts(waiting, taken, refused, too_large, dropped[0], dropped[1], self._octets())

    def _octets(self) -> int:
        pages, free = (self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
        return int(pages - free) * PAGE

    def _make_room(self) -> None:
        """Below the limit: what was sent goes first, of each the oldest successes, then the oldest failures."""
        while self._octets() > self._limit - (2 * _WAL_PAGES + 16) * PAGE:
            oldest = self._db.execute(
                "SELECT seq, sent, failed FROM verdict ORDER BY sent = 0, failed, seq LIMIT 20"
            ).fetchall()
            if not oldest:
                return
            self._db.executemany("DELETE FROM verdict WHERE seq = ?", [(seq,) for seq, _, _ in oldest])
            for _, sent, failed in oldest:
                if sent == Sent.WAITING:
                    self.count("dropped_failures" if failed else "dropped_successes")

    # ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────

    def fact(self, name: str) -> Any:
        """A value that one process leaves for the other; None where there is none."""
        found = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def note(self, **facts: "str | float | bytes | None") -> None:
        """Leave values for the other process."""
        self._db.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", list(facts.items()))

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter."""
        self._db.execute(
            "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value", (name, by)
        )

    def counted(self, what: str) -> list[tuple[str, int]]:
        """The counters whose names begin with `what` and a bar."""
        found = self._db.execute(
            "SELECT name, value FROM fact WHERE name GLOB ? ORDER BY name LIMIT 500", (f"{what}|*",)
        )
        return [(str(name), int(value)) for name, value in found]

    def next_connection(self, now: float) -> int:
        """The number of a new connection: above all before it, and above those of a spool that was lost."""
        with self.transaction():
            number = max(int(self.fact("conn")) + 1, int(now))
            self.note(conn=number)
        return number

    @property
    def version(self) -> int:
        """Another number whenever another process changed something."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    # ── requests and responses ────────────────────────────────────────────────────────────────────────────────

    def put_request(self, body: bytes, retained: bool) -> bool:
        """Leave a request as it came for the process that checks it; False where too many wait."""
        (waiting,) = self._db.execute("SELECT count(*) FROM request").fetchone()
        if waiting >= MOST_REQUESTS:
            return False
        self._db.execute("INSERT INTO request VALUES (NULL, ?, ?)", (retained, body))
        return True

    def take_request(self) -> tuple[bytes, bool] | None:
        """The oldest request, which is here no longer then: what ends this process is not tried a second time."""
        with self.transaction():
            found = self._db.execute("SELECT id, body, retained FROM request ORDER BY id LIMIT 1").fetchone()
            if found is None:
                return None
            self._db.execute("DELETE FROM request WHERE id = ?", (found[0],))
        return bytes(found[1]), bool(found[2])

    def put_response(self, message: dict[str, Any]) -> None:
        """Leave a response to be published; the oldest goes where too many wait."""
        self._db.execute("INSERT INTO response VALUES (NULL, ?)", (encode(message),))
        self._db.execute("DELETE FROM response WHERE id <= (SELECT max(id) FROM response) - ?", (MOST_RESPONSES,))

    def responses(self) -> list[tuple[int, bytes]]:
        """What waits to be published, oldest first."""
        found = self._db.execute("SELECT id, body FROM response ORDER BY id LIMIT 20")
        return [(number, bytes(body)) for number, body in found]

    def forget_response(self, number: int) -> None:
        """It was published."""
        self._db.execute("DELETE FROM response WHERE id = ?", (number,))

    def audit(self, at: float, who: str, key: str, what: str, result: str) -> None:
        """Note who asked for what with which key, and what came of it."""
        with self.transaction():
            self._make_room()
            self._db.execute("INSERT INTO audit VALUES (NULL, ?, ?, ?, ?, ?)", (at, who, key, what, result))
            self._db.execute("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?", (MOST_AUDITED,))


def _missing(here: Sequence[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    at = first
    for seq in here:
        if seq > at:
            yield at, seq - 1
        at = seq + 1
    if at <= last:
        yield at, last


def _unusable(file: Path, error: Exception) -> SpoolError:
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return SpoolError(f"{file} is not a spool: {error}; move it away, and a new one is made")
    full = "full" in str(error)
    who = f"user {os.getuid()} can write there" if not full else "there is room on the disk"
    return SpoolError(f"{file} cannot be opened: {error}; see that {who}")
