"""Redaction of captures from the air: keys go, check sums fit, connection and verdict stay."""

import pytest

from pairtui.protocol.captures.framing import PcapFraming
from pairtui.protocol.messages import ll
from pairtui.report.document import document
from pairtui.report.redact import redact, secrets_of
from pairtui.report.redact.captures import Kind, parts
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
