"""pcap and pcapng: each byte order and resolution, each HCI link type, any chunking, any damage."""

from itertools import pairwise
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairtui.protocol.captures.framing import MAX_PACKET, PcapFraming
from pairtui.protocol.captures.pcapng_framing import MAX_BLOCK, PcapngFraming
from pairtui.protocol.captures.reader import CaptureReader
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.record import Direction, LinkPdu, LogLine, Record

NOON = 1_700_000_000

H4, LE_LL, PPI, H4_PHDR, MONITOR, LE_PHDR, NORDIC = 187, 251, 192, 201, 254, 256, 272

DISCONNECT = b"\x01" + bytes.fromhex("06040301 00 13")
DISCONNECTED = b"\x04" + bytes.fromhex("05040001 00 16")
FAILED = bytes.fromhex("0200 0600 0508")


def PcapReader():
    return CaptureReader(PcapFraming())


def PcapngReader():
    return CaptureReader(PcapngFraming())


def acl(boundary, fragment):
    return b"\x02" + (1 | boundary << 12).to_bytes(2, "little") + len(fragment).to_bytes(2, "little") + fragment


def pcap(link_type, *packets, order="<", nano=False):
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    data = pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 65535, link_type)
    for number, packet in enumerate(packets):
        fraction = 250_000_000 if nano else 250_000
        data += pack(f"{order}IIII", NOON + number, fraction, len(packet), len(packet)) + packet
    return data


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = pack(f"{order}I", len(body) + 12)
    return pack(f"{order}I", kind) + size + body + size


def option(order, code, value):
    return pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order="<"):
    return block(order, 0x0A0D0D0A, pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(link_type, *options, order="<"):
    return block(order, 1, pack(f"{order}HHI", link_type, 0, 0) + b"".join(options))


def packet(data, units, number=0, order="<"):
    head = pack(f"{order}IIIII", number, units >> 32, units & 0xFFFFFFFF, len(data), len(data))
    return block(order, 6, head + data)


def read(reader, data, *cuts):
    places = [0, *sorted(cuts), len(data)]
    records = [r for a, b in pairwise(places) for r in reader.feed(data[a:b])]
    return [*records, *reader.close()]


def sent(data):
    return pack(">I", 0) + data


def received(data):
    return pack(">I", 1) + data


TRANSCRIPT = [
    Record(1, NOON + 0.25, 0, Direction.SENT, hci.Disconnect(1, 0x13)),
    Record(2, NOON + 1.25, 0, Direction.RECEIVED, hci.DisconnectionComplete(0, 1, 0x16)),
    Record(3, NOON + 2.25, 0, Direction.RECEIVED, LinkPdu(1, 6, smp.PairingFailed(8), "le")),
]


@pytest.mark.parametrize("order", ["<", ">"], ids=["little-endian", "big-endian"])
@pytest.mark.parametrize("nano", [False, True], ids=["micro", "nano"])
def test_pcap_in_each_byte_order_and_resolution(order, nano):
    packets = sent(DISCONNECT), received(DISCONNECTED), received(acl(2, FAILED))
    reader = PcapReader()

    assert read(reader, pcap(H4_PHDR, *packets, order=order, nano=nano)) == TRANSCRIPT
    assert (reader.format, reader.records, reader.skipped) == ("pcap", 3, 0)


@pytest.mark.parametrize("order", ["<", ">"], ids=["little-endian", "big-endian"])
def test_pcapng_in_each_byte_order(order):
    micro = [NOON * 1_000_000 + 250_000 + second * 1_000_000 for second in range(3)]
    packets = sent(DISCONNECT), received(DISCONNECTED), received(acl(2, FAILED))
    data = section(order) + interface(H4_PHDR, order=order)
    data += b"".join(packet(p, units, order=order) for p, units in zip(packets, micro, strict=True))
    reader = PcapngReader()

    assert read(reader, data) == TRANSCRIPT
    assert (reader.format, reader.records, reader.skipped) == ("pcapng", 3, 0)


def test_pcapng_resolution_offset_and_adapter_from_the_interface():
    nano = option("<", 9, b"\x09")
    name = option("<", 2, b"bluetooth3")
    offset = option("<", 14, pack("<q", 100))
    data = section() + interface(H4_PHDR, name, nano, offset) + packet(sent(DISCONNECT), 5_500_000_000)

    assert read(PcapngReader(), data) == [Record(1, 105.5, 3, Direction.SENT, hci.Disconnect(1, 0x13))]


def test_pcapng_binary_resolution():
    data = section() + interface(H4_PHDR, option("<", 9, b"\x8a")) + packet(sent(DISCONNECT), 1536)

    assert read(PcapngReader(), data)[0].time == 1.5


def test_pcapng_simple_packets_unknown_blocks_and_a_second_section():
    simple = block("<", 3, pack("<I", len(sent(DISCONNECT))) + sent(DISCONNECT))
    data = section() + block("<", 0xBAD, b"what") + interface(H4_PHDR) + simple
    data += section(">") + interface(H4, order=">") + packet(DISCONNECTED, 1_000_000, order=">")
    records = read(PcapngReader(), data)

    assert [(r.number, r.time, r.message.NAME) for r in records] == [
        (1, None, "Disconnect"),
        (2, 1.0, "Disconnection Complete"),
    ]


def test_plain_h4_tells_directions_by_its_packets():
    packets = [DISCONNECT, DISCONNECTED, acl(0, FAILED), acl(2, FAILED)]
    packets += [acl(0, FAILED[:5]), acl(1, FAILED[5:]), acl(2, FAILED[:5]), acl(1, FAILED[5:])]
    records = read(PcapReader(), pcap(H4, *packets))

    assert [(r.number, str(r.direction)) for r in records] == [
        (1, "sent"),
        (2, "received"),
        (3, "sent"),
        (4, "received"),
        (6, "sent"),
        (8, "received"),
    ]


def test_the_monitor_in_a_pcap():
    note = b"\xff\xff\0\x0c" + b"Linux version 6.1.0\0"
    event = b"\0\x01\0\x03" + DISCONNECTED[1:]
    records = read(PcapReader(), pcap(MONITOR, note, event))

    assert records == [
        Record(1, NOON + 0.25, None, Direction.HOST, LogLine("note", "Linux version 6.1.0")),
        Record(2, NOON + 1.25, 1, Direction.RECEIVED, hci.DisconnectionComplete(0, 1, 0x16)),
    ]


def test_a_link_type_that_is_not_bluetooth_is_skipped():
    reader = PcapReader()

    assert read(reader, pcap(1, b"ethernet", b"ethernet")) == []
    assert (reader.records, reader.skipped) == (2, 2)


class TestDamage:
    def test_a_packet_cut_at_the_end(self):
        reader = PcapReader()

        assert len(read(reader, pcap(H4, DISCONNECT, DISCONNECTED)[:-1])) == 1
        assert reader.skipped == 1

    def test_reading_goes_on_after_a_lying_length(self):
        lies = pack("<IIII", NOON, 0, MAX_PACKET + 1, 10) + bytes(100_000)
        data = pcap(H4, DISCONNECT) + lies + pcap(H4, DISCONNECT)[24:]
        reader = PcapReader()

        assert [r.number for r in read(reader, data)] == [1, 2]
        assert reader.skipped == 1

    def test_junk_is_not_kept(self):
        reader = PcapReader()
        list(reader.feed(pcap(H4, DISCONNECT) + b"\xff" * 24))
        for _ in range(20):
            list(reader.feed(b"\xff" * 65536))
            assert len(reader._rest) < 64

    @pytest.mark.parametrize("order", ["<", ">"], ids=["little-endian", "big-endian"])
    def test_packets_that_shifted_are_found_again(self, order):
        whole = pcap(H4, *[DISCONNECT] * 9, order=order)
        for harm in (whole[:30] + whole[34:], whole[:30] + b"\1\2\3" + whole[30:], whole[:32] + b"\2" + whole[33:]):
            reader = PcapReader()
            assert len(read(reader, harm)) >= 7
            assert reader.skipped > 0

    def test_joined_captures_are_read_whole_each_in_its_byte_order(self):
        data = pcap(H4, DISCONNECT) + pcap(H4_PHDR, sent(DISCONNECT), order=">") + pcap(H4, DISCONNECT, nano=True)
        reader = PcapReader()

        assert [r.number for r in read(reader, data)] == [1, 2, 3]
        assert (reader.records, reader.skipped) == (3, 0)

    def test_a_block_whose_length_lies_is_searched_through(self):
        good = packet(DISCONNECT, 0)
        lies = bytearray(good)
        lies[4] ^= 8
        reader = PcapngReader()

        assert len(read(reader, section() + interface(H4) + good + bytes(lies) + good)) == 2
        assert reader.skipped == 1

    def test_a_huge_block_is_passed_over_without_being_kept(self):
        size = MAX_BLOCK + 12
        huge = pack("<II", 0xBAD, size) + bytes(MAX_BLOCK) + pack("<I", size)
        data = section() + interface(H4) + huge + packet(DISCONNECT, 0)
        reader = PcapngReader()
        records: list[Record] = []
        for at in range(0, len(data), 4096):
            records += reader.feed(data[at : at + 4096])
            assert len(reader._rest) < 8192

        assert [r.message for r in records] == [hci.Disconnect(1, 0x13)]
        assert reader.skipped == 1

    @pytest.mark.parametrize("data", [b"\0" * 40, section()[:8] + b"junkjunkjunkjunk"], ids=["zeros", "byte order"])
    @pytest.mark.parametrize("reader", [PcapReader, PcapngReader])
    def test_what_is_no_capture(self, reader, data):
        decoder = reader()

        assert read(decoder, data) == []
        assert (decoder.records, decoder.skipped) == (0, 1)

    def test_a_packet_of_an_interface_that_nobody_described(self):
        reader = PcapngReader()

        assert read(reader, section() + packet(DISCONNECT, 0, number=3)) == []
        assert reader.skipped == 1


LINK_TYPES = st.sampled_from([H4, LE_LL, PPI, 147, H4_PHDR, MONITOR, LE_PHDR, NORDIC, 1])
# Octets that look like what the link types start with, so that junk gets past the first check.
heads = st.sampled_from(
    [
        b"",
        b"\0\0\0\x01\x02",
        b"\0\0\0\x03",
        b"\xd6\xbe\x89\x8e",
        bytes(10) + b"\xd6\xbe\x89\x8e",
        b"\0\0\x18\0\x93\0\0\0\x36\x75\x0c\0" + bytes(12) + b"\xd6\xbe\x89\x8e",
        b"\x01\x20\x00\x03\0\0\x06\x0a\x01\x25\x3c\0\0\0\0\0\0" + b"\x44\x33\x22\x11",
    ]
)
packets = st.lists(st.builds(bytes.__add__, heads, st.binary(max_size=50)), max_size=10)


@given(LINK_TYPES, packets, st.lists(st.integers(0, 800), max_size=4))
@settings(max_examples=300)
def test_any_pcap_packets_never_raise_and_any_chunking_gives_the_same(link_type, packets, cuts):
    data = pcap(link_type, *packets)
    at_once, in_pieces = PcapReader(), PcapReader()

    assert read(at_once, data) == read(in_pieces, data, *(min(cut, len(data)) for cut in cuts))
    assert at_once.records == in_pieces.records == len(packets)
    assert (at_once.skipped, at_once.adverts) == (in_pieces.skipped, in_pieces.adverts)


@given(LINK_TYPES, packets, st.binary(max_size=60), st.lists(st.integers(0, 800), max_size=4))
def test_any_pcapng_never_raises_and_any_chunking_gives_the_same(link_type, packets, junk, cuts):
    data = section() + interface(link_type) + b"".join(packet(p, 0) for p in packets) + junk
    at_once, in_pieces = PcapngReader(), PcapngReader()

    assert read(at_once, data) == read(in_pieces, data, *(min(cut, len(data)) for cut in cuts))
    assert (at_once.records, at_once.skipped) == (in_pieces.records, in_pieces.skipped)


@given(st.binary(max_size=100), st.sampled_from([pcap(H4), pcap(H4, order=">"), section(), section(">"), b""]))
def test_any_octets_never_raise(junk, head):
    read(PcapReader(), head + junk)
    read(PcapngReader(), head + junk)
