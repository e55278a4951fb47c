"""Whatever is given: one sentence and status 2 where it cannot be read, what could be read where it can."""

import gzip
import io
import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest

from pairtui.cli.main import main
from pairtui.sources.capture import input_file as inputs
from tests.report.air import Air, legacy_pairing

CAPTURES = Path(__file__).parents[1] / "captures"
REFUSED = (CAPTURES / "03-05-pairing-not-supported.btsnoop").read_bytes()
LOG = b"""\
> HCI Event: LE Meta Event (0x3e) plen 19                      #7 [hci0] 3.100000
      LE Connection Complete (0x01)
        Status: Success (0x00)
        Handle: 64
        Role: Central (0x00)
        Peer address type: Random (0x01)
        Peer address: C4:11:22:33:44:55 (Static)
        Connection interval: 50.00 msec (0x0028)
        Connection latency: 0 (0x0000)
        Supervision timeout: 420 msec (0x002a)
        Central clock accuracy: 0x00
< ACL Data TX: Handle 64 flags 0x00 dlen 11                    #8 [hci0] 3.200000
      SMP: Pairing Request (0x01) len 6
        IO capability: NoInputNoOutput (0x03)
        OOB data: Authentication data not present (0x00)
        Authentication requirement: Bonding, No MITM, SC, No Keypresses (0x09)
        Max encryption key size: 16
        Initiator key distribution: EncKey IdKey (0x03)
        Responder key distribution: EncKey IdKey (0x03)
> ACL Data RX: Handle 64 flags 0x02 dlen 6                     #9 [hci0] 3.300000
      SMP: Pairing Failed (0x05) len 1
        Reason: Pairing not supported (0x05)
"""


def analyzed(capsys, path):
    """The status, the document if there is one, and what standard error says."""
    status = main(["analyze", "--format", "json", str(path)])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else None, err


def codes(document):
    return [attempt["failure"]["code"] for attempt in document["attempts"] if attempt["failure"]]


def one_sentence(err):
    return err.startswith("pairtui: ") and err.count("\n") == 1 and err.endswith("\n") and "Traceback" not in err


# ── what is not a capture or log ────────────────────────────────────────────────────────────────────────────────────

HEADERS = {
    "btsnoop": REFUSED[:16],
    "pcap": legacy_pairing(Air(256)).pcap()[:24],
    "pcapng": legacy_pairing(Air(256)).pcapng()[:28],
}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\0", "is not a capture or log"),
        (bytes(100_000), "is not a capture or log"),
        (bytes(range(256)) * 400, "is not a capture or log"),
        (b"\x7fELF\x02\x01\x01" + bytes(50_000), "is not a capture or log"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, "is not a capture or log"),
        (b"Dear list,\nit does not work. What shall I do?\n", "is not a capture or log"),
        (b"\xff\xfe", "is not a capture or log"),
        (b"\xff\xfeP\0a", "is not a capture or log"),
        (b"btsnoop", "is not a capture or log"),
        *(
            (header[:cut], "with no record that can be read")
            for header in HEADERS.values()
            for cut in (len(header) - 3,)
        ),
        *((header, "with no record that can be read") for header in HEADERS.values()),
        *((header + b"\xff" * 40, "with no record that can be read") for header in HEADERS.values()),
        (gzip.compress(b""), "is empty"),
        (lzma.compress(bytes(1 << 20)), "is not a capture or log"),
        (gzip.compress(bytes(range(256)) * 40), "is not a capture or log"),
        (b"\xfd7zXZ\0", "breaks off"),
        (b"\xfd7zXZ\0" + b"\xff" * 100, "is damaged"),
        (b"\x1f\x8b\x08\x00", "breaks off"),
        (b"\x1f\x8b" + b"\xff" * 100, "is damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} octets",
)
def test_what_cannot_be_read_is_one_sentence(content, why, capsys, tmp_path):
    (tmp_path / "x").write_bytes(content)
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert (status, document) == (2, None)
    assert one_sentence(err) and err.startswith(f"pairtui: {tmp_path / 'x'} ") and why in err


@pytest.mark.parametrize("command", [["analyze"], ["redact", "--force"], ["snapshot"]])
def test_what_cannot_be_opened_is_one_sentence(command, capsys, tmp_path):
    target = [str(tmp_path / "out")] if command[0] == "redact" else []
    for path, why in ((tmp_path, "is a directory"), (tmp_path / "none", "does not exist")):
        assert main([*command, str(path), *target]) == 2
        err = capsys.readouterr().err
        assert one_sentence(err) and f"{path} {why}" in err


def test_what_may_not_be_read_is_one_sentence(capsys, monkeypatch, tmp_path):
    def refused(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)  # the tests may run as root, who reads everything
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert (status, document) == (2, None)
    assert one_sentence(err) and "may not be read" in err


def test_a_disk_that_fails_is_one_sentence(capsys, monkeypatch):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", type("Standard", (), {"buffer": Broken()})())
    status, document, err = analyzed(capsys, "-")
    assert (status, document) == (2, None)
    assert err == "pairtui: standard input cannot be read: Input/output error\n"


# ── what breaks off or was damaged ────────────────────────────────────────────────────────────────────────────────

WHOLE = {
    "btsnoop": REFUSED,
    "pcap": legacy_pairing(Air(256)).pcap(),
    "pcapng": legacy_pairing(Air(272)).pcapng(),
    "text": LOG,
}


@pytest.mark.parametrize("kind", ["btsnoop", "pcap", "pcapng"])
@pytest.mark.parametrize("cut", [1, 5, 11])
def test_a_capture_cut_in_a_record(kind, cut, capsys, tmp_path):
    (tmp_path / "whole").write_bytes(WHOLE[kind])
    (tmp_path / "cut").write_bytes(WHOLE[kind][:-cut])
    whole, cut_off = analyzed(capsys, tmp_path / "whole"), analyzed(capsys, tmp_path / "cut")
    assert cut_off[0] in (0, 1) and cut_off[2] == ""
    assert cut_off[1]["records"] == whole[1]["records"] - 1
    assert cut_off[1]["skipped"] == whole[1]["skipped"] + 1


@pytest.mark.parametrize("kind", ["btsnoop", "pcap", "pcapng"])
def test_a_record_whose_length_lies(kind, capsys, tmp_path):
    (tmp_path / "x").write_bytes(WHOLE[kind] + b"\x7f\xff\xff\xfc" * 10 + REFUSED)
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert status in (0, 1) and err == ""
    assert document["attempts"] and document["skipped"] >= 1


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
@pytest.mark.parametrize("kind", WHOLE)
def test_a_compressed_file_is_the_same(kind, compress, capsys, tmp_path):
    (tmp_path / "plain").write_bytes(WHOLE[kind])
    (tmp_path / "packed").write_bytes(compress(WHOLE[kind]))
    plain, packed = analyzed(capsys, tmp_path / "plain"), analyzed(capsys, tmp_path / "packed")
    assert packed[0] == plain[0] and {**packed[1], "file": ""} == {**plain[1], "file": ""}


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_parts_compressed_one_by_one_are_one_file(compress, capsys, tmp_path):
    padding = bytes(8) if compress is lzma.compress else b""
    (tmp_path / "x").write_bytes(compress(REFUSED[:1000]) + padding + compress(REFUSED[1000:]) + padding)
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert (status, err, codes(document)) == (1, "", ["smp:0x05"])


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_compressed_standard_input(compress, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(compress(LOG))))
    status, document, err = analyzed(capsys, "-")
    assert (status, err, codes(document)) == (1, "", ["smp:0x05"])


LONG = b"".join(LOG.replace(b"3.", b"%d." % n).replace(b"0x05)", b"0x%02x)" % (n % 7 + 1)) for n in range(3, 400))


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_compressed_data_that_breaks_off(compress, capsys, tmp_path):
    packed = compress(LONG)
    (tmp_path / "x").write_bytes(packed[: len(packed) * 4 // 5])
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert status == 2 and one_sentence(err) and "breaks off in the middle of its compressed data" in err
    assert len(codes(document)) > 10


def test_compressed_data_that_is_damaged(capsys, tmp_path):
    packed = bytearray(gzip.compress(LONG))
    packed[-3] ^= 0xFF
    (tmp_path / "x").write_bytes(packed)
    status, _, err = analyzed(capsys, tmp_path / "x")
    assert status == 2 and one_sentence(err) and "is damaged in its compressed data" in err


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_something_behind_the_compressed_data(compress, capsys, tmp_path):
    (tmp_path / "x").write_bytes(compress(LOG) + b"and then the mail goes on")
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert status == 2 and one_sentence(err) and "has something else behind its compressed data" in err
    assert codes(document) == ["smp:0x05"]


# ── what would fill the memory ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_expands_without_end_is_given_up(capsys, monkeypatch, tmp_path):
    (tmp_path / "x").write_bytes(lzma.compress(LOG + b"\n" * (64 << 20)))
    monkeypatch.setattr(inputs.Input.__init__, "__kwdefaults__", {"most": 2 << 20})
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert status == 2 and one_sentence(err) and "expands to more than 2 MiB" in err
    assert codes(document) == ["smp:0x05"]


MEASURE = """
import resource, sys
from pairtui.cli.main import main
main(["analyze", "--format", "json", {small!r}])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = main(["analyze", "--format", "json", "-"])
print(status, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, file=sys.stderr)
"""


def grown(pieces, tmp_path):
    """The status of `analyze -` on the pieces, and how many MiB it needed above what a small log needs."""
    (tmp_path / "small").write_bytes(LOG)
    program = [sys.executable, "-c", MEASURE.format(small=str(tmp_path / "small"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stdin and running.stderr
        try:
            for piece in pieces:
                running.stdin.write(piece)
            running.stdin.close()
        except BrokenPipeError:  # what is no log is not read to its end
            pass
        *said, last = running.stderr.read().decode().splitlines()
        running.wait(timeout=100)
    status, mebibytes = map(int, last.split())
    assert len(said) <= 1 and not any("Traceback" in line for line in said)
    return status, mebibytes


def bomb(head, filling, size):
    """`head`, then `size` octets of filling, as xz without ever being whole."""
    packer = lzma.LZMACompressor(preset=1)
    yield packer.compress(head)
    for _ in range(size >> 20):
        yield packer.compress(filling * ((1 << 20) // len(filling)))
    yield packer.flush()


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        (lambda: (LOG[:700] if n == 0 else b"x" * (1 << 20) for n in range(50)), 0),
        (lambda: (LOG if n == 0 else b"\xc3\xa9 key: " * (1 << 17) for n in range(20)), 1),
        (lambda: (LOG * 4 if n == 0 else b"\0" * (1 << 20) for n in range(50)), 1),
        (lambda: bomb(LOG, b"\n", 6 << 20), 1),  # each line, were it kept, takes 50 octets and more
        (lambda: bomb(b"", b"\0", 200 << 20), 2),
        (lambda: bomb(REFUSED, b"\0", 4 << 20), 1),
        (lambda: (HEADERS["pcap"] if n == 0 else b"\xff" * (1 << 20) for n in range(50)), 2),
    ],
    ids=["line", "line of words", "NULs", "xz of blank lines", "xz of NULs", "xz of a capture and NULs", "pcap of FFs"],
)
def test_memory_is_bounded(pieces, status, tmp_path):
    found, mebibytes = grown(pieces(), tmp_path)
    assert found == status
    assert mebibytes < 50


# ── text in strange encodings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tail", [b"", b"\n", b"\xd8"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16(encoding, tail, capsys, tmp_path):
    (tmp_path / "x").write_bytes(LOG.decode().encode(encoding) + tail)
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert (status, err, codes(document)) == (1, "", ["smp:0x05"])


def test_a_binary_blob_within_a_log(capsys, tmp_path):
    after = LOG.replace(b"C4:11:", b"C6:22:").replace(b" 3.", b" 9.").replace(b"Handle: 64", b"Handle: 65")
    after = after.replace(b"Handle 64", b"Handle 65")
    (tmp_path / "x").write_bytes(LOG * 4 + b"\n" + bytes(range(256)) * 40 + b"\n" + after)
    status, document, err = analyzed(capsys, tmp_path / "x")
    assert (status, err) == (1, "")
    peers = [attempt["peer"]["address"] for attempt in document["attempts"]]
    assert peers[0] == "C4:11:22:33:44:55" and peers[-1] == "C6:22:22:33:44:55"
    assert codes(document)[-1] == "smp:0x05"


# ── redact ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_redact_of_a_compressed_file_writes_it_out(compress, capsys, tmp_path):
    (tmp_path / "in").write_bytes(compress(REFUSED))
    assert main(["redact", str(tmp_path / "in"), str(tmp_path / "out")]) == 0
    assert "the copy is not compressed" in capsys.readouterr().err
    status, document, _ = analyzed(capsys, tmp_path / "out")
    assert (status, codes(document)) == (1, ["smp:0x05"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lzma.compress(LONG)[:-900], "breaks off"),
        (gzip.compress(LOG) + b"and more", "has something else"),
        (bytes(5000), "is not a capture or log"),
        (b"", "is empty"),
        (gzip.compress(b""), "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} octets",
)
def test_redact_of_what_is_not_whole(content, why, capsys, tmp_path):
    (tmp_path / "in").write_bytes(content)
    assert main(["redact", str(tmp_path / "in"), str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert one_sentence(err) and why in err
    assert not (tmp_path / "out").exists()


def test_redact_of_what_expands_too_far(capsys, monkeypatch, tmp_path):
    from pairtui.cli import redact as cli_offline

    monkeypatch.setattr(cli_offline, "LARGEST_REDACTED", 1 << 20)
    (tmp_path / "in").write_bytes(lzma.compress(LOG + bytes(16 << 20)))
    assert main(["redact", str(tmp_path / "in"), str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert one_sentence(err) and "is larger than 1 MiB" in err
