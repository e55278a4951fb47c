"""Sends the verdicts of a spool over one connection: few at a time, none lost, none that the broker cannot take."""

import asyncio
import sqlite3
from collections.abc import Callable

from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.reason_codes import TAKEN, TOO_LARGE
from pairtui.fleet.spool import Row, Sent, Spool
from pairtui.fleet.topics import MOST_OCTETS, VERDICT
from pairtui.fleet.verdict import completed, cut

IN_FLIGHT = 20
PER_SECOND = 5.0
LOOK_SECONDS = 1.0

SUSPECT, CUT, GIVEN_UP = 2, 6, 9
"""What a verdict gathers where connections end on it (`blame`): sent by itself, sent cut, not sent any more."""

_PROVEN, _LIKELY = 3, 1
_AROUND = 100
"""Octets of a packet besides its payload: topic and headers."""


class Drain:
    """The verdicts of `spool` on their way through `connection` to `topic`.

    `refused` is called with a reason code that is no success; `pace` is how many times faster than a gateway it sends.
    """

    def __init__(
        self,
        spool: Spool,
        connection: Connection,
        topic: str,
        clock: Callable[[], float],
        refused: Callable[[int], None],
        pace: float = 1.0,
    ) -> None:
        self._spool, self._connection, self._topic = spool, connection, topic
        self._clock, self._refused, self._pace = clock, refused, pace
        self._flying: dict[int, Row] = {}
        self._unwritten: sqlite3.Error | None = None
        most = connection.most_octets or MOST_OCTETS[VERDICT] + _AROUND
        self._room = min(most - _AROUND - len(topic), MOST_OCTETS[VERDICT])

    async def run(self) -> None:
        """Send what waits and what comes: oldest first, one that has just come between two old ones.

        Raises sqlite3.Error where the spool cannot keep what became of it, as on a full disk.
        """
        newest = self._spool.last()
        while True:
            if self._unwritten is not None:
                raise self._unwritten
            rows = self._next(newest)
            for row in rows:
                self._send(row)
                await asyncio.sleep(1 / PER_SECOND / self._pace)
            if not rows:
                newest = max(newest, self._spool.last()) if not self._flying else newest
                await asyncio.sleep(LOOK_SECONDS / self._pace)

    def blame(self, proven: bool) -> None:
        """The connection has ended: because of a message that is too large, where that is `proven`, or perhaps."""
        if proven or len(self._flying) == 1:
            self._spool.blame(list(self._flying), _PROVEN if proven else _LIKELY)
        self._flying.clear()

    def _next(self, newest: int) -> list[Row]:
        if len(self._flying) >= IN_FLIGHT or any(row.blame >= SUSPECT for row in self._flying.values()):
            return []
        waiting = self._not_in_flight(self._spool.waiting(most=IN_FLIGHT + 1))
        if not waiting:
            return []
        if waiting[0].blame >= SUSPECT:
            return [] if self._flying else waiting[:1]  # by itself, so that it is known whose fault it is
        live = self._not_in_flight(self._spool.waiting(newest, IN_FLIGHT + 1))
        return [waiting[0], *(row for row in live[:1] if row.seq != waiting[0].seq and row.blame < SUSPECT)]

    def _not_in_flight(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if row.seq not in self._flying]

    def _send(self, row: Row) -> None:
        body = self._body(row)
        if body is None:
            self._spool.mark(row.seq, row.rev, Sent.TOO_LARGE)
            return
        self._flying[row.seq] = row
        self._connection.publish(Message(self._topic, body)).add_done_callback(lambda done: self._landed(row, done))

    def _body(self, row: Row) -> bytes | None:
        """What is sent for it; None where the broker cannot take it."""
        now = self._clock()
        room = self._room - len(completed(b"", now, row.kept))
        if row.blame >= CUT:
            room = min(room, len(row.body) // 2)
        body = row.body if len(row.body) <= room else cut(row.body, room)
        if body is None or row.blame >= GIVEN_UP:
            return None
        return completed(body, now, row.kept)

    def _landed(self, row: Row, done: "asyncio.Future[int]") -> None:
        self._flying.pop(row.seq, None)
        if done.cancelled():
            self._flying[row.seq] = row  # until it is known why the connection ended
            return
        try:
            self._keep(row, done.result())
        except sqlite3.Error as error:
            self._unwritten = error

    def _keep(self, row: Row, code: int) -> None:
        if code in TAKEN:
            self._spool.mark(row.seq, row.rev, Sent.TAKEN)
        elif code == TOO_LARGE and row.blame < CUT:
            self._spool.blame([row.seq], CUT)
        elif code == TOO_LARGE:
            self._spool.mark(row.seq, row.rev, Sent.TOO_LARGE)
        else:
            self._spool.mark(row.seq, row.rev, Sent.REFUSED)
            self._refused(code)
