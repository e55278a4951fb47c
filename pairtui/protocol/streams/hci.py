"""From HCI packets to the messages a pairing needs, whatever capture format carried them."""

from dataclasses import dataclass

from pairtui.protocol.messages import att, hci, l2cap, smp
from pairtui.protocol.messages.gap import name_text
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.streams.advertisers import (
    Advertisers,
    advertising_reports,
    extended_reports,
    inquiry_results,
    le_address_type,
)
from pairtui.protocol.streams.l2cap_reassembly import Reassembler
from pairtui.protocol.values import Malformed, Unknown

H4_COMMAND, H4_ACL, H4_SCO, H4_EVENT, H4_ISO = 1, 2, 3, 4, 5

COMMANDS = frozenset(hci.commands.by_code)
EVENTS = frozenset(hci.events.by_code)
LE_EVENTS = frozenset(hci.le_events.by_code)
INQUIRY_EVENTS = frozenset({0x02, 0x22, 0x2F})
LE_ADVERTISING_REPORT = 0x02
LE_EXTENDED_ADVERTISING_REPORT = 0x0D
ATT_OPCODES = frozenset(att.att.by_code)

MAX_LINKS = 1024

Messages = tuple[object, ...]
_NONE: Messages = ()


@dataclass(frozen=True, slots=True)
class IsoOnAclLink:
    """An isochronous data packet whose `handle` is an ACL link's: somebody took the link's data for something else."""

    handle: int
    length: int


class HciStream:
    """One host's HCI traffic: packets in, messages out, adverts into `advertisers`; never raises.

    `skipped` counts packets that did not decode.
    """

    def __init__(self, advertisers: Advertisers | None = None) -> None:
        self.advertisers = advertisers or Advertisers()
        self._damaged = 0
        self._fragments = Reassembler()
        self._links: dict[tuple[int | None, int], str] = {}

    @property
    def skipped(self) -> int:
        """Packets that did not decode, fragments that belong to nothing included."""
        return self._damaged + self._fragments.lost

    @property
    def idle(self) -> bool:
        """Whether no link has an unfinished PDU."""
        return self._fragments.idle

    def h4(self, adapter: int, direction: Direction, at: float | None, packet: bytes) -> Messages:
        """A packet with its H4 type in front."""
        kind = packet[0] if packet else 0
        if kind == H4_ACL:
            return self.acl(adapter, direction, packet[1:])
        if kind == H4_EVENT:
            return self.event(adapter, at, packet[1:])
        if kind == H4_COMMAND:
            return self.command(packet[1:])
        if kind == H4_ISO:
            return self.iso(adapter, packet[1:])
        if kind != H4_SCO:
            self._damaged += 1
        return _NONE

    def command(self, packet: bytes) -> Messages:
        """A command packet: opcode, length, parameters."""
        if len(packet) >= 3 and packet[0] | packet[1] << 8 not in COMMANDS:
            return _NONE
        return self._checked(hci.decode_command(packet))

    def event(self, adapter: int | None, at: float | None, packet: bytes) -> Messages:
        """An event packet: code, length, parameters."""
        if len(packet) < 2:
            return self._checked(hci.decode_event(packet))
        code = packet[0]
        if code == hci.LE_META:
            return self._le_event(adapter, at, packet)
        if code in INQUIRY_EVENTS:
            for report in inquiry_results(code, packet[2:]):
                self.advertisers.heard(adapter, at, report)
            return _NONE
        if code not in EVENTS:
            return _NONE
        if code == hci.COMMAND_COMPLETE and len(packet) >= 5 and packet[3] | packet[4] << 8 not in COMMANDS:
            return _NONE
        if code == hci.COMMAND_STATUS and len(packet) >= 6 and packet[4] | packet[5] << 8 not in COMMANDS:
            return _NONE
        message = hci.decode_event(packet)
        self._follow(adapter, packet, message)
        return self._checked(message)

    def acl(self, adapter: int | None, direction: Direction, packet: bytes) -> Messages:
        """An ACL data packet: handle with flags, length, a fragment of an L2CAP PDU."""
        if len(packet) < 4:
            self._damaged += 1
            return _NONE
        head = packet[0] | packet[1] << 8
        handle = head & 0x0FFF
        size = packet[2] | packet[3] << 8
        if size > len(packet) - 4:
            # The capture kept only the packet's beginning: how much is missing does not show in what follows.
            self._fragments.forget(adapter, handle)
            self._damaged += 1
            return _NONE
        take = self._fragments.go_on if head >> 12 & 3 == 1 else self._fragments.start
        whole = take(adapter, handle, direction, packet[4 : 4 + size])
        return _NONE if whole is None else self._pdu(adapter, handle, *whole)

    def iso(self, adapter: int | None, packet: bytes) -> Messages:
        """An isochronous data packet: only worth a message where its handle is an ACL link's."""
        if len(packet) < 4:
            self._damaged += 1
            return _NONE
        handle = (packet[0] | packet[1] << 8) & 0x0FFF
        return (IsoOnAclLink(handle, len(packet) - 4),) if (adapter, handle) in self._links else _NONE

    def unfinished(self, adapter: int | None, handle: int) -> Direction:
        """Which way a PDU of this link goes that waits for its continuation."""
        waits = self._fragments.unfinished(adapter, handle, Direction.SENT)
        return Direction.SENT if waits else Direction.RECEIVED

    def forget_adapter(self, adapter: int | None) -> None:
        """The controller was reset or went away, with all its links."""
        self._fragments.forget_adapter(adapter)
        for key in [key for key in self._links if key[0] == adapter]:
            del self._links[key]

    def _checked(self, message: object) -> Messages:
        if isinstance(message, Malformed):
            self._damaged += 1
        return (message,)

    def _le_event(self, adapter: int | None, at: float | None, packet: bytes) -> Messages:
        code = packet[2] if len(packet) > 2 else 0
        if code in (LE_ADVERTISING_REPORT, LE_EXTENDED_ADVERTISING_REPORT):
            reports = advertising_reports if code == LE_ADVERTISING_REPORT else extended_reports
            for report in reports(packet[3:]):
                self.advertisers.heard(adapter, at, report)
            return _NONE
        if code and code not in LE_EVENTS:
            return _NONE
        message = hci.decode_event(packet)
        if isinstance(message, hci.LeConnectionComplete | hci.LeEnhancedConnectionComplete) and message.status == 0:
            self._up(adapter, message.handle, "le")
            self.advertisers.linked(adapter, packet[8:14], le_address_type(message.address_type))
        return self._checked(message)

    def _follow(self, adapter: int | None, packet: bytes, message: object) -> None:
        match message:
            case hci.DisconnectionComplete(status=0, handle=handle):
                self._fragments.forget(adapter, handle)
                self._links.pop((adapter, handle), None)
            case hci.ConnectionComplete(status=0, handle=handle, link_type=1):
                self._up(adapter, handle, "bredr")
                self.advertisers.linked(adapter, packet[5:11], None)
            case hci.RemoteNameRequestComplete(status=0, name=name):
                self.advertisers.linked(adapter, packet[3:9], None, name_text(name))
            case hci.CommandComplete(opcode=hci.Reset.CODE):
                self.forget_adapter(adapter)

    def _up(self, adapter: int | None, handle: int, transport: str) -> None:
        self._fragments.forget(adapter, handle)
        if len(self._links) >= MAX_LINKS:
            del self._links[next(iter(self._links))]
        self._links[adapter, handle] = transport

    def _pdu(self, adapter: int | None, handle: int, cid: int, octets: bytes) -> Messages:
        transport = "le" if cid in (4, 5, 6) else self._links.get((adapter, handle), "bredr")
        found = []
        for pdu in channel_pdus(cid, octets):
            if isinstance(pdu, Malformed):
                self._damaged += 1
            found.append(LinkPdu(handle, cid, pdu, transport))
        return tuple(found)


def channel_pdus(cid: int, octets: bytes) -> list[object]:
    """What a whole L2CAP PDU on a fixed channel says, as far as a pairing needs it; never raises."""
    if cid in (l2cap.CID_SMP, l2cap.CID_BREDR_SMP):
        return [smp.decode(octets)]
    if cid == l2cap.CID_ATT:
        return [att.decode(octets)] if octets and octets[0] in ATT_OPCODES else []
    return [pdu for pdu in l2cap.decode(octets) if not isinstance(pdu, Unknown)]
