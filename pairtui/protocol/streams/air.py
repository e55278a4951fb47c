"""LE connections overheard on the air, followed from CONNECT_IND until their payload is ciphertext."""

from dataclasses import dataclass, field

from pairtui.protocol.immutable import immutable
from pairtui.protocol.messages import hci, ll, smp
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.streams.advertisers import Advertisers, Heard
from pairtui.protocol.streams.hci import channel_pdus
from pairtui.protocol.streams.l2cap_reassembly import Reassembler
from pairtui.protocol.streams.sniffer_headers import ADVERTISING_ACCESS_ADDRESS, Frame
from pairtui.protocol.values import Malformed, Unknown, address_text

MAX_CONNECTIONS = 64

SAME_EVENT = 1e-3
"""Seconds: an answer starts 150 microseconds after a packet's end (Vol 6, Part B, 4.1.1), as exactly as the sniffer's
clock is; the next connection event comes 7.5 ms after the last at the soonest."""

_CONTINUATION, _START, _CONTROL = 1, 2, 3


@immutable()
class AirPdu:
    """A link layer control PDU (a message of `ll.ll`) between the two controllers of one overheard connection.

    `handle` is a number of this capture for the connection. `from_central` is None where that is not known.
    """

    handle: int
    from_central: bool | None
    pdu: object


@dataclass(slots=True)
class _Connection:
    handle: int
    from_start: bool = False  # its CONNECT_IND was heard
    encrypted: bool = False
    starting: bool = False  # LL_START_ENC_REQ was seen: the next PDU shows whether the capture is decrypted
    in_clear: bool = False  # the capture was decrypted after the fact
    last_time: float | None = None
    last_end: float = 0.0
    last_from_central: bool | None = None
    last_pdu: dict[bool | None, bytes] = field(default_factory=dict)


Heading = tuple[Direction, object]


class AirStream:
    """Frames of a sniffer in, messages with their direction out (SENT is central to peripheral); never raises.

    `skipped` counts frames with a wrong check sum or length.
    """

    def __init__(self, advertisers: Advertisers) -> None:
        self.advertisers = advertisers
        self._damaged = 0
        self._fragments = Reassembler()
        self._connections: dict[int, _Connection] = {}
        self._handles = 0

    @property
    def skipped(self) -> int:
        """Frames that did not decode, fragments that belong to nothing included."""
        return self._damaged + self._fragments.lost

    def frame(self, time: float | None, frame: Frame | None) -> list[Heading]:
        """One frame; None for a packet that held none."""
        if frame is None or not frame.valid or len(frame.pdu) < 2 or len(frame.pdu) < 2 + frame.pdu[1]:
            self._damaged += 1
            return []
        if frame.access_address == ADVERTISING_ACCESS_ADDRESS:
            return self._advertising(time, frame)
        return self._data(time, frame)

    def _advertising(self, time: float | None, frame: Frame) -> list[Heading]:
        head, size = frame.pdu[0], frame.pdu[1]
        kind, payload = head & 0x0F, frame.pdu[2 : 2 + size]
        address_type = "random" if head & 0x40 else "public"
        if kind == 5 and size >= 34:
            return [(Direction.RECEIVED, self._connect(payload, 1 if head & 0x80 else 0))]
        if kind in (0, 2, 4, 6) and size >= 6:
            self.advertisers.heard(None, time, Heard(payload[:6], address_type, payload[6:], frame.rssi))
        elif kind == 7 and size >= 8 and payload[0] & 0x3F >= 7 and payload[1] & 1:
            data = payload[1 + (payload[0] & 0x3F) :]
            self.advertisers.heard(None, time, Heard(payload[2:8], address_type, data, frame.rssi))
        return []

    def _connect(self, payload: bytes, address_type: int) -> hci.LeConnectionComplete:
        """CONNECT_IND (2.3.3.1): who connects to whom, and the access address of their connection."""
        connection = self._open(int.from_bytes(payload[12:16], "little"))
        connection.from_start = True
        interval, latency, timeout = (int.from_bytes(payload[at : at + 2], "little") for at in (22, 24, 26))
        self.advertisers.linked(None, payload[6:12], "random" if address_type else "public")
        return hci.LeConnectionComplete(
            0, connection.handle, 0, address_type, address_text(payload[6:12]), interval, latency, timeout
        )

    def _open(self, access_address: int) -> _Connection:
        self._connections.pop(access_address, None)
        if len(self._connections) >= MAX_CONNECTIONS:
            oldest = self._connections.pop(next(iter(self._connections)))
            self._fragments.forget(None, oldest.handle)
        self._handles += 1
        connection = self._connections[access_address] = _Connection(self._handles)
        return connection

    def _data(self, time: float | None, frame: Frame) -> list[Heading]:
        head, size = frame.pdu[0], frame.pdu[1]
        payload = frame.pdu[2 : 2 + size]
        connection = self._connections.get(frame.access_address)
        if connection is None:
            connection = self._open(frame.access_address)
        from_central = self._sender(connection, time if frame.clock is None else frame.clock, frame)
        # The sequence number bit distinguishes a packet sent again from an equal one that is new.
        seen = bytes([head & 0x0B]) + payload
        if not payload or connection.last_pdu.get(from_central) == seen:
            connection.last_pdu[from_central] = seen
            return []
        connection.last_pdu[from_central] = seen
        if not self._readable(connection, head, payload, frame.decrypted):
            return []
        way = Direction.RECEIVED if from_central is False else Direction.SENT
        if head & 3 == _CONTROL:
            return self._control(connection, from_central, way, payload)
        take = self._fragments.start if head & 3 == _START else self._fragments.go_on
        whole = take(None, connection.handle, way, payload)
        return [] if whole is None else self._pdus(connection, way, *whole)

    def _sender(self, connection: _Connection, time: float | None, frame: Frame) -> bool | None:
        """Whether the central sent this: as the capture says, else as the PDU shows, else by the time it came.

        A connection event starts with the central's packet, and each packet answers the one before it.
        """
        found = frame.from_central
        if found is None and not connection.encrypted:
            found = _only_sender(frame.pdu)
        if found is None and connection.last_time is None and connection.from_start:
            found = True
        elif found is None and time is not None and connection.last_time is not None:
            pause = time - connection.last_end
            if pause > SAME_EVENT:
                found = True
            elif pause > -SAME_EVENT and connection.last_from_central is not None:
                found = not connection.last_from_central
            found = self._continues(connection, frame.pdu, found)
        connection.last_time, connection.last_from_central = time, found
        # Preamble, access address, header and check sum are 10 octets of 8 microseconds on LE 1M.
        connection.last_end = (time or 0.0) + (10 + frame.pdu[1]) * 8e-6
        return found

    def _continues(self, connection: _Connection, pdu: bytes, guess: bool | None) -> bool | None:
        """Corrects the guess for a continuation: where the central's packet was missed, the answer looks like it."""
        if pdu[0] & 3 != _CONTINUATION or not pdu[1]:
            return guess
        sent = self._fragments.unfinished(None, connection.handle, Direction.SENT)
        received = self._fragments.unfinished(None, connection.handle, Direction.RECEIVED)
        return guess if sent == received else sent

    def _readable(self, connection: _Connection, head: int, payload: bytes, decrypted: bool) -> bool:
        control = head & 3 == _CONTROL
        if connection.starting and not (control and payload[0] == ll.StartEncReq.CODE):
            connection.starting = False
            # Encrypted, LL_START_ENC_RSP would be four octets longer.
            connection.in_clear = decrypted or (control and payload == bytes([ll.StartEncRsp.CODE]))
            connection.encrypted = not connection.in_clear
            if connection.encrypted:
                self._fragments.forget(None, connection.handle)
        if decrypted or not connection.encrypted:
            return True
        if control and payload == bytes([ll.PauseEncRsp.CODE]):
            connection.encrypted = False
            return True
        return False

    def _control(
        self, connection: _Connection, from_central: bool | None, way: Direction, payload: bytes
    ) -> list[Heading]:
        pdu = ll.ll.decode(payload[0], payload[1:])
        if isinstance(pdu, Unknown):
            return []
        if isinstance(pdu, Malformed) or len(payload) - 1 != pdu.SIZE:
            # Control PDUs have exact sizes: this one is damaged, or ciphertext of a link whose start was missed.
            self._damaged += 1
            return []
        if isinstance(pdu, ll.StartEncReq):
            connection.starting = not connection.in_clear
        return [(way, AirPdu(connection.handle, from_central, pdu))]

    def _pdus(self, connection: _Connection, way: Direction, cid: int, octets: bytes) -> list[Heading]:
        found: list[Heading] = []
        for pdu in channel_pdus(cid, octets):
            if isinstance(pdu, Malformed):
                self._damaged += 1
            found.append((way, LinkPdu(connection.handle, cid, pdu, "le")))
        return found


def _only_sender(pdu: bytes) -> bool | None:
    """Whether the central sent this, where only one side sends such a PDU."""
    kind, payload = pdu[0] & 3, pdu[2:]
    if kind == _CONTROL and payload:
        return True if payload[0] in ll.FROM_CENTRAL else False if payload[0] in ll.FROM_PERIPHERAL else None
    if kind == _START and len(payload) >= 5 and payload[2:4] == smp.CID_LE.to_bytes(2, "little"):
        if payload[4] == smp.PairingRequest.CODE:
            return True
        if payload[4] in (smp.PairingResponse.CODE, smp.SecurityRequest.CODE):
            return False
    return None
