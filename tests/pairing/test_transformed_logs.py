"""What mail, forums, editors and terminals do to a log leaves its verdict alone, or makes it vaguer: never another."""

import html
import itertools
import json
import random
import re
from pathlib import Path

import pytest

from pairtui.pairing.attempt import Outcome
from tests.pairing import told_logs
from tests.pairing.pasted import KEYBOARD, read, verdicts

TEXTS = Path(__file__).parent.parent / "protocol" / "btmon-text"

LOGS = {path.stem: path.read_text() for path in sorted(TEXTS.glob("*.txt")) if path.stat().st_size < 60_000} | {
    "bluetoothctl": f"""\
[bluetooth]# pair {KEYBOARD}
Attempting to pair with {KEYBOARD}
[CHG] Device {KEYBOARD} Connected: yes
[agent] Passkey: 123456
Failed to pair: org.bluez.Error.AuthenticationFailed
""",
    "bluetoothd": """\
Jul  1 12:00:00 gateway bluetoothd[334]: src/device.c:new_auth() No agent available for request type 2
Jul  1 12:00:00 gateway bluetoothd[334]: device_confirm_passkey: Operation not permitted
""",
    "kernel": "[ 5653.563048] Bluetooth: hci0: security requested but not available\n",
    "btmgmt": f"""\
Pairing with {KEYBOARD} (LE Random)
Pairing with {KEYBOARD} (LE Random) failed. status 0x05 (Authentication Failed)
""",
    "Zephyr": """\
[00:00:07.120,000] <inf> central: Connected: C0:11:22:33:44:55 (random)
[00:00:07.480,000] <wrn> bt_smp: pairing failed (peer reason 0x8)
""",
    "bleak": "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed\n",
}

_ADDRESS = re.compile(r"\b(?:[0-9A-F]{2}:){5}[0-9A-F]{2}\b")


def _each(form):
    return lambda text: "".join(form.format(line=line, at=at) + "\n" for at, line in enumerate(text.splitlines(), 1))


SAME = {
    "quoted mail": _each("> {line}"),
    "quoted mail, twice": _each("> > {line}"),
    "quoted by a bar": _each("| {line}"),
    "grep -n": _each("{at}:{line}"),
    "cat -n": _each("{at:6d}\t{line}"),
    "times of a terminal": _each("[10:00:00] {line}"),
    "times of a container": _each("2026-11-29T10:00:00.123456789Z {line}"),
    "times of ts": _each("Nov 29 10:00:00 {line}"),
    "times of a container runtime": _each("2026-11-29T10:00:00.123456789Z stdout F {line}"),
    "logcat": _each("11-29 10:00:00.123  1234  1250 I btmon   : {line}"),
    "logcat, of many threads": _each("11-29 10:00:00.123 {at:5d} {at:5d} I btmon: {line}"),
    "logcat, brief": _each("I/btmon ( 1234): {line}"),
    "labels of a log store": _each('2026-11-29T10:00:00Z {{host="gw",unit="btmon"}} {line}'),
    "serial monitor": _each("10:00:00.123 -> {line}"),
    "logging of Python": _each("2026-11-29 10:00:00,123 - INFO - {line}"),
    "level of a logger": _each("[INFO] {line}"),
    "levels of a logger": lambda text: "".join(
        f"2026-11-29 10:00:00 {level:5} {line}\n"
        for level, line in zip(itertools.cycle(("INFO", "DEBUG", "WARN")), text.splitlines(), strict=False)
    ),
    "numbers copied as lines": _each("{at}\n{line}"),
    "times as lines": _each("2026-11-29 10:00:00.123\n{line}"),
    "JSON list": lambda text: json.dumps(text.splitlines(), indent=1),
    "JSON list under its name": lambda text: (
        f"ok: [gw] => {json.dumps({'stdout_lines': text.splitlines()}, indent=4)}\n"
    ),
    "word joiners": lambda text: text.replace(" (", "\u2060 ("),
    "backslash at the end": _each("{line}\\"),
    "indented": _each("    {line}"),
    "colours": _each("\x1b[0;37m{line}\x1b[0m"),
    "blank lines between": _each("{line}\n"),
    "HTML": lambda text: html.escape(text, quote=False),
    "HTML, quotes too": html.escape,
    "non-breaking spaces": lambda text: text.replace(" ", "\xa0"),
    "smart quotes": lambda text: re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text).replace("'", "\u2019"),
    "tabs expanded": lambda text: text.expandtabs(8),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "table": lambda text: _each("| {line} |")(text.replace("|", "\\|")),
    "JSON string": lambda text: json.dumps({"title": "The log of it", "log": text}),
    "JSON within JSON": lambda text: json.dumps({"body": json.dumps({"log": text})}),
    "dump of a string": repr,
    "fence": lambda text: f"Here it is:\n\n```\n{text}```\n\nThanks\n",
    "fence in a list": lambda text: f"1. Like this\n   ```log\n{_each('   {line}')(text)}   ```\n",
}

VAGUER = {
    "masked address": lambda text: _ADDRESS.sub("XX:XX:XX:XX:XX:XX", text),
    "address of stars": lambda text: _ADDRESS.sub("**:**:**:**:**:**", text),
    "half an address": lambda text: _ADDRESS.sub(lambda found: f"{found[0][:9]}XX:XX:XX", text),
    "redacted address": lambda text: _ADDRESS.sub("<redacted>", text),
    "no times": lambda text: re.sub(
        r"^(?:\w{3} [ \d]\d [\d:]{8} \S+ |\[[ \d.:,]+\] )|\s+\d+\.\d{6}$", "", text, flags=re.M
    ),
    "another host": lambda text: text.replace(" gateway ", " <hostname> "),
}


def claims(text):
    """The causes named, and who is said to have failed with which code of the link."""
    failed, findings = verdicts(text)
    causes = {cause for *_, cause in failed} | {cause for cause, _code in findings}
    sides = {(code, by) for code, by, _cause in failed if code and not code.startswith(("mgmt", "dbus"))}
    return causes - {"unknown"} | {(code, by) for code, by in sides if by in ("local", "peer")}


@pytest.fixture(scope="module")
def as_written():
    return {name: (verdicts(text), claims(text)) for name, text in LOGS.items()}


def test_the_logs_show_failures_of_many_kinds(as_written):
    assert sum(bool(failed or findings) for (failed, findings), _ in as_written.values()) >= 6


@pytest.mark.parametrize("transformed", SAME)
def test_what_only_changes_the_form_leaves_the_verdict_alone(transformed, as_written):
    for name, text in LOGS.items():
        assert (name, verdicts(SAME[transformed](text))) == (name, as_written[name][0])


@pytest.mark.parametrize("transformed", VAGUER)
def test_what_takes_something_away_adds_no_claim(transformed, as_written):
    for name, text in LOGS.items():
        assert (name, claims(VAGUER[transformed](text)) - as_written[name][1]) == (name, set())


def _dropped(lines, at):
    return lines[:at] + lines[at + 1 :]


def _doubled(lines, at):
    return lines[: at + 1] + lines[at:]


def _swapped(lines, at):
    return lines[:at] + lines[at : at + 2][::-1] + lines[at + 2 :]


def _begun_later(lines, at):
    return lines[at:]


def _ended_sooner(lines, at):
    return lines[: at + 1]


def surely(text):
    """The causes said to be likely or certain, and whether something was paired."""
    model = read(text)
    told = [attempt.diagnosis for attempt in model.attempts.values() if attempt.diagnosis]
    paired = {"paired" for attempt in model.attempts.values() if attempt.outcome is Outcome.PAIRED}
    return paired | {one.cause for one in (*told, *model.findings) if one.confidence != "possible"}


@pytest.mark.parametrize("damaged", [_dropped, _doubled, _swapped, _begun_later, _ended_sooner])
def test_a_line_too_few_too_many_or_out_of_place_makes_no_other_sure_claim(damaged, as_written):
    chance = random.Random(20)
    for name, text in LOGS.items():
        lines = text.splitlines(keepends=True)
        for at in sorted(chance.sample(range(len(lines)), min(3, len(lines)))):
            named = {cause for cause in as_written[name][1] if isinstance(cause, str)} | surely(text)
            assert (name, at, surely("".join(damaged(lines, at))) - named) == (name, at, set())


MOST_MISLED = 0.02
"""Of the damaged logs, those that lost what alone told the truth: a field, or the line that took a claim back."""


def test_damage_to_any_line_rarely_makes_another_sure_claim():
    chance, misled, asked = random.Random(21), [], 0
    for name, log in told_logs.LOGS.items():
        lines = [f"{line}\n" for line in told_logs.log_of(log)]
        named = surely("".join(lines)) | {cause for cause in claims("".join(lines)) if isinstance(cause, str)}
        for damaged in (_dropped, _doubled, _swapped):
            at, asked = chance.randrange(len(lines)), asked + 1
            if more := surely("".join(damaged(lines, at))) - named:
                misled.append((name, damaged.__name__, at, more))
    assert len(misled) <= MOST_MISLED * asked, misled


@pytest.mark.parametrize("lost", ["PIN Code Request (0x16)", "bdaddr"])
def test_a_link_key_that_is_refused_makes_no_good_pairing_where_its_first_message_was_lost(lost):
    lines = told_logs.log_of(told_logs.LOGS["traces_1", "a link key that the phone refuses at once is no good pairing"])
    lines.remove(next(line for line in lines if lost in line))
    outcomes = {attempt.outcome for attempt in read("".join(f"{line}\n" for line in lines)).attempts.values()}
    assert Outcome.FAILED in outcomes and Outcome.PAIRED not in outcomes


_TRACE = r"(?<!Bluetooth )HCI (?:Event|Command)|ACL "
TRACES = {
    name: text
    for name, log in told_logs.LOGS.items()
    if re.search(_TRACE, text := "".join(f"{line}\n" for line in told_logs.log_of(log)))
}


@pytest.mark.parametrize("name", TRACES)
def test_a_trace_in_capital_letters_gets_the_verdict_of_the_trace(name):
    assert verdicts(TRACES[name].upper()) == verdicts(TRACES[name])


def test_cut_headers_and_address_types_are_read_in_capital_letters():
    text = f"""\
bluetoothd[334]: @ MGMT Open: bluetoothd (privileged) version 1.23    {{0x0001}} 1.000000
bluetoothd[334]: @ MGMT Comman.. (0x0019) plen 8    {{0x0001}} [hci0] 2.000000
        LE Address: {KEYBOARD} (Static)
        Capability: NoInputNoOutput (0x03)
> HCI Event: LE Meta Event (0x3e) plen 31    #1 [hci0] 2.100000
      LE Enhanced Connection Complete (0x0a)
        Status: Success (0x00)
        Handle: 64
        Role: Central (0x00)
        Peer address type: Random (0x01)
        Peer address: {KEYBOARD} (Static)
> ACL Data RX: Handle 64 flags 0x02 dlen 6    #2 [hci0] 2.200000
      SMP: Pairing Failed (0x05) len 1
        Reason: Pairing not supported (0x05)
"""
    (written,) = read(text).attempts.values()
    (attempt,) = read(text.upper()).attempts.values()
    assert (attempt.peer, attempt.failure) == (written.peer, written.failure)
    assert [step.text for step in attempt.steps] == [step.text for step in written.steps]
    assert (attempt.peer.address_type, len(attempt.steps)) == ("random", 3)
