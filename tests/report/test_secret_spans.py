"""Which octets of each message redaction zeroes, those that are secret and those that nobody can read.

`make snapshots` writes the table `secret_spans.txt` anew: for packets as long as they tell, then for others.
"""

import os
from pathlib import Path
from typing import Any

from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.report.redact import opaque_fields, secret_fields

TABLE = Path(__file__).with_name("secret_spans.txt")
UNDECODED = dict.fromkeys((0x0430, 0x0445, 0x0C11, 0x0C12, 0x2017, 0x2068, 0x206B, 0xFC01, 0xFFFF))
RETURNS = dict.fromkeys((0x0C57, 0x0C7D, 0x2017, 0x2018, 0xFC01, 0x1009))


def event(code, size, told):
    return bytes([code, told & 0xFF]) + bytes(size)


def of_le(code, size, told):
    return bytes([hci.LE_META, told & 0xFF, code]) + bytes(size - 1)


def answer(code, size, told):
    return bytes([hci.COMMAND_COMPLETE, told & 0xFF, 1]) + code.to_bytes(2, "little") + bytes(size - 3)


def command(code, size, told):
    return code.to_bytes(2, "little") + bytes([told & 0xFF]) + bytes(size)


def plain(code, size, told):
    return code.to_bytes(2, "little") + bytes(size)


def answer_of_mgmt(code, size, told):
    return b"\1\0" + code.to_bytes(2, "little") + bytes(size - 2)


def frame(channel):
    return lambda code, size, told: bytes([size + 1, 0, channel, 0, code]) + bytes(size)


def attribute(code, size, told):
    return bytes([0x15, 0, 4, 0, code, 9, 0, 4]) + bytes(size)


KINDS: dict[str, tuple[Any, dict[int, Any], str]] = {
    "HCI command": (command, hci.commands.by_code | UNDECODED, "in_command"),
    "HCI event": (event, dict.fromkeys((0x01, 0x15, 0xFE, 0xFF)) | hci.events.by_code, "in_event"),
    "LE event": (of_le, dict.fromkeys((0x02, 0x08, 0x09, 0x18, 0x3F)) | hci.le_events.by_code, "in_event"),
    "Command Complete": (answer, hci.commands.by_code | RETURNS, "in_event"),
    "MGMT command": (plain, dict.fromkeys(range(0x60)) | mgmt.commands.by_code, "in_mgmt_command"),
    "MGMT event": (plain, dict.fromkeys(range(0x34)) | mgmt.events.by_code, "in_mgmt_event"),
    "MGMT Command Complete": (answer_of_mgmt, dict.fromkeys(range(0x60)) | mgmt.commands.by_code, "in_mgmt_event"),
    "SMP over LE": (frame(6), dict.fromkeys(range(0x10)) | smp.smp.by_code, "in_frame"),
    "SMP over BR/EDR": (frame(7), dict.fromkeys(range(0x10)) | smp.smp.by_code, "in_frame"),
    "another channel": (frame(5), smp.smp.by_code, "in_frame"),
    "ATT": (attribute, dict.fromkeys((0x0A, 0x12, 0x52, 0xD2)), "in_frame"),
}
USUAL = {"HCI command", "HCI event", "LE event", "SMP over LE", "SMP over BR/EDR", "another channel", "ATT"}
"""Of these every message has its row, of the others those with a secret or something that nobody can read."""

MORE = (0, 1, -1, 40)
"""By how many octets a packet has more than it tells, or its message has."""


def spans(where, packet):
    return [f"{begin}-{end}" for begin, end in where(packet) if begin < min(end, len(packet))]


def rows():
    for kind, (made, codes, name) in KINDS.items():
        for code, message in sorted(codes.items()):
            size = (message.SIZE if message else 0) or 24
            told = []
            for more in MORE:
                packet = made(code, max(size + more, 3), size)
                secret = spans(getattr(secret_fields, name), packet)
                opaque = spans(getattr(opaque_fields, name), packet)
                told.append(f"{'+'.join(secret) or '·'} {'+'.join(opaque) or '·'}")
            names = f" {message.NAME}" if message and hasattr(message, "NAME") else ""
            if kind in USUAL or told[0] != "· ·" or any(one[0] != "·" for one in told):
                yield f"{kind} 0x{code:02x}{names} ({size}): {' | '.join(told)}"


def short():
    """Packets that are cut off before their parameters."""
    for kind, (made, _, name) in KINDS.items():
        whole = made(next(iter(KINDS[kind][1])), 24, 24)
        for size in range(6):
            every = [*spans(getattr(secret_fields, name), whole[:size])]
            every += spans(getattr(opaque_fields, name), whole[:size])
            yield f"{kind} of {size} octets: {'+'.join(every) or '·'}"


def test_which_octets_are_zeroed():
    found = [*rows(), *short()]
    if "PAIRTUI_UPDATE_PICTURES" in os.environ:
        TABLE.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
    assert found == TABLE.read_text("utf-8").splitlines()
