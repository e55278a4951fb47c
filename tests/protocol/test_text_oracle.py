"""What btmon prints of every lab capture, against what the binary decoder reads from it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pairtui.protocol.btsnoop import BtsnoopReader
from pairtui.protocol.mgmt import MgmtOpen
from pairtui.protocol.record import IndexInfo, LinkPdu, LogLine, MgmtPdu
from pairtui.protocol.text.reader import TextReader

CAPTURES = sorted((Path(__file__).parent.parent / "captures").glob("*.btsnoop"))


def read(reader, octets):
    return [*reader.feed(octets), *reader.close()]


def printed(record):
    """A record without what btmon leaves out: return parameters, priorities, what a narrow line cuts."""
    message = record.message
    if isinstance(message, LogLine):
        message = ("log", message.ident)
    elif isinstance(message, MgmtOpen):
        message = ("open", message.socket, message.trusted, message.channel)
    elif isinstance(message, IndexInfo):
        message = ("index", message.what, message.name)
    elif isinstance(message, LinkPdu):
        message = ("link", message.handle, message.cid, message.pdu)
    elif isinstance(message, MgmtPdu):
        message = ("mgmt", message.socket, without_returns(message.pdu))
    else:
        message = without_returns(message)
    return record.number, record.adapter, record.direction, message


def without_returns(pdu):
    if type(pdu).__name__ == "CommandComplete":
        return type(pdu), pdu.opcode, getattr(pdu, "status", pdu.returns[:1])
    return pdu


@pytest.mark.oracle
@pytest.mark.skipif(not shutil.which("btmon"), reason="btmon is not installed")
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
