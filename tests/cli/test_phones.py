"""What people send from phones: Apple's PacketLogger, Android's bug reports, and what is wrong with them."""

import base64
import io
import json
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from pairtui.cli.main import main
from pairtui.protocol.captures.btsnoop import EPOCH, BtsnoopWriter
from pairtui.protocol.captures.framing import H4
from pairtui.report.redact.places import spellings
from tests.report.damage import btsnoop, entries
from tests.report.test_redact_damage import keys_read

CAPTURES = Path(__file__).parents[1] / "captures"
BONDED = (CAPTURES / "02-jw-legacy-ok.btsnoop").read_bytes()
REFUSED = (CAPTURES / "03-05-pairing-not-supported.btsnoop").read_bytes()
NOON = 1_795_176_000
_PKLG = {2: 0, 3: 1, 4: 2, 5: 3}
_SNOOZ = {2: 0x20, 3: 0x10, 4: 0x21, 5: 0x11}


def pklg(capture, order):
    """A capture as macOS and iOS write it."""
    records = [struct.pack(f"{order}IIIB", 9 + 5, NOON, 0, 0xFC) + b"Note\0"]
    for number, (opcode, payload) in enumerate(entries(capture)):
        if opcode in _PKLG:
            records.append(struct.pack(f"{order}IIIB", len(payload) + 9, NOON, number, _PKLG[opcode]) + payload)
    return b"".join(records)


def snooz(capture, version=2):
    """A capture as Android keeps it compressed."""
    records, last = b"", 0
    for number, (opcode, payload) in enumerate(entries(capture)):
        if opcode in _SNOOZ:
            size = len(payload) + 1
            head = struct.pack("<HH", size, size) if version == 2 else struct.pack("<H", size)
            records += head + struct.pack("<IB", 1000, _SNOOZ[opcode]) + payload
            last = number
    assert last
    return struct.pack("<bQ", version, NOON * 1_000_000) + zlib.compress(records)


def report_text(data, line_end="\n"):
    """The text of a bug report with this BTSNOOZ in it."""
    coded = base64.b64encode(data).decode()
    lines = ["== dumpstate: 2026-11-20 12:00:30", "Build: whatever", "------ SYSTEM LOG ------"]
    lines += ["11-20 12:00:01.000  1000  1 D ActivityManager: nothing to see"] * 400
    lines += ["DUMP OF SERVICE bluetooth_manager:", f"--- BEGIN:BTSNOOP_LOG_SUMMARY ({len(data)} bytes in) ---"]
    lines += [coded[at : at + 64] for at in range(0, len(coded), 64)]
    lines += ["--- END:BTSNOOP_LOG_SUMMARY ---", "------ 0.01s was the duration ------", ""]
    return line_end.join(lines).encode()


def zipped(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def bug_report(**members):
    return zipped(**{"version.txt": b"2.0", "main_entry.txt": b"bugreport-x.txt", **members})


LOGS = "FS/data/misc/bluetooth/logs/"
WITHOUT = b"== dumpstate: 2026-11-20 12:00:30\n" + b"11-20 12:00:01.000  1000  1 D Foo: nothing to see\n" * 400


def analyzed(path, capsys):
    status = main(["analyze", "--format", "json", str(path)])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else None, err


def outcomes(document):
    return [attempt["outcome"] for attempt in document["attempts"]]


FORMS = {
    "PacketLogger, big-endian": (lambda capture: pklg(capture, ">"), "packetlogger"),
    "PacketLogger, little-endian": (lambda capture: pklg(capture, "<"), "packetlogger"),
    "BTSNOOZ file": (snooz, "btsnoop-h4"),
    "bug report as text": (lambda capture: report_text(snooz(capture)), "btsnoop-h4"),
    "bug report as text, version 1": (lambda capture: report_text(snooz(capture, 1), "\r\n"), "btsnoop-h4"),
    "bug report with a log": (
        lambda capture: bug_report(**{LOGS + "btsnoop_hci.log": btsnoop(capture, H4), "bugreport-x.txt": WITHOUT}),
        "btsnoop-h4",
    ),
    "bug report with BTSNOOZ in its text": (
        lambda capture: bug_report(**{"bugreport-x.txt": report_text(snooz(capture))}),
        "btsnoop-h4",
    ),
    "bug report with a BTSNOOZ file": (
        lambda capture: bug_report(**{LOGS + "btsnooz_hci.log": snooz(capture), "bugreport-x.txt": WITHOUT}),
        "btsnoop-h4",
    ),
    "archive of one capture": (lambda capture: zipped(**{"a/trace.btsnoop": capture}), "btsnoop-monitor"),
}


@pytest.mark.parametrize("form", FORMS)
def test_it_is_read(form, capsys, tmp_path):
    make, name = FORMS[form]
    (tmp_path / "x").write_bytes(make(BONDED))
    status, document, err = analyzed(tmp_path / "x", capsys)
    assert (status, err) == (0, "")
    assert document["format"] == name and outcomes(document) == ["paired"]
    (tmp_path / "x").write_bytes(make(REFUSED))
    status, document, _ = analyzed(tmp_path / "x", capsys)
    assert status == 1 and document["attempts"][0]["failure"]["code"] == "smp:0x05"


@pytest.mark.parametrize("form", FORMS)
def test_its_keys_are_redacted(form, capsys, tmp_path):
    (tmp_path / "x").write_bytes(FORMS[form][0](BONDED))
    assert main(["redact", str(tmp_path / "x"), str(tmp_path / "y")]) == 0
    clean = (tmp_path / "y").read_bytes()
    keys, _ = keys_read(btsnoop(BONDED, H4))
    assert len(keys) > 3
    assert not any(spelt in clean for key in keys for spelt in spellings(key))
    capsys.readouterr()
    assert outcomes(analyzed(tmp_path / "y", capsys)[1]) == ["paired"]


@pytest.mark.parametrize("form", ["PacketLogger, big-endian", "bug report with a log", "bug report as text"])
def test_it_comes_through_a_pipe(form, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Standard", (), {"buffer": io.BytesIO(FORMS[form][0](BONDED))})())
    status, document, _ = analyzed("-", capsys)
    assert status == 0 and outcomes(document) == ["paired"]


def test_the_older_of_two_logs_is_read_first(capsys, tmp_path):
    members = {LOGS + "btsnoop_hci.log": btsnoop(REFUSED, H4), LOGS + "btsnoop_hci.log.last": btsnoop(BONDED, H4)}
    (tmp_path / "x").write_bytes(bug_report(**members))
    status, document, err = analyzed(tmp_path / "x", capsys)
    assert (status, err) == (1, "") and outcomes(document) == ["paired", "failed"]


def test_times_of_packetlogger_and_of_btsnooz_are_posix_times(capsys, tmp_path):
    for make in (lambda capture: pklg(capture, "<"), lambda capture: report_text(snooz(capture))):
        (tmp_path / "x").write_bytes(make(BONDED))
        started = analyzed(tmp_path / "x", capsys)[1]["attempts"][0]["started"]
        assert abs(started - NOON) < 5


@pytest.mark.parametrize("off", [378, -378, 0, 200])
def test_times_that_are_378_days_off_are_put_right(off, capsys, tmp_path):
    writer = BtsnoopWriter(H4)
    log = writer.header()
    for number, (opcode, payload) in enumerate(entries(BONDED)):
        if opcode in _PKLG:
            h4 = bytes([{2: 1, 3: 4}.get(opcode, 2)]) + payload
            log += writer.record(NOON + off * 86_400 + number / 1000, opcode in (3, 5), h4)
    (tmp_path / "x").write_bytes(bug_report(**{LOGS + "btsnoop_hci.log": log, "bugreport-x.txt": WITHOUT}))
    started = analyzed(tmp_path / "x", capsys)[1]["attempts"][0]["started"]
    assert abs(started - NOON - (off * 86_400 if off == 200 else 0)) < 2


def test_a_capture_alone_that_comes_from_the_future_is_put_right(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("time.time", lambda: NOON + 3600.0)
    log = bytearray(btsnoop(BONDED, H4))
    ahead = (NOON + 378 * 86_400) * 1_000_000 + EPOCH
    at = 16
    while at < len(log):
        log[at + 16 : at + 24] = ahead.to_bytes(8, "big")
        at += 24 + int.from_bytes(log[at + 4 : at + 8], "big")
    (tmp_path / "x").write_bytes(log)
    assert analyzed(tmp_path / "x", capsys)[1]["attempts"][0]["started"] == NOON


def cut_zip():
    return bug_report(**{LOGS + "btsnoop_hci.log": btsnoop(BONDED, H4)})[:-200]


def damaged_zip():
    made = bytearray(bug_report(**{LOGS + "btsnoop_hci.log": btsnoop(BONDED, H4) + random.Random(1).randbytes(40_000)}))
    at = made.rindex(b"PK\1\2") - 900
    made[at : at + 40] = b"\xff" * 40
    return bytes(made)


BAD = {
    "a zip of something else": (
        lambda: zipped(**{"a.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}),
        "is not a capture",
    ),
    "an empty zip": (zipped, "is not a capture or log"),
    "a zip of two captures": (lambda: zipped(a=BONDED, b=REFUSED), "2 captures or logs: unpack it"),
    "a cut zip": (cut_zip, "breaks off"),
    "a bug report without Bluetooth": (
        lambda: bug_report(**{"bugreport-x.txt": WITHOUT}),
        "without a Bluetooth capture",
    ),
    "a bug report with an empty log": (
        lambda: bug_report(**{LOGS + "btsnoop_hci.log": b"", "bugreport-x.txt": WITHOUT}),
        "without a Bluetooth capture",
    ),
    "BTSNOOZ of another version": (lambda: report_text(b"\7" + snooz(BONDED)[1:]), "of version 7"),
    "BTSNOOZ of nothing": (lambda: report_text(b""), "cut off in its header"),
    "BTSNOOZ that is damaged": (lambda: report_text(snooz(BONDED)[:9] + b"\xff" * 99), "compressed data is damaged"),
    "half a PacketLogger record": (lambda: pklg(BONDED, ">")[:14], "with no record that can be read"),
}


@pytest.mark.parametrize("command", [["analyze"], ["redact"], ["snapshot"], ["bundle"]], ids=lambda c: c[0])
@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_read_is_one_sentence(bad, command, capsys, tmp_path):
    make, why = BAD[bad]
    if bad == "half a PacketLogger record" and command == ["redact"]:
        pytest.skip("half a record is redacted as it is")
    if bad.startswith("a bug report") and command == ["redact"]:
        pytest.skip("its text is redacted as a log")
    (tmp_path / "x").write_bytes(make())
    words = [str(tmp_path / "x")]
    if command == ["redact"]:
        words.append(str(tmp_path / "y"))
    elif command == ["bundle"]:
        words.insert(0, str(tmp_path / "y.zip"))
    assert main([*command, *words]) == 2
    err = capsys.readouterr().err
    assert err.startswith("pairtui: ") and err.count("\n") == 1 and why in err


CUT = {
    "a text cut in its block": lambda: report_text(snooz(BONDED))[:-300],
    "a block that another section cuts": lambda: report_text(snooz(BONDED)[:-200]),
    "a damaged zip": damaged_zip,
}


@pytest.mark.parametrize("cut", CUT)
def test_what_was_cut_off_is_read_as_far_as_it_goes(cut, capsys, tmp_path):
    (tmp_path / "x").write_bytes(CUT[cut]())
    status, document, err = analyzed(tmp_path / "x", capsys)
    assert status == 2 and document["records"] > 10
    assert err.count("\n") == 1 and ("cut off" in err or "is damaged" in err)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("harm", ["cut", "junk", "hole"])
def test_a_damaged_packetlogger_file_is_read_on(order, harm, capsys, tmp_path):
    whole = pklg(BONDED, order)
    middle = len(whole) // 3
    data = {
        "cut": whole[:-7],
        "junk": whole[:middle] + b"\xff\x01" * 37 + whole[middle:],
        "hole": whole[:middle] + bytes(90) + whole[middle + 90 :],
    }[harm]
    (tmp_path / "x").write_bytes(data)
    _, document, err = analyzed(tmp_path / "x", capsys)
    assert err == "" and document["skipped"] > 0 and document["records"] > 60
    assert main(["redact", str(tmp_path / "x"), str(tmp_path / "y")]) == 0
    clean = (tmp_path / "y").read_bytes()
    assert not any(spelt in clean for key in keys_read(data)[0] for spelt in spellings(key))
    assert keys_read(clean)[0] == set()


def test_a_zip_that_expands_without_end_is_cut(capsys, monkeypatch, tmp_path):
    (tmp_path / "x").write_bytes(bug_report(**{LOGS + "btsnoop_hci.log": btsnoop(BONDED, H4) + bytes(40 << 20)}))
    import tracemalloc

    tracemalloc.start()
    status, document, _ = analyzed(tmp_path / "x", capsys)
    assert tracemalloc.get_traced_memory()[1] < 12 << 20
    tracemalloc.stop()
    assert status == 0 and outcomes(document) == ["paired"]


def test_a_time_that_no_capture_can_hold(capsys, tmp_path):
    data = snooz(BONDED)
    (tmp_path / "x").write_text(report_text(data[:1] + b"\xff" * 8 + data[9:]).decode())
    _, document, _ = analyzed(tmp_path / "x", capsys)
    assert outcomes(document) == ["paired"]


def test_a_member_without_a_name_is_read_as_any_other(capsys, tmp_path):
    data = zipped(nobody=btsnoop(BONDED, H4)).replace(b"nobody", b"\0obody")  # a name ends at its first NUL
    (tmp_path / "x").write_bytes(data)
    _, document, _ = analyzed(tmp_path / "x", capsys)
    assert outcomes(document) == ["paired"]


@pytest.mark.parametrize("command", [["analyze", "--format", "json"], ["snapshot"]], ids=["a", "s"])
def test_its_own_bundle(command, capsys, tmp_path):
    source, target = CAPTURES / "03-05-pairing-not-supported.btsnoop", tmp_path / "x.zip"
    assert main(["bundle", str(target), str(source)]) == 0
    capsys.readouterr()
    assert main([*command, str(target)]) in (0, 1)
    read = capsys.readouterr().out
    assert "smp:0x05" in read or "0x05" in read
