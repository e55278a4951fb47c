"""Secrets in packets where nobody looks first: fragments, later and vendors' messages, what pcapng tells besides."""

import struct

import pytest

from pairtui.protocol.captures.btsnoop import BtsnoopWriter
from pairtui.report.redact import redact
from pairtui.report.redact.places import spellings

LTK = bytes.fromhex("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
OTHER = bytes(reversed(range(0x41, 0x51)))
PEER = bytes.fromhex("665544332211")
NOON = 1_700_000_000


def pcap(link, *packets):
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    return head + b"".join(struct.pack("<IIII", NOON, 0, len(p), len(p)) + p for p in packets)


def monitor(*entries):
    writer = BtsnoopWriter()
    return writer.header() + b"".join(writer.monitor_record(NOON, 0, opcode, payload) for opcode, payload in entries)


def acl(flags, payload):
    return b"\x02" + (0x40 | flags << 12).to_bytes(2, "little") + len(payload).to_bytes(2, "little") + payload


def command(opcode, parameters):
    return opcode.to_bytes(2, "little") + bytes([len(parameters)]) + parameters


def event(code, parameters):
    return bytes([code, len(parameters)]) + parameters


def mgmt(opcode, parameters):
    return bytes(4) + opcode.to_bytes(2, "little") + parameters


def block(kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)


SECTION = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
INTERFACE = block(1, struct.pack("<HHI", 201, 0, 65535))
CALM = bytes(4) + b"\x04" + event(0x13, bytes.fromhex("0101000100"))
PACKET = block(6, struct.pack("<IIIII", 0, 0, 0, len(CALM), len(CALM)) + CALM)
COMMENTED = struct.pack("<IIIII", 0, 0, 0, len(CALM), len(CALM)) + CALM + bytes(-len(CALM) % 4)

SENT, RECEIVED = b"\x11\0\x06\0\x06" + LTK, b"\x11\0\x06\0\x06" + OTHER
CAPTURES = {
    "fragments of both directions, interleaved": pcap(
        187, acl(0, SENT[:7]), acl(2, RECEIVED[:9]), acl(1, RECEIVED[9:]), acl(1, SENT[7:])
    ),
    "the other way about": pcap(187, acl(2, SENT[:9]), acl(0, RECEIVED[:9]), acl(1, SENT[9:14]), acl(1, SENT[14:])),
    "a continuation without its start": pcap(187, acl(1, LTK), acl(1, OTHER + b"\0")),
    "LE Create BIG": monitor((2, command(0x2068, bytes(14) + b"\1" + LTK))),
    "LE BIG Create Sync": monitor((2, command(0x206B, bytes(3) + b"\1" + LTK + bytes(5)))),
    "Broadcast_Code written by an assistant": monitor(
        (4, acl(0, b"\x15\0\x04\0\x12\x20\0\x04\x01" + LTK)[1:]),
    ),
    "MGMT HCI Command Sync": monitor((16, mgmt(0x5B, command(0x201A, b"\x40\0" + LTK)))),
    "MGMT HCI Command Sync, answered": monitor((17, mgmt(1, b"\x5b\0\0" + LTK))),
    "a MGMT command of later": monitor((16, mgmt(0x77, LTK))),
    "a MGMT event of later": monitor((17, mgmt(0x77, LTK))),
    "Read Local OOB Extended Data": monitor((3, event(0x0E, b"\1\x7d\x0c\0" + LTK + OTHER + LTK + OTHER))),
    "MGMT Read Local OOB Extended Data": monitor(
        (17, mgmt(1, b"\x3b\0\0\6\x24\0\x11\x22" + LTK + b"\x11\x23" + OTHER)),
    ),
    "a system note": monitor((12, f"LTK: {LTK.hex(' ')}\0".encode())),
    "a log line": monitor((13, b"\6\x0bbluetoothd\0" + f"ltk {LTK.hex()}\0".encode())),
    "a vendor's command": monitor((2, command(0xFC01, LTK))),
    "a vendor's event": monitor((3, event(0xFF, LTK))),
    "a vendor's answer": monitor((3, event(0x0E, b"\1\1\xfc\0" + LTK))),
    "a vendor's diagnosis": monitor((11, LTK)),
    "an entry of later": monitor((40, LTK)),
    "a comment of a section": block(
        0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(1, f"LTK {LTK.hex(':')}".encode())
    )
    + INTERFACE
    + PACKET,
    "a comment of a packet": SECTION
    + INTERFACE
    + block(6, COMMENTED + option(1, f"ltk={LTK.hex()}".encode()) + option(0, b"")),
    "decryption secrets": SECTION + INTERFACE + block(10, struct.pack("<II", 0x12345678, 16) + LTK) + PACKET,
    "a custom block": SECTION + INTERFACE + block(0xBAD, struct.pack("<I", 1) + LTK) + PACKET,
    "a custom option": SECTION + INTERFACE + block(6, COMMENTED + option(2989, struct.pack("<I", 1) + LTK)),
    "a journal": SECTION + INTERFACE + block(9, f"MESSAGE=LTK: {LTK.hex(' ')}\n".encode()) + PACKET,
    "what stands behind a packet's parameters": monitor((3, event(0x13, b"\1\1\0\1\0") + LTK)),
    "a key that was cut": monitor((2, command(0x201A, b"\x40\0" + LTK)[:-4])),
    "an unknown PDU of the Security Manager": monitor((5, acl(2, b"\x11\0\x06\0\x5f" + LTK)[1:])),
}


@pytest.mark.parametrize("name", CAPTURES)
def test_no_key_stays(name):
    capture = CAPTURES[name]
    clean = redact(capture).data
    assert len(clean) == len(capture)
    for key in (LTK, OTHER):
        assert not any(spelt in clean for spelt in spellings(key))
        assert not any(key[at : at + 2] in clean for at in range(15))
    assert redact(clean).data == clean


MORE_GOES = (
    "a system note", "a log line", "a comment of a section", "a comment of a packet", "a journal", "decryption secrets",
    "a custom block", "a custom option", "MGMT HCI Command Sync", "MGMT Read Local OOB Extended Data",
    "a key that was cut",
)  # fmt: skip
"""Words, and what nobody can read as far as to know where the key is in it."""


@pytest.mark.parametrize("name", [name for name in CAPTURES if name not in MORE_GOES])
def test_what_goes_is_zeroed_and_nothing_around_it(name):
    capture = CAPTURES[name]
    clean = redact(capture).data
    gone = [(old, new) for old, new in zip(capture, clean, strict=True) if old != new]
    assert {old for old, _ in gone} <= {*LTK, *OTHER}
    assert {new for _, new in gone} == {0}


def test_what_is_no_secret_stays():
    options = option(2, b"bluetooth0") + option(9, b"\6") + option(0, b"")
    interface = block(1, struct.pack("<HHI", 201, 0, 65535) + options)
    capture = SECTION + interface + block(6, COMMENTED + option(1, b"the phone was near")) + PACKET
    assert redact(capture).data == capture
    harmless = monitor((16, mgmt(0x19, PEER + b"\2\3")), (3, event(0x05, b"\0\1\0\x13")), (12, b"Linux version 6.1\0"))
    assert redact(harmless).data == harmless


def entries(before, after=b""):
    return b"".join(PEER + before + key + after for key in (LTK, OTHER))


ONE_KEY = {
    "Remote OOB Data Request Reply": (2, command(0x0430, PEER + LTK + OTHER)),
    "Remote OOB Extended Data Request Reply": (2, command(0x0445, PEER + LTK + OTHER + LTK + OTHER)),
    "LE Encrypt": (2, command(0x2017, LTK + OTHER)),
    "LE Encrypt, answered": (3, event(0x0E, b"\1\x17\x20\0" + LTK)),
    "LE Rand, answered": (3, event(0x0E, b"\1\x18\x20\0" + LTK[:8])),
    "LE Generate DHKey": (2, command(0x2026, LTK + OTHER + LTK + OTHER)),
    "LE Generate DHKey v2": (2, command(0x205E, LTK + OTHER + LTK + OTHER + b"\0")),
    "LE Generate DHKey Complete": (3, event(0x3E, b"\x09\0" + LTK + OTHER)),
    "LE Add Device To Resolving List": (2, command(0x2027, b"\1" + PEER + LTK + OTHER)),
    "LE Create BIG Test": (2, command(0x2069, b"\x77" * 19 + b"\1" + LTK)),
    "LE BIG Create Sync": (2, command(0x206B, b"\x77" * 3 + b"\1" + LTK + b"\x77" * 5)),
    "Read Local OOB Data": (3, event(0x0E, b"\1\x57\x0c\0" + LTK + OTHER)),
    "Link Key Request Reply": (2, command(0x040B, PEER + LTK)),
    "Link Key Notification": (3, event(0x18, PEER + LTK + b"\4")),
    "LE Enable Encryption": (2, command(0x2019, b"\x40\0" + b"\x77" * 10 + LTK)),
    "LE Long Term Key Request Reply": (2, command(0x201A, b"\x40\0" + LTK)),
    "MGMT Add Remote OOB Data": (16, mgmt(0x21, PEER + b"\0" + LTK + OTHER + LTK + OTHER)),
    "MGMT Read Local OOB Data": (17, mgmt(1, b"\x20\0\0" + LTK + OTHER + LTK + OTHER)),
    "an SMP key over LE": (5, acl(2, SENT)[1:]),
    "an SMP key over BR/EDR": (5, acl(2, b"\x11\0\x07\0\x08" + LTK)[1:]),
    "Broadcast_Code written without an answer": (4, acl(0, b"\x15\0\x04\0\x52\x20\0\x04\x01" + LTK)[1:]),
}


@pytest.mark.parametrize("name", ONE_KEY)
def test_a_message_loses_its_keys_and_nothing_else(name):
    capture = monitor(ONE_KEY[name])
    clean = capture.replace(LTK, bytes(16)).replace(OTHER, bytes(16)).replace(LTK[:8], bytes(8))
    assert redact(capture).data == clean


@pytest.mark.parametrize(
    "entry",
    [
        (4, acl(0, b"\x15\0\x04\0\x12\x20\0\x05\x01" + LTK)[1:]),  # another opcode of the control point
        (4, acl(0, b"\x14\0\x04\0\x12\x20\0\x04\x01" + LTK[:15])[1:]),  # shorter than a code
        (4, acl(0, b"\x15\0\x04\0\x1b\x20\0\x04\x01" + LTK)[1:]),  # told, not written
        (4, acl(0, b"\x15\0\x05\0\x12\x20\0\x04\x01" + LTK)[1:]),  # another channel
        (5, acl(2, b"\x11\0\x08\0\x06" + LTK)[1:]),
        (2, command(0x2016, b"\x40\0" + PEER)),
        (3, event(0x0E, b"\1\x19\x20\0" + LTK[:8])),
        (17, mgmt(1, b"\x05\0\0" + LTK)),
        (17, mgmt(2, b"\x3b\0\0" + LTK)),
    ],
)
def test_what_looks_like_a_key_and_is_none_stays(entry):
    capture = monitor(entry)
    assert redact(capture).data == capture


LISTS = {
    "HCI Write Stored Link Key": (2, command(0x0C11, b"\2" + entries(b""))),
    "HCI Return Link Keys": (3, event(0x15, b"\2" + entries(b""))),
    "MGMT Load Link Keys": (16, mgmt(0x12, b"\0\2\0" + entries(b"\0\4", after=b"\0"))),
    "MGMT Load Long Term Keys": (16, mgmt(0x13, b"\2\0" + entries(b"\2\0\1\x10\x77\x77" + b"\x66" * 8))),
    "MGMT Load Identity Resolving Keys": (16, mgmt(0x30, b"\2\0" + entries(b"\2"))),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_loses_its_keys_and_nothing_else(name):
    capture = monitor(LISTS[name])
    assert redact(capture).data == capture.replace(LTK, bytes(16)).replace(OTHER, bytes(16))
