"""The analysis document and its text and Markdown: the verdict first, nothing from the air obeyed."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pairtui.pairing.attempt import (
    Attempt,
    Confidence,
    Diagnosis,
    Evidence,
    Failure,
    Finding,
    Fix,
    Kind,
    Outcome,
    Peer,
    Phase,
    Side,
    Step,
)
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.record import Direction, Reading
from pairtui.report.document import document, failed
from pairtui.report.markdown import markdown
from pairtui.report.text import text
from pairtui.report.wording import here

NOT_IN_PAIRING_MODE = Diagnosis(
    "peer-not-in-pairing-mode",
    "The peer is not in pairing mode",
    "The peer refused before it said what it can do.",
    Confidence.LIKELY,
    (Evidence("Pairing Failed came instead of a Pairing Response", 112),),
    (Fix("Put it in pairing mode, then pair again", "pair"), Fix("Remove its old bond on the phone it came from")),
)
REFUSED = Attempt(
    id=1,
    kind=Kind.PAIRING,
    adapter="hci0",
    peer=Peer("28:FF:B2:01:02:03", "public", "OMRON BP7350"),
    transport="le",
    role="initiator",
    started=26.120,
    ended=26.420,
    pairing="legacy",
    outcome=Outcome.FAILED,
    failure=Failure("smp:0x08", "Unspecified Reason", Side.PEER, "feature exchange", 112),
    steps=(
        Step(26.323, 110, Direction.RECEIVED, "Security Request", "bonding", Phase.FEATURES),
        Step(26.324, 111, Direction.SENT, "Pairing Request", "NoInputNoOutput", Phase.FEATURES),
        Step(26.420, 112, Direction.RECEIVED, "Pairing Failed", "Unspecified Reason", Phase.END, "failed"),
    ),
    diagnosis=NOT_IN_PAIRING_MODE,
)
PAIRED = Attempt(
    id=2,
    kind=Kind.PAIRING,
    peer=Peer("C0:11:22:33:44:55", "random"),
    role="initiator",
    pairing="secure-connections",
    association_model="numeric-comparison",
    level=4,
    outcome=Outcome.PAIRED,
)
BLOCKED = Finding(
    "adapter-unavailable",
    "mgmt:0x12",
    Side.LOCAL,
    "The adapter is blocked",
    "rfkill blocks it.",
    (Evidence("Set Powered: RFKilled", 7),),
    (Fix("Unblock it: rfkill unblock bluetooth"),),
)


def reported(*attempts, findings=(), not_understood=(), connections=(), file="gw.btsnoop", format="btsnoop-monitor"):
    model: Any = SimpleNamespace(
        attempts={attempt.id: attempt for attempt in attempts},
        findings=list(findings),
        reading=Reading(),
        not_understood=list(not_understood),
        connections=list(connections),
        around=GatewayContext(),
        finished=True,
    )
    return document(model, file=file, format=format, records=120, skipped=0)


def test_the_document_has_the_names_of_the_contract():
    doc = reported(REFUSED, findings=[BLOCKED])
    assert list(doc) == [
        "schema",
        "file",
        "format",
        "records",
        "skipped",
        "attempts",
        "findings",
        "reading",
        "not_understood",
        "connections",
    ]
    assert json.loads(json.dumps(doc)) == doc
    (attempt,) = doc["attempts"]
    peer = {"address": "28:FF:B2:01:02:03", "address_type": "public", "name": "OMRON BP7350"}
    assert attempt["peer"] == {**peer, "modalias": None, "firmware": None}
    assert (attempt["kind"], attempt["outcome"], attempt["role"]) == ("pairing", "failed", "initiator")
    assert attempt["failure"] == {
        "code": "smp:0x08",
        "name": "Unspecified Reason",
        "by": "peer",
        "step": "feature exchange",
        "record": 112,
    }
    assert attempt["steps"][0] == {
        "at": 26.323,
        "record": 110,
        "direction": "received",
        "text": "Security Request: bonding",
        "phase": "feature exchange",
        "mark": "",
    }
    assert attempt["diagnosis"]["cause"] == "peer-not-in-pairing-mode"
    assert attempt["diagnosis"]["fixes"][0] == {"text": "Put it in pairing mode, then pair again", "action": "pair"}
    assert doc["findings"][0]["code"] == "mgmt:0x12"


def test_attempts_stand_in_the_order_in_which_they_began():
    assert [attempt["id"] for attempt in reported(PAIRED, REFUSED)["attempts"]] == [1, 2]


def test_a_log_where_nothing_failed_has_not_failed():
    assert not failed(reported(PAIRED))
    assert failed(reported(PAIRED, REFUSED))
    assert failed(reported(findings=[BLOCKED]))


def test_the_text_begins_with_the_verdict():
    assert text(reported(REFUSED)).splitlines() == [
        "gw.btsnoop: btsnoop-monitor, 120 records",
        "",
        "FAILED  the peer refused at the feature exchange: smp:0x08 Unspecified Reason",
        "  Attempt 1: OMRON BP7350 (28:FF:B2:01:02:03, public) on hci0",
        "  LE legacy pairing, this gateway is initiator",
        "",
        "  Why",
        "    The peer is not in pairing mode (likely)",
        "    The peer refused before it said what it can do.",
        "",
        "  Evidence",
        "    #112  Pairing Failed came instead of a Pairing Response",
        "",
        "  Fixes",
        "    1  Put it in pairing mode, then pair again",
        "    2  Remove its old bond on the phone it came from",
        "",
        "  More",
        "    pairtui explain peer-not-in-pairing-mode",
        "",
        "  Steps",
        "    +0.203  #110  ◀─  Security Request: bonding",
        "    +0.204  #111  ─▶  Pairing Request: NoInputNoOutput",
        "    +0.300  #112 ✗◀─  Pairing Failed: Unspecified Reason",
    ]


def test_a_good_pairing_says_which_level_it_reached():
    lines = text(reported(PAIRED)).splitlines()
    assert lines[2] == "PAIRED  pairing succeeded, security level 4"
    assert lines[4] == "  LE Secure Connections pairing, this gateway is initiator, Numeric Comparison"


def test_a_finding_and_an_empty_log_in_text():
    blocked = text(reported(findings=[BLOCKED]))
    assert "FINDING  The adapter is blocked: mgmt:0x12 (possible)" in blocked and blocked.count("is blocked") == 1
    empty = reported(format="bluetoothd-log")
    assert "NO VERDICT  Nothing in this log was understood as a pairing" in text(empty)
    (found,) = empty["findings"]
    assert (found["cause"], found["code"], found["confidence"], found["evidence"]) == ("unknown", None, "possible", [])
    assert found["fixes"] and not failed(empty)


def test_a_trace_without_a_link_has_no_finding_and_its_report_no_verdict():
    doc = reported()
    assert doc["findings"] == [] and not failed(doc)
    assert "NO VERDICT  Nothing" in text(doc) and "### No verdict: Nothing" in markdown(doc)


def test_where_a_pairing_ended_well_or_failed_nothing_is_said_beside_it():
    assert [doc["findings"] for doc in (reported(PAIRED), reported(REFUSED, not_understood=[(7, "x failed")]))] == [
        [],
        [],
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_no_line_is_wider_than_the_terminal(width):
    long = replace(REFUSED, diagnosis=replace(NOT_IN_PAIRING_MODE, explanation="many words " * 60))
    for line in text(reported(long, findings=[BLOCKED]), width=width).splitlines():
        assert len(line) <= width


def test_ascii_has_no_other_character():
    hostile = replace(REFUSED, peer=replace(REFUSED.peer, name="Blutdruck-Meßgerät ✓"))
    shown = text(reported(hostile), ascii_only=True)
    assert shown.isascii()
    assert "x<-  Pairing Failed" in shown
    assert "->  Pairing Request" in shown


def test_colour_only_when_asked():
    assert "\x1b" not in text(reported(REFUSED, PAIRED, findings=[BLOCKED]))
    coloured = text(reported(REFUSED, PAIRED, findings=[BLOCKED]), colour=True)
    assert "\x1b[1;31mFAILED\x1b[0m  the peer refused" in coloured
    assert "\x1b[1;32mPAIRED\x1b[0m" in coloured


def test_a_failure_that_nobody_sent_is_not_called_a_refusal():
    lost = replace(REFUSED, failure=Failure("hci:0x08", "Connection Timeout", Side.UNKNOWN, "authentication", 9))
    assert "FAILED  at the authentication: hci:0x08 Connection Timeout" in text(reported(lost))
    missing = replace(REFUSED, failure=Failure("hci:0x06", "PIN or Key Missing", Side.PEER, "encryption", 9))
    assert "FAILED  by the peer at the encryption: hci:0x06 PIN or Key Missing" in text(reported(missing))
    bare = replace(REFUSED, failure=Failure("mgmt:0x05", "Authentication Failed", Side.UNKNOWN, "", None))
    assert "FAILED  mgmt:0x05 Authentication Failed" in text(reported(bare))


def test_the_end_of_the_log_before_the_end_of_the_attempt_is_no_failure():
    cut = replace(REFUSED, outcome=Outcome.INCOMPLETE, failure=None, diagnosis=None)
    assert "INCOMPLETE  the log ends before the pairing does" in text(reported(cut))


def test_a_name_from_the_air_cannot_drive_the_terminal():
    name = "\x1b[2J\x9b31m\r\nevil\u202e"
    hostile = replace(REFUSED, peer=replace(REFUSED.peer, name=name))
    for shown in (text(reported(hostile, file="\x1b]0;x\x07")), markdown(reported(hostile, file="\x1b]0;x\x07"))):
        assert all(c.isprintable() or c == "\n" for c in shown)


def test_steps_without_times_are_still_aligned():
    timeless = replace(REFUSED, started=None, steps=tuple(replace(step, at=None) for step in REFUSED.steps))
    assert "#110  ◀─  Security Request: bonding" in text(reported(timeless))


def test_markdown_for_an_issue():
    shown = markdown(reported(REFUSED, findings=[BLOCKED]))
    assert "### Failed: the peer refused at the feature exchange: smp:0x08 Unspecified Reason" in shown
    assert "- Pairing Failed came instead of a Pairing Response (record 112)" in shown
    assert "1. Put it in pairing mode, then pair again" in shown
    assert "### Finding: The adapter is blocked (mgmt:0x12, possible)" in shown
    assert "<details><summary>3 steps</summary>" in shown
    assert "record 112    <- Pairing Failed: Unspecified Reason  FAILED" in shown
    assert "#112" not in shown  # a tracker would link it to its issue 112


def test_markdown_takes_nothing_from_the_air_for_markup():
    hostile = replace(
        REFUSED,
        peer=replace(REFUSED.peer, name="**[x](javascript:y)** @admin <img>"),
        steps=(Step(1.0, 1, Direction.HOST, "```\n# out"),),
    )
    shown = markdown(reported(hostile))
    assert r"\*\*\[x\](javascript:y)\*\* \@admin \<img\>" in shown
    assert "````text" in shown and shown.count("\n````\n") == 1


def test_what_was_not_understood_is_shown_and_nothing_is_called_fine():
    doc = reported(not_understood=[(7, "E (1234) x: bond \x1b[2J failed")])

    assert doc["not_understood"] == [{"record": 7, "text": "E (1234) x: bond \x1b[2J failed"}]
    for shown in (text(doc), markdown(doc)):
        assert "failed" in shown
        assert "\x1b" not in shown
        assert "Something failed in this log, and what was read does not say why" in " ".join(shown.split())


def test_a_log_without_a_pairing_says_what_became_of_its_links():
    link = Link("hci0", 64, "C0:11:22:33:44:55")
    refused = Traced(message=mgmt.CommandStatus(0x0005, 0x14), direction=Direction.HOST, record=30)
    ended = Traced(message=hci.DisconnectionComplete(0, 64, 0x16), direction=Direction.RECEIVED, link=link, record=22)
    doc = reported(connections=[ended, refused, refused])

    assert [(item["record"], item["times"]) for item in doc["connections"]] == [(22, 1), (30, 2)]
    for shown in (text(doc), markdown(doc)):
        assert "no verdict" in shown.lower()
        assert "C0:11:22:33:44:55  Disconnected: 0x16 Connection Terminated" in shown
        assert "Set Powered: 0x14 Permission Denied, 2 times" in shown
    assert "Disconnected" not in text(reported(REFUSED, connections=[ended]))


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ({"stack": "", "host": "unknown"}, "this gateway"),
        ({"stack": "bluez", "host": "gateway"}, "this gateway"),
        ({"stack": "android", "host": "phone"}, "this phone"),
        ({"stack": "zephyr", "host": "microcontroller"}, "this device"),
        ({"stack": "smp", "host": "unknown"}, "this host"),
    ],
)
def test_a_report_calls_the_machine_that_wrote_the_log_what_it_is(reading, words):
    assert here({"reading": reading}) == words
    assert here({}) == "this gateway"
