"""What an input is, by its content: never by its name."""

import gzip
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.detect import HEAD_SIZE, compression, kind, reader_for
from pairtui.protocol.text.reader import TextReader

CAPTURES = Path(__file__).parent.parent / "captures"
LOG = "> HCI Event: Encryption Change (0x08) plen 4      [hci0] 26.153002\n        Status: Success (0x00)\n"


def test_a_lab_capture():
    head = (CAPTURES / "02-jw-sc-ok.btsnoop").read_bytes()[:HEAD_SIZE]

    assert isinstance(reader_for(head), BtsnoopReader)


@pytest.mark.parametrize("magic", ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1"])
def test_pcap(magic):
    assert kind(bytes.fromhex(magic) + bytes(20)) == "pcap"


def test_pcapng():
    assert kind(bytes.fromhex("0a0d0d0a 1c000000 4d3c2b1a")) == "pcapng"


@pytest.mark.parametrize(
    "head",
    [
        LOG.encode(),
        ("\ufeff" + LOG).encode(),
        LOG.encode("utf-16"),
        LOG.encode("utf-16-le"),
        LOG.encode("utf-16-be"),
        "Gerät nicht gefunden\n".encode("latin-1"),
        ("\x1b[0;94m" + LOG + "\x1b[0m").encode(),
        LOG.encode() + b"a few stray \x01 octets" + LOG.encode() * 4,
        LOG.encode() + bytes(1000) + LOG.encode() * 4,
        b"x",
    ],
    ids=[
        "utf-8",
        "utf-8 with mark",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "latin-1",
        "terminal",
        "stray",
        "hole",
        "short",
    ],
)
def test_text(head):
    assert isinstance(reader_for(head), TextReader)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b" \n\n",
        bytes(64),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0",
        b"\x7fELF\x02\x01\x01" + bytes(9),
        bytes(range(256)),
    ],
    ids=["empty", "blank", "zeros", "picture", "program", "every octet"],
)
def test_nothing_known(head):
    assert reader_for(head) is None


def test_compressed():
    assert compression(lzma.compress(b"btsnoop")) == "xz"
    assert compression(gzip.compress(b"btsnoop")) == "gz"
    assert compression(b"btsnoop\0") is None
    assert reader_for(lzma.compress(LOG.encode())) is None
    assert reader_for(gzip.compress(LOG.encode())) is None


@given(st.binary(max_size=300))
def test_any_octets_never_raise(head):
    reader = reader_for(head)
    if reader is not None:
        list(reader.feed(head))
        list(reader.close())
