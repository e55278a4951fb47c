"""The ring of what went over the monitor channel."""

from pathlib import Path

import pytest

from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.recording import Recording

CAPTURES = Path(__file__).parents[1] / "captures"
FAILED = CAPTURES / "09-not-in-pairing-mode.btsnoop"


def record(at: int, kind: int, payload: bytes) -> bytes:
    """A monitor record, `at` seconds after 1970."""
    stamp = 62_168_256_000_000_000 + at * 1_000_000
    size = len(payload).to_bytes(4, "big")
    return size + size + kind.to_bytes(4, "big") + bytes(4) + stamp.to_bytes(8, "big") + payload


HEADER = b"btsnoop\0" + (1).to_bytes(4, "big") + (2001).to_bytes(4, "big")
ADVERT = bytes([0x3E, 20, 0x02]) + bytes(18)
STATUS = bytes([0x0F, 4, 0, 1, 0, 0])
CONNECTED = bytes([0x3E, 19, 0x01]) + bytes(18)


@pytest.mark.parametrize("size", [1, 7, 4096, 10**6])
def test_a_capture_of_it_gives_the_same_verdicts(tmp_path, size):
    recording, data = Recording(), FAILED.read_bytes()
    for at in range(0, len(data), size):
        recording.feed(data[at : at + size])
    copy = tmp_path / "copy.btsnoop"
    copy.write_bytes(recording.capture())
    one, other = (list(read_file(str(file)).model.attempts.values()) for file in (FAILED, copy))
    assert [(a.outcome, a.failure and a.failure.code) for a in one] == [
        (a.outcome, a.failure and a.failure.code) for a in other
    ]


def test_advertisements_are_left_out():
    recording = Recording()
    recording.feed(HEADER + record(1, 3, ADVERT) * 500 + record(2, 3, STATUS))
    assert recording.records() == 1
    assert recording.capture() == HEADER + record(2, 3, STATUS)


def test_it_is_bounded_and_keeps_what_names_adapters_and_links():
    recording = Recording(most_octets=2000)
    recording.feed(HEADER + record(1, 0, bytes(16)) + record(2, 3, CONNECTED))
    for at in range(3, 300):
        recording.feed(record(at, 3, STATUS))
    taken = recording.capture()
    assert len(taken) < 2200
    assert taken.startswith(HEADER + record(1, 0, bytes(16)) + record(2, 3, CONNECTED))
    assert taken.endswith(record(299, 3, STATUS))


def test_a_part_of_it_has_what_is_needed_to_read_it():
    recording = Recording()
    recording.feed(HEADER + record(1, 0, bytes(16)))
    for at in range(10, 100, 10):
        recording.feed(record(at, 3, STATUS))
    assert recording.records(30, 50) == 3
    part = recording.capture(30, 50)
    assert part == HEADER + record(1, 0, bytes(16)) + b"".join(record(at, 3, STATUS) for at in (30, 40, 50))
    reader = BtsnoopReader()
    list(reader.feed(part))
    assert (reader.format, reader.skipped) == ("btsnoop-monitor", 0)


def test_a_new_stream_begins_with_its_own_header():
    recording = Recording()
    recording.feed(HEADER + record(1, 3, STATUS) + record(2, 3, STATUS)[:9])
    recording.begin()
    recording.feed(HEADER[:5])
    recording.feed(HEADER[5:] + record(3, 3, STATUS))
    assert recording.capture() == HEADER + record(1, 3, STATUS) + record(3, 3, STATUS)
