"""btsnoop captures: every lab capture, transcripts of pairings, any chunking, any damage."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairtui.protocol.captures.btsnoop import H1, H4, MONITOR, BtsnoopReader, BtsnoopWriter
from pairtui.protocol.captures.framing import MAX_RECORD
from pairtui.protocol.fields import Message
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.messages.mgmt import MgmtClose, MgmtOpen
from pairtui.protocol.record import Direction, IndexInfo, LinkPdu, LogLine, MgmtPdu, Record
from pairtui.protocol.streams.hci import IsoOnAclLink
from pairtui.protocol.values import Malformed, Secret

CAPTURES = Path(__file__).parent.parent / "captures"
NOON = 1_700_000_000.25


def read(data, *cuts):
    reader = BtsnoopReader()
    places = [0, *sorted(cuts), len(data)]
    records = [r for a, b in pairwise(places) for r in reader.feed(data[a:b])]
    return [*records, *reader.close()], reader


def outcome(data, *cuts):
    records, reader = read(data, *cuts)
    return records, reader.records, reader.skipped, reader.format, reader.adverts


def capture(*entries, datalink=MONITOR):
    """Entries are (flags, payload); for the monitor the flags are adapter << 16 | opcode."""
    writer = BtsnoopWriter(datalink)
    stamped = (writer.record(NOON + number, flags, payload) for number, (flags, payload) in enumerate(entries))
    return writer.header() + b"".join(stamped)


def smp_transcript(records):
    arrows = {Direction.SENT: "<", Direction.RECEIVED: ">"}
    pdus = [(r.direction, r.message.pdu) for r in records if isinstance(r.message, LinkPdu) and r.message.cid == 6]
    return [f"{arrows[direction]} {type(pdu).NAME}" for direction, pdu in pdus if isinstance(pdu, Message)]


@pytest.mark.parametrize("path", sorted(CAPTURES.glob("*.btsnoop")), ids=lambda path: path.stem)
def test_every_lab_capture_decodes_whole(path):
    records, reader = read(path.read_bytes())

    assert reader.format == "btsnoop-monitor"
    assert reader.skipped == 0
    assert reader.records > 20
    assert [r.number for r in records] == sorted(r.number for r in records)
    assert not [r for r in records if isinstance(r.message, Malformed)]
    assert records[0].message.text.startswith(("Linux version 6.1.192", "Linux version 6.12."))


def test_just_works_with_secure_connections():
    records, _ = read((CAPTURES / "02-jw-sc-ok.btsnoop").read_bytes())

    assert smp_transcript(records) == [
        "< Pairing Request",
        "> Pairing Response",
        "< Pairing Public Key",
        "> Pairing Public Key",
        "> Pairing Confirm",
        "< Pairing Random",
        "> Pairing Random",
        "< Pairing DHKey Check",
        "> Pairing DHKey Check",
        "> Identity Information",
        "> Identity Address Information",
    ]


def test_wrong_passkey_with_legacy_pairing():
    records, _ = read((CAPTURES / "03-04-confirm-value-wrong-passkey-legacy.btsnoop").read_bytes())

    assert smp_transcript(records)[-2:] == ["< Pairing Random", "> Pairing Failed"]
    failed = [r for r in records if isinstance(r.message, LinkPdu) and isinstance(r.message.pdu, smp.PairingFailed)]
    assert failed[0].message == LinkPdu(1, 6, smp.PairingFailed(4), "le")
    assert failed[0].adapter == 0


def test_what_surrounds_a_pairing():
    records, _ = read((CAPTURES / "02-jw-sc-ok.btsnoop").read_bytes())
    messages = [r.message for r in records]

    assert messages[1] == LogLine("note", "Bluetooth subsystem version 2.22")
    assert messages[2] == IndexInfo("new", "AA:BB:CC:00:00:01", "hci0")
    assert messages[5] == MgmtOpen(1, "bluetoothd", "1.22", trusted=True, channel="mgmt")
    assert MgmtClose(2) in messages
    assert MgmtPdu(1, mgmt.PairDevice("C0:00:00:00:00:02", 2, 3)) in messages
    assert hci.LeConnectionComplete(0, 1, 0, 1, "C0:00:00:00:00:02", 24, 0, 42) in messages
    assert hci.EncryptionChange(0, 1, 1) in messages
    assert messages[-2] == hci.DisconnectionComplete(0, 1, 0x13)
    assert messages[-1] == MgmtPdu(1, mgmt.DeviceDisconnected("C0:00:00:00:00:02", 2, 3))


def test_adverts_go_into_the_table():
    _, reader = read((CAPTURES / "02-jw-sc-ok.btsnoop").read_bytes())
    advert = reader.adverts[0, "C0:00:00:00:00:02"]

    assert (advert.address_type, advert.name, advert.rssi, advert.count) == ("random", "jw-sc", -50, 4)
    assert 1795221834 < advert.first < advert.last < 1795221835


def test_times_are_posix_seconds():
    records, _ = read(capture((0xFFFF << 16 | 12, b"one\0"), (0xFFFF << 16 | 12, b"two\0")))

    assert [(r.number, r.time, r.adapter, r.direction) for r in records] == [
        (1, NOON, None, Direction.HOST),
        (2, NOON + 1, None, Direction.HOST),
    ]


def test_a_program_log_line_is_made_safe():
    records, _ = read(capture((0xFFFF << 16 | 13, b"\x03\x0bbluetoothd\0No agent \x1b[31m\xe2\x80\xaeevil\0")))

    assert records[0].message == LogLine("bluetoothd", "No agent \ufffd[31m\ufffdevil", 3)


def test_an_unprivileged_and_a_user_channel_socket():
    opened = (
        bytes.fromhex("05000000 0200 01 1600 00000000 04")
        + b"hcix"
        + bytes.fromhex("06000000 0100 02 1600 01000000 00")
    )
    records, _ = read(capture((0xFFFF << 16 | 14, opened[:18]), (0xFFFF << 16 | 14, opened[18:])))

    assert records[0].message == MgmtOpen(5, "hcix", "1.22", trusted=False)
    assert records[1].message == MgmtOpen(6, "", "2.22", trusted=True, channel="user")


def test_secrets_do_not_print():
    reply = bytes.fromhex("0b0416 060504030201") + bytes(range(16))
    records, _ = read(capture((2, reply)))

    assert records[0].message == hci.LinkKeyRequestReply("01:02:03:04:05:06", Secret(bytes(range(16))))
    assert "0f" not in repr(records)


def test_an_acl_link_whose_data_is_taken_for_isochronous():
    up = bytes([0x3E, 19, 1, 0, 1, 14, 0, 1, 6, 5, 4, 3, 2, 1, 24, 0, 0, 0, 42, 0, 0])
    iso = bytes.fromhex("012e0b00 0700060002030009100003")
    stream = bytes.fromhex("022e0b00 0700060002030009100003")
    records, _ = read(capture((3, up), (19, iso), (19, stream)))

    assert [r.message for r in records[1:]] == [IsoOnAclLink(0x0E01, 11)]


def test_what_does_not_matter_is_counted_but_not_told():
    number_of_completed_packets = bytes.fromhex("130501010001 00")
    read_buffer_size_done = bytes.fromhex("0e0b01 0510 00 fd03 40 0800 0800")
    advert = bytes.fromhex("3e0c 02 01 00 00 060504030201 00 c0")
    att_read_by_group_type = bytes.fromhex("01000b00 07000400 100100ffff0028")
    sound = bytes.fromhex("0100020000ff")
    records, reader = read(
        capture(
            (3, number_of_completed_packets),
            (3, read_buffer_size_done),
            (3, advert),
            (3, bytes.fromhex("ff0301") + b"\0\0"),
            (4, att_read_by_group_type),
            (7, sound),
            (2, bytes.fromhex("051000")),
        )
    )

    assert (records, reader.records, reader.skipped) == ([], 7, 0)
    assert reader.adverts[0, "01:02:03:04:05:06"].rssi == -64


def test_h4_and_h1_tell_the_same():
    command, event = bytes.fromhex("06040301 00 13"), bytes.fromhex("05040001 00 16")
    data = bytes.fromhex("01200600 02000600 0508")
    h4 = read(capture((2, b"\x01" + command), (3, b"\x04" + event), (1, b"\x02" + data), datalink=H4))
    h1 = read(capture((2, command), (3, event), (1, data), datalink=H1))

    assert (
        h4[0]
        == h1[0]
        == [
            Record(1, NOON, 0, Direction.SENT, hci.Disconnect(1, 0x13)),
            Record(2, NOON + 1, 0, Direction.RECEIVED, hci.DisconnectionComplete(0, 1, 0x16)),
            Record(3, NOON + 2, 0, Direction.RECEIVED, LinkPdu(1, 6, smp.PairingFailed(8), "le")),
        ]
    )
    assert (h4[1].format, h1[1].format) == ("btsnoop-h4", "btsnoop-h1")


class TestDamage:
    note = (0xFFFF << 16 | 12, b"still here\0")

    def test_an_entry_cut_at_the_end(self):
        records, reader = read(capture(self.note, self.note)[:-3])

        assert (len(records), reader.records, reader.skipped) == (1, 1, 1)

    def test_reading_goes_on_after_junk(self):
        whole = capture(self.note, self.note)
        middle = 16 + 24 + 11
        records, reader = read(whole[:middle] + b"\xff" * 100 + whole[middle:])

        assert [(r.number, r.message.text) for r in records] == [(1, "still here"), (2, "still here")]
        assert reader.skipped == 1

    def test_reading_goes_on_after_a_lying_length(self):
        writer = BtsnoopWriter()
        lies = bytearray(writer.monitor_record(NOON, None, 12, b"x" * 40))
        lies[4:8] = (MAX_RECORD + 1).to_bytes(4, "big")
        good = writer.monitor_record(NOON, None, 12, self.note[1])
        records, reader = read(writer.header() + good + lies + good)

        assert [r.number for r in records] == [1, 2]
        assert reader.skipped == 1

    def test_reading_goes_on_behind_a_hole_of_zeros(self):
        whole = capture(*[self.note] * 9)
        holed = whole[:100] + bytes(80) + whole[180:]
        _, reader = read(holed)

        assert reader.records == 7
        assert reader.skipped > 0

    def test_joined_captures_are_read_whole_each_with_its_datalink(self):
        sent = (2, b"\x01" + bytes.fromhex("06040301 00 13"))
        records, reader = read(capture(self.note) + capture(sent, datalink=H4) + capture(self.note))

        assert [r.number for r in records] == [1, 2, 3]
        assert (reader.format, reader.skipped) == ("btsnoop-monitor", 0)

    @pytest.mark.parametrize(
        "header",
        [
            b"btsnoop\0" + bytes.fromhex("01000000 d1070000"),
            b"btsnoop\0" + bytes.fromhex("00000001 000003ef"),
            b"btsnoop\0" + bytes.fromhex("00000002 000007d1"),
            b"\0" * 16,
        ],
        ids=["little-endian", "unknown datalink", "unknown version", "no btsnoop"],
    )
    def test_a_file_that_cannot_be_read_is_skipped_without_being_kept(self, header):
        reader = BtsnoopReader()

        assert [*reader.feed(header), *reader.feed(b"x" * 100_000), *reader.close()] == []
        assert (reader.records, reader.skipped, reader._rest) == (0, 1, b"")

    def test_a_truncated_header_file(self):
        records, reader = read(b"btsnoop\0\0\0")

        assert (records, reader.skipped) == ([], 1)

    def test_an_opcode_of_a_later_kernel_is_skipped(self):
        records, reader = read(capture((40, b"what is this"), self.note))

        assert (len(records), reader.records, reader.skipped) == (1, 2, 1)

    def test_a_message_that_is_too_short(self):
        records, reader = read(capture((3, bytes.fromhex("0803 000100")), (0xFFFF << 16 | 17, b"\x01\0\0")))

        assert isinstance(records[0].message, Malformed)
        assert isinstance(records[1].message, Malformed)
        assert reader.skipped == 2

    def test_junk_is_not_kept(self):
        reader = BtsnoopReader()
        list(reader.feed(capture(self.note) + b"\xff" * 24))
        for _ in range(20):
            list(reader.feed(b"\xff" * 65536))
            assert len(reader._rest) < 64


LAB = [path.read_bytes() for path in sorted(CAPTURES.glob("0[24]*.btsnoop"))]


@given(data=st.sampled_from(LAB), cuts=st.lists(st.integers(0, 6000), max_size=12))
def test_any_chunking_gives_the_same(data, cuts):
    assert outcome(data, *(min(cut, len(data)) for cut in cuts)) == outcome(data)


def test_one_octet_at_a_time():
    data = (CAPTURES / "07-jw-sc-sec3.btsnoop").read_bytes()

    assert outcome(data, *range(len(data))) == outcome(data)


@given(
    data=st.sampled_from(LAB),
    place=st.integers(0, 6000),
    drop=st.integers(0, 60),
    junk=st.binary(max_size=60),
    cuts=st.lists(st.integers(0, 6000), max_size=6),
)
@settings(max_examples=300)
def test_any_chunking_of_a_damaged_capture_gives_the_same(data, place, drop, junk, cuts):
    damaged = data[:place] + junk + data[place + drop :]

    assert outcome(damaged, *(min(cut, len(damaged)) for cut in cuts)) == outcome(damaged)


@given(datalink=st.sampled_from([H1, H4, MONITOR]), junk=st.binary(max_size=400))
def test_any_octets_after_a_header_never_raise(datalink, junk):
    outcome(BtsnoopWriter(datalink).header() + junk)


@given(
    datalink=st.sampled_from([H1, H4, MONITOR]),
    entries=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from([*range(20), 63]), st.binary(max_size=80)), max_size=12
    ),
    cuts=st.lists(st.integers(0, 1500), max_size=4),
)
@settings(max_examples=300)
def test_any_payloads_never_raise_and_every_entry_counts(datalink, entries, cuts):
    data = capture(*((adapter << 16 | opcode, payload) for adapter, opcode, payload in entries), datalink=datalink)
    if datalink != MONITOR:
        data = capture(*((opcode & 3, payload) for _, opcode, payload in entries), datalink=datalink)
    records, reader = read(data, *(min(cut, len(data)) for cut in cuts))

    assert reader.records == len(entries)
    assert all(1 <= r.number <= len(entries) for r in records)
    assert outcome(data) == outcome(data, *(min(cut, len(data)) for cut in cuts))


@given(st.binary(max_size=200))
def test_any_octets_never_raise(junk):
    outcome(junk)
