"""LE connections overheard on the air, followed from CONNECT_IND until their payload is ciphertext."""

from dataclasses import dataclass, field

from pairtui.protocol import hci, ll, smp
from pairtui.protocol.adverts import Advertisers, Heard
from pairtui.protocol.hci_stream import channel_pdus
from pairtui.protocol.radio import ADVERTISING_ACCESS_ADDRESS, Frame
from pairtui.protocol.reassembly import Reassembler
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.values import Malformed, Unknown, address_text

MAX_CONNECTIONS = 64

T_IFS = 150e-6
"""Seconds between the end of a packet and the start of its answer (Vol 6, Part B, 4.1.1)."""

_START, _CONTROL = 2, 3
_PAIRING_REQUEST, _PAIRING_RESPONSE, _SECURITY_REQUEST = 0x01, 0x02, 0x0B


@dataclass(frozen=True, slots=True)
class AirPdu:
    """A link layer control PDU (a message of `ll.ll`) between the two controllers of one overheard connection.

    `handle` is a number of this capture for the connection. `from_central` is None where nothing tells.
    """

    handle: int
    from_central: bool | None
    pdu: object


@dataclass(slots=True)
class _Connection:
    handle: int
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
        # The sequence number bit tells a packet sent again from an equal one that is new.
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
