"""Packets that other stacks log in hexadecimal: BTstack, ArduinoBLE, noble and bleno, PacketLogger's text."""

import pytest

from pairtui.protocol.text.packet_lines import packet
from pairtui.protocol.text.reader import TextReader
from tests.pairing import pasted

PACKETS = (
    ("EVT", "<=", "3E 13 01 00 40 00 01 00 55 44 33 22 11 00 18 00 00 00 48 00 00"),
    ("ACL", "<=", "40 20 0B 00 07 00 06 00 01 04 00 0D 10 07 07"),
    ("ACL", "=>", "40 00 0B 00 07 00 06 00 02 03 00 09 10 01 03"),
    ("ACL", "<=", "40 20 06 00 02 00 06 00 05 03"),
    ("EVT", "<=", "05 04 00 40 00 13"),
)
"""A central that refuses what this side offers, and hangs up."""

_H4 = {"CMD": "01", "ACL": "02", "EVT": "04"}


def btstack(number, kind, way, octets):
    return f"[00:00:10.{number}00] {kind} {way} {octets} "


def with_lengths(number, kind, way, octets):
    return f"{kind} {way} ({len(octets.split())}){octets.lower()} : "


def bleno(number, kind, way, octets):
    glued = _H4[kind] + octets.replace(" ", "").lower()
    return (
        f"  hci onSocketData: {glued} +{number}ms"
        if way == "<="
        else f"  hci write acl data pkt - writing: {glued} +0ms"
    )


def arduinoble(number, kind, way, octets):
    name = {"CMD": "COMMAND", "ACL": "ACLDATA", "EVT": "EVENT"}[kind]
    arrow = "RX <-" if way == "<=" else "TX ->"
    return f"20:19:39.{number}91 -> HCI {name} {arrow} {_H4[kind]}{octets.replace(' ', '')}"


def packetlogger(number, kind, way, octets):
    name = {"EVT": "HCI Event   ", "ACL": "ACL Receive " if way == "<=" else "ACL Send    "}[kind]
    return f"May 22 07:49:30.61{number}  {name}     0x0040  00:11:22:33:44:55  What it says - SMP  {octets}   "


def read(text):
    reader = TextReader()
    return pasted.read(text, reader), reader


@pytest.mark.parametrize(
    ("style", "stack", "host"),
    [
        (btstack, "btstack", "microcontroller"),
        (with_lengths, "btstack", "microcontroller"),
        (arduinoble, "arduinoble", "microcontroller"),
        (bleno, "noble", "pc"),
        (packetlogger, "apple", "phone"),
    ],
)
def test_a_pairing_is_read_from_the_packets_of_a_log(style, stack, host):
    text = "\n".join(style(number, *each) for number, each in enumerate(PACKETS)) + "\n"
    model, reader = read(text)
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.role) == ("smp:0x03", "peer", "responder")
    assert attempt.peer.address == "00:11:22:33:44:55"
    assert (model.reading.stack, model.reading.host, reader.format) == (stack, host, "packet-log")
    assert not any("gateway" in fix.text or "sudo" in fix.text for fix in attempt.diagnosis.fixes)


@pytest.mark.parametrize(
    "line",
    [
        "ACL <= 40 20 0B 00 07 00 06 00 01 04 00",
        "EVT <= 6E",
        "onSocketData: 0402",
        "HCI EVENT RX <- 04050400",
        "EVT <= (9)zz",
    ],
)
def test_a_packet_that_is_cut_off_is_none(line):
    assert packet(line) is None
