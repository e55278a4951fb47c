"""From a header and its body to the message of a record."""

import re

from pairtui.protocol.fields import Family
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.messages.gap import name_text, safe_text
from pairtui.protocol.record import IndexInfo, LogLine, MgmtPdu
from pairtui.protocol.streams.advertisers import Advertisers, le_address_type
from pairtui.protocol.streams.hci import MAX_LINKS, IsoOnAclLink
from pairtui.protocol.text import advert_bodies, hci_bodies, mgmt_bodies, wireshark_details
from pairtui.protocol.text.advert_bodies import INQUIRY, REPORTS
from pairtui.protocol.text.body import HANDLE_LOST, Body, Lost, address_known
from pairtui.protocol.text.columns import Header
from pairtui.protocol.text.headers import ended_opcode
from pairtui.protocol.text.link_bodies import link_pdu
from pairtui.protocol.values import Malformed, address_octets

_INDEX = re.compile(
    r"\s*(?:((?:[0-9A-Fa-fXx*]{2}:){5}[0-9A-Fa-fXx*]{2})|[0-9A-Fa-f:]{0,17}\.{2,3})?(?:\s\(([^()\n]{0,80})\))?"
)
_LOG = re.compile(r"([A-Za-z][\w.+-]{0,40}): ")
_OCTETS = re.compile(r"\s*(?:[0-9A-Fa-f]{2} ){0,31}[0-9A-Fa-f]{2} ?(?:\n|\Z)")
"""How a body begins that is octets alone, as `hcidump -x` writes it."""
_BY_PEER, _BY_HOST = 0x13, 0x16
"""What a host gives as its reason for ending a link, and what its controller then reports."""
_HCIDUMP = re.compile(r"(?<![\w:-])(?:status 0x|bdaddr [0-9A-FXx*]{2}:|handle [0-9])")


class Entries:
    """Turns entries into messages; adverts go into `advertisers`. `damaged` counts those whose body lost too much."""

    def __init__(self) -> None:
        self.advertisers = Advertisers()
        self.damaged = 0
        self._links: set[tuple[int | None, int | None]] = set()
        self._closing = False

    def needs(self, header: Header, text: str, at: int) -> bool:
        """Whether an HCI entry whose body starts at `at` has anything for a pairing or the table of advertisers."""
        code = header.code or 0
        if header.kind == "command":
            return code in hci_bodies.COMMANDS
        if code in (hci.COMMAND_COMPLETE, hci.COMMAND_STATUS):
            opcode = ended_opcode(text, at)
            return opcode is None or opcode in hci_bodies.COMMANDS
        return code in hci_bodies.EVENTS or code == hci.LE_META or code in INQUIRY

    def message(self, header: Header, raw: str) -> object:
        """What a record carries; None for an entry that means nothing for a pairing."""
        try:
            message = self._message(header, wireshark_details.as_btmon(raw))
            self._follow(header.adapter, message)
            return message
        except Lost as lost:
            if ended := self._bare(header, raw):
                return ended
            self.damaged += 1
            return Malformed(f"{header.kind} {header.name}".strip(), f"{lost} is not in the text")

    def _bare(self, header: Header, raw: str) -> object:
        """The end of a link in a trace of headers alone, as old versions of hcidump write it unless asked for more."""
        if "eason" in raw[:200]:
            return None
        match header.kind, header.code:
            case "command", hci.Disconnect.CODE:
                self._closing = True
                return hci.Disconnect(HANDLE_LOST, _BY_PEER)
            case "event", hci.DisconnectionComplete.CODE if self._closing:
                self._closing = False
                return hci.DisconnectionComplete(0, HANDLE_LOST, _BY_HOST)
        return None

    def _message(self, header: Header, raw: str) -> object:
        kind = header.kind
        if kind == "event":
            return self._event(header, raw)
        if kind == "command":
            return self._command(header, raw)
        if kind == "other":
            return self._iso(header)
        if kind == "acl":
            return link_pdu(header, raw) if len(raw) > 8 else None
        if kind == "mgmt-event":
            return self._mgmt_event(header, raw)
        if kind == "mgmt-command":
            command = mgmt_bodies.COMMANDS.get(header.code or 0)
            return MgmtPdu(header.socket, command(Body(raw))) if command else None
        if kind == "one-line":
            pdu = mgmt_bodies.one_line(header.code or 0, raw)
            return MgmtPdu(None, pdu) if pdu is not None else None
        return _host(header, raw)

    def _command(self, header: Header, raw: str) -> object:
        decode = hci_bodies.COMMANDS.get(header.code or 0)
        if not decode:
            return None
        body = Body(raw)
        octets = body.dump(header.length) if header.length and ("Unknown" in header.name or _OCTETS.match(raw)) else b""
        return hci.commands.decode(header.code or 0, octets) if octets else decode(body)

    def _event(self, header: Header, raw: str) -> object:
        code = header.code
        if code == hci.LE_META:
            return self._le_event(header, raw)
        if code in INQUIRY:
            advert_bodies.hear(self.advertisers, header.adapter, header.time, raw)
            return None
        message = _decoded(hci_bodies.EVENTS.get(code or 0), hci.events, code or 0, header, raw)
        match message:
            case hci.RemoteNameRequestComplete(status=0, address=address, name=name):
                self._linked(header, address, None, name_text(name))
            case hci.ConnectionComplete(status=0, address=address, link_type=1):
                self._linked(header, address, None)
        return message

    def _le_event(self, header: Header, raw: str) -> object:
        code = hci_bodies.subevent(raw)
        if code in REPORTS:
            advert_bodies.hear(self.advertisers, header.adapter, header.time, raw)
            return None
        message = _decoded(hci_bodies.LE_EVENTS.get(code or 0), hci.le_events, code or 0, header, raw)
        if isinstance(message, hci.LeConnectionComplete | hci.LeEnhancedConnectionComplete) and message.status == 0:
            self._linked(header, message.address, le_address_type(message.address_type))
        return message

    def _mgmt_event(self, header: Header, raw: str) -> object:
        if header.code == mgmt.DeviceFound.CODE:
            advert_bodies.hear(self.advertisers, header.adapter, header.time, raw, count=0)
            return None
        decode = mgmt_bodies.EVENTS.get(header.code or 0)
        pdu = decode(Body(raw)) if decode else None
        return MgmtPdu(header.socket, pdu) if pdu is not None else None

    def _iso(self, header: Header) -> object:
        """Isochronous data matters only where its handle is an ACL link's."""
        if not header.name.startswith(("ISO", "LE-CIS")) or (header.adapter, header.handle) not in self._links:
            return None
        return IsoOnAclLink(header.handle or 0, header.length)

    def _follow(self, adapter: int | None, message: object) -> None:
        match message:
            case (
                hci.LeConnectionComplete(status=0, handle=handle)
                | hci.LeEnhancedConnectionComplete(status=0, handle=handle)
                | hci.ConnectionComplete(status=0, handle=handle, link_type=1)
            ):
                if len(self._links) >= MAX_LINKS:
                    self._links.clear()
                self._links.add((adapter, handle))
            case hci.DisconnectionComplete(status=0, handle=handle):
                self._links.discard((adapter, handle))

    def _linked(self, header: Header, address: str, address_type: str | None, name: str | None = None) -> None:
        if address_known(address):
            self.advertisers.linked(header.adapter, address_octets(address), address_type, name)


def _decoded(decode: hci_bodies.Decode | None, family: Family, code: int, header: Header, raw: str) -> object:
    """By the fields of the body, or from the octets where btmon had no layout, or `hcidump -x` showed no fields."""
    if decode is None:
        return None
    body = Body(raw)
    if "Unknown" in header.name or _OCTETS.match(raw) or (family is hci.le_events and "Unknown" in raw[:40]):
        octets = body.dump(header.length - (family is hci.le_events))
        if octets:
            return family.decode(code, octets)
    return decode(body)


def _host(header: Header, raw: str) -> object:
    if header.kind == "index":
        return _index(header, raw)
    if header.kind == "open":
        version = header.address or ""
        return mgmt.MgmtOpen(header.socket or 0, header.name, version, header.trusted, header.transport or "mgmt")
    if header.kind == "close":
        return mgmt.MgmtClose(header.socket or 0)
    return _log(header, raw)


def _index(header: Header, raw: str) -> IndexInfo:
    what = {"delete": "del"}.get(header.name, header.name)
    found = _INDEX.match(raw)
    if not found or what in ("del", "open", "close"):
        return IndexInfo(what)
    address = found[1].upper() if found[1] else None
    name = (found[2] or "").rsplit(",", 1)[-1].strip() if what == "new" else ""
    return IndexInfo(what, address, name or None)


def _log(header: Header, raw: str) -> LogLine:
    text = raw[:600]
    ident = _LOG.match(text)
    name = header.name
    if ident and (not name or ident[1] == "Note"):
        name, text = ident[1], text[ident.end() :]
    return LogLine("note" if name == "Note" else name or "bluetoothd", safe_text(text).strip())


def is_hcidump(raw: str) -> bool:
    """Whether a body is written as hcidump writes it."""
    return bool(_HCIDUMP.search(raw, 0, 300))
