"""Captured packets to records, by the link type that their file gives them."""

from collections.abc import Iterator
from typing import NamedTuple

from pairtui.protocol.captures import framing
from pairtui.protocol.captures.packetlogger_framing import FIRST_TEXT, PACKET_LOGGER
from pairtui.protocol.record import Direction, Record
from pairtui.protocol.streams import monitor
from pairtui.protocol.streams.advertisers import Advertisers
from pairtui.protocol.streams.air import AirStream
from pairtui.protocol.streams.hci import H4_ACL, H4_COMMAND, H4_EVENT, H4_ISO, H4_SCO, HciStream
from pairtui.protocol.streams.sniffer_headers import LINK_TYPES as RADIO
from pairtui.protocol.streams.sniffer_headers import frame

H4, H4_WITH_PHDR, LINUX_MONITOR = 187, 201, 254
"""Link types of pcap and pcapng."""

HOST = frozenset({H4, H4_WITH_PHDR, LINUX_MONITOR, PACKET_LOGGER, *framing.BTSNOOP_FORMATS})
"""Link types of what a host saw, those of btsnoop included."""

_H4_OPCODES = {
    H4_COMMAND: (monitor.COMMAND_PKT, monitor.COMMAND_PKT),
    H4_ACL: (monitor.ACL_TX, monitor.ACL_RX),
    H4_SCO: (monitor.SCO_TX, monitor.SCO_RX),
    H4_EVENT: (monitor.EVENT_PKT, monitor.EVENT_PKT),
    H4_ISO: (monitor.ISO_TX, monitor.ISO_RX),
}
"""What the monitor channel calls an H4 packet that was sent, and one that was received."""


_PACKET_LOGGER_OPCODES = {
    0: monitor.COMMAND_PKT,
    1: monitor.EVENT_PKT,
    2: monitor.ACL_TX,
    3: monitor.ACL_RX,
    8: monitor.SCO_TX,
    9: monitor.SCO_RX,
    **dict.fromkeys((0x0A, 0x0B), monitor.VENDOR_DIAG),
    **dict.fromkeys(range(FIRST_TEXT, 0x100), monitor.SYSTEM_NOTE),
}


class Entry(NamedTuple):
    """What is in a packet of a host: an entry of the monitor channel, whose payload starts at `begin`.

    `guessed`: the direction is not stated.
    """

    opcode: int
    adapter: int | None
    begin: int
    guessed: bool = False


def entry(link_type: int, flags: int, packet: bytes) -> Entry | None:
    """What is in a packet of one of the link types `HOST`, with the `flags` of its `Framed`; None for what is none."""
    if link_type == framing.MONITOR:
        return Entry(flags & 0xFFFF, _adapter(flags >> 16), 0)
    if link_type == LINUX_MONITOR:
        if len(packet) < 4:
            return None
        return Entry(packet[2] << 8 | packet[3], _adapter(packet[0] << 8 | packet[1]), 4)
    if link_type == framing.H4:
        return _h4(packet, 0, 0, bool(flags & 1))
    if link_type == framing.H1:
        kind = H4_ACL if not flags & 2 else H4_EVENT if flags & 1 else H4_COMMAND
        return Entry(_H4_OPCODES[kind][flags & 1], 0, 0)
    if link_type == PACKET_LOGGER:
        return Entry(_PACKET_LOGGER_OPCODES[flags], 0, 0)
    if link_type == H4_WITH_PHDR:
        return _h4(packet, 4, flags, bool(packet[3] & 1)) if len(packet) > 4 else None
    return _h4(packet, 0, flags, None) if link_type == H4 else None


def _adapter(index: int) -> int | None:
    return None if index == monitor.NO_INDEX else index


def _h4(packet: bytes, at: int, adapter: int, received: bool | None) -> Entry | None:
    opcodes = _H4_OPCODES.get(packet[at]) if at < len(packet) else None
    return opcodes and Entry(opcodes[received is not False], adapter, at + 1, received is None)


class PacketStream:
    """Packets of any Bluetooth link type in, records out; never raises. `records` counts all packets."""

    def __init__(self) -> None:
        self.records = 0
        self.advertisers = Advertisers()
        self.hci = HciStream(self.advertisers)
        self._monitor = monitor.MonitorStream(self.hci)
        self._air = AirStream(self.advertisers)
        self._damaged = 0

    @property
    def skipped(self) -> int:
        """Packets that were damaged, or of a link type that is not Bluetooth's."""
        return self._damaged + self._monitor.skipped + self._air.skipped

    def packet(self, link_type: int, flags: int, time: float | None, data: bytes) -> Iterator[Record]:
        """One packet, with link type and flags of its `Framed`."""
        self.records += 1
        if link_type in RADIO:
            for way, message in self._air.frame(time, frame(link_type, data)):
                yield Record(self.records, time, None, way, message)
            return
        found = entry(link_type, flags, data)
        if found is None:
            self._damaged += 1
            return
        opcode, adapter, begin, guessed = found
        payload = data[begin:] if begin else data
        if guessed:
            opcode = self._guess(opcode, adapter, payload)
        way = monitor.direction(opcode)
        for message in self._monitor.entry(adapter, opcode, time, payload):
            yield Record(self.records, time, adapter, way, message)

    def _guess(self, opcode: int, adapter: int | None, packet: bytes) -> int:
        """Plain H4 states no direction: events come from the controller, data by how its fragments are marked.

        A host starts an LE PDU with boundary flag 0, a controller with 2; what goes on belongs to the one that is open.
        """
        if opcode != monitor.ACL_RX or len(packet) < 2:
            return opcode
        head = packet[0] | packet[1] << 8
        if head >> 12 & 3 == 1:
            sent = self.hci.unfinished(adapter, head & 0x0FFF) is Direction.SENT
        else:
            sent = head >> 12 & 3 == 0
        return monitor.ACL_TX if sent else opcode
