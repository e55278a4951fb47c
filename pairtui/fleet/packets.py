"""MQTT 3.1.1 packets in what comes from a broker: messages of QoS 0 are read here, all others are left to paho-mqtt.

paho's way to one message costs what three take to be parsed, and it keeps whole what a stranger may have made huge.
"""

from collections.abc import Callable

LARGEST = 64 << 10
"""Octets of a message that are kept; what is longer is longer than any message of ours, and comes out cut."""

_PUBLISH, _RETAIN = 0x30, 0x01

Receive = Callable[[str, bytes, bool], None]
"""Takes a message: its topic, its payload, whether it was retained."""


class PacketReader:
    """Calls `receive` with each PUBLISH of QoS 0. (MQTT 3.1.1, 2.2 and 3.3)"""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._rest = b""
        self._skip = 0  # octets still to come of a message that `receive` has had already

    def take(self, octets: bytes) -> bytes:
        """The packets of other kinds in what came next, each whole; what is no MQTT is left to paho to refuse."""
        if self._skip:
            self._skip, octets = max(self._skip - len(octets), 0), octets[self._skip :]
        stream, others, at = self._rest + octets, b"", 0
        while (header := _header(stream, at)) is not None:
            begin, length = header
            message = stream[at] & ~_RETAIN == _PUBLISH
            whole = min(length, LARGEST) if message else length
            if begin + whole > len(stream):
                break
            if message:
                self._pass_message(stream[begin : begin + whole], bool(stream[at] & _RETAIN))
            else:
                others += stream[at : begin + whole]
            at = begin + length
        self._skip += max(at - len(stream), 0)
        self._rest = stream[at:]
        return others

    def _pass_message(self, body: bytes, retained: bool) -> None:
        begin = 2 + int.from_bytes(body[:2], "big")
        try:
            topic = body[2:begin].decode()
        except UnicodeDecodeError:
            return
        self._receive(topic, body[begin:], retained)


def _header(stream: bytes, at: int) -> tuple[int, int] | None:
    """Where the packet at `at` goes on after its header, and for how long; None where that is not here yet."""
    length = 0
    for number, octet in enumerate(stream[at + 1 : at + 5]):
        length |= (octet & 0x7F) << (7 * number)
        if octet < 0x80:
            return at + 2 + number, length
    return None if len(stream) < at + 5 else (len(stream), 0)
