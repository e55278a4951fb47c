"""Names of devices, as their advertising and inquiry response data carries them."""

from collections.abc import Iterator

from pairtui.protocol.safe_text import safe_text as safe_text

SHORT_NAME = 0x08
COMPLETE_NAME = 0x09


def name_text(octets: bytes) -> str | None:
    """A name from the air, UTF-8 up to its first NUL, as safe text; None where nothing is left."""
    return safe_text(octets.split(b"\0", 1)[0].decode("utf-8", "replace")) or None


def structures(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The (type, value) structures of advertising or EIR data, as far as their lengths are true (Vol 3, Part C, 11)."""
    at = 0
    while at + 1 < len(data):
        size = data[at]
        end = at + 1 + size
        if size == 0 or end > len(data):
            return
        yield data[at + 1], data[at + 2 : end]
        at = end


def local_name(data: bytes) -> str | None:
    """The complete local name in advertising or EIR data, else the shortened one, as safe text."""
    short = None
    for kind, value in structures(data):
        if kind == COMPLETE_NAME:
            return name_text(value) or short
        if kind == SHORT_NAME:
            short = name_text(value)
    return short
