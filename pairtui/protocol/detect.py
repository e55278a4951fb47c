"""Which decoder a log or capture needs, by its first octets and never by its name."""

import re
from typing import TYPE_CHECKING

from pairtui.protocol.captures import magic

if TYPE_CHECKING:
    from pairtui.protocol.reader import Reader

HEAD_SIZE = 4096
"""Octets that are enough to find out."""

_TEXT_CONTROLS = frozenset(b"\t\n\r\f\b\x1b\0")
_HOLE = re.compile(rb"\0{16,}")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def compression(head: bytes) -> str | None:
    """ "xz", "gz", "zip" or "btsnooz" where it is packed: whoever reads the file undoes that, then asks again."""
    if head.startswith(b"\xfd7zXZ\0"):
        return "xz"
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if head[:1] in (b"\1", b"\2") and len(head) > 10 and head[9] == 0x78 and (head[9] << 8 | head[10]) % 31 == 0:
        return "btsnooz"
    return "gz" if head.startswith(b"\x1f\x8b") else None


def kind(head: bytes) -> str | None:
    """ "btsnoop", "pcap", "pcapng", "packetlogger" or "text"; None where `head` is empty, packed, or nothing known."""
    if head.startswith(magic.BTSNOOP):
        return "btsnoop"
    if head[:4] in magic.PCAP:
        return "pcap"
    if head.startswith(magic.PCAPNG):
        return "pcapng"
    if compression(head) is not None:
        return None
    if looks_like_text(head[:HEAD_SIZE]):
        return "text"
    from pairtui.protocol.captures.packetlogger_framing import byte_order

    return "packetlogger" if byte_order(head) else None


def reader_for(head: bytes) -> "Reader | None":
    """A decoder for an input that starts with `head`, imported now; None as `kind` says."""
    match kind(head):
        case None:
            return None
        case "text":
            from pairtui.protocol.text.reader import TextReader

            return TextReader()
        case "btsnoop":
            from pairtui.protocol.captures.btsnoop import BtsnoopReader

            return BtsnoopReader()
        case name:
            from pairtui.protocol.captures.formats import FRAMINGS
            from pairtui.protocol.captures.reader import CaptureReader

            return CaptureReader(FRAMINGS[name]())


def looks_like_text(head: bytes) -> bool:
    """Whether `head` reads as UTF-8, UTF-16 or Latin-1 text; terminal recordings with escapes are text."""
    if not head.strip():
        return False
    if head.startswith(_UTF16) or _is_bare_utf16(head):
        return True
    # A file system that lost power leaves a hole in a log.
    head = _HOLE.sub(b"", head)
    if not head.strip():
        return False
    # A log that was cut or copied carries a few stray octets; a binary carries them everywhere.
    strange = sum((octet < 0x20 and octet not in _TEXT_CONTROLS) or octet == 0x7F for octet in head)
    nul = head.count(0)
    return (strange + nul) * 50 <= len(head)


def _is_bare_utf16(head: bytes) -> bool:
    even, odd = head[0::2], head[1::2]
    for letters, zeros in ((even, odd), (odd, even)):
        if len(zeros) >= 8 and zeros.count(0) * 10 >= len(zeros) * 9 and letters.count(0) == 0:
            return looks_like_text(bytes(letters))
    return False
