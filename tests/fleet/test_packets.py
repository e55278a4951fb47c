"""Messages of QoS 0 are taken out of what comes from a broker, however it was cut; paho sees the rest, whole."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.fleet.packets import LARGEST, PacketReader

PINGRESP = b"\xd0\x00"
SUBACK = b"\x90\x04\x00\x01\x00\x80"


def packet(first, body):
    """A control packet: its first octet, its remaining length in groups of 7 bits, its body."""
    header, left = bytearray((first,)), len(body)
    while True:
        left, octet = left >> 7, left & 0x7F
        header.append(octet | (0x80 if left else 0))
        if not left:
            return bytes(header) + body


def publish(topic, payload, retained=False, qos=0):
    """A PUBLISH."""
    named = len(topic).to_bytes(2, "big") + topic
    return packet(0x30 | qos << 1 | retained, named + (b"\x00\x07" if qos else b"") + payload)


def read(parts):
    """What was told of these octets, and what was left."""
    told = []
    reader = PacketReader(lambda *message: told.append(message))
    return told, b"".join(reader.take(part) for part in parts)


MESSAGES = st.tuples(st.text(min_size=1, max_size=9), st.binary(max_size=300), st.booleans())
OTHERS = st.sampled_from((PINGRESP, SUBACK, publish(b"t", b"acknowledge me", qos=1), publish(b"t", b"x" * 200, qos=1)))


@given(st.lists(MESSAGES | OTHERS, max_size=20), st.lists(st.integers(0, 6000), max_size=20))
def test_each_message_is_told_once_and_in_order_however_the_stream_was_cut(sent, cuts):
    messages = [each for each in sent if isinstance(each, tuple)]
    stream = b"".join(each if isinstance(each, bytes) else publish(each[0].encode(), *each[1:]) for each in sent)
    ends = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    parts = [stream[begin:end] for begin, end in itertools.pairwise(ends)]
    assert read(parts) == (messages, b"".join(each for each in sent if isinstance(each, bytes)))


@pytest.mark.parametrize("block", (1000, 1 << 16, 1 << 20))
def test_of_a_huge_message_no_more_is_kept_than_any_of_ours_has(block):
    stream = publish(b"t", b"x" * (3 * LARGEST)) + PINGRESP + publish(b"t", b"next")
    told, left = read([stream[at : at + block] for at in range(0, len(stream), block)])
    assert [(topic, len(payload)) for topic, payload, _ in told] == [("t", LARGEST - 3), ("t", 4)]
    assert left == PINGRESP


def test_a_topic_that_is_no_text_is_passed_over():
    assert read([publish(b"\xff\xfe", b"x") + publish(b"t", b"y")]) == ([("t", b"y", False)], b"")


@pytest.mark.parametrize("body", (b"", b"\x00", b"\x00\x09t"))
def test_a_message_shorter_than_its_topic_ends_nothing(body):
    told, left = read([packet(0x30, body) + publish(b"t", b"y")])
    assert told[-1] == ("t", b"y", False)
    assert left == b""


def test_what_is_no_mqtt_is_left_to_paho_to_refuse():
    assert read([PINGRESP + b"\x90\xff\xff\xff\xff\xff\x00"]) == ([], PINGRESP + b"\x90\xff\xff\xff\xff\xff\x00")
