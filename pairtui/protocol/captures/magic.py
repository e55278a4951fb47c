"""The first octets of a capture, which identify its format."""

BTSNOOP = b"btsnoop\0"

PCAP = {
    b"\xa1\xb2\xc3\xd4": (">", 1e6),
    b"\xd4\xc3\xb2\xa1": ("<", 1e6),
    b"\xa1\xb2\x3c\x4d": (">", 1e9),
    b"\x4d\x3c\xb2\xa1": ("<", 1e9),
}
"""Byte order, and parts of a second that its times count in."""

PCAPNG = b"\x0a\x0d\x0d\x0a"
