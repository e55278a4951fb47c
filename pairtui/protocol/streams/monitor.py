"""The Linux Bluetooth monitor channel: what the kernel and its programs report besides HCI packets."""

from struct import Struct

from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.gap import local_name
from pairtui.protocol.record import Direction, IndexInfo, LogLine, MgmtPdu
from pairtui.protocol.safe_text import safe_text
from pairtui.protocol.streams.advertisers import MGMT_ADDRESS_TYPE, Advertisers, found_report
from pairtui.protocol.streams.hci import HciStream, Messages
from pairtui.protocol.values import Malformed, address_text

NO_INDEX = 0xFFFF

NEW_INDEX, DEL_INDEX, COMMAND_PKT, EVENT_PKT, ACL_TX, ACL_RX, SCO_TX, SCO_RX = range(8)
OPEN_INDEX, CLOSE_INDEX, INDEX_INFO, VENDOR_DIAG, SYSTEM_NOTE, USER_LOGGING = range(8, 14)
CTRL_OPEN, CTRL_CLOSE, CTRL_COMMAND, CTRL_EVENT, ISO_TX, ISO_RX = range(14, 20)

OPCODES = frozenset(range(20))

MGMT_COMMANDS = frozenset(mgmt.commands.by_code)
MGMT_EVENTS = frozenset(mgmt.events.by_code)

MAX_LINE = 4096
"""Characters of a log line that are kept."""

_SENT = frozenset({COMMAND_PKT, ACL_TX, SCO_TX, ISO_TX})
_RECEIVED = frozenset({EVENT_PKT, ACL_RX, SCO_RX, ISO_RX})
_CHANNELS = {0: "raw", 1: "user", 2: "mgmt"}
_OPEN = Struct("<IHBHIB")
_CONNECTED = Struct("<6sBIH")
_NONE: Messages = ()


def direction(opcode: int) -> Direction:
    """Which way an entry with this opcode went."""
    if opcode in _SENT:
        return Direction.SENT
    return Direction.RECEIVED if opcode in _RECEIVED else Direction.HOST


class MonitorStream:
    """Entries of the monitor channel in, messages out; never raises. Layouts as in BlueZ monitor/bt.h and packet.c."""

    def __init__(self, hci: HciStream) -> None:
        self.hci = hci
        self.damaged = 0

    @property
    def advertisers(self) -> Advertisers:
        """The table that adverts go to."""
        return self.hci.advertisers

    @property
    def skipped(self) -> int:
        """Entries that did not decode."""
        return self.damaged + self.hci.skipped

    def entry(self, adapter: int | None, opcode: int, at: float | None, payload: bytes) -> Messages:
        """One entry; `adapter` is None where the entry is about no controller."""
        if opcode == EVENT_PKT:
            return self.hci.event(adapter, at, payload)
        if opcode in (ACL_TX, ACL_RX):
            return self.hci.acl(adapter, direction(opcode), payload)
        if opcode == COMMAND_PKT:
            return self.hci.command(payload)
        if opcode in (CTRL_EVENT, CTRL_COMMAND):
            return self._mgmt(adapter, opcode, at, payload)
        if opcode in (ISO_TX, ISO_RX):
            return self.hci.iso(adapter, payload)
        if opcode == USER_LOGGING:
            return self._log(payload)
        if opcode == SYSTEM_NOTE:
            return (LogLine("note", _text(payload)),)
        if opcode in (CTRL_OPEN, CTRL_CLOSE):
            return self._socket(opcode, payload)
        if opcode in (NEW_INDEX, DEL_INDEX, OPEN_INDEX, CLOSE_INDEX, INDEX_INFO):
            return self._index(adapter, opcode, payload)
        if opcode not in OPCODES:
            self.damaged += 1
        return _NONE

    def _mgmt(self, adapter: int | None, opcode: int, at: float | None, payload: bytes) -> Messages:
        if len(payload) < 6:
            return self._malformed("MGMT", 6, payload)
        socket = int.from_bytes(payload[:4], "little")
        frame = payload[4:]
        code = frame[0] | frame[1] << 8
        if opcode == CTRL_COMMAND:
            return self._pdu(socket, mgmt.decode_command(frame)) if code in MGMT_COMMANDS else _NONE
        if code == mgmt.DeviceFound.CODE:
            self._found(adapter, at, frame[2:])
            return _NONE
        if code == mgmt.DeviceConnected.CODE:
            self._connected(adapter, frame[2:])
        elif code == mgmt.CommandComplete.CODE or code == mgmt.CommandStatus.CODE:
            if len(frame) >= 4 and frame[2] | frame[3] << 8 not in MGMT_COMMANDS:
                return _NONE
        elif code not in MGMT_EVENTS:
            return _NONE
        return self._pdu(socket, mgmt.decode_event(frame))

    def _pdu(self, socket: int, pdu: object) -> Messages:
        if isinstance(pdu, Malformed):
            self.damaged += 1
        return (MgmtPdu(socket, pdu),)

    def _found(self, adapter: int | None, at: float | None, data: bytes) -> None:
        for heard in found_report(data):
            self.advertisers.heard(adapter, at, heard, count=0)
            return
        self.damaged += 1

    def _connected(self, adapter: int | None, data: bytes) -> None:
        if len(data) < _CONNECTED.size:
            return
        address, kind, _, size = _CONNECTED.unpack_from(data)
        eir = data[_CONNECTED.size : _CONNECTED.size + size]
        self.advertisers.linked(adapter, address, MGMT_ADDRESS_TYPE.get(kind), local_name(eir))

    def _log(self, payload: bytes) -> Messages:
        if len(payload) < 2 or len(payload) < 2 + payload[1]:
            return self._malformed("user logging", 2 + payload[1] if len(payload) > 1 else 2, payload)
        end = 2 + payload[1]
        return (LogLine(_text(payload[2:end]) or "?", _text(payload[end:]), payload[0]),)

    def _socket(self, opcode: int, payload: bytes) -> Messages:
        if opcode == CTRL_CLOSE:
            if len(payload) < 4:
                return self._malformed("MGMT close", 4, payload)
            return (mgmt.MgmtClose(int.from_bytes(payload[:4], "little")),)
        if len(payload) < _OPEN.size:
            return self._malformed("MGMT open", _OPEN.size, payload)
        socket, channel, version, revision, flags, size = _OPEN.unpack_from(payload)
        name = _text(payload[_OPEN.size : _OPEN.size + size])
        known = _CHANNELS.get(channel, f"0x{channel:04x}")
        return (mgmt.MgmtOpen(socket, name, f"{version}.{revision}", bool(flags & 1), known),)

    def _index(self, adapter: int | None, opcode: int, payload: bytes) -> Messages:
        if opcode == NEW_INDEX:
            if len(payload) < 16:
                return self._malformed("new index", 16, payload)
            return (IndexInfo("new", address_text(payload[2:8]), _text(payload[8:16])),)
        if opcode == INDEX_INFO:
            if len(payload) < 8:
                return self._malformed("index info", 8, payload)
            manufacturer = int.from_bytes(payload[6:8], "little")
            return (IndexInfo("info", address_text(payload[:6]), manufacturer=manufacturer),)
        if opcode == DEL_INDEX:
            self.hci.forget_adapter(adapter)
            return (IndexInfo("del"),)
        return (IndexInfo("open" if opcode == OPEN_INDEX else "close"),)

    def _malformed(self, what: str, size: int, payload: bytes) -> Messages:
        self.damaged += 1
        return (Malformed(what, f"{len(payload)} octets of {size}", payload),)


def _text(octets: bytes) -> str:
    return safe_text(octets.split(b"\0", 1)[0].decode("utf-8", "replace").rstrip("\n"), MAX_LINE)
