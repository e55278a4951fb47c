"""L2CAP: fragments of ACL packets become whole PDUs, signalling becomes messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.protocol.messages import att, hci, l2cap, smp
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.streams.hci import HciStream
from pairtui.protocol.streams.l2cap_reassembly import MAX_OPEN, MAX_PDU, Reassembler
from pairtui.protocol.values import Malformed

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
FAILED = bytes.fromhex("0200 0600 0508")


class TestReassembly:
    def test_a_pdu_in_three_fragments(self):
        r = Reassembler()

        assert r.start(0, 1, SENT, b"\x05\0\x06\0\x0c") is None
        assert r.go_on(0, 1, SENT, b"\x01\x02") is None
        assert r.go_on(0, 1, SENT, b"\x03\x04") == (6, b"\x0c\x01\x02\x03\x04")
        assert r.idle

    def test_links_directions_and_adapters_do_not_mix(self):
        r = Reassembler()
        for adapter, handle, direction in ((0, 1, SENT), (0, 1, RECEIVED), (0, 2, SENT), (1, 1, SENT)):
            r.start(adapter, handle, direction, b"\x02\0\x06\0" + bytes([adapter * 4 + handle]))

        assert r.go_on(1, 1, SENT, b"z") == (6, b"\x05z")
        assert r.go_on(0, 1, RECEIVED, b"z") == (6, b"\x01z")
        assert r.lost == 0

    def test_a_start_replaces_what_was_unfinished(self):
        r = Reassembler()
        r.start(0, 1, SENT, b"\x05\0\x06\0old")

        assert r.start(0, 1, SENT, FAILED) == (6, b"\x05\x08")
        assert r.lost == 1

    def test_a_continuation_without_a_start_is_counted_and_dropped(self):
        r = Reassembler()

        assert r.go_on(0, 1, SENT, b"tail") is None
        assert r.lost == 1

    def test_a_continuation_that_is_too_long_is_dropped(self):
        r = Reassembler()
        r.start(0, 1, SENT, b"\x02\0\x06\0\x05")

        assert r.go_on(0, 1, SENT, b"too long") is None
        assert (r.lost, r.idle) == (1, True)

    def test_channels_that_are_not_read_are_passed_over(self):
        r = Reassembler()

        assert r.start(0, 1, SENT, b"\x04\0\x40\0ab") is None
        assert r.go_on(0, 1, SENT, b"cd") is None
        assert (r.lost, r.idle) == (0, True)

    def test_a_link_that_ended_leaves_nothing(self):
        r = Reassembler()
        r.start(0, 1, SENT, b"\x02\0\x06\0\x05")
        r.forget(0, 1)

        assert r.go_on(0, 1, SENT, b"\x08") is None

    def test_memory_is_bounded(self):
        r = Reassembler()
        for handle in range(2 * MAX_OPEN):
            r.start(0, handle, SENT, (MAX_PDU + 1).to_bytes(2, "little") + b"\x04\0" + bytes(100))
            r.start(0, handle, RECEIVED, b"\xff\x00\x04\0" + bytes(100))

        assert len(r._open) == MAX_OPEN
        assert all(octets is None or len(octets) <= MAX_PDU for _, _, octets in r._open.values())


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.binary(max_size=30)), max_size=30))
def test_any_fragments_never_raise(fragments):
    r = Reassembler()
    for first, handle, octets in fragments:
        whole = (r.start if first else r.go_on)(0, handle, SENT, octets)
        assert whole is None or whole[0] in (1, 4, 5, 6, 7)


SIGNALLING = [
    ("0201 0400 1100 4000", l2cap.ConnectionRequest(1, 0x11, 0x40)),
    ("0301 0800 0000 4000 0300 0000", l2cap.ConnectionResponse(1, 0, 0x40, 3, 0)),
    ("1205 0800 0600 0c00 0000 c800", l2cap.ConnectionParameterUpdateRequest(5, 6, 12, 0, 200)),
    ("1305 0200 0100", l2cap.ConnectionParameterUpdateResponse(5, 1)),
    ("1402 0a00 8000 4000 1700 1700 0100", l2cap.LeCreditBasedConnectionRequest(2, 0x80, 0x40, 23, 23, 1)),
    ("1502 0a00 0000 0000 0000 0000 0500", l2cap.LeCreditBasedConnectionResponse(2, 0, 0, 0, 0, 5)),
    ("0103 0200 0000", l2cap.CommandReject(3, 0)),
]


@pytest.mark.parametrize(("octets", "message"), SIGNALLING, ids=[message.NAME for _, message in SIGNALLING])
def test_signalling_commands(octets, message):
    frame = bytes.fromhex(octets)

    assert list(l2cap.decode(frame)) == [message]
    assert l2cap.encode(message) == frame


def test_a_frame_with_two_commands():
    frame = bytes.fromhex("0201040011004000 0202040013004100")

    assert list(l2cap.decode(frame)) == [l2cap.ConnectionRequest(1, 0x11, 0x40), l2cap.ConnectionRequest(2, 0x13, 0x41)]


@pytest.mark.parametrize("octets", ["02", "020104", "0201ff001100", "0201020011004000"])
def test_damaged_signalling(octets):
    assert any(isinstance(message, Malformed) for message in l2cap.decode(bytes.fromhex(octets)))


@given(st.binary(max_size=60))
def test_any_signalling_never_raises(octets):
    list(l2cap.decode(octets))


class TestHciStream:
    le_up = bytes([0x3E, 19, 1, 0, 5, 0, 0, 1, 6, 5, 4, 3, 2, 1, 24, 0, 0, 0, 42, 0, 0])
    bredr_up = bytes([3, 11, 0, 6, 0, 6, 5, 4, 3, 2, 1, 1, 0])

    def acl(self, handle, l2cap_frame, boundary=0):
        head = handle | boundary << 12
        return head.to_bytes(2, "little") + len(l2cap_frame).to_bytes(2, "little") + l2cap_frame

    def transports(self, stream, handle, frame):
        return [pdu.transport for pdu in stream.acl(0, SENT, self.acl(handle, frame)) if isinstance(pdu, LinkPdu)]

    def test_the_transport_follows_the_channel_and_the_link(self):
        stream = HciStream()
        stream.event(0, 1.0, self.le_up)
        stream.event(0, 1.0, self.bredr_up)
        request = bytes.fromhex("0800 0100 0201040011004000")

        assert stream.acl(0, SENT, self.acl(5, FAILED)) == (LinkPdu(5, 6, smp.PairingFailed(8), "le"),)
        assert self.transports(stream, 6, bytes.fromhex("0200 0700 0508")) == ["bredr"]
        assert self.transports(stream, 6, request) == ["bredr"]
        assert self.transports(stream, 99, request) == ["bredr"]
        assert self.transports(stream, 5, request) == ["le"]

    def test_of_att_only_what_shows_a_demand_for_security(self):
        stream = HciStream()
        error = bytes.fromhex("0500 0400 01 0a 0300 05")
        notification = bytes.fromhex("0400 0400 1b 0300 55")

        assert stream.acl(0, RECEIVED, self.acl(5, error)) == (LinkPdu(5, 4, att.ErrorResponse(0x0A, 3, 5), "le"),)
        assert stream.acl(0, RECEIVED, self.acl(5, notification)) == ()

    def test_a_disconnection_drops_what_was_unfinished(self):
        stream = HciStream()
        stream.acl(0, RECEIVED, self.acl(5, FAILED[:5], boundary=2))
        stream.event(0, 2.0, bytes.fromhex("05 04 00 0500 13"))

        assert stream.acl(0, RECEIVED, self.acl(5, FAILED[5:], boundary=1)) == ()
        assert stream.skipped == 1

    def test_a_packet_of_which_only_the_beginning_was_kept(self):
        stream = HciStream()

        assert stream.acl(0, SENT, self.acl(5, FAILED)[:-1]) == ()
        assert stream.skipped == 1

    def test_command_complete_of_what_matters_only(self):
        stream = HciStream()

        assert stream.event(0, 1.0, bytes.fromhex("0e04 01 0b20 00")) == ()
        assert stream.event(0, 1.0, bytes.fromhex("0e06 01 1b20 00 0100")) == (
            hci.CommandComplete(1, 0x201B, b"\0\x01\0"),
        )

    @pytest.mark.parametrize("kind", [1, 2, 4, 5])
    def test_packets_that_are_cut(self, kind):
        stream = HciStream()

        stream.h4(0, SENT, 1.0, bytes([kind, 1]))
        assert stream.skipped == 1


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=60)), max_size=10))
def test_any_h4_packets_never_raise(packets):
    stream = HciStream()
    for sent, packet in packets:
        stream.h4(0, SENT if sent else RECEIVED, 0.0, packet)


@given(st.sampled_from([1, 2, 4, 5]), st.binary(max_size=60))
def test_any_h4_packet_of_a_known_type_never_raises(kind, packet):
    HciStream().h4(0, SENT, 0.0, bytes([kind]) + packet)
