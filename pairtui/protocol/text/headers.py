"""Where the entries of a log begin: headers of btmon and hcidump, whole, cut, wrapped or with their marks lost."""

import re
from collections.abc import Callable

from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import Direction
from pairtui.protocol.text import words
from pairtui.protocol.text.columns import Header

HOLD = 2048
"""A header with its right column is never longer than this; what stands nearer to the end may still change."""

LOOKBACK = 320
"""Characters before a header that are looked at: its mark, the process, hcidump's time, a name that imitates it."""

_OTHERS = {
    "Index Added": 0x04,
    "Index Removed": 0x05,
    "Class of Device Changed": 0x07,
    "Local Name Changed": 0x08,
    "Discovering": 0x13,
    "Device Blocked": 0x14,
    "Device Unblocked": 0x15,
    "New IRK": 0x18,
    "New CSRK": 0x19,
    "Device Added": 0x1A,
    "Device Removed": 0x1B,
    "New Conn Param": 0x1C,
}
_REPLIES = (mgmt.CommandComplete, mgmt.CommandStatus)
ONE_LINERS = _OTHERS | {event.NAME: code for code, event in mgmt.events.by_code.items() if event not in _REPLIES}
"""Events that btmon up to 5.41 writes in one line without their number: those that are read, and others."""

_GAP = r"[\s>|]{1,8}"

_ITS_FIELD = r"(?: \(0x|[ \t]{0,8}\n\s{0,40}(?:Reason|Status): |: (?:Reason|Status): )"
"""What makes an event of a name that stands alone."""

ANCHORS = (
    "HCI (?=[EC.])|HCI\\.|MGMT[ .]|ACL(?=[\\w -]{0,9}(?::|\\.\\.))|LE-(?=[ACB][\\w -]{0,8}(?::|\\.\\.))"
    "|BR-(?=[AES][\\w -]{0,8}(?::|\\.\\.))|SCO(?= [Dd]|:)|ISO(?= D|:)|RAW [OC]|USER [OC]|@(?= [A-Z])|=(?= [A-Za-z])"
    "|(?:SMP|L2CAP): (?=[A-Z])|ATT: (?=Error [R(])|Bluetooth HCI (?:Event|Command) - |Bluetooth Security Manager "
    f"|Encryption C(?=hange{_ITS_FIELD})|Auth C(?=omplete{_ITS_FIELD})|Disconnect C(?=omplete{_ITS_FIELD})"
    "|Bluetooth monitor |HCI sniffer |=====|/////|#####|--------|\\*\\*\\*\\*\\*"
)
"""Where a header could stand: literals first, which is what makes the search fast."""

_HEADER = re.compile(
    # HCI Event: Encryption Change (0x08) plen 4; at narrow widths HCI Comm.. (0x08|0x0019) plen 28
    r"(?P<hci>HCI ?(?:(?P<what>Event|Command):(?P<name>[^()]{1,100})|(?P<cut>[EC][a-z]{0,6})?\.{2,3} ?)"
    rf"(?:\((?P<code>0x[0-9a-f]{{2,4}})(?:\|(?P<ocf>0x[0-9a-f]{{4}}))?\){_GAP}plen|(?<=plen)){_GAP}(?P<plen>[0-9]{{1,3}}))"
    # ACL Data RX: Handle 64 flags 0x02 dlen 11, LE-ACL: Handle 64 [AA:BB:.. flags .., ACL data: handle 64 flags ..
    r"|(?P<data>(?P<link>(?:ACL Data [RT]X|ACL data|LE-ACL|BR-ACL|ACL|SCO Data [RT]X|SCO data|BR-SCO|BR-ESCO|SCO"
    r"|ISO Data [RT]X|LE-CIS|LE-BIS|ISO):|(?:ACL|LE-|BR-)[\w -]{0,9}\.{2,3})(?P<to>[^\0]{0,100}?)"
    rf"flags{_GAP}(?P<flags>0x[0-9a-f]{{1,2}}){_GAP}dlen{_GAP}(?P<dlen>[0-9]{{1,5}}))"
    # @ MGMT Event: Authentication Failed (0x0011) plen 8
    r"|(?P<mgmt>MGMT ?(?:(?P<mwhat>Event|Command):[^()]{1,90}?|(?P<mcut>[EC][a-z]{0,6})?\.{2,3} ?)"
    rf"\((?P<mcode>0x[0-9a-f]{{4}})\){_GAP}plen{_GAP}[0-9]{{1,5}})"
    # @ MGMT Open: bluetoothd (privileged) version 1.22
    r"|(?P<open>(?P<channel>MGMT|RAW|USER) (?P<owhat>Open|Close):\s(?P<who>[^\s(){}]{0,40})"
    r"(?P<trusted>\s\(privileged\))?(?:\sversion\s(?P<version>[0-9]{1,3}\.[0-9]{1,3}))?)"
    # @ Device Connected: AA:BB:CC:DD:EE:FF (1) flags 0x0000
    rf"|(?P<old>@ (?P<oname>{'|'.join(ONE_LINERS)})(?=[:\s]))"
    # = New Index: AA:BB:CC:DD:EE:FF (Primary,USB,hci0)
    r"|(?P<index>= (?P<iwhat>New|Open|Close|Delete) Index:|= Index (?P<info>Info):)"
    # = bluetoothd: text, bluetoothd[12]: = src/device.c:new_auth() text
    r"|(?P<log>= (?=[A-Za-z][\w.+-]{0,40}: |(?:[\w.+-]{1,40}/){1,8}[\w.+-]{1,60}\.c:))"
    # SMP: Pairing Failed (0x05), L2CAP: Connection Response (0x03) ident 3, quoted without the packet that it stood in
    r"|(?P<alone>SMP: (?:[A-Z][\w -]{2,40}\(0x0[0-9a-f]\)|Pairing Failed(?=\s))"
    r"|L2CAP: [A-Z][\w -]{2,50}\(0x[0-9a-f]{2}\)(?= ident [0-9])|ATT: Error(?: Response)? \(0x01\))"
    # Bluetooth HCI Event - Encryption Change, the details of a packet in Wireshark
    r"|(?P<tshark>Bluetooth HCI (?P<tkind>Event|Command) - (?P<tname>[A-Z][\w ()-]{3,60}?)\s*\n"
    r"|Bluetooth Security Manager Protocol\n)"
    # Encryption Change (0x08), without the header's first words; HCI Event: Encryption Change, without its numbers
    r"|(?P<bare>(?:(?P<bkind>HCI|MGMT) (?P<bwhat>Event|Command): )?(?P<bname>[A-Z][\w/ -]{3,60}?(?(bkind)(?:\.{2,3})?))"
    r"(?: ?\((?P<bcode>0x[0-9a-f]{2,4})(?:\|(?P<bocf>0x[0-9a-f]{4}))?\)"
    r"| ?\((?:0x?)?[0-9a-f]{0,4}(?:\|[0x]{0,2}[0-9a-f]{0,3})?(?=\n|\Z))?[ \t]*"
    r"(?=\n|\Z|#[0-9]|\[hci|\{0x|[ \t]{3}|: (?:Reason|Status): ))"
    # ACL Data TX: Handle 64, without its flags and its length
    r"|(?P<short>ACL Data (?P<stx>[RT]X): Handle (?P<shandle>[0-9]{1,4})(?=[ \t]*(?:\n|#|\[)))"
    r"|(?P<banner>Bluetooth monitor ver |HCI sniffer - Bluetooth packet analyzer)"
    r"|(?P<rule>={5,40}|/{5,40}|\*{5,40}|-{8,40}(?!-{0,80}\n[ \t]*Bluetooth HCI )|#{5,40})"
)

_PLAIN = re.compile(
    r"HCI (Event|Command): ([^()\n]{1,100})\((0x[0-9a-f]{2})(?:\|(0x[0-9a-f]{4}))?\) plen ([0-9]{1,3}) {1,700}"
    r"(?:#([0-9]{1,9}) )?\[hci([0-9]{1,3})\] ([0-9]{1,10}\.[0-9]{6})\n"
)
_ENDED = re.compile(r"\s{1,20}[^()\n]{1,60}\((0x[0-9a-f]{2})\|(0x[0-9a-f]{4})\)")

_MARK = re.compile(r"([<>@=*]) ?\Z")
_PROCESS = re.compile(r"([\w.+-]{1,40})\[[0-9]{1,8}\]: (?:[<>@] ?)?\Z")
_QUOTED = re.compile(r"^[\s>|]*\Z")
_AT_START = re.compile(r"^[\s>|`]*(?:[\w.+-]{1,40}\[[0-9]{1,8}\]: )?[<>@]? ?\Z")
_ARROW = re.compile(r"\s*(<) \Z|\s+(?=>)(>) \Z")
"""btmon's arrow right before a PDU; at the margin a `>` may be a mail's."""
_WAY = re.compile(r"Direction: (Sent|Rcvd)")
_NAMED = re.compile(r"(?:[Nn]ame(?: \((?:complete|short)\))?:|Alias:|name ')[^\n]*\Z")
_HEXDUMP = re.compile(r"(?:[0-9a-f]{2} ){1,15}[0-9a-f]{2} +\S*\Z")
_MASKED = re.compile(r"(?:passkey|PIN code|PIN|key|0-999999\)):? ?\Z", re.IGNORECASE)
_HANDLE = re.compile(r"[Hh]andle\s([0-9]{1,5})(?![0-9])")
_PEER = re.compile(r"\[([0-9A-F]{2}(?::[0-9A-F]{2}){5})[ \]]")


def plain_header(text: str, at: int) -> tuple[Header, int] | None:
    """An HCI header as btmon prints it, on a line of its own; None for any other, which `header_at` may know."""
    if text[at : at + 3] != "HCI" or text[max(0, at - 3) : at - 2] != "\n":
        return None
    m = _PLAIN.match(text, at)
    if m is None:
        return None
    what, name, code, ocf, length, frame, adapter, since = m.groups()
    number = int(code, 16)
    kind, direction = "event", Direction.RECEIVED
    if what == "Command":
        if not ocf:
            return None
        kind, direction, number = "command", Direction.SENT, number << 10 | int(ocf, 16)
    header = Header(kind, direction, number, name, length=int(length), adapter=int(adapter), clock="since")
    header.frame = int(frame) if frame else None
    header.time = float(since)
    return header, m.end()


def ended_opcode(text: str, at: int) -> int | None:
    """The opcode on the first line of the body of Command Complete or Command Status."""
    m = _ENDED.match(text, at)
    return int(m[1], 16) << 10 | int(m[2], 16) if m else None


def header_at(text: str, at: int, before: str) -> tuple[str, Header | None, int] | None:
    """What begins at this place: which group of the pattern, the header without its right column, where that ends.

    None where nothing does. A `banner` and a `rule` have no header.
    """
    m = _HEADER.match(text, at)
    if m is None:
        return None
    kind = m.lastgroup or ""
    if kind in ("banner", "rule"):
        return kind, None, m.end()
    header = _READ[kind](m, before)
    return (kind, header, m.end()) if header else None


def _hci(m: re.Match[str], before: str) -> Header:
    what, name, code, ocf, length = m.group("what", "name", "code", "ocf", "plen")
    name = (name or "").removesuffix("plen").strip()
    if ocf or (what or m["cut"] or "").startswith("C"):
        number = int(code, 16) << 10 | int(ocf, 16) if code and ocf else words.named(name, words.COMMANDS)
        return Header("command", Direction.SENT, number, name, length=int(length))
    number = int(code, 16) if code else words.named(name, words.EVENTS)
    return Header("event", Direction.RECEIVED, number, name, length=int(length))


def _data(m: re.Match[str], before: str) -> Header:
    """The newest btmon marks the direction of a data packet by a character only, which may be lost."""
    link, to = m["link"].rstrip(":."), m["to"]
    mark = _MARK.search(before)
    if link.endswith("TX"):
        direction = Direction.SENT
    elif link.endswith("RX"):
        direction = Direction.RECEIVED
    elif mark and mark[1] in "<>":
        direction = Direction.SENT if mark[1] == "<" else Direction.RECEIVED
    else:
        # A host starts its packets with flags 0, a controller with 2 (Vol 4, Part E, 5.4.2).
        direction = Direction.SENT if int(m["flags"], 16) == 0 else Direction.RECEIVED
    header = Header("acl" if "ACL" in link else "other", direction, name=link, length=int(m["dlen"]))
    if found := _HANDLE.search(to):
        header.handle = int(found[1])
    if found := _PEER.search(to):
        header.address = found[1]
    header.transport = {"LE-ACL": "le", "BR-ACL": "bredr"}.get(link)
    header.hcidump = link == "ACL data"
    return header


def _mgmt(m: re.Match[str], before: str) -> Header:
    kind = "mgmt-command" if (m["mwhat"] or m["mcut"] or "").startswith("C") else "mgmt-event"
    return Header(kind, Direction.HOST, int(m["mcode"], 16))


def _one_line(m: re.Match[str], before: str) -> Header:
    return Header("one-line", Direction.HOST, ONE_LINERS[m["oname"]], m["oname"])


def _socket(m: re.Match[str], before: str) -> Header:
    header = Header(m["owhat"].lower(), Direction.HOST, name=m["who"], trusted=bool(m["trusted"]))
    header.address, header.transport = m["version"], m["channel"].lower()
    return header


def _index(m: re.Match[str], before: str) -> Header:
    return Header("index", Direction.HOST, name=(m["iwhat"] or "Info").lower())


def _log(m: re.Match[str], before: str) -> Header | None:
    """A note or a program's log line; None where `= x: ` is only text."""
    process = _PROCESS.search(before)
    line = before.rsplit("\n", 1)[-1]
    if not process and not _QUOTED.match(line) and not m.string.startswith(("bluetoothd: ", "Note: "), m.end()):
        return None
    return Header("log", Direction.HOST, name=process[1] if process else "")


def _bare(m: re.Match[str], before: str) -> Header | None:
    """A header that lost its numbers, or all but its name: it stands at the start of its line."""
    name, code, ocf = m["bname"].strip(), m["bcode"], m["bocf"]
    if not _AT_START.match(before.rsplit("\n", 1)[-1]):
        return None
    ends = len(m.string) < m.end() + 4 and not m.string[m.end() :].strip()
    if ends and m["bkind"] and code is None and name not in words.NAMES:
        name += "…"  # the log ends within it
    if m["bkind"] == "MGMT":
        event = m["bwhat"] == "Event"
        number = int(code, 16) if code else words.mgmt_code(name, event)
        return Header("mgmt-event" if event else "mgmt-command", Direction.HOST, number) if number is not None else None
    if m["bwhat"] == "Command":
        number = int(code, 16) << 10 | int(ocf, 16) if code and ocf else words.named(name, words.COMMANDS)
        return Header("command", Direction.SENT, number, name) if number is not None else None
    number = int(code, 16) if code else words.named(name, words.EVENTS)
    known = number is not None and (m["bkind"] or words.named(name, words.EVENTS) == number)
    return Header("event", Direction.RECEIVED, number, name) if known else None


def _short(m: re.Match[str], before: str) -> Header:
    direction = Direction.SENT if m["stx"] == "TX" else Direction.RECEIVED
    return Header("acl", direction, name="ACL Data", handle=int(m["shandle"]))


def _tshark(m: re.Match[str], before: str) -> Header | None:
    """The details of one packet: HCI's by their name, an SMP PDU whose direction stands above it."""
    if m["tkind"] == "Command":
        opcode = words.named(m["tname"], words.COMMANDS)
        return Header("command", Direction.SENT, opcode, m["tname"]) if opcode is not None else None
    if m["tname"]:
        number = words.named(m["tname"], words.EVENTS)
        return Header("event", Direction.RECEIVED, number, m["tname"]) if number is not None else None
    way = _WAY.findall(before)
    direction = {"Sent": Direction.SENT, "Rcvd": Direction.RECEIVED}.get(way[-1] if way else "", Direction.HOST)
    return Header("acl", direction, name="BTSMP")


def _alone(m: re.Match[str], before: str) -> Header | None:
    """A PDU at the start of a line; whether it stands in a packet is for the caller to know."""
    line = before.rsplit("\n", 1)[-1].removesuffix("BR/EDR ").removesuffix("LE ")
    if arrow := _ARROW.match(line):
        return Header("acl", Direction.SENT if arrow[1] else Direction.RECEIVED, name="SMP")
    return Header("acl", Direction.HOST, name="SMP") if _QUOTED.match(line) else None


_READ: dict[str, Callable[[re.Match[str], str], Header | None]] = {
    "hci": _hci,
    "data": _data,
    "mgmt": _mgmt,
    "open": _socket,
    "old": _one_line,
    "index": _index,
    "log": _log,
    "alone": _alone,
    "bare": _bare,
    "short": _short,
    "tshark": _tshark,
}


def imitated(line: str, flattened: bool) -> bool:
    """Whether what follows on a line is no header but the name of a device that calls itself so."""
    return len(line) > 3 and not flattened and bool(_NAMED.search(line))


def is_no_rule(before: str) -> bool:
    """Whether a rule stands in the character column of a hexdump, or for digits that somebody masked."""
    line = before.rsplit("\n", 1)[-1]
    return bool(_HEXDUMP.search(line) or _MASKED.search(line))
