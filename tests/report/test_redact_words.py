"""Secrets in the words of a log, whoever wrote it; what is no secret stays."""

import base64
import tracemalloc

import pytest

from pairtui.report.redact import redact, secrets_of
from pairtui.report.redact.places import spellings

LTK = bytes.fromhex("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
HEX = LTK.hex()
ARRAY = ", ".join(f"0x{octet:02x}" for octet in LTK)


def redacted(text):
    log = b"bluetoothd[1]: src/adapter.c:pair() hci0\n" + text.encode() + b"\nafter it\n"
    clean = redact(log).data
    assert len(clean) == len(log) and clean.endswith(b"\nafter it\n")
    return clean[log.index(b"\n") + 1 : -len(b"\nafter it\n")].decode()


SPELLINGS = {
    "spaces": f"LTK: {LTK.hex(' ')}",
    "colons": f"ltk = {LTK.hex(':')}",
    "dashes": f"IRK: {LTK.hex('-').upper()}",
    "commas": f"csrk: {','.join(f'{octet:02x}' for octet in LTK)}",
    "a C array": f"static const uint8_t peer_ltk[16] = {{{ARRAY}}};",
    "a C array without a name": f"memcpy(key, (uint8_t[]){{ {ARRAY} }}, 16);",
    "a C array over lines": f"uint8_t ltk[16] = {{\n    {ARRAY[:46]},\n    {ARRAY[48:]}\n}};",
    "Zephyr's stored bond": f"bt_keys: keys_set: name bt/keys/c62a64ca2efc1 val {HEX}{HEX[:9]}{HEX}",
    "JSON": f'{{"ltk": "{HEX}", "rand": 0}}',
    "JSON with colons": f'{{"link_key":"{LTK.hex(":")}"}}',
    "Python": f"keys: {{'ltk': b'{HEX}'}}",
    "base64": f"LTK: {base64.b64encode(LTK).decode()}",
    "base64 in JSON": f'"ltk": "{base64.b64encode(LTK).decode()}"',
    "base64 alone": f"got {base64.b64encode(LTK).decode()} from it",
    "colons alone": f"the peer's is {LTK.hex(':')}",
    "DHKey": f"DHKey: {LTK.hex()}{LTK.hex()}",
    "DHKey, spaced": f"dhkey {LTK.hex(' ')} {LTK.hex(' ')}",
    "DHKey check": f"DHKey Check: {LTK.hex(' ')}",
    "Broadcast_Code": f"Broadcast_Code: {LTK.hex(' ')}",
    "a list of numbers in hexadecimal": f"ltk: [{ARRAY}]",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_key_in_any_spelling(spelling):
    before = SPELLINGS[spelling]
    clean = redacted(before)
    assert not any(text.encode() in clean.encode() for text in (HEX, LTK.hex(" "), LTK.hex(":"), ARRAY, ARRAY[:46]))
    assert base64.b64encode(LTK).decode() not in clean
    assert "1e" not in clean.lower().replace("static", "") and "2d" not in clean.lower()
    kept = [word for word in ("LTK", "ltk", "IRK", "csrk", "DHKey", "from it", "uint8_t") if word in before]
    assert all(word in clean for word in kept)


def xxd(octets):
    lines = []
    for at in range(0, len(octets), 16):
        row = octets[at : at + 16]
        pairs = " ".join(row[place : place + 2].hex() for place in range(0, len(row), 2))
        lines.append(f"{at:08x}: {pairs:<39}  {'.' * len(row)}")
    return "\n".join(lines)


def hexdump(octets):
    lines = [f"{at:08x}  {octets[at : at + 16].hex(' ')}  |....|" for at in range(0, len(octets), 16)]
    return "\n".join(lines)


def hcidump_raw(way, octets):
    rows = [octets[at : at + 20].hex(" ").upper() for at in range(0, len(octets), 20)]
    return f"{way} " + " \n  ".join(rows) + " "


SMP = bytes.fromhex("02402015001100060006") + LTK
REPLY = bytes.fromhex("011a2012 4000") + LTK
NOTIFIED = bytes.fromhex("0418 17 665544332211") + LTK + b"\x04"
DUMPS = {
    "xxd": xxd(bytes(5) + SMP + bytes(9)),
    "hexdump -C": hexdump(bytes(7) + REPLY),
    "hcidump -R, data": hcidump_raw(">", SMP),
    "hcidump -R, a command": hcidump_raw("<", REPLY),
    "hcidump -R, an event": hcidump_raw(">", NOTIFIED),
    "hcidump -R, a continuation": hcidump_raw(">", bytes.fromhex("0240101000") + LTK),
    "hcidump -R with times": "2026-01-02 03:04:05.678901 " + hcidump_raw(">", SMP),
}


@pytest.mark.parametrize("dump", DUMPS)
def test_a_key_in_a_packet_that_is_shown_as_octets(dump):
    octets = bytes.fromhex(
        "".join(pair for pair in redacted(DUMPS[dump]).lower().split() if len(pair) in (2, 4)) or "00"
    )
    assert not any(LTK[at : at + 3] in octets for at in range(14))
    assert secrets_of(DUMPS[dump].encode() + b"\n").keys or "continuation" in dump


def test_a_dump_without_keys_stays():
    for dump in (xxd(bytes(range(64))), hcidump_raw(">", bytes.fromhex("040e0401030c00"))):
        assert redacted(dump) == dump


CODES = {
    "PIN code: 0000": "PIN code: 0000",
    "        PIN code: 34373131000000000000000000000000": "        PIN code: 00000000000000000000000000000000",
    '"passkey": 123456,': '"passkey": 000000,',
    "'passkey': '123456'": "'passkey': '000000'",
    '{"PinCode":"4711"}': '{"PinCode":"0000"}',
    "Passkey: 123456 (0x0001e240)": "Passkey: 000000 (0x00000000)",
    "        Passkey: 0x0001e240 123456": "        Passkey: 0x00000000 000000",
    "        Value: 0x0001e240 (123456)": "        Value: 0x00000000 (000000)",
    "Numeric comparison: 123456": "Numeric comparison: 000000",
    "Numeric Comparison value is 123456, equal?": "Numeric Comparison value is 000000, equal?",
    "Confirm 123456 on both": "Confirm 000000 on both",
    "PIN code: hunter2": "PIN code: 0000000",
    "[agent] Enter PIN Code: s3cret": "[agent] Enter PIN Code: 000000",
    '"pin": "a1b2c3"': '"pin": "000000"',
    "   uint32 123456": "   uint32 000000",
    "(objectpath '/org/bluez/hci0/dev_C0', uint32 023456)": "(objectpath '/org/bluez/hci0/dev_C0', uint32 000000)",
    "UINT32 123456;": "UINT32 000000;",
    "member=DisplayPasskey\n   uint32 123\n   uint16 2": "member=DisplayPasskey\n   uint32 000\n   uint16 2",
    'member=RequestPinCode\nmethod return\n   string "x9y8"': 'member=RequestPinCode\nmethod return\n   string "0000"',
}


@pytest.mark.parametrize("before", CODES)
def test_a_passkey_or_pin_in_any_words(before):
    assert redacted(before) == CODES[before]


@pytest.mark.parametrize(
    "line",
    [
        "Key: AA:BB:CC:DD:EE:FF",
        "        Class: 0x5a020c",
        "   uint32 5898764",
        'string "Class"\n   variant uint32 1344',
        "   uint32 17",
        "PIN code: request",
        "SMP: Pairing Confirm (0x03) len 16                 #110 [hci0] 26.123456",
        "UUID: 0000110b-0000-1000-8000-00805f9b34fb",
        "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "Key pressed 12 times",
        "Random address: C0:11:22:33:44:55",
        "adapter.c:pin_code_request_callback() hci0 C0:11:22:33:44:55",
        "Confirm hint: 0",
    ],
)
def test_what_is_no_secret_stays(line):
    assert redacted(line) == line


@pytest.mark.parametrize(
    "line",
    [b"\x1b[0m" * 99_000, b"ltk: " + b"ab " * 99_000, b"key " * 99_000, b"\n" * 99_000, b"a" * 400_000],
    ids=["colours", "octets", "labels", "empty lines", "one word"],
)
def test_a_crafted_log_takes_a_bounded_amount_of_memory(line):
    log = b"bluetoothd[1]: src/adapter.c:pair() hci0\n" + line
    tracemalloc.start()
    redact(log)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * len(log)


def test_a_key_in_a_very_long_line_is_found():
    log = b"bluetoothd[1]: x\n" + b"words and words " * 9_000 + f" LTK: {HEX} ".encode() + b"more of them " * 900
    clean = redact(log).data
    assert not any(spelt in clean for spelt in spellings(LTK))
