"""What btmon prints of every lab capture, against what the binary decoder reads from it."""

import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.messages import hci
from pairtui.protocol.messages.mgmt import MgmtOpen
from pairtui.protocol.record import IndexInfo, LinkPdu, LogLine, MgmtPdu
from pairtui.protocol.text.reader import TextReader
from pairtui.report.document import document

CAPTURES = sorted((Path(__file__).parent.parent / "captures").glob("*.btsnoop"))


def read(reader: Any, octets: bytes) -> list[Any]:
    return [*reader.feed(octets), *reader.close()]


def printed(record: Any) -> tuple[Any, ...]:
    """A record without what btmon leaves out: return parameters, priorities, padding, what a narrow line cuts."""
    message = record.message
    if isinstance(message, LogLine):
        message = ("log", message.ident)
    elif isinstance(message, MgmtOpen):
        message = ("open", message.socket, message.trusted, message.channel)
    elif isinstance(message, IndexInfo):
        message = ("index", message.what, message.name)
    elif isinstance(message, hci.RemoteNameRequestComplete):
        message = ("name", message.status, message.address, message.name.rstrip(b"\0"))
    elif isinstance(message, LinkPdu):
        message = ("link", message.handle, message.cid, message.pdu)
    elif isinstance(message, MgmtPdu):
        message = ("mgmt", message.socket, without_returns(message.pdu))
    else:
        message = without_returns(message)
    return record.number, record.adapter, record.direction, message


def without_returns(pdu: Any) -> Any:
    if type(pdu).__name__ == "CommandComplete":
        return type(pdu), pdu.opcode, getattr(pdu, "status", pdu.returns[:1])
    return pdu


def without_att(capture: bytes) -> bytes:
    """The capture without its ATT PDUs, at some of which btmon 5.66 crashes."""
    entries, at = [capture[:16]], 16
    while at + 24 <= len(capture):
        end = at + 24 + struct.unpack_from(">I", capture, at + 4)[0]
        if not (capture[at + 11] in (4, 5) and capture[at + 30 : at + 32] == b"\x04\0"):
            entries.append(capture[at:end])
        at = end
    return b"".join(entries)


def verdicts(reader: Any, octets: bytes) -> tuple[list[Any], list[Any]]:
    """What is said of each attempt and finding."""
    model, tracer = Model(), Tracer()
    for record in read(reader, octets):
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    found = document(model, file="x", format=reader.format, records=reader.records, skipped=reader.skipped)
    said = [
        (a["kind"], a["role"], a["pairing"], a["association_model"], a["level"], a["outcome"], a["failure"])
        + ((a["diagnosis"]["cause"], a["diagnosis"]["confidence"]) if a["diagnosis"] else ())
        for a in found["attempts"]
    ]
    return said, [(f["cause"], f["code"], f["by"]) for f in found["findings"]]


@pytest.mark.oracle
@pytest.mark.needs("btmon")
@pytest.mark.parametrize("options", [[], ["-t"], ["-T"]], ids=["since start", "time of day", "date"])
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_btmon_prints_what_the_binary_decoder_reads(capture, options):
    # btmon 5.66 crashes on some GATT traffic: what it printed until then still counts, without the last entry.
    done = subprocess.run(["stdbuf", "-o0", "btmon", *options, "-r", capture], capture_output=True, check=False)
    binary = [printed(r) for r in read(BtsnoopReader(), capture.read_bytes())]
    text = [printed(r) for r in read(TextReader(), done.stdout)]
    if options == ["-T"]:
        # The narrow line cuts handles.
        binary, text = [without_handle(r) for r in binary], [without_handle(r) for r in text]
    if done.returncode != 0:
        text = text[:-1]
        assert text
        assert text == binary[: len(text)]
    else:
        assert text == binary


def without_handle(record):
    *where, message = record
    return *where, ("link", *message[2:]) if isinstance(message, tuple) and message[0] == "link" else message


@pytest.mark.oracle
@pytest.mark.needs("btmon")
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_the_same_verdict_to_the_last_entry(capture, tmp_path):
    check_verdict(capture, tmp_path)


def check_verdict(capture: Path, folder: Path) -> None:
    """What this machine's btmon prints of the capture has the same records and the same verdict."""
    octets = without_att(capture.read_bytes())
    file = folder / "capture.btsnoop"
    file.write_bytes(octets)
    text = subprocess.run(["btmon", "-r", file], capture_output=True, check=True).stdout
    assert [printed(r) for r in read(TextReader(), text)] == [printed(r) for r in read(BtsnoopReader(), octets)]
    assert verdicts(TextReader(), text) == verdicts(BtsnoopReader(), octets)
