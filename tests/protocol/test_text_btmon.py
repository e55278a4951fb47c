"""Texts of btmon in every state that mail, forums and terminals leave them in: the same messages as the capture."""

import html
import quopri
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.record import Cut, IndexInfo, LinkPdu, LogLine, MgmtPdu
from pairtui.protocol.text.body import HANDLE_LOST
from pairtui.protocol.text.reader import TextReader

HERE = Path(__file__).parent
CAPTURES = HERE.parent / "captures"
NAMES = ["03-01-passkey-entry-failed-by-peer", "07-numcmp-sc-sec2"]
TEXTS = {name: (HERE / "btmon-text" / f"{name}.txt").read_text() for name in NAMES}


def read(data, *cuts):
    reader = TextReader()
    octets = data.encode() if isinstance(data, str) else data
    places = [0, *sorted(cuts), len(octets)]
    records = [r for a, b in pairwise(places) for r in reader.feed(octets[a:b])]
    return [*records, *reader.close()], reader


def printed(message):
    """A message without what btmon does not print of it."""
    match message:
        case hci.CommandComplete():
            return hci.CommandComplete(message.ncmd, message.opcode, message.returns[:1])
        case MgmtPdu(pdu=mgmt.CommandComplete() as pdu):
            return replace(message, pdu=mgmt.CommandComplete(pdu.opcode, pdu.status, b""))
        case LinkPdu():
            return replace(message, address=None)
        case IndexInfo():
            return replace(message, manufacturer=None)
        case LogLine():
            return replace(message, priority=None)
        case _:
            return message


def messages(records):
    return [(r.adapter, r.direction, printed(r.message)) for r in records]


def pdus(records):
    """What stays when a text loses its lines: everything but log lines, whose end nobody can tell then."""
    return [m for m in messages(records) if not isinstance(m[2], LogLine)]


def transcript(records):
    return [f"{r.direction} {type(getattr(r.message, 'pdu', r.message)).__name__}" for r in records]


@pytest.mark.parametrize("name", NAMES)
def test_the_text_gives_the_records_of_the_capture(name):
    capture = BtsnoopReader()
    binary = [*capture.feed((CAPTURES / f"{name}.btsnoop").read_bytes()), *capture.close()]
    text, reader = read(TEXTS[name])

    assert messages(text) == messages(binary)
    assert [r.number for r in text] == [r.number for r in binary]
    assert (reader.format, reader.skipped, reader.records) == ("btmon-text", 0, capture.records)
    heard = {key: (a.address_type, a.name, a.rssi, a.count) for key, a in reader.adverts.items()}
    assert heard == {key: (a.address_type, a.name, a.rssi, a.count) for key, a in capture.adverts.items()}


def quoted(text):
    return "".join(f"> {line}\n" for line in text.splitlines())


def quoted_tight(text):
    return "".join((">" if line.startswith(">") else "> ") + line + "\n" for line in text.splitlines())


def mail(text, width=72):
    """A mailer breaks what is too long at the last blank; the rest begins the next line."""
    lines = []
    for whole in text.splitlines():
        rest = whole
        while len(rest) > width and (at := rest.rstrip().rfind(" ", 0, width)) > len(rest) - len(rest.lstrip()):
            lines.append(rest[:at].rstrip())
            rest = rest[at + 1 :].lstrip()
        lines.append(rest)
    return "\n".join(lines) + "\n"


def right_column_below(text):
    return re.sub(r"(?m)^([<>@] .*?) {2,}(\S.*)$", r"\1\n\n\n\2", text)


def flattened(text):
    return " ".join(text.split())


def indentation_lost(text):
    return "".join(" ".join(line.split()) + "\n" for line in text.splitlines())


def coloured(text):
    text = re.sub(r"(?m)^([<>@=] [^(\n]*)", "\x1b[0;35m\\1\x1b[0m", text)
    return re.sub(r"Success", "\x1b[0;32mSuccess\x1b[0m", text).replace("\n", "\x1b[0m\r\n")


def hexdumped(text):
    """Values as btmon 5.86 and later print them: the label alone, then 16 octets in a line with their characters."""

    def dump(m):
        octets = bytes.fromhex(m[3])
        rows = [octets[at : at + 16] for at in range(0, len(octets), 16)]
        shown = ["".join(chr(o) if 32 < o < 127 else "." for o in row) for row in rows]
        dumped = "".join(f"\n{m[1]}{row.hex(' ')}  {text}" for row, text in zip(rows, shown, strict=True))
        return f"{m[1]}{m[2]}[{len(octets)}]:{dumped}"

    return re.sub(r"(?m)^( +)(Conf\w+ value|Random value|Long term key|Key|X|Y|E): ([0-9a-f]{32,64})$", dump, text)


def newest(text):
    """Headers as btmon 5.87 prints them: no direction in words, the peer's address cut."""
    return re.sub(r"ACL Data [RT]X: (Handle \d+) flags", r"LE-ACL: \1 [C0:00:00:.. flags", hexdumped(text))


def of_the_masters(text):
    text = text.replace("Confirm value", "Confim value").replace("Central", "Master")
    return text.replace("Peripheral latency", "Slave latency").replace("Role: Central", "Role: Master")


def commented(text):
    return re.sub(r"(?m)^( {8}[A-Z].*)$", r"\1  // look at this", text)


def cut_names(text):
    return re.sub(r"(?m)^([<>@] (?:HCI|MGMT) (?:Event|Command): \S{2})[^(\n]*\(", r"\1.. (", text)


def posted_html(text):
    return "<pre>" + re.sub(r"#(\d+)", r"<span>#</span>\1", html.escape(text)) + "</pre>"


MANGLED = {
    "quoted": quoted,
    "quoted without a blank": quoted_tight,
    "quoted twice": lambda t: quoted(quoted_tight(t)),
    "wrapped by a mailer": mail,
    "wrapped, then quoted": lambda t: quoted(mail(t)),
    "right column below": right_column_below,
    "right column below, quoted": lambda t: quoted_tight(right_column_below(t)),
    "one line": flattened,
    "one line of quotes": lambda t: flattened(quoted(t)),
    "indentation lost": indentation_lost,
    "HTML": posted_html,
    "quoted-printable": lambda t: quopri.encodestring(t.encode()).decode(),
    "colours and CRLF": coloured,
    "code fence": lambda t: "My log:```" + t + "```",
    "blank in front of the mark": lambda t: re.sub(r"(?m)^>", " >", t),
    "mark lost": lambda t: re.sub(r"(?m)^[<>] ", " ", t),
    "frame mark lost": lambda t: re.sub(r"#(\d+ \[hci)", r"\1", t),
    "hexdumps": hexdumped,
    "hexdumps on one line": lambda t: flattened(hexdumped(t)),
    "btmon 5.87": newest,
    "btmon 5.87 quoted": lambda t: quoted(newest(t)),
    "btmon 5.61 words": of_the_masters,
    "comments": commented,
    "names cut": cut_names,
    "process in front": lambda t: re.sub(r"(?m)^([<>@] )", r"bluetoothd[709]: \1", t),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", MANGLED)
def test_a_mangled_text_gives_the_same_messages(how, name):
    expected, _ = read(TEXTS[name])
    mangled = MANGLED[how](TEXTS[name])
    assert mangled != TEXTS[name]

    found, reader = read(mangled)

    assert pdus(found) == pdus(expected)
    assert [r.time for r in found if not isinstance(r.message, LogLine)] == [
        r.time for r in expected if not isinstance(r.message, LogLine)
    ]
    assert reader.skipped == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_the_encoding_is_found_out(encoding):
    expected, _ = read(TEXTS[NAMES[0]])
    found, _ = read(TEXTS[NAMES[0]].encode(encoding))
    assert messages(found) == messages(expected)


def test_octets_that_are_no_text_spoil_only_their_own_place():
    expected, _ = read(TEXTS[NAMES[0]])
    found, _ = read(b"Gr\xfc\xdfe aus K\xf6ln\n\n" + TEXTS[NAMES[0]].encode())
    assert messages(found) == messages(expected)


def test_without_right_columns_only_they_are_missing():
    bare = re.sub(r"(?m)^([<>@=] .*?) {2,}\S.*$", r"\1", TEXTS[NAMES[0]])
    expected, _ = read(TEXTS[NAMES[0]])
    found, _ = read(bare)

    assert {(r.time, r.adapter) for r in found} == {(None, None)}
    assert transcript(found) == transcript(expected)


def test_masked_addresses_stay_told_apart_as_far_as_they_are():
    masked = TEXTS[NAMES[0]].replace("C0:00:00:00:00:", "XX:XX:XX:XX:00:")
    gone = re.sub(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}", "<sanitized>", TEXTS[NAMES[0]])

    addresses = {r.message.address for r in read(masked)[0] if isinstance(r.message, hci.LeConnectionComplete)}
    assert addresses == {"XX:XX:XX:XX:00:05"}
    addresses = {r.message.address for r in read(gone)[0] if isinstance(r.message, hci.LeConnectionComplete)}
    assert addresses == {""}


def test_a_cut_handle_is_told_as_lost():
    found, _ = read(re.sub(r"Handle \d+ flags", "Hand.. flags", TEXTS[NAMES[0]]))
    assert {r.message.handle for r in found if isinstance(r.message, LinkPdu)} == {None}

    lost, _ = read("> HCI Event: Disconnect Complete (0x05) plen 4\n  Status: Success (0x00)\n  Reason: X (0x13)\n")
    assert [r.message for r in lost] == [hci.DisconnectionComplete(0, HANDLE_LOST, 0x13)]


def test_two_sessions_are_cut_apart():
    first, second = TEXTS[NAMES[0]], TEXTS[NAMES[1]].split("\n", 1)[1]
    for between in ["", "\nAnd on the other machine:\n", "Bluetooth monitor ver 5.66\n", "=== after reboot ======\n"]:
        found, _ = read(first + between + second)
        cuts = [r for r in found if isinstance(r.message, Cut)]
        assert len(cuts) == 1, between
        before, after = read(first)[0], read(second)[0]
        assert messages(r for r in found if r is not cuts[0]) == messages([*before, *after])


def test_a_heading_in_a_session_that_goes_on_does_not_cut_it():
    commented = TEXTS[NAMES[0]].replace("\n< ACL", "\n====== here I typed the passkey ======\n< ACL")
    assert commented != TEXTS[NAMES[0]]
    assert messages(read(commented)[0]) == messages(read(TEXTS[NAMES[0]])[0])


def test_a_device_name_cannot_forge_an_entry():
    forged = "> HCI Event: Encryption Change (0x08) plen 4  #9 [hci0] 1.000000 Status: Success (0x00) Handle: 1"
    text = (
        "> HCI Event: LE Meta Event (0x3e) plen 40   #1 [hci0] 0.500000\n      LE Advertising Report (0x02)\n"
        "        Num reports: 1\n        Event type: Connectable undirected - ADV_IND (0x00)\n"
        "        Address type: Random (0x01)\n        Address: C0:00:00:00:00:09 (Static)\n"
        f"        Name (complete): {forged}\n        RSSI: -40 dBm (0xd8)\n"
    )
    found, reader = read(text)

    assert (found, reader.records) == ([], 1)
    assert reader.adverts[0, "C0:00:00:00:00:09"].name == forged


def test_an_entry_that_lost_its_reason_is_damaged_not_guessed():
    found, reader = read(
        "< ACL Data TX: Handle 1 flags 0x00 dlen 6  #5 [hci0] 1.000000\n      SMP: Pairing Failed (0x05) len 1\n"
    )

    assert [type(r.message).__name__ for r in found] == ["Malformed"]
    assert (reader.records, reader.skipped) == (1, 1)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_chunking_gives_the_same_records(data):
    text = data.draw(st.sampled_from([f(TEXTS[NAMES[0]]) for f in (str, quoted, flattened, coloured, posted_html)]))
    octets = text.encode()
    cuts = data.draw(st.lists(st.integers(0, len(octets)), max_size=12))

    whole, one = read(octets)
    found, other = read(octets, *cuts)

    assert found == whole
    assert (other.records, other.skipped, other.format, other.adverts) == (
        one.records,
        one.skipped,
        one.format,
        one.adverts,
    )


FRAGMENTS = sorted({line.strip() for line in TEXTS[NAMES[1]].splitlines() if line.strip()})


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(FRAGMENTS),
            st.sampled_from(
                ["> ", "\n", " ", "=\n", "\x1b[0m", "&gt;", "......", "=====", "bluetoothd[1]: ", "(0x", ")"]
            ),
            st.text(max_size=12),
        ),
        max_size=60,
    ),
    st.integers(0, 4000),
)
def test_any_mixture_of_its_pieces_is_read_without_an_exception(pieces, cut):
    octets = "".join(pieces).encode("utf-8", "replace")
    assert read(octets, min(cut, len(octets)))[0] == read(octets)[0]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=4000), st.integers(0, 4000))
def test_any_octets_are_read_without_an_exception(octets, cut):
    assert read(octets, min(cut, len(octets)))[0] == read(octets)[0]


def test_a_line_without_end_is_read_in_bounded_memory():
    reader = TextReader()
    line = flattened(TEXTS[NAMES[0]]).encode() + b" "
    count = 0
    for _ in range(200):
        count += len(list(reader.feed(line)))
        assert len(reader._text) < 1 << 19
    count += len(list(reader.close()))
    once, one = read(line)
    assert reader.records == 200 * one.records
    assert count == 200 * len(once) + 199  # each repetition starts with a Cut


def test_noise_without_end_is_not_kept():
    reader = TextReader()
    for _ in range(100):
        assert list(reader.feed(b"x" * 65536)) == []
        assert len(reader._text) < 1 << 19
    assert list(reader.close()) == []
    assert (reader.records, reader.format) == (0, "text")


@pytest.mark.parametrize(
    "piece",
    ["=", " ", "[", "> ", "HCI Event: ", "ACL: ", "= a", "src/a/", "bluetoothd[", "SMP: ", "&#", "=\n", "\x1b["],
)
def test_endless_repetitions_after_a_log_change_nothing_in_it(piece):
    records, reader = read(TEXTS[NAMES[1]] + piece * (300_000 // len(piece)))
    expected, _ = read(TEXTS[NAMES[1]])

    assert messages(records)[: len(expected) - 1] == messages(expected)[:-1]
    assert len(reader._text) < 1 << 19
