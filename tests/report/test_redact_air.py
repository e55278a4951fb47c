"""Redaction of captures from the air: keys go, check sums fit, connection and verdict stay."""

import pytest

from pairtui.protocol.captures.framing import PcapFraming
from pairtui.protocol.messages import ll
from pairtui.report.document import document
from pairtui.report.redact import redact, secrets_of
from pairtui.report.redact.air import L2capFrames, read_of
from pairtui.report.redact.captures import Kind, Packet, parts
from pairtui.report.redact.redaction import _framing
from pairtui.sources.capture.source import read_file
from tests.report.air import (
    ADVERTISING,
    ADVERTISING_INIT,
    INIT,
    LINK_TYPES,
    SECRETS,
    Air,
    check_sum,
    decrypted_bonding,
    enc_req,
    enc_rsp,
    legacy_pairing,
)


def verdicts(data, tmp_path):
    (tmp_path / "capture").write_bytes(data)
    found = read_file(str(tmp_path / "capture"))
    return document(found.model, file="", format=found.format, records=found.records, skipped=found.skipped)


def wrong_sums(data):
    """The packets whose check sum does not fit, by number."""
    wrong = []
    packets = (part for part in parts(data, _framing(data) or PcapFraming()) if part.kind is Kind.AIR)
    for number, packet in enumerate(packets, 1):
        behind = packet.begin + 2 + data[packet.begin + 1]
        init = ADVERTISING_INIT if packet.stream == ADVERTISING else INIT
        if check_sum(data[packet.begin : behind], init) != data[behind : behind + 3]:
            wrong.append(number)
    return wrong


def holds(data, secret):
    return any(secret[at : at + 6] in data for at in range(11))


@pytest.mark.parametrize("form", ["pcap", "pcapng"])
@pytest.mark.parametrize("link_type", LINK_TYPES)
def test_a_decrypted_bonding(link_type, form, tmp_path):
    capture = getattr(decrypted_bonding(Air(link_type)), form)()
    clean = redact(capture)
    assert secrets_of(capture).keys == set(SECRETS.values())
    assert (clean.secrets, clean.checked) == (7, 7)
    assert not any(holds(clean.data, secret) for secret in SECRETS.values())
    assert len(clean.data) == len(capture)
    assert wrong_sums(capture) == wrong_sums(clean.data) == []
    before = verdicts(capture, tmp_path)
    assert before["attempts"][0]["outcome"] == "paired"
    assert verdicts(clean.data, tmp_path) == before


@pytest.mark.parametrize("link_type", LINK_TYPES)
def test_a_pairing_in_the_clear_keeps_what_is_no_secret(link_type):
    capture = legacy_pairing(Air(link_type)).control(True, enc_req()).control(False, enc_rsp()).pcap()
    clean = redact(capture).data
    assert not any(holds(clean, SECRETS[name]) for name in ("mconfirm", "sconfirm", "mrandom", "srandom"))
    assert enc_req().encode() in clean and enc_rsp().encode() in clean
    changed = [number for number, (old, new) in enumerate(zip(capture, clean, strict=True)) if old != new]
    assert len(changed) <= 4 * (16 + 3)


@pytest.mark.parametrize("link_type", LINK_TYPES)
@pytest.mark.parametrize("sending", [{"pieces": (3, 8)}, {"pieces": (7, 1)}, {"twice": True}])
def test_pieces_and_what_is_sent_again(sending, link_type, tmp_path):
    capture = decrypted_bonding(Air(link_type), **sending).pcap()
    clean = redact(capture).data
    assert not any(secret[at : at + 3] in clean for secret in SECRETS.values() for at in range(14))
    assert wrong_sums(clean) == []
    assert verdicts(clean, tmp_path) == verdicts(capture, tmp_path)


@pytest.mark.parametrize("link_type", LINK_TYPES)
def test_pieces_that_are_sent_again(link_type):
    clean = redact(decrypted_bonding(Air(link_type), pieces=(9, 5), twice=True).pcap()).data
    assert not any(secret[at : at + 3] in clean for secret in SECRETS.values() for at in range(14))


def test_a_check_sum_that_was_wrong_stays_wrong():
    capture = bytearray(legacy_pairing(Air(251)).pcap())
    at = capture.index(SECRETS["sconfirm"]) + 16
    capture[at] ^= 0x80
    clean = redact(bytes(capture)).data
    assert wrong_sums(clean) == wrong_sums(bytes(capture)) != []


def test_pseudonyms_leave_the_check_sums_right(tmp_path):
    capture = decrypted_bonding(Air(256)).pcap()
    clean = redact(capture, pseudonyms=True).data
    assert bytes.fromhex("fa5544332211") in capture and bytes.fromhex("fa5544332211") not in clean
    assert wrong_sums(clean) == []
    (attempt,), (same,) = (verdicts(data, tmp_path)["attempts"] for data in (capture, clean))
    assert same["outcome"] == attempt["outcome"] and same["peer"]["address"] != attempt["peer"]["address"]


def test_ciphertext_is_left_alone(tmp_path):
    air = legacy_pairing(Air(256)).control(True, enc_req()).control(False, enc_rsp()).control(False, ll.StartEncReq())
    before = len(air.pcap())
    for number in range(20):
        air._data(number % 2 == 0, 2, bytes((number * 7 + place * 13) % 251 for place in range(25)))
    capture = air.pcap()
    clean = redact(capture).data
    assert clean[before:] == capture[before:]
    assert verdicts(clean, tmp_path)["attempts"][0]["outcome"] == verdicts(capture, tmp_path)["attempts"][0]["outcome"]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_capture_that_breaks_off(cut):
    capture = decrypted_bonding(Air(272)).pcap()
    last = capture.index(SECRETS["csrk"]) + 16
    clean = redact(capture[: last - cut]).data
    assert len(clean) == last - cut
    assert not any(secret[at : at + 3] in clean for secret in SECRETS.values() for at in range(14))


def heard(link, kind, payload, from_central):
    """A packet of one connection, and the octets of it in a file of nothing else."""
    data = bytes([kind, len(payload)]) + payload + bytes(3)
    return data, Packet(Kind.AIR, 0, len(data), link, from_central)


FRAME = b"\x11\0\x06\0\x06" + SECRETS["ltk"]


def pdus(*packets, frames=None):
    """The SMP PDUs to which each packet adds, as they are then."""
    frames, file, found = frames or L2capFrames(), b"", []
    for link, kind, payload, from_central in packets:
        data, packet = heard(link, kind, payload, from_central)
        begin, file = len(file), file + data
        packet = packet._replace(begin=begin, end=len(file))
        found.append([bytes(file[at] for at in places) for places in frames.smp_places(file, packet)])
    return found


START, MORE = 2, 1
WHOLE = FRAME[4:]


@pytest.mark.parametrize(
    ("packets", "last"),
    [
        ([(1, START, FRAME, True)], [WHOLE]),
        ([(1, START, FRAME[:4], True)], []),
        ([(1, START, FRAME[:5], True)], [WHOLE[:1]]),
        ([(1, START, FRAME[:2] + b"\x07" + FRAME[3:], True)], [WHOLE]),  # BR/EDR's channel
        ([(1, START, FRAME[:2] + b"\x04" + FRAME[3:], True)], []),
        ([(1, 3, FRAME, True)], []),  # a control PDU
        ([(ADVERTISING, START, FRAME, None)], []),
        ([(1, START, FRAME[:9], True), (1, MORE, FRAME[9:], True)], [WHOLE]),
        ([(1, START, FRAME[:1], True), (1, MORE, FRAME[1:], True)], [WHOLE]),
        ([(1, START, FRAME[:9], True), (1, MORE, FRAME[9:], False)], []),
        ([(1, START, FRAME[:9], True), (1, MORE, FRAME[9:], None)], [WHOLE]),
        ([(1, START, FRAME[:9], None), (1, MORE, FRAME[9:], False)], [WHOLE]),
        ([(1, START, FRAME[:9], True), (2, MORE, FRAME[9:], True)], []),  # another connection
        ([(1, START, FRAME[:9], True), (1, MORE, b"", True)], []),  # an empty packet goes on with nothing
        # A piece that is sent again, its sequence number the same, adds nothing; an equal one that is new adds.
        ([(1, START, FRAME[:9], True), *[(1, MORE, FRAME[9:12], True)] * 2, (1, MORE | 8, FRAME[12:], True)], [WHOLE]),
        ([(1, START, FRAME[:9], True), (1, MORE, b"aa", True), (1, MORE | 8, b"aa", True)], [WHOLE[:5] + b"aaaa"]),
        ([(1, START, FRAME, True), (1, MORE, b"more", True)], []),  # the frame is whole
        # Of a direction the newer frame counts; where nobody tells who sent, both stay open.
        ([(1, START, FRAME[:9], True), (1, START | 8, FRAME[:7], True), (1, MORE, FRAME[7:], True)], [WHOLE]),
        ([(1, START, FRAME[:9], True), (1, START, FRAME[:7], False), (1, MORE, FRAME[9:], True)], [WHOLE]),
        (
            [(1, START, FRAME[:9], None), (1, START, FRAME[:7], None), (1, MORE, FRAME[9:], None)],
            [WHOLE, WHOLE[:3] + FRAME[9:]],
        ),
    ],
)
def test_which_pdu_a_packet_adds_to(packets, last):
    assert pdus(*packets)[-1] == last


def test_of_many_open_frames_the_newest_four_go_on():
    started = [(1, START, FRAME[: 5 + number], None) for number in range(6)]
    assert len(pdus(*started, (1, MORE, b"rest", None))[-1]) == 4


def test_of_many_connections_the_newest_go_on(monkeypatch):
    monkeypatch.setattr("pairtui.report.redact.air.MAX_CONNECTIONS", 2)
    started = [(link, START, FRAME[:9], True) for link in (1, 2)]
    assert pdus(*started, (1, MORE, FRAME[9:], True))[-1] == [WHOLE], "two are as many as there may be"
    assert pdus(*started, (3, START, FRAME[:9], True), (1, MORE, FRAME[9:], True))[-1] == []
    assert pdus(*started, (3, START, FRAME[:9], True), (2, MORE, FRAME[9:], True))[-1] == [WHOLE]


@pytest.mark.parametrize(("before", "told", "size", "read"), [(0, 4, 9, 9), (0, 4, 12, 9), (0, 9, 8, 8), (3, 4, 9, 9)])
def test_how_much_of_a_packet_can_be_read(before, told, size, read):
    data = b"\xff" * before + bytes([START, told]) + bytes(size - 2)
    assert read_of(data, Packet(Kind.AIR, before, before + size, 1, True)) == read
