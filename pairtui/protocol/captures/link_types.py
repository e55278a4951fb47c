"""Captured packets to records, by the link type that pcap and pcapng give them."""

from collections.abc import Iterator

from pairtui.protocol.record import Direction, Record
from pairtui.protocol.streams.advertisers import Advertisers
from pairtui.protocol.streams.air import AirStream
from pairtui.protocol.streams.hci import H4_ACL, H4_COMMAND, HciStream
from pairtui.protocol.streams.monitor import NO_INDEX, MonitorStream, direction
from pairtui.protocol.streams.sniffer_headers import LINK_TYPES as RADIO
from pairtui.protocol.streams.sniffer_headers import frame

H4, H4_WITH_PHDR, LINUX_MONITOR = 187, 201, 254


class PacketStream:
    """Packets of any Bluetooth link type in, records out; never raises. `records` counts all packets."""

    def __init__(self) -> None:
        self.records = 0
        self.advertisers = Advertisers()
        self._hci = HciStream(self.advertisers)
        self._monitor = MonitorStream(self._hci)
        self._air = AirStream(self.advertisers)
        self._damaged = 0

    @property
    def skipped(self) -> int:
        """Packets that were damaged, or of a link type that is not Bluetooth's."""
        return self._damaged + self._monitor.skipped + self._air.skipped

    def packet(self, link_type: int, interface: int, time: float | None, data: bytes) -> Iterator[Record]:
        """One packet of the capture's interface with this number, which stands for the adapter where HCI has none."""
        self.records += 1
        adapter: int | None = interface
        if link_type in RADIO:
            for way, message in self._air.frame(time, frame(link_type, data)):
                yield Record(self.records, time, None, way, message)
            return
        if link_type == H4_WITH_PHDR and len(data) > 4:
            way = Direction.RECEIVED if data[3] & 1 else Direction.SENT
            messages = self._hci.h4(interface, way, time, data[4:])
        elif link_type == H4 and data:
            way = self._guess(interface, data)
            messages = self._hci.h4(interface, way, time, data)
        elif link_type == LINUX_MONITOR and len(data) >= 4:
            index, opcode = data[0] << 8 | data[1], data[2] << 8 | data[3]
            adapter = None if index == NO_INDEX else index
            way = direction(opcode)
            messages = self._monitor.entry(adapter, opcode, time, data[4:])
        else:
            self._damaged += 1
            return
        for message in messages:
            yield Record(self.records, time, adapter, way, message)

    def _guess(self, adapter: int, packet: bytes) -> Direction:
        """Plain H4 tells no direction: events come from the controller, data by how its fragments are marked.

        A host starts an LE PDU with boundary flag 0, a controller with 2; what goes on belongs to the one that is open.
        """
        if packet[0] == H4_COMMAND:
            return Direction.SENT
        if packet[0] != H4_ACL or len(packet) < 3:
            return Direction.RECEIVED
        head = packet[1] | packet[2] << 8
        if head >> 12 & 3 == 1:
            return self._hci.unfinished(adapter, head & 0x0FFF)
        return Direction.SENT if head >> 12 & 3 == 0 else Direction.RECEIVED
