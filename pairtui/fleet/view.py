"""What the index has, as rows for a console or a report: read only, while the collector writes."""

import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pairtui.fleet.contrast import Unit, contrasts
from pairtui.fleet.index import LATE, SYNCED, IndexUnusable
from pairtui.fleet.observation import ATTRIBUTES, attempt_of
from pairtui.fleet.payloads import NotAMessage, cleaned, decode
from pairtui.fleet.topics import MOST_OCTETS, RESPONSE, VERDICT
from pairtui.report.fleet_rows import AttemptRow, Contrast, GatewayRow, GroupRow, Key

SILENT_SECONDS = 400.0
"""A gateway speaks every 330 seconds at the latest; one that has not is gone, though its will was lost."""

TWICE_SECONDS = 3600.0
MOST_GROUPS = 1000
MOST_ATTEMPTS = 1000


class FleetView:
    """The index in `file`, read; what is older than `days` is left out. Raises IndexUnusable."""

    def __init__(self, file: Path, days: float = 7) -> None:
        self._seconds = days * 86400
        self._in_use = threading.Lock()
        try:
            self._db = sqlite3.connect(
                f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5, check_same_thread=False
            )
            self._db.execute("PRAGMA cache_size=-8000")
            self._db.execute("SELECT count(*) FROM fact").fetchone()
        except sqlite3.Error as error:
            raise IndexUnusable(f"{file} cannot be read as index: {error}; does a collector run?") from error

    def close(self) -> None:
        """Leave it, as soon as no thread reads it."""
        with self._in_use:
            self._db.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows at once, in whichever thread: a connection that is closed under a query takes the process down."""
        with self._in_use:
            return self._db.execute(query, values).fetchall()

    @property
    def version(self) -> int:
        """Another number whenever the collector wrote something."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def progress(self) -> dict[str, Any]:
        """How far the filling is: `swept` of `groups`, whether the `broker` answers, messages that were `rejected`."""
        return dict(self._rows("SELECT name, value FROM fact"))

    def gateways(self, now: float) -> list[GatewayRow]:
        """Every gateway, those with failures first."""
        counts = {
            gateway: (attempts, failures)
            for gateway, attempts, failures in self._rows(
                "SELECT gateway, count(*), sum(failed) FROM attempt WHERE at IS NULL OR at > ? GROUP BY gateway",
                (now - self._seconds,),
            )
        }
        found = self._rows(
            """SELECT id, grp, name, state, coalesce(told, 0), coalesce(heard, 0), last, complete, twice, info, health,
            nonce FROM gateway"""
        )
        rows = [_gateway(row, counts.get(row[0], (0, 0)), now) for row in found]
        return sorted(rows, key=lambda row: (-row.failures, row.label))

    def groups(self, now: float) -> list[GroupRow]:
        """Failures by cause, model and environment, the most gateways first."""
        found = self._rows(
            f"""SELECT c.text, m.text, {", ".join(ATTRIBUTES)}, count(*), count(DISTINCT gateway), max(at),
                a.cause, a.model, a.environment
            FROM attempt a JOIN word c ON c.id = a.cause JOIN word m ON m.id = a.model
            JOIN environment e ON e.id = a.environment
            WHERE a.failed AND a.at > ? GROUP BY a.cause, a.model, a.environment
            ORDER BY count(DISTINCT gateway) DESC, count(*) DESC LIMIT ?""",
            (now - self._seconds, MOST_GROUPS),
        )
        rows = []
        for cause, model, *rest in found:
            environment = dict(zip(ATTRIBUTES, rest, strict=False))
            failures, gateways, last, *key = rest[len(ATTRIBUTES) :]
            rows.append(GroupRow(cause, model, environment, failures, gateways, last, (key[0], key[1], key[2])))
        return rows

    def attempts(self, now: float, gateway: int | None = None, group: Key | None = None) -> list[AttemptRow]:
        """Failed attempts, the newest first: of one gateway, of one group, or of all."""
        where, values = ["a.failed", "(a.at IS NULL OR a.at > ?)"], [now - self._seconds]
        if gateway is not None:
            where.append("a.gateway = ?")
            values.append(gateway)
        if group is not None:
            where.append("(a.cause, a.model, a.environment) = (?, ?, ?)")
            values += group
        found = self._rows(
            f"""SELECT a.gateway, a.epoch, a.seq, g.grp || '/' || g.name, a.at, c.text, d.text, s.text, m.text, a.peer,
                a.flags
            FROM attempt a JOIN gateway g ON g.id = a.gateway JOIN word c ON c.id = a.cause
            JOIN word d ON d.id = a.code JOIN word s ON s.id = a.side JOIN word m ON m.id = a.model
            WHERE {" AND ".join(where)} ORDER BY a.at DESC LIMIT ?""",
            (*values, MOST_ATTEMPTS),
        )
        return [
            AttemptRow(row[:3], *row[3:10], synced=bool(row[10] & SYNCED), late=bool(row[10] & LATE))  # type: ignore[misc]
            for row in found
        ]

    def document(self, key: Key) -> dict[str, Any] | None:
        """The attempt of the analysis document, its texts safe to draw; None where it is not there or none."""
        found = self._rows("SELECT body FROM document WHERE (gateway, epoch, seq) = (?, ?, ?)", key)
        try:
            return attempt_of(decode(zlib.decompress(found[0][0]), MOST_OCTETS[VERDICT])) if found else None
        except (NotAMessage, zlib.error):
            return None

    def contrasts(self, now: float) -> list[Contrast]:
        """What gateways with a failure have in common and the others have not; takes up to seconds."""
        causes: dict[Key, set[str]] = defaultdict(set)
        found = self._rows(
            """SELECT DISTINCT gateway, model, environment, CASE WHEN failed THEN c.text ELSE '' END
            FROM attempt JOIN word c ON c.id = cause WHERE at > ?""",
            (now - self._seconds,),
        )
        for gateway, model, environment, cause in found:
            causes[gateway, model, environment].update(filter(None, (cause,)))
        words = dict(self._rows("SELECT id, text FROM word"))
        environments = {
            row[0]: dict(zip(ATTRIBUTES, row[1:], strict=True))
            for row in self._rows(f"SELECT id, {', '.join(ATTRIBUTES)} FROM environment")
        }
        units = [
            Unit(gateway, {**environments[environment], "model": words[model]}, frozenset(failed))
            for (gateway, model, environment), failed in sorted(causes.items())
        ]
        return contrasts(units)

    def responses(self, request: str) -> list[dict[str, Any]]:
        """What a gateway answered to a request, in the order in which it came."""
        found = self._rows("SELECT body FROM response WHERE request = ? ORDER BY id", (request,))
        messages = []
        for (body,) in found:
            try:
                message = decode(body, MOST_OCTETS[RESPONSE])
                data = message.pop("data", None)
                messages.append({**cleaned(message), "data": data if isinstance(data, str) else ""})
            except NotAMessage:
                continue
        return messages


def _gateway(row: tuple[Any, ...], counts: tuple[int, int], now: float) -> GatewayRow:
    number, group, name, state, reported, heard, last, complete, twice, info, health, nonce = row
    about, said = _object(info), _object(health)
    versions = about.get("versions") if isinstance(about.get("versions"), dict) else {}
    allow = about.get("allow") if isinstance(about.get("allow"), list) else []
    return GatewayRow(
        number,
        f"{group}/{name}",
        _status(state, max(reported, heard), twice, now),
        max(reported, heard),
        *counts,
        missing=max(last - complete, 0),
        waiting=_count(said, "waiting"),
        dropped=_count(said, "dropped"),
        versions={key: str(value) for key, value in versions.items()} if versions else {},
        problem=_problem(about),
        allow=tuple(str(each) for each in allow or []),
        nonce=nonce,
    )


def _status(state: str, heard: float, twice: float | None, now: float) -> str:
    if twice is not None and now - twice < TWICE_SECONDS:
        return "twice"
    if state == "offline":
        return "offline"
    return "online" if now - heard < SILENT_SECONDS else "silent"


def _object(body: bytes | None) -> dict[str, Any]:
    """What the collector wrote is JSON; an index that somebody else wrote may hold anything."""
    try:
        return decode(body, 1 << 16) if body else {}
    except NotAMessage:
        return {}


def _count(message: dict[str, Any], key: str) -> int:
    value = message.get(key)
    return value if type(value) is int else 0


def _problem(info: dict[str, Any]) -> str:
    """The first of the gateway's sources that is down, with why."""
    doctor = info.get("doctor")
    for each in doctor if isinstance(doctor, list) else []:
        if isinstance(each, dict) and each.get("state") == "down":
            return f"{each.get('source')} down: {each.get('why')}"
    return ""
