"""The same SMP PDUs that tshark finds, with the same fields, in the lab captures."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pairtui.protocol import smp
from pairtui.protocol.btsnoop import BtsnoopReader
from pairtui.protocol.fields import Message
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.values import Unknown

CAPTURES = Path(__file__).parent.parent / "captures"
ACL_TX = "4"

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


def as_tshark(path):
    """One line for each SMP PDU: number, time, whether the host sent it, opcode, and the fields it has."""
    names = [
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
        number, time, way, opcode, *values = line.split("\t")
        fields = {name: value.replace(":", "") for name, value in zip(FIELDS, values, strict=True) if value}
        yield int(number), f"{float(time):.6f}", way == ACL_TX, int(opcode, 16), fields


def as_decoded(path):
    for record in BtsnoopReader().feed(path.read_bytes()):
        message = record.message
        if not isinstance(message, LinkPdu) or message.cid != smp.CID_LE:
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
        yield record.number, f"{record.time:.6f}", record.direction is Direction.SENT, opcode, fields


@pytest.mark.oracle
@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_smp_as_tshark_tells_it(tmp_path):
    captures = [path.read_bytes() for path in sorted(CAPTURES.glob("0[234]*.btsnoop"))]
    path = tmp_path / "all.btsnoop"
    path.write_bytes(captures[0][:16] + b"".join(capture[16:] for capture in captures))
    expected = list(as_tshark(path))

    assert list(as_decoded(path)) == expected
    assert {opcode for _, _, _, opcode, _ in expected} >= set(range(1, 10)) | {0x0C, 0x0D}
