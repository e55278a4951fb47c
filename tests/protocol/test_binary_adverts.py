"""Advertisers: names from the air, reports of every kind, a table that stays bounded."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.protocol.captures.btsnoop import BtsnoopReader, BtsnoopWriter
from pairtui.protocol.messages.gap import local_name
from pairtui.protocol.reader import Advert
from pairtui.protocol.streams.advertisers import (
    MAX_ADVERTISERS,
    Advertisers,
    Heard,
    advertising_reports,
    extended_reports,
)
from pairtui.protocol.streams.hci import HciStream
from pairtui.protocol.streams.monitor import MonitorStream

ADDRESS = bytes.fromhex("060504030201")


def field(kind, value):
    return bytes([len(value) + 1, kind]) + value


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (field(1, b"\x06") + field(9, b"Thermometer"), "Thermometer"),
        (field(8, b"Thermo") + field(9, b"Thermometer"), "Thermometer"),
        (field(8, b"Thermo"), "Thermo"),
        (field(9, "Küche 🍳".encode()), "Küche 🍳"),
        (field(9, b"\x1b[2Jgone"), "\ufffd[2Jgone"),
        (field(9, b"pay\xe2\x80\xaegnp.exe"), "pay\ufffdgnp.exe"),
        (field(9, b"bad \xff\xfe"), "bad \ufffd\ufffd"),
        (field(9, b"[/]"), "[/]"),
        (field(9, b"padded\0\0\0junk"), "padded"),
        (field(9, b""), None),
        (b"\x20\x09cut", None),
        (b"", None),
    ],
)
def test_names(data, name):
    assert local_name(data) == name


def legacy(*reports):
    """Reports are (event type, address type, address, data, RSSI octet)."""
    body = b"".join(bytes([e, t]) + a + bytes([len(d)]) + d + bytes([r]) for e, t, a, d, r in reports)
    return bytes([len(reports)]) + body


def test_two_reports_in_one_event():
    data = legacy((0, 1, ADDRESS, field(9, b"one"), 0xC0), (4, 0, ADDRESS[::-1], b"", 127))

    assert list(advertising_reports(data)) == [
        Heard(ADDRESS, "random", field(9, b"one"), -64),
        Heard(ADDRESS[::-1], "public", b"", None),
    ]


def test_an_extended_report():
    head = bytes.fromhex("01 1300 01") + ADDRESS + bytes.fromhex("01 02 ff 7f ba 0000 00 000000000000")
    data = head + bytes([5]) + field(9, b"ext")

    assert list(extended_reports(data)) == [Heard(ADDRESS, "random", field(9, b"ext"), -70)]


@pytest.mark.parametrize(
    ("event", "rssi", "name"),
    [
        ("02 0f 01 060504030201 01 0000 0c025a 3412", None, None),
        ("22 0f 01 060504030201 01 00 0c025a 3412 c4", -60, None),
        ("2f 14 01 060504030201 01 00 0c025a 3412 c4 0409616263", -60, "abc"),
    ],
    ids=["Inquiry Result", "with RSSI", "Extended"],
)
def test_inquiry_results(event, rssi, name):
    stream = HciStream()
    stream.event(0, 5.0, bytes.fromhex(event))

    assert stream.advertisers.table == {
        (0, "01:02:03:04:05:06"): Advert("01:02:03:04:05:06", None, name, rssi, 1, 5.0, 5.0)
    }


def test_names_from_links():
    stream = HciStream()
    monitor = MonitorStream(stream)
    stream.event(0, 1.0, bytes.fromhex("07 ff 00 060504030201") + b"Headset".ljust(248, b"\0"))
    eir = field(9, b"Keyboard")
    connected = bytes.fromhex("01000000 0b00") + ADDRESS[::-1] + bytes.fromhex("02 00000000")
    monitor.entry(0, 17, 2.0, connected + len(eir).to_bytes(2, "little") + eir)

    assert stream.advertisers.table[0, "01:02:03:04:05:06"].name == "Headset"
    assert stream.advertisers.table[0, "06:05:04:03:02:01"].name == "Keyboard"


def found(address, rssi, data):
    """MGMT Device Found as the monitor carries it."""
    return (
        bytes.fromhex("01000000 1200") + address + bytes([1, rssi]) + bytes(4) + len(data).to_bytes(2, "little") + data
    )


def test_device_found_enriches_but_does_not_count_again():
    writer = BtsnoopWriter()
    reader = BtsnoopReader()
    event = legacy((0, 0, ADDRESS, field(8, b"Sens"), 0xC0))
    list(
        reader.feed(
            writer.header()
            + writer.monitor_record(1.0, 0, 3, bytes([0x3E, len(event) + 1, 2]) + event)
            + writer.monitor_record(2.0, 0, 17, found(ADDRESS, 0xC4, field(9, b"Sensor")))
            + writer.monitor_record(3.0, 0, 17, found(ADDRESS, 127, b""))
        )
    )

    assert reader.records == 3
    assert reader.adverts[0, "01:02:03:04:05:06"] == Advert(
        "01:02:03:04:05:06", "public", "Sensor", -60, count=1, first=1.0, last=3.0
    )


def test_the_table_is_bounded_and_the_oldest_go():
    advertisers = Advertisers()
    for number in range(MAX_ADVERTISERS + 10):
        advertisers.heard(0, float(number), Heard(number.to_bytes(6, "big"), "random"))

    assert len(advertisers.table) == MAX_ADVERTISERS
    assert (0, "00:00:00:00:00:00") not in advertisers.table


def test_a_capture_with_more_advertisers_than_the_table_holds():
    writer, reader = BtsnoopWriter(), BtsnoopReader()
    list(reader.feed(writer.header()))
    for number in range(MAX_ADVERTISERS + 500):
        event = legacy((0, 1, number.to_bytes(6, "little"), b"", 0xC0))
        list(reader.feed(writer.monitor_record(1.0 + number, 0, 3, bytes([0x3E, len(event) + 1, 2]) + event)))

    assert len(reader.adverts) == MAX_ADVERTISERS
    assert all(advert.count == 1 for advert in reader.adverts.values())
    assert len(reader._batch.known) <= MAX_ADVERTISERS


reports = st.tuples(
    st.sampled_from(["legacy", "extended", "found"]),
    st.integers(1, 3),
    st.sampled_from([b"", field(9, b"one"), field(9, b"two"), field(8, b"on"), b"\x05\x09x"]),
    st.sampled_from([0xC0, 0xD0, 0x7F]),
)


def entry(kind, device, data, rssi):
    address = bytes([device]) * 6
    if kind == "found":
        return 17, found(address, rssi, data)
    if kind == "legacy":
        event = bytes([2]) + legacy((0, 1, address, data, rssi))
    else:
        event = bytes.fromhex("0d 01 1300 01") + address + bytes([1, 0, 255, 127, rssi]) + bytes(9)
        event += bytes([len(data)]) + data
    return 3, bytes([0x3E, len(event)]) + event


@given(st.lists(reports, max_size=25), st.lists(st.integers(0, 2000), max_size=5))
def test_what_is_entered_at_once_is_what_is_entered_one_by_one(heard, cuts):
    writer, hci = BtsnoopWriter(), HciStream()
    monitor, data = MonitorStream(hci), writer.header()
    for at, report in enumerate(heard, 1):
        opcode, payload = entry(*report)
        data += writer.monitor_record(float(at), 0, opcode, payload)
        monitor.entry(0, opcode, float(at), payload)
    reader, start = BtsnoopReader(), 0
    for cut in [*sorted(cuts), len(data)]:
        assert list(reader.feed(data[start:cut])) == []
        start = max(start, min(cut, len(data)))

    assert reader.adverts == hci.advertisers.table
    assert reader.records == len(heard)


@given(st.lists(reports, max_size=25), st.lists(st.integers(0, 2000), max_size=5))
def test_any_chunking_fills_the_same_table(heard, cuts):
    writer = BtsnoopWriter()
    data = writer.header() + b"".join(
        writer.monitor_record(float(at), 0, *entry(*report)) for at, report in enumerate(heard, 1)
    )
    at_once, in_pieces, start = BtsnoopReader(), BtsnoopReader(), 0
    list(at_once.feed(data))
    for cut in [*sorted(cuts), len(data)]:
        list(in_pieces.feed(data[start:cut]))
        start = max(start, min(cut, len(data)))

    assert in_pieces.adverts == at_once.adverts


def two_reports(one, other):
    event = bytes([2]) + legacy(
        (0, 1, bytes([one]) * 6, field(9, b"pair"), 0xC1), (4, 1, bytes([other]) * 6, b"", 0x7F)
    )
    return 3, bytes([0x3E, len(event)]) + event


def crowd(seed, entries):
    """What controllers hear of a crowd, among traffic that says nothing and reports that are cut short."""
    rng = random.Random(seed)
    bodies = [b"", field(9, b"one"), field(9, b"two"), field(8, b"on"), b"\x05\x09x", field(0xFF, bytes(20))]
    for at in range(1, entries + 1):
        opcode, payload = entry(
            rng.choice(["legacy", "legacy", "extended", "found"]),
            rng.randrange(60),
            rng.choice(bodies),
            rng.choice([0xC0, 0xD0, 0x7F]),
        )
        match rng.randrange(40):
            case 0:
                opcode, payload = two_reports(rng.randrange(60), rng.randrange(60))
            case 1:
                opcode, payload = 3, bytes.fromhex("13 05 01 4000 0100")
            case 2:
                opcode, payload = 5, bytes.fromhex("4020 0900 0500 4400 0102030405")
            case 3 if opcode == 3:
                payload = payload[: rng.randrange(3, len(payload))]
        yield float(at), rng.choice([0, 0, 0, 1]), opcode, payload


@pytest.mark.parametrize("chunk", [100, 9_000, 70_000, 10_000_000])
def test_a_crowd_is_entered_as_if_one_by_one(chunk):
    writer, hci = BtsnoopWriter(), HciStream()
    monitor, data = MonitorStream(hci), writer.header()
    for at, adapter, opcode, payload in crowd(chunk, 8_000):
        data += writer.monitor_record(at, adapter, opcode, payload)
        monitor.entry(adapter, opcode, at, payload)
    reader = BtsnoopReader()
    for start in range(0, len(data), chunk):
        assert list(reader.feed(data[start : start + chunk])) == []

    assert reader.adverts == hci.advertisers.table
    assert (reader.records, reader.skipped) == (8_000, 0)


def test_a_crowd_larger_than_the_table_is_entered_as_if_one_by_one():
    writer, hci, rng = BtsnoopWriter(), HciStream(), random.Random(5)
    monitor, data = MonitorStream(hci), writer.header()
    for at in range(1, 20_000):
        # Some stay while the addresses of the others change.
        number = rng.randrange(50) if at % 2 else at // 2 + rng.randrange(100)
        event = bytes([2]) + legacy((0, 1, number.to_bytes(6, "little"), b"", 0xC0))
        payload = bytes([0x3E, len(event)]) + event
        data += writer.monitor_record(float(at), 0, 3, payload)
        monitor.entry(0, 3, float(at), payload)
    reader = BtsnoopReader()
    for start in range(0, len(data), 65_536):
        list(reader.feed(data[start : start + 65_536]))

    assert len(reader.adverts) == MAX_ADVERTISERS
    assert reader.adverts == hci.advertisers.table


@pytest.mark.parametrize("named_at", [0, 30, 63])
def test_a_name_is_found_among_reports_of_the_same_size(named_at):
    writer, reader = BtsnoopWriter(), BtsnoopReader()
    data = writer.header()
    for at in range(1_000):
        body = field(9, b"Lamp") if at == named_at else field(0xFF, at.to_bytes(4, "big"))
        data += writer.monitor_record(float(at), 0, *entry("legacy", 1, body, 0xC0))
    list(reader.feed(data))

    assert reader.adverts[0, "01:01:01:01:01:01"].name == "Lamp"
    assert reader.adverts[0, "01:01:01:01:01:01"].count == 1_000
