"""The fast way over plain btmon text gives exactly what reading every entry gives."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairtui.protocol.record import Cut
from pairtui.protocol.text.reader import TextReader

HERE = Path(__file__).parent
CAPTURES = HERE.parent / "captures"
NAMES = ["03-01-passkey-entry-failed-by-peer", "07-numcmp-sc-sec2"]
TEXTS = {name: (HERE / "btmon-text" / f"{name}.txt").read_text() for name in NAMES}


class Thorough(TextReader):
    """Reads every entry, whatever it is good for."""

    def _glance(self, header, end):
        return False


class Counting(TextReader):
    """Counts the entries that a glance was enough for."""

    glanced = 0

    def _glance(self, header, end):
        passed = super()._glance(header, end)
        self.glanced += passed
        return passed


def read(reader, text, *cuts):
    octets = text.encode()
    places = [0, *sorted(cuts), len(octets)]
    records = [r for a, b in pairwise(places) for r in reader.feed(octets[a:b])]
    records += reader.close()
    return records, reader.records, reader.skipped, reader.format, reader.adverts


def same(text, *cuts):
    """Asserts that both ways read the same from `text`; how many entries needed no more than a glance."""
    reader = Counting()
    assert read(reader, text, *cuts) == read(Thorough(), text)
    return reader.glanced


def header(what, frame, at):
    return f"{what:<56} #{frame} [hci0] {at:.6f}\n"


def advert(frame, at, address="C0:00:00:00:00:01", rssi=-60, name="sensor"):
    return header("> HCI Event: LE Meta Event (0x3e) plen 30", frame, at) + (
        "      LE Advertising Report (0x02)\n        Num reports: 1\n"
        "        Event type: Connectable undirected - ADV_IND (0x00)\n        Address type: Random (0x01)\n"
        f"        Address: {address} (Static)\n        Data length: 18\n        Name (complete): {name}\n"
        f"        RSSI: {rssi} dBm (0x{rssi & 0xFF:02x})\n"
    )


def extended_advert(frame, at, address="C0:00:00:00:00:02", rssi=-70):
    return header("> HCI Event: LE Meta Event (0x3e) plen 52", frame, at) + (
        "      LE Extended Advertising Report (0x0d)\n        Num reports: 1\n        Entry 0\n"
        "          Event type: 0x0013\n            Data status: \x1b[0;32mComplete\x1b[0m\n"
        f"          Address type: Random (0x01)\n          Address: {address} (Static)\n"
        f"          TX power: 127 dBm\n          RSSI: {rssi} dBm (0x{rssi & 0xFF:02x})\n"
        "          Direct address type: Public (0x00)\n          Direct address: 00:00:00:00:00:00 (OUI 00-00-00)\n"
        "          Data length: 0x00\n"
    )


def found(at, address="C0:00:00:00:00:01", rssi=-61):
    return f"@ MGMT Event: Device Found (0x0012) plen 29            {{0x0001}} [hci0] {at:.6f}\n" + (
        f"        LE Address: {address} (Static)\n        RSSI: {rssi} dBm (0x{rssi & 0xFF:02x})\n"
        "        Flags: 0x00000004\n        Data length: 0\n"
    )


def completed(frame, at):
    return header("> HCI Event: Number of Completed Packets (0x13) plen 5", frame, at) + (
        "        Num handles: 1\n        Handle: 3585 (LE-ACL) Address: C0:00:00:00:00:01 (Static)\n"
        "        Count: 1\n        #40: len 21 (42 Kb/s)\n        Latency: 4 msec (4-149 msec ~76 msec)\n"
    )


CHANNEL = "      Channel: 64 len 4 [PSM 0 mode Basic (0x00)] {chan 65535}\n        01 02 03 04    ....\n"


def data(frame, at, body=CHANNEL):
    return header("< ACL Data TX: Handle 3585 flags 0x00 dlen 8", frame, at) + body


def day(entries=80):
    """A log of an ordinary hour: adverts of some devices, data and its acknowledgements."""
    text, at = "", 1.0
    for n in range(0, 5 * entries, 5):
        at += 0.01
        address = f"C0:00:00:00:{n % 7:02X}:01"
        text += advert(n, at, address, -50 - n % 11, f"sensor-{n % 7}") + extended_advert(n + 1, at, address, -n % 90)
        text += found(at, address) + data(n + 2, at) + completed(n + 3, at)
    return text


DAY = day()


@pytest.mark.parametrize("name", NAMES)
def test_a_pairing_is_the_same_and_most_of_it_is_glanced_over(name):
    text = DAY + re.sub(r"(?m)^Bluetooth monitor.*\n", "", TEXTS[name]) + DAY
    assert same(text) > 0.9 * 2 * 80 * 5 - 64


def test_adverts_are_entered_with_all_they_tell():
    reader = Counting()
    read(reader, DAY)
    heard = reader.adverts[0, "C0:00:00:00:03:01"]

    assert reader.glanced > 300
    assert (heard.name, heard.address_type, heard.rssi) == ("sensor-3", "random", -61)
    assert heard.count == 2 * len([n for n in range(0, 400, 5) if n % 7 == 3])
    assert (heard.first, heard.last) == (1.03, 1.8)


VERSIONS = {
    "up to 5.44, without frames": lambda t: re.sub(r"#\d+ ", "", t),
    "one controller chosen": lambda t: t.replace("[hci0] ", ""),
    "time of day": lambda t: re.sub(r"(\d+)\.(\d{6})$", lambda m: f"08:10:{int(m[1]):02d}.{m[2]}", t, flags=re.M),
    "date": lambda t: re.sub(r"(\d+)\.(\d{6})$", lambda m: f"2024-02-29 23:59:{int(m[1]):02d}.{m[2]}", t, flags=re.M),
    "process in front": lambda t: re.sub(r"(?m)^([<>@] )", r"bluetoothd[709]: \1", t),
    "5.87": lambda t: re.sub(r"ACL Data [RT]X: (Handle \d+) flags", r"LE-ACL: \1 [C0:00:00:.. flags", t),
    "wide": lambda t: re.sub(r"(?m)^([<>@] .*?) (#|\{)", r"\1" + " " * 100 + r"\2", t),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_the_header_is_known(version):
    text = VERSIONS[version](DAY)
    assert text != DAY
    assert same(text) > 300


STRANGE = {
    "quoted": lambda t: "".join(f"> {line}\n" for line in t.splitlines()),
    "a heading": lambda t: "\n====== and then ======\n\n" + t,
    "the program started again": lambda t: "Bluetooth monitor ver 5.66\n" + t,
    "a line of the daemon": lambda t: t + "bluetoothd[12]: src/device.c:new_auth() Requesting agent\n",
    "a kernel line": lambda t: t + "[   12.345678] Bluetooth: hci0: Opcode 0x200d failed: -16\n",
    "what old btmon does not know": lambda t: t + "* Unknown packet (code 17 len 4)   [hci0] 2.0\n    01 02\n",
    "right columns below": lambda t: re.sub(r"(?m)^([<>@] .*?) {2,}(\S.*)$", r"\1\n\n\2", t),
    "indentation lost": lambda t: "".join(" ".join(line.split()) + "\n" for line in t.splitlines()),
    "one line": lambda t: " ".join(t.split()) + "\n",
    "addresses masked": lambda t: t.replace("C0:00:00", "XX:XX:XX"),
    "cut off": lambda t: t[: len(t) // 2 + 17] + "\n",
    "the clock goes back": lambda t: t.replace("] 1.", "] 0.0"),
    "windows": lambda t: t.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("how", STRANGE)
@pytest.mark.parametrize("cuts", [(), (20_000, 60_000, 60_001), range(0, 100_000, 5777)], ids=["whole", "cut", "small"])
def test_a_mangled_part_in_the_middle_changes_nothing(how, cuts):
    text = DAY + STRANGE[how](TEXTS[NAMES[0]].split("\n", 1)[1] + day(4)) + DAY
    assert same(text, *cuts) > 600


@pytest.mark.parametrize(
    "name",
    [
        "HCI Event: LE Meta Event (0x3e) plen 4",
        "> HCI Event: Encryption Change (0x08) plen 4  #9 [hci0] 1.000000 Status: Success (0x00) Handle: 1",
        "(Pairing failed: no",
        "RSSI: -3 dBm (0xfd)",
        "Address: C0:00:00:00:00:05 (Static)",
        "LE Address: C0:00:00:00:00:05",
        "======",
        "[CHG] Device C0:00:00:00:00:05",
        "",
        "x" * 3000,
    ],
)
def test_no_name_of_a_device_is_read_in_another_way(name):
    attack = advert(900, 8.6, "C0:00:00:00:00:0A", -40, name) + advert(901, 8.7, "C0:00:00:00:00:0B", -41, name)
    assert same(DAY + attack + advert(902, 8.8) + attack) > 300


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", 0),
        ("      ATT: Handle Value Notification (0x1b) len 4\n        Handle: 0x002a\n          Data: 0102\n", 0),
        ("      ATT: Read By Type Request (0x08) len 6\n        Handle range: 0x0001-0xffff\n", 0),
        ("      ATT: Read Request (0x0a) len 2\n        Handle: 0x0003\n", 5),
        ("      ATT: Error Response (0x01) len 4\n        Read Request (0x0a)\n        Handle: 0x0003\n", 5),
        ("      LE L2CAP: Connection Parameter Update Response (0x13) ident 1 len 2\n        Result: No (0x0001)\n", 5),
        ("      SMP: Pairing Failed (0x05) len 1\n        Reason: Confirm value failed (0x04)\n", 5),
        ("      SMP: Pairing Failed (0x05) len 1\n", 5),
    ],
)
def test_data_packets_matter_by_what_they_carry(body, told):
    text = DAY + "".join(data(900 + n, 8.6 + n / 100, body) for n in range(5)) + completed(999, 9.0)
    same(text)
    assert len(read(TextReader(), text)[0]) == told


def test_an_hour_that_starts_anew_is_cut_where_it_does():
    text = DAY + DAY
    records, *_ = read(TextReader(), text)

    same(text)
    assert [r.message for r in records] == [Cut("the clock goes back")]


LINES = sorted(set((day(3) + TEXTS[NAMES[1]]).splitlines(keepends=True)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_lines_out_of_order_and_any_chunking_are_read_alike(rows):
    strange = st.one_of(
        st.sampled_from(LINES),
        st.sampled_from(["\n", "=====\n", "> ", "      ", "HCI Event: ", "#9 [hci0] 1.000000\n", "Pairing failed: \n"]),
    )
    lines = day(20).splitlines(keepends=True)
    for at, line in rows.draw(st.lists(st.tuples(st.integers(0, len(lines)), strange), max_size=20)):
        lines[at:at] = [line]
    text = "".join(lines)
    same(text, *rows.draw(st.lists(st.integers(0, len(text)), max_size=8)))


@pytest.mark.oracle
@pytest.mark.needs("btmon")
@pytest.mark.parametrize("capture", sorted(CAPTURES.glob("*.btsnoop")), ids=lambda path: path.stem)
def test_the_captures_of_the_lab_are_the_same(capture):
    done = subprocess.run(["stdbuf", "-o0", "btmon", "-r", capture], capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace")
    same(day(15) + text + day(15))
