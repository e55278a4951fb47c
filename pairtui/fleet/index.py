"""The collector's index: gateways and their attempts in SQLite, which consoles read while it is written."""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pairtui.errors import Unusable
from pairtui.fleet.observation import Observation
from pairtui.fleet.sequence import MOST_APART, Sequence
from pairtui.fleet.topics import Gateway

MOST_ATTEMPTS = 1_000_000
MOST_GATEWAYS = 100_000
MOST_RESPONSES = 2000
MOST_CACHED = 20_000
MOST_WORDS = 200_000
"""Different words (causes, models, versions) that are kept; strangers can invent millions."""

_K = TypeVar("_K")

OTHER = "(other)"
FORMAT = 1

_TABLES = f"""
CREATE TABLE IF NOT EXISTS gateway (
    id INTEGER PRIMARY KEY, grp TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL DEFAULT '',
    conn INTEGER NOT NULL DEFAULT 0, nonce TEXT NOT NULL DEFAULT '', told REAL, heard REAL,
    epoch TEXT NOT NULL DEFAULT '',
    complete INTEGER NOT NULL DEFAULT 0, last INTEGER NOT NULL DEFAULT 0, info_hash TEXT NOT NULL DEFAULT '',
    info BLOB, health BLOB, twice REAL, UNIQUE (grp, name));
CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS environment (
    id INTEGER PRIMARY KEY, kernel TEXT, bluez TEXT, controller TEXT, firmware TEXT, pairtui TEXT, settings TEXT,
    UNIQUE (kernel, bluez, controller, firmware, pairtui, settings));
CREATE TABLE IF NOT EXISTS attempt (
    gateway INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, rev INTEGER NOT NULL, at REAL,
    failed INTEGER NOT NULL, outcome INTEGER, kind INTEGER, transport INTEGER, cause INTEGER, code INTEGER,
    side INTEGER, model INTEGER, environment INTEGER, peer TEXT, flags INTEGER,
    PRIMARY KEY (gateway, epoch, seq)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS failure ON attempt (at) WHERE failed;
CREATE TABLE IF NOT EXISTS document (
    gateway INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (gateway, epoch, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS request (id INTEGER PRIMARY KEY, gateway INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS response (
    id INTEGER PRIMARY KEY, gateway INTEGER NOT NULL, request TEXT NOT NULL, at REAL NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS answered ON response (request);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT OR IGNORE INTO fact VALUES ('format', {FORMAT});
"""

_ATTEMPT = """
INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (gateway, epoch, seq) DO UPDATE SET rev = excluded.rev, at = excluded.at, failed = excluded.failed,
    outcome = excluded.outcome, cause = excluded.cause, code = excluded.code, side = excluded.side,
    kind = excluded.kind, transport = excluded.transport, model = excluded.model, environment = excluded.environment,
    peer = excluded.peer, flags = excluded.flags
WHERE excluded.rev > attempt.rev
"""

SYNCED, LATE = 1, 2


class IndexUnusable(Unusable):
    """The index cannot be used; the text is one sentence: which file, why, what to do."""


class Index:
    """The index in `file`, for the one process that collects. Raises IndexUnusable.

    What is written is seen by others after `commit`.
    """

    def __init__(self, file: Path, most_attempts: int = MOST_ATTEMPTS, most_words: int = MOST_WORDS) -> None:
        self.file, self._most, self._most_words = file, most_attempts, most_words
        self._words: dict[str, int] = {}
        self._environments: dict[tuple[str, ...], int] = {}
        self._gateways: dict[Gateway, int] = {}
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640))
            self.db = sqlite3.connect(file, timeout=10, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-16000"):
                self.db.execute(f"PRAGMA {pragma}")
            self.db.executescript(_TABLES)
            (found,) = self.db.execute("SELECT value FROM fact WHERE name = 'format'").fetchone()
        except (OSError, sqlite3.Error) as error:
            raise IndexUnusable(f"{file} cannot be used as index: {error}; name another with `index`") from error
        if found != FORMAT:
            raise IndexUnusable(f"{file} is of another version of pairtui; move it away, and a new one is made")
        self._attempts = self._count()

    # ── gateways ──────────────────────────────────────────────────────────────────────────────────────────────

    def gateway(self, gateway: Gateway) -> int | None:
        """The number of a gateway, which is made where it is new; None where there are too many."""
        known = self._gateways.get(gateway)
        if known is not None:
            return known
        row = self.db.execute("SELECT id FROM gateway WHERE grp = ? AND name = ?", (gateway.group, gateway.name))
        found = row.fetchone()
        if found is None:
            if len(self._gateways) >= MOST_GATEWAYS:
                return None
            self._begin()
            made = self.db.execute("INSERT INTO gateway (grp, name) VALUES (?, ?)", (gateway.group, gateway.name))
            found = (made.lastrowid,)
        self._gateways[gateway] = int(found[0])
        return self._gateways[gateway]

    def groups(self) -> list[str]:
        """The groups of all gateways that were ever met."""
        return [group for (group,) in self.db.execute("SELECT DISTINCT grp FROM gateway")]

    def known(self, gateway: int) -> dict[str, Any]:
        """What was known of a gateway when it was last met: state, conn, heard, epoch, info_hash."""
        columns = ("state", "conn", "heard", "epoch", "info_hash")
        row = self.db.execute(f"SELECT {', '.join(columns)} FROM gateway WHERE id = ?", (gateway,)).fetchone()
        return {name: value for name, value in zip(columns, row, strict=True) if value is not None}

    def set(self, gateway: int, **values: "str | int | float | bytes | None") -> None:
        """Keep what is known of a gateway, by the columns of its table."""
        self._begin()
        places = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(f"UPDATE gateway SET {places} WHERE id = ?", (*values.values(), gateway))

    def set_heard(self, heard: Iterable[tuple[float, str, int, int, bytes | None, int]]) -> None:
        """Of each: when it was heard, its epoch, up to which number all is here, the newest, its health; its id."""
        self._begin()
        columns = "heard = ?, epoch = ?, complete = ?, last = ?, health = coalesce(?, health)"
        self.db.executemany(f"UPDATE gateway SET {columns} WHERE id = ?", heard)

    def sequence(self, gateway: int, epoch: str) -> Sequence:
        """Which numbers of a spool are here."""
        found = self.db.execute("SELECT complete FROM gateway WHERE id = ? AND epoch = ?", (gateway, epoch)).fetchone()
        complete = int(found[0]) if found else 0
        apart = self.db.execute(
            "SELECT seq FROM attempt WHERE gateway = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT ?",
            (gateway, self._word(epoch), complete, MOST_APART),
        )
        return Sequence(complete, [seq for (seq,) in apart])

    # ── attempts ──────────────────────────────────────────────────────────────────────────────────────────────

    def add(self, gateway: int, seen: Observation, payload: bytes) -> bool:
        """Keep one attempt, of a failed one the verdict as it came; False where the same or a newer one was here."""
        self._begin()
        word = self._word
        epoch = word(seen.epoch)
        before = self.db.total_changes
        self.db.execute(
            _ATTEMPT,
            (
                gateway, epoch, seen.seq, seen.rev, seen.at, seen.failed, word(seen.outcome), word(seen.kind),
                word(seen.transport), word(seen.cause), word(seen.code), word(seen.by), word(seen.model),
                self._environment(seen.environment), seen.peer, seen.synced * SYNCED + seen.late * LATE,
            ),
        )  # fmt: skip
        if self.db.total_changes == before:
            return False
        if not seen.failed and seen.rev > 1:
            self.db.execute("DELETE FROM document WHERE (gateway, epoch, seq) = (?, ?, ?)", (gateway, epoch, seen.seq))
        if seen.failed:
            self.db.execute(
                "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)",
                (gateway, epoch, seen.seq, zlib.compress(payload, 1)),
            )
        self._attempts += 1
        return True

    def put_response(self, gateway: int, request: str, body: bytes, now: float) -> None:
        """Keep what a gateway answered for the console that asked; the oldest go."""
        self._begin()
        self.db.execute("INSERT INTO response VALUES (NULL, ?, ?, ?, ?)", (gateway, request, now, body))
        self.db.execute("DELETE FROM response WHERE id <= (SELECT max(id) FROM response) - ?", (MOST_RESPONSES,))

    def take_requests(self) -> list[tuple[Gateway, bytes]]:
        """What consoles want to be asked, which is here no longer then."""
        found = self.db.execute(
            "SELECT request.id, grp, name, body FROM request JOIN gateway ON gateway.id = request.gateway LIMIT 20"
        ).fetchall()
        if found:
            self._begin()
            self.db.executemany("DELETE FROM request WHERE id = ?", [(number,) for number, *_ in found])
        return [(Gateway(group, name), bytes(body)) for _, group, name, body in found]

    def prune(self) -> None:
        """Below the limit: the oldest tenth goes, in the order in which things happened."""
        self._attempts = self._count()
        if self._attempts <= self._most:
            return
        self._begin()
        away = self._attempts - self._most + self._most // 10
        limit = "SELECT gateway, epoch, seq FROM attempt ORDER BY at LIMIT ?"
        for name in ("document", "attempt"):
            self.db.execute(f"DELETE FROM {name} WHERE (gateway, epoch, seq) IN ({limit})", (away,))
        self._attempts -= away

    @property
    def full(self) -> bool:
        """Whether it is time to prune."""
        return self._attempts > self._most

    # ── the file ──────────────────────────────────────────────────────────────────────────────────────────────

    def note(self, **facts: "str | float | None") -> None:
        """Leave values for the consoles: how far the filling is, whether the broker answers."""
        self._begin()
        self.db.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", list(facts.items()))

    def commit(self) -> None:
        """Let others see what was written. Raises sqlite3.Error where the disk is full; then it is tried again."""
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def recover(self) -> None:
        """Drop what was not written, and what was remembered of it."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
        self._words.clear()
        self._environments.clear()
        self._gateways.clear()

    def close(self) -> None:
        """Leave it. Safe to call twice."""
        with contextlib.suppress(sqlite3.Error):
            self.commit()
        self.db.close()

    def _count(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM attempt").fetchone()[0])

    def _begin(self) -> None:
        if not self.db.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")

    def _word(self, text: str) -> int:
        known = self._words.get(text)
        if known is not None:
            return known
        found = self.db.execute("SELECT id FROM word WHERE text = ?", (text,)).fetchone()
        if found is None:
            (there,) = self.db.execute("SELECT coalesce(max(id), 0) FROM word").fetchone()
            if there >= self._most_words and text != OTHER:
                return self._word(OTHER)
            self._begin()
            found = (self.db.execute("INSERT INTO word (text) VALUES (?)", (text,)).lastrowid,)
        return _remember(self._words, text, int(found[0]))

    def _environment(self, values: tuple[str, ...]) -> int:
        known = self._environments.get(values)
        if known is not None:
            return known
        (there,) = self.db.execute("SELECT coalesce(max(id), 0) FROM environment").fetchone()
        if there >= self._most_words and values[0] != OTHER:
            return self._environment((OTHER,) * len(values))
        self._begin()
        self.db.execute("INSERT OR IGNORE INTO environment VALUES (NULL, ?, ?, ?, ?, ?, ?)", values)
        where = "kernel = ? AND bluez = ? AND controller = ? AND firmware = ? AND pairtui = ? AND settings = ?"
        (found,) = self.db.execute(f"SELECT id FROM environment WHERE {where}", values).fetchone()
        return _remember(self._environments, values, int(found))


def _remember(cache: dict[_K, int], key: _K, number: int) -> int:
    if len(cache) >= MOST_CACHED:
        cache.clear()
    cache[key] = number
    return number
