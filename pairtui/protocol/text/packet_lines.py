"""Lines that carry an HCI packet in hexadecimal, of BTstack, ArduinoBLE, noble, bleno and of PacketLogger's text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import Account, Direction, LogLine, MgmtPdu, Reading, Sentence
from pairtui.protocol.streams.advertisers import Advertisers
from pairtui.protocol.streams.hci import H4_ACL, H4_COMMAND, H4_EVENT, HciStream

_ANCHOR = re.compile(
    r"(?:CMD|ACL) =>|(?:EVT|ACL) <=|onSocketData: |writ(?:e|ing): |mgmt (?:writing|on data)|"
    r"HCI (?:Command|Event) {2}|ACL (?:Send|Receive) |HCI (?:COMMAND|ACLDATA|EVENT) [TR]X "
)
"""What a line must have to be looked at."""

_LINE = re.compile(
    # [00:00:10.272] EVT <= 04 0A D8 CF, or with the length: EVT <= (12)0e 0a
    r"(?P<btstack>(?:CMD|ACL) =>|(?:EVT|ACL) <=) (?:\([0-9]{1,4}\))?(?P<spaced>(?:[0-9A-Fa-f]{2} ?){2,})"
    # hci onSocketData: 043e0a03; hci write acl data pkt - writing: 0244000a
    r"|(?P<noble>onSocketData: |(?<!hci-usb )writ(?:e|ing): )(?P<glued>0[1-5](?:[0-9a-f]{2}){3,})\b"
    # HCI EVENT RX <- 040E0401030C00, as BLE.debug(Serial) of ArduinoBLE has it
    r"|HCI (?:COMMAND|ACLDATA|EVENT) (?P<arduinoble>TX ->|RX <-) ?(?P<whole>0[124](?:[0-9A-F]{2}){2,})\b"
    # May 22 07:49:30.610  HCI Event   0x0000   Command Status - LE Start Encryption  0F 04 00 01 19 20
    # mgmt writing -> 0b00000000000100 Length: 7; mgmt on data ->02000000030013000d
    r"|mgmt (?P<mgmt>writing|on data) ?-> ?(?P<frame>(?:[0-9a-f]{2}){6,})\b"
    r"|(?P<packetlogger>HCI Command|HCI Event|ACL Send|ACL Receive) [^\n]*? {2}"
    r"(?P<last>(?:[0-9A-F]{2} ){2,}[0-9A-F]{2})\s*\Z"
)

_KINDS = {
    "CMD =>": (H4_COMMAND, Direction.SENT),
    "EVT <=": (H4_EVENT, Direction.RECEIVED),
    "ACL =>": (H4_ACL, Direction.SENT),
    "ACL <=": (H4_ACL, Direction.RECEIVED),
    "HCI Command": (H4_COMMAND, Direction.SENT),
    "HCI Event": (H4_EVENT, Direction.RECEIVED),
    "ACL Send": (H4_ACL, Direction.SENT),
    "ACL Receive": (H4_ACL, Direction.RECEIVED),
}

_HEADER = {H4_COMMAND: 3, H4_ACL: 4, H4_EVENT: 2}
"""Octets before the parameters or data, whose number is the last of them (of ACL data, the last two)."""


_MGMT_HEADER = 6
"""Octets of MGMT before the parameters: the code, the adapter's index and their number."""


class Packet(NamedTuple):
    """A packet: whose log it stands in, which way it went, its octets with the H4 type in front, or MGMT's frame."""

    stack: str
    direction: Direction
    octets: bytes
    is_mgmt: bool = False


_HOSTS = {
    "btstack": Reading("btstack", "microcontroller"),
    "arduinoble": Reading("arduinoble", "microcontroller"),
    "noble": Reading("noble", "pc"),
    "packetlogger": Reading("apple", "phone"),
}


class PacketLines:
    """Decodes the packets of such lines; the first one of a stack shows whose log it is."""

    def __init__(self, advertisers: Advertisers) -> None:
        self._hci = HciStream(advertisers)
        self._stacks: set[str] = set()

    def messages(
        self, line: LogLine | Sentence | Account | Packet, time: float | None
    ) -> Iterator[tuple[object, Direction]]:
        """What a record carries, and which way it went, for each message of a packet; a log line is one itself."""
        if not isinstance(line, Packet):
            yield line, Direction.HOST
            return
        if line.stack not in self._stacks:
            self._stacks.add(line.stack)
            yield _HOSTS[line.stack], Direction.HOST
        if line.is_mgmt:
            decode = mgmt.decode_command if line.direction is Direction.SENT else mgmt.decode_event
            yield MgmtPdu(None, decode(line.octets[:2] + line.octets[_MGMT_HEADER:])), Direction.HOST
            return
        for message in self._hci.h4(0, line.direction, time, line.octets):
            yield message, line.direction


def packet(line: str) -> Packet | None:
    """The packet that a line carries; None where it carries none, or one whose octets are cut off."""
    if not _ANCHOR.search(line):
        return None
    found = _LINE.search(line)
    if found is None:
        return None
    if found["mgmt"]:
        octets = bytes.fromhex(found["frame"])
        direction = Direction.SENT if found["mgmt"] == "writing" else Direction.RECEIVED
        whole = len(octets) == _MGMT_HEADER + (octets[4] | octets[5] << 8)
        return Packet("noble", direction, octets, is_mgmt=True) if whole else None
    if found["arduinoble"]:
        octets = bytes.fromhex(found["whole"])
        direction = Direction.SENT if found["arduinoble"].startswith("TX") else Direction.RECEIVED
    elif found["noble"]:
        octets = bytes.fromhex(found["glued"])
        direction = Direction.RECEIVED if found["noble"].startswith("on") else Direction.SENT
    else:
        kind, direction = _KINDS[found["btstack"] or found["packetlogger"]]
        octets = bytes([kind]) + bytes.fromhex(found["spaced"] or found["last"])
    stack = next(name for name in _HOSTS if found[name])
    return Packet(stack, direction, octets) if _whole(octets) else None


def _whole(octets: bytes) -> bool:
    head = _HEADER.get(octets[0], 0)
    if not head or len(octets) <= head:
        return False
    size = octets[3] | octets[4] << 8 if octets[0] == H4_ACL else octets[head]
    return len(octets) == 1 + head + size
