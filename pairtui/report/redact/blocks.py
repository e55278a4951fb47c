"""What pcapng blocks hold besides packets: comments, a journal, decryption secrets."""

from collections.abc import Callable, Iterator

from pairtui.protocol.captures.pcapng_framing import INTERFACE, SECTION, STATISTICS
from pairtui.report.redact.captures import Packet
from pairtui.report.redact.logs import redact_log
from pairtui.report.redact.secrets import Secrets

Options = Callable[[bytes, int, int], Iterator[tuple[int, int, int]]]
"""As `PcapngFraming.options`: the code of each option, where its value begins, where it ends."""

_JOURNAL = 9
_FIXED = {SECTION: 16, INTERFACE: 8, STATISTICS: 12}
"""Octets in front of the options, of the blocks that hold no secret in them."""

_CUSTOM = frozenset({2988, 2989, 19372, 19373})
_TEXTS = frozenset({1, 2, 3})
"""Comment; name and description of an interface, or hardware and system of a section."""


def redact_block(data: bytes, clean: bytearray, part: Packet, options: Options, found: Secrets) -> None:
    """A block without a packet: what nobody here can read, decryption secrets first of all, is filled with zeros."""
    begin, end = part.begin, part.end
    if part.type in _FIXED:
        redact_options(data, clean, min(begin + _FIXED[part.type], end), end, options, found)
    elif part.type == _JOURNAL:
        clean[begin:end] = redact_log(data[begin:end], found)
    else:
        clean[begin:end] = bytes(end - begin)


def redact_options(data: bytes, clean: bytearray, begin: int, end: int, options: Options, found: Secrets) -> None:
    """Texts are logs; options that anybody may have made up are zeros, and so is what is no option."""
    behind = begin
    for code, first, last in options(data, begin, end):
        if code in _TEXTS:
            clean[first:last] = redact_log(data[first:last], found)
        elif code in _CUSTOM:
            clean[first:last] = bytes(last - first)
        behind = last + (begin - last) % 4
    clean[behind:end] = bytes(max(end - behind, 0))
