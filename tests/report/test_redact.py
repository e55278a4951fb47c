"""Redaction: nothing moves, nothing secret stays, and the verdict is the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.protocol.detect import reader_for
from pairtui.protocol.values import Secret
from pairtui.report.document import document
from pairtui.report.redact import RedactError, redact, secrets_of
from pairtui.report.redact.utf16 import codec_of
from pairtui.sources.capture.source import read_file

CAPTURES = sorted(Path(__file__).parents[1].joinpath("captures").glob("*.btsnoop"))
LTK = bytes.fromhex("00112233445566778899aabbccddeef0")
PEER = bytes.fromhex("665544332211")

LOG = b"""\
@ MGMT Event: User Confirmation Request (0x000f) plen 13             {0x0001} [hci0] 26.1
        LE Address: C0:11:22:33:44:55 (Static)
        Confirm hint: 0x00
        Value: 0x000c9b4b
> ACL Data RX: Handle 64 flags 0x02 dlen 21                      #110 [hci0] 26.2
      SMP: Pairing Confirm (0x03) len 16
        Confim value: 00112233445566778899aabbccddeef0
> ACL Data RX: Handle 64 flags 0x02 dlen 21                      #111 [hci0] 26.3
      SMP: Encryption Information (0x06) len 16
        Long term key[16]:
        00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee f0  .."3DUfw........
> HCI Event: Encryption Change (0x08) plen 4                     #112 [hci0] 26.4
        Status: Success (0x00)
@ MGMT Event: Passkey Notify (0x0017) plen 12                    {0x0001} [hci0] 26.5
        Passkey: 123456
[agent] Confirm passkey 299050 (yes/no): yes
[agent] Enter passkey (number in 0-999999): 000123
[agent] PIN code: 4711
        Name: Key 1234 of the hall
        UUID: 0000110b-0000-1000-8000-00805f9b34fb
Key=00112233445566778899AABBCCDDEEF0
"""


def decoded_secrets(data):
    """Every secret the decoders see in a capture or log."""
    reader = reader_for(data[:4096])
    assert reader is not None
    for record in [*reader.feed(data), *reader.close()]:
        message = getattr(record.message, "pdu", record.message)
        for name in getattr(message, "__dataclass_fields__", ()):
            value = getattr(message, name)
            if isinstance(value, Secret):
                yield value.reveal()


def verdicts(path):
    found = read_file(str(path))
    doc = document(found.model, file="", format=found.format, records=found.records, skipped=found.skipped)
    for attempt in doc["attempts"]:
        if attempt["diagnosis"]:
            attempt["diagnosis"]["evidence"] = []  # passkeys that are compared there read as zeros
    return doc


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_a_capture_keeps_its_verdict_and_no_secret(capture, tmp_path):
    before = capture.read_bytes()
    clean = redact(before)
    after = tmp_path / "clean.btsnoop"
    after.write_bytes(clean.data)
    assert len(clean.data) == len(before)
    assert all(secret in (0, bytes(16)) for secret in decoded_secrets(clean.data))
    assert verdicts(after) == verdicts(capture)


def test_a_bonding_has_secrets_and_they_are_counted():
    capture = next(path for path in CAPTURES if path.stem == "02-jw-legacy-ok")
    before = capture.read_bytes()
    keys = {secret for secret in decoded_secrets(before) if isinstance(secret, bytes)}
    clean = redact(before)
    assert clean.checked >= len(keys) >= 4
    assert not any(key in clean.data for key in keys)


def test_a_log_keeps_its_shape_and_loses_its_digits():
    clean = redact(LOG).data
    lines = clean.decode().splitlines()
    assert len(clean) == len(LOG)
    assert "        Value: 0x00000000" in lines
    assert "        Confim value: 00000000000000000000000000000000" in lines
    assert "        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................" in lines
    assert "        Passkey: 000000" in lines
    assert "[agent] Confirm passkey 000000 (yes/no): yes" in lines
    assert "[agent] Enter passkey (number in 0-999999): 000000" in lines
    assert "[agent] PIN code: 0000" in lines
    assert "Key=00000000000000000000000000000000" in lines


def test_a_log_keeps_what_is_no_secret():
    lines = redact(LOG).data.decode().splitlines()
    assert "        LE Address: C0:11:22:33:44:55 (Static)" in lines
    assert "        UUID: 0000110b-0000-1000-8000-00805f9b34fb" in lines
    assert "        Name: Key 1234 of the hall" in lines
    assert "> HCI Event: Encryption Change (0x08) plen 4                     #112 [hci0] 26.4" in lines


def test_a_coloured_and_a_quoted_log_are_redacted_too():
    coloured = b"\x1b[0;36m      SMP: Encryption Information (0x06) len 16\x1b[0m\n\x1b[0;33m        Long term key: "
    coloured += LTK.hex().encode() + b"\x1b[0m\n"
    quoted = b"> > " + LOG.replace(b"\n", b"\n> > ")
    for log in (coloured, quoted):
        clean = redact(log)
        assert len(clean.data) == len(log)
        assert LTK.hex().encode() not in clean.data
        assert LTK.hex(" ").encode() not in clean.data
    assert clean.data.count(b"\n> > ") == quoted.count(b"\n> > ")


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("        Passkey: 0x1e240", "        Passkey: 0x00000"),
        ("Passkey for C4:11:22:33:44:55 (random): 123456", "Passkey for C4:11:22:33:44:55 (random): 000000"),
        ("Confirm passkey for C4:11:22:33:44:55 (random): 023456", None),
        ("Please type the passkey 123456.", "Please type the passkey 000000."),
        ("the PIN is 4711, said the display", "the PIN is 0000, said the display"),
        ("passkey=123456 timeout=30.5", "passkey=000000 timeout=30.5"),
    ],
)
def test_a_passkey_in_words(line, clean):
    clean = clean or line.replace("023456", "000000")
    assert redact(f"{line}\n".encode()).data.decode() == f"{clean}\n"


def h4(*packets):
    """A btsnoop capture of H4 packets, all received."""
    file = b"btsnoop\0" + (1).to_bytes(4, "big") + (1002).to_bytes(4, "big")
    for packet in packets:
        size = len(packet).to_bytes(4, "big")
        file += size + size + (1).to_bytes(4, "big") + bytes(4) + bytes(8) + packet
    return file


def acl(flags, payload):
    return b"\x02" + (0x40 | flags << 12).to_bytes(2, "little") + len(payload).to_bytes(2, "little") + payload


def test_a_key_in_fragments_is_found():
    frame = b"\x11\x00\x06\x00\x06" + LTK
    capture = h4(acl(0b10, frame[:3]), acl(0b01, frame[3:10]), acl(0b01, frame[10:]))
    clean = redact(capture)
    assert clean.checked == 1
    assert clean.data == capture.replace(frame[4:10], b"\x06" + bytes(5)).replace(frame[10:], bytes(11))


def test_a_key_that_stands_elsewhere_too_is_removed_there():
    notification = b"\x04\x18\x17" + PEER + LTK + b"\x04"
    elsewhere = b"\x04\xff\x20" + LTK[::-1] + bytes(15) + b"\x01"
    in_text = b"\x04\xff\x24" + LTK.hex().encode() + bytes(4)
    clean = redact(h4(notification, elsewhere, in_text)).data
    assert LTK not in clean and LTK[::-1] not in clean and LTK.hex().encode() not in clean
    assert PEER in clean


def test_the_keys_bluetoothd_loads_are_removed():
    entry = PEER + b"\x01\x00\x01\x10" + bytes(10) + LTK
    frame = bytes(4) + (0x0013).to_bytes(2, "little") + (2).to_bytes(2, "little") + entry + entry
    size = len(frame).to_bytes(4, "big")
    capture = b"btsnoop\0" + (1).to_bytes(4, "big") + (2001).to_bytes(4, "big")
    capture += size + size + (16).to_bytes(4, "big") + bytes(12) + frame
    clean = redact(capture)
    assert LTK not in clean.data
    assert clean.data.count(PEER) == 2


def pcap(link, *packets):
    file = bytes.fromhex("d4c3b2a102000400") + bytes(8) + (65535).to_bytes(4, "little") + link.to_bytes(4, "little")
    for packet in packets:
        size = len(packet).to_bytes(4, "little")
        file += bytes(8) + size + size + packet
    return file


@pytest.mark.parametrize(("link", "head"), [(187, b""), (201, bytes(4))])
def test_a_pcap_capture(link, head):
    notification = head + b"\x04\x18\x17" + PEER + LTK + b"\x04"
    capture = pcap(link, notification)
    assert redact(capture).data == capture.replace(LTK, bytes(16))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_stays_utf16(encoding):
    clean = redact(LOG.decode().encode(encoding))
    assert clean.data == redact(LOG).data.decode().encode(encoding)
    assert clean.checked == 1


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (b"\xff\xfek\0", "utf-16-le"),
        (b"\xfe\xff\0k", "utf-16-be"),
        (b"k\0e\0y\0:\0", "utf-16-le"),
        (b"\0k\0e\0y\0:", "utf-16-be"),
        (b"k\0e\0y\0:", None),  # too short to tell
        ("Schlüssel Łódź".encode("utf-16-le"), "utf-16-le"),  # some letters have no zero
        ("ключ: 0f1e2d3c".encode("utf-16-be"), "utf-16-be"),
        (b"\0\0k\0e\0y\0:\0", None),  # zeros in both places: octets
        (b"key: 0f1e2d3c", None),
        (b"ke\0y: 0f1e2d3c4b", None),  # one zero in a text
        (b"key: 0f1e2d3c" * 5 + b"k\0e\0y\0" * 30, None),  # by its head
    ],
)
def test_a_text_in_utf16_is_known_by_its_mark_or_its_zeros(data, codec):
    assert codec_of(data) == codec


@pytest.mark.parametrize("tail", [b"x", b"\x00\xd8", b"\x00\xd8x"])
def test_utf16_with_half_a_character_at_its_end(tail):
    log = b"\xff\xfe" + LOG.decode().encode("utf-16-le") + tail
    clean = redact(log)
    assert len(clean.data) == len(log) and clean.data.endswith(tail)
    assert LTK.hex().encode("utf-16-le") not in clean.data


def test_the_secrets_of_a_log():
    found = secrets_of(LOG)
    assert found.keys == {LTK}
    assert found.codes == {"826187", "123456", "299050", "000123", "4711"}
    assert secrets_of(LOG.decode().encode("utf-16")) == found


def test_the_secrets_of_a_capture():
    passkey = b"\x04\x3b\x0a" + PEER + (299050).to_bytes(4, "little")
    pin = b"\x01\x0d\x04\x17" + PEER + b"\x04" + b"4711".ljust(16, b"\0")
    found = secrets_of(h4(passkey, pin, b"\x04\x18\x17" + PEER + LTK + b"\x04"))
    assert found.keys == {LTK}
    assert found.codes == {"299050", "4711"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x1f\x8b\x08\x00rest", "decompress it first"),
        (b"\x7fELF\x02\x01\x01" + bytes(300), "not a capture"),
        (pcap(195, bytes(20)), "link type 195"),
    ],
)
def test_what_cannot_be_redacted_is_refused(data, why):
    with pytest.raises(RedactError, match=why):
        redact(data)


def test_pseudonyms_are_the_same_everywhere_and_of_the_same_kind():
    other = LOG.replace(b"C0:11:22:33:44:55", b"4A:11:22:33:44:66")
    path = b"/org/bluez/hci0/dev_C0_11_22_33_44_55 and c0:11:22:33:44:55\n"
    clean = redact(LOG + other + path, pseudonyms=True).data
    assert len(clean) == len(LOG + other + path)
    assert b"C0:00:00:00:00:01" in clean and b"40:00:00:00:00:02" in clean
    assert b"dev_C0_00_00_00_00_01 and c0:00:00:00:00:01" in clean
    assert b"33:44" not in clean and b"33_44" not in clean


def test_pseudonyms_in_a_capture_keep_its_verdict(tmp_path):
    capture = next(path for path in CAPTURES if path.stem == "03-05-pairing-not-supported")
    clean = redact(capture.read_bytes(), pseudonyms=True)
    after = tmp_path / "clean.btsnoop"
    after.write_bytes(clean.data)
    (attempt,), (same,) = verdicts(capture)["attempts"], verdicts(after)["attempts"]
    assert same["peer"]["address"] != attempt["peer"]["address"]
    assert same["peer"]["name"] != attempt["peer"]["name"]
    assert (same["failure"], same["diagnosis"]) == (attempt["failure"], attempt["diagnosis"])


@given(st.binary(max_size=400), st.sampled_from(["", "h4", "monitor", "pcap"]))
def test_any_bytes_are_redacted_or_refused(data, wrapping):
    if wrapping == "h4":
        data = h4(*(data[i : i + 40] for i in range(0, len(data), 40)))
    elif wrapping == "monitor":
        data = b"btsnoop\0\0\0\0\1\0\0\x07\xd1" + data
    elif wrapping == "pcap":
        data = pcap(201, data)
    try:
        clean = redact(data)
    except RedactError:
        return
    assert len(clean.data) == len(data)
