"""The same SMP PDUs that tshark finds, with the same fields, in every kind of capture that it reads."""

import struct
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pairtui.protocol import detect
from pairtui.protocol.captures.btsnoop import EPOCH
from pairtui.protocol.fields import Message
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.values import Unknown
from tests.report.air import Air, decrypted_bonding

CAPTURES = Path(__file__).parent.parent / "captures"
ACL_TX = "4"
H4 = {2: 1, 3: 4, 4: 2, 5: 2}
"""H4 packet types by monitor opcode: command, event, data sent and received."""

FIELDS = {
    "io_capability": lambda pdu: f"0x{pdu.io:02x}",
    "oob_data_flags": lambda pdu: f"0x{pdu.oob:02x}",
    "authreq": lambda pdu: f"0x{pdu.auth_req:02x}",
    "max_enc_key_size": lambda pdu: str(pdu.max_key_size),
    "initiator_key_distribution": lambda pdu: f"0x{pdu.initiator_keys:02x}",
    "responder_key_distribution": lambda pdu: f"0x{pdu.responder_keys:02x}",
    "reason": lambda pdu: f"0x{pdu.reason:02x}",
    "ediv": lambda pdu: f"0x{pdu.ediv:04x}",
    "long_term_key": lambda pdu: pdu.ltk.reveal().hex(),
    "id_resolving_key": lambda pdu: pdu.irk.reveal().hex(),
    "cfm_value": lambda pdu: pdu.value.reveal().hex() if isinstance(pdu, smp.PairingConfirm) else None,
    "dhkey_check": lambda pdu: pdu.value.reveal().hex() if isinstance(pdu, smp.PairingDHKeyCheck) else None,
    "public_key_x": lambda pdu: pdu.x.hex(),
    "public_key_y": lambda pdu: pdu.y.hex(),
    "bd_addr": lambda pdu: pdu.address.lower(),
}


def entries():
    """Every entry of the lab captures: its header and its payload."""
    for path in sorted(CAPTURES.glob("*.btsnoop")):
        data, at = path.read_bytes(), 16
        while at < len(data):
            size = struct.unpack_from(">I", data, at + 4)[0]
            yield data[at : at + 24], data[at + 24 : at + 24 + size]
            at += 24 + size


def monitor():
    return b"btsnoop\0" + struct.pack(">II", 1, 2001) + b"".join(head + payload for head, payload in entries())


def packets():
    """The HCI packets of the lab captures: when, whether received, the monitor's opcode, the payload."""
    for head, payload in entries():
        opcode, stamp = head[11], struct.unpack(">q", head[16:])[0] - EPOCH
        if opcode in H4:
            yield stamp, opcode in (3, 5), opcode, payload


def btsnoop(link_type):
    file = b"btsnoop\0" + struct.pack(">II", 1, link_type)
    for stamp, received, opcode, payload in packets():
        body = bytes([H4[opcode]]) + payload if link_type == 1002 else payload
        flags = received | (2 if opcode in (2, 3) else 0)
        file += struct.pack(">IIIIq", len(body), len(body), flags, 0, stamp + EPOCH) + body
    return file


def framed(link_type):
    for stamp, received, opcode, payload in packets():
        if link_type == 254:
            yield stamp, struct.pack(">HH", 0, opcode) + payload
        else:
            front = struct.pack(">I", received) if link_type == 201 else b""
            yield stamp, front + bytes([H4[opcode]]) + payload


def pcap(link_type):
    file = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)
    for stamp, body in framed(link_type):
        file += struct.pack("<IIII", stamp // 10**6, stamp % 10**6, len(body), len(body)) + body
    return file


def pcapng(link_type):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        size = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + size + body + size

    file = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    file += block(1, struct.pack("<HHI", link_type, 0, 65535))
    for stamp, body in framed(link_type):
        file += block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(body), len(body)) + body)
    return file


def air(link_type):
    return decrypted_bonding(Air(link_type)).pcap()


FILES: dict[str, Callable[[], bytes]] = {
    "btsnoop, monitor": monitor,
    "btsnoop, H4": partial(btsnoop, 1002),
    "btsnoop, H1": partial(btsnoop, 1001),
    **{f"pcap, link type {number}": partial(pcap, number) for number in (187, 201, 254)},
    **{f"pcapng, link type {number}": partial(pcapng, number) for number in (187, 201, 254)},
    **{f"pcap of the air, link type {number}": partial(air, number) for number in (251, 256)},
}


def as_tshark(path):
    """One line for each SMP PDU: its channel, number, time, whether the host sent it, opcode, and the fields it has.

    Only the monitor's records tell tshark who sent one, else it is None.
    Wireshark 4.0 knows SMP on LE only, 4.4 on BR/EDR, too.
    """
    names = [
        "btl2cap.cid",
        "frame.number",
        "frame.time_epoch",
        "hci_mon.opcode",
        "btsmp.opcode",
        *(f"btsmp.{name}" for name in FIELDS),
    ]
    asked = [argument for name in names for argument in ("-e", name)]
    command = ["tshark", "-r", str(path), "-Y", "btsmp", "-T", "fields", *asked]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    for line in lines:
        cid, number, time, way, opcode, *values = line.split("\t")
        fields = {name: value.replace(":", "") for name, value in zip(FIELDS, values, strict=True) if value}
        sent = way == ACL_TX if way else None
        yield int(cid, 16), int(number), f"{float(time):.6f}", sent, int(opcode, 16), fields


def as_decoded(octets, with_direction):
    reader = detect.reader_for(octets)
    assert reader is not None
    for record in [*reader.feed(octets), *reader.close()]:
        message = record.message
        if not isinstance(message, LinkPdu) or message.cid not in (smp.CID_LE, smp.CID_BREDR):
            continue
        pdu = message.pdu
        assert isinstance(pdu, Message | Unknown)
        opcode = pdu.code if isinstance(pdu, Unknown) else pdu.CODE
        fields = {}
        for name, text in FIELDS.items():
            try:
                value = text(pdu)
            except AttributeError:
                continue  # this PDU has no such field
            if value is not None:
                fields[name] = value.replace(":", "")
        sent = record.direction is Direction.SENT if with_direction else None
        yield message.cid, record.number, f"{record.time:.6f}", sent, opcode, fields


@pytest.mark.oracle
@pytest.mark.needs("tshark")
@pytest.mark.parametrize("name", FILES)
def test_smp_as_tshark_tells_it(name, tmp_path):
    octets = FILES[name]()
    path = tmp_path / "capture"
    path.write_bytes(octets)
    expected = list(as_tshark(path))

    told = [sent is not None for _, _, _, sent, _, _ in expected]
    assert any(told) == all(told)
    channels = {smp.CID_LE, *(cid for cid, *_ in expected)}
    assert [pdu for pdu in as_decoded(octets, all(told)) if pdu[0] in channels] == expected
    every = {*range(1, 5), *range(6, 11)} if "air" in name else {*range(1, 10), 0x0C, 0x0D}
    assert {opcode for cid, *_, opcode, _ in expected if cid == smp.CID_LE} >= every
