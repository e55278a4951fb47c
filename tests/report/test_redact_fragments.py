"""The frames of a host's data packets, put together by the places of their octets in the file."""

import pytest

from pairtui.report.redact.captures import Kind, Packet
from pairtui.report.redact.fragments import LONGEST, Fragments, is_smp

KEY = bytes(range(0x41, 0x51))
FRAME = b"\x11\0\x06\0\x06" + KEY
OTHER = b"\x09\0\x04\0\x12" + b"attribute"[:8]
START, FLUSHABLE, MORE, WHOLE = 0, 2, 1, 3


def pieces(*packets, fragments=None):
    """What each packet (link, flags, octets, whether it was sent) adds: the octets so far, and whether it is stray."""
    fragments, file, found = fragments or Fragments(), b"", []
    for link, flags, octets, sent in packets:
        begin = len(file)
        file += (link | flags << 12).to_bytes(2, "little") + len(octets).to_bytes(2, "little") + octets
        packet = Packet(Kind.DATA, begin, len(file), "hci0", sent)
        found.append([(bytes(file[at] for at in one.places), one.stray) for one in fragments.pieces(file, packet)])
    return found


def whole(octets):
    return [(octets, False)]


def stray(octets):
    return [(octets, True)]


@pytest.mark.parametrize(
    ("packets", "last"),
    [
        ([(64, START, FRAME, True)], whole(FRAME)),
        ([(64, FLUSHABLE, FRAME, False)], whole(FRAME)),
        ([(64, START, FRAME[:7], True), (64, MORE, FRAME[7:], True)], whole(FRAME)),
        ([(64, START, FRAME[:1], True), (64, MORE, FRAME[1:], True)], whole(FRAME)),
        ([(64, START, b"", True)], whole(b"")),
        ([(64, START, FRAME[:7], True), (64, MORE, FRAME[7:9], True), (64, MORE, FRAME[9:], True)], whole(FRAME)),
        ([(64, MORE, KEY, True)], stray(KEY)),
        ([(64, START, FRAME, True), (64, MORE, KEY, True)], stray(KEY)),  # the frame is whole
        ([(64, START, FRAME[:7], True), (65, MORE, FRAME[7:], True)], stray(FRAME[7:])),  # another link
        ([(64, START, FRAME[:7], True), (64, MORE, FRAME[7:], False)], stray(FRAME[7:])),  # another direction
        ([(64, START, OTHER[:7], True), (64, START, FRAME[:9], True), (64, MORE, FRAME[9:], True)], whole(FRAME)),
        # Nobody tells which way they went: the one that it completes, stray where one may be a key's.
        (
            [(64, START, OTHER[:7], None), (64, START, FRAME[:9], None), (64, MORE, FRAME[9:], None)],
            [(FRAME[9:], True), (FRAME, False)],
        ),
        (
            [(64, START, FRAME[:3], None), (64, START, OTHER[:9], None), (64, MORE, OTHER[9:], None)],
            [(OTHER[9:], True), (OTHER, False)],
        ),
        (
            [(64, START, OTHER[:7], None), (64, START, OTHER[:9], None), (64, MORE, OTHER[9:], None)],
            whole(OTHER),
        ),
        (
            [(64, START, OTHER[:7], None), (64, START, OTHER[:9], None), (64, MORE, OTHER[7:9], None)],
            whole(OTHER[:9]),  # it completes neither: the older one goes on
        ),
    ],
)
def test_which_frame_a_packet_adds_to(packets, last):
    assert pieces(*packets)[-1] == last


def test_a_packet_without_a_whole_head_adds_nothing():
    assert list(Fragments().pieces(b"\x40\0\0", Packet(Kind.DATA, 0, 3, "hci0", True))) == []


def test_no_more_is_kept_of_a_frame_than_the_longest_key_takes():
    long = b"\xff\0\x04\0" + bytes(range(251))
    assert pieces((64, START, long[:100], True))[-1] == whole(long[:LONGEST])
    assert pieces((64, START, long[:50], True), (64, MORE, long[50:], True))[-1] == whole(long[:LONGEST])


def test_of_many_open_frames_the_newest_four_go_on():
    started = [(64, START, FRAME[: 7 + number], None) for number in range(6)]
    left = [len(FRAME) - 7 - number for number in range(6)]
    for number, missing in enumerate(left):
        (_, (found, _)) = pieces(*started, (64, MORE, b"-" * missing, None))[-1]
        assert (found == FRAME[: 7 + number] + b"-" * missing) is (number >= 2)


def test_of_many_links_the_newest_go_on(monkeypatch):
    monkeypatch.setattr("pairtui.report.redact.fragments.MAX_LINKS", 2)
    started = [(link, START, FRAME[:7], True) for link in (1, 2)]
    assert pieces(*started, (1, MORE, FRAME[7:], True))[-1] == whole(FRAME), "two are as many as there may be"
    assert pieces(*started, (2, START, FRAME[:7], True), (1, MORE, FRAME[7:], True))[-1] == whole(FRAME)
    more = (*started, (3, START, FRAME[:7], True))
    assert pieces(*more, (1, MORE, FRAME[7:], True))[-1] == stray(FRAME[7:])
    assert pieces(*more, (2, MORE, FRAME[7:], True))[-1] == whole(FRAME)


@pytest.mark.parametrize(
    ("channel", "smp"), [(b"\x06\0", True), (b"\x07\0", True), (b"\x04\0", False), (b"\x06\x01", False)]
)
def test_the_channels_of_the_security_manager(channel, smp):
    assert is_smp(b"\0\0" + channel) is smp
    assert not is_smp(b"\0\0" + channel[:1])
