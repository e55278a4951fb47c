"""The tracer: records of any log or capture become events, each with the link it belongs to.

Readers give records one by one, each with what its format carries: an adapter, a handle, an address, or none of these.
The tracer unpacks each, asks `Links` for the link that it is about, drops what the kernel sent to a second socket as
well, and names the program behind a command of the management interface. It decides nothing about pairings: which
attempt an event belongs to is `AttemptTracker`'s. Where a log was cut or begins again (`Cut`), it forgets all.
"""

from collections.abc import Iterator

from pairtui.pairing.events import Traced
from pairtui.pairing.tracking.links import Links
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import Cut, LinkPdu, MgmtPdu, Record
from pairtui.protocol.streams.air import AirPdu

REPEATS = 8
"""How many management events back a copy of one, sent to another socket, is looked for."""

PROGRAMS = 256
"""Sockets of the management interface whose programs are remembered."""

_COPY_SECONDS = 0.005


class Tracer:
    """Feeds on `Record`s in order. Keeps the links that are up until they end.

    A management event that the kernel sent to several sockets comes out once. Memory is bounded by the number of
    links a controller can have.
    """

    def __init__(self) -> None:
        self._links = Links()
        self._recent: list[tuple[str | None, object, int | None, float | None]] = []
        self._programs: dict[int, str] = {}

    def feed(self, record: Record) -> Iterator[Traced]:
        """The events of one record: one, or none where it repeats another."""
        message = record.message
        adapter = None if record.adapter is None else f"hci{record.adapter}"
        link, program = None, ""
        if isinstance(message, MgmtPdu):
            if self._repeated(adapter, message, record.time):
                return
            if type(message.pdu) not in _MGMT_EVENTS and message.socket is not None:
                program = self._programs.get(message.socket, "")
            message = message.pdu
            link = self._links.of_mgmt(adapter, message)
        elif isinstance(message, LinkPdu):
            link = self._links.of_pdu(adapter, message)
            message = message.pdu
        elif isinstance(message, AirPdu):
            link = self._links.with_handle(adapter, message.handle, message)
            message = message.pdu
        elif isinstance(message, mgmt.MgmtOpen):
            if len(self._programs) < PROGRAMS:
                self._programs[message.socket] = message.name
        elif isinstance(message, mgmt.MgmtClose):
            self._programs.pop(message.socket, None)
        elif isinstance(message, Cut):
            self.__init__()  # type: ignore[misc]
        else:
            link = self._links.of_hci(adapter, message)
        yield Traced(
            at=record.time,
            message=message,
            direction=record.direction,
            link=link,
            adapter=adapter,
            record=record.number,
            program=program,
        )

    def _repeated(self, adapter: str | None, frame: MgmtPdu, time: float | None) -> bool:
        """Whether another socket was sent this event already; commands are never repeated."""
        if type(frame.pdu) not in _MGMT_EVENTS:
            return False
        for where, pdu, socket, then in self._recent:
            near = where == adapter and (time is None or then is None or abs(time - then) <= _COPY_SECONDS)
            if near and pdu == frame.pdu and (socket is None or socket != frame.socket):
                return True
        self._recent.append((adapter, frame.pdu, frame.socket, time))
        del self._recent[:-REPEATS]
        return False


_MGMT_EVENTS = frozenset(mgmt.events.by_code.values())
