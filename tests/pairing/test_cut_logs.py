"""Logs that end within a line, or before the pairing does: the last thing they hold is taken, and nothing more."""

import pytest

from pairtui.pairing.attempt import Confidence, Outcome
from pairtui.pairing.diagnosis.expected_message import expected
from pairtui.report import wording
from pairtui.report.document import attempt_object
from tests.pairing.pasted import read
from tests.pairing.test_misleading_logs import CLASSIC, CONFIRM, JUST_WORKS, REQUEST, RESPONSE, failed, log

ASKED = (
    log()
    .event("IO Capability Request (0x31)", f"Address: {CLASSIC} (Example)")
    .event("User Confirmation Request (0x33)", f"Address: {CLASSIC} (Example)", "Passkey: 120534")
    .text
)
ENDED = "> HCI Event: Simple Pairing Complete (0x36) plen 7    #3 [hci0] 1.030000\n        Status: "
NO = "< HCI Command: User Confirmation Request Negative Reply"


@pytest.mark.parametrize(
    "last",
    [
        f"{NO} (0x01|0x002d) plen 6    #3 [hci0] 1.030000\n        Addr",
        f"{NO} (0x01|0x002d) plen 6    #3 [hci0] 1.030000\n",
        f"{NO} (0x01|0x0",
        f"{NO} (0",
        f"{NO}\n",
        f"{NO[:-3]}\n",
        "< HCI Command: User Confirmation Request Neg Reply (0x",
        "@ MGMT Command: User Confirmation Negative Re",
    ],
)
def test_a_no_in_a_line_that_is_cut_is_the_no_of_the_attempt_before_it(last):
    (attempt,) = read(ASKED + last).attempts.values()
    assert (attempt.outcome, attempt.diagnosis.cause) == (Outcome.FAILED, "agent-rejected")


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (
            f"{ENDED}Authentication Fai",
            "0x05",
        ),
        (f"{ENDED}Pairing Not", "0x18"),
        (f"{ENDED}Connection", None),
    ],
)
def test_a_word_that_is_cut_counts_where_it_leaves_one_choice(last, code):
    (attempt,) = read(ASKED + last).attempts.values()
    assert (attempt.failure and attempt.failure.code) == (code and f"hci:{code}")


def test_a_question_whose_name_is_whole_is_no_answer():
    (attempt,) = read(ASKED + "< HCI Command: User Confirmation Request").attempts.values()
    assert attempt.outcome is Outcome.INCOMPLETE


OTHER = RESPONSE.format(io="NoInputNoOutput (0x03)", auth="Bonding, MITM, SC, No Keypresses (0x0d)", size=16)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (log().got(REQUEST).sent(JUST_WORKS).sent(OTHER), "two-stacks"),
        (log().got(CONFIRM).sent(CONFIRM).sent(OTHER), "two-stacks"),
        (log().got(REQUEST).sent(JUST_WORKS).sent(JUST_WORKS), None),
        (log().got(REQUEST).sent(JUST_WORKS).got(REQUEST).sent(OTHER), None),
        (log().sent(REQUEST).got(JUST_WORKS).got(OTHER), None),
    ],
)
def test_two_answers_to_one_request_are_those_of_two_stacks(said, cause):
    *_, attempt = read(said.text).attempts.values()
    assert attempt.outcome is Outcome.INCOMPLETE
    assert (attempt.diagnosis and attempt.diagnosis.cause) == cause
    assert attempt.diagnosis is None or attempt.diagnosis.confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    ("before", "bond"),
    [
        ("[00:00:02.100,000] <wrn> bt_smp: The in-progress pairing has been deleted!\n", False),
        ("[00:00:02.100,000] <err> app: Pairing failed conn: C0:00:00:00:00:01 (random), reason 9\n", False),
        ("", True),
    ],
)
def test_a_microcontroller_s_bonds_are_not_blamed_where_its_pairing_was_under_way(before, bond):
    text = f"""\
[00:00:02.000,000] <inf> app: Connected C0:00:00:00:00:01 (random)
{before}[00:00:02.200,000] <wrn> app: Security failed: C0:00:00:00:00:01 (random) level 1 err 9
[00:00:02.300,000] <inf> app: Disconnected: C0:00:00:00:00:01 (random) (reason 0x3d)
"""
    (attempt,) = read(text).attempts.values()
    assert attempt.diagnosis.cause == "mic-failure"
    assert any("Erase the bonds" in fix.text for fix in attempt.diagnosis.fixes) is bond
    assert any("CONFIG_BT_CTLR_LE_ENC" in fix.text for fix in attempt.diagnosis.fixes) is not bond


@pytest.mark.parametrize(
    ("said", "awaited"),
    [
        (log().sent(REQUEST), "Pairing Response from the peer"),
        (log().got(REQUEST), "Pairing Response from the gateway"),
        (log().sent(REQUEST).got(JUST_WORKS).sent(CONFIRM), "Pairing Confirm from the peer"),
        (log().proved(), "an encrypted link"),
    ],
)
def test_what_would_have_come_next_is_told(said, awaited):
    (attempt,) = read(said.text).attempts.values()
    assert expected(attempt) == awaited


def test_a_question_that_ends_the_log_awaits_its_answer():
    (attempt,) = read(ASKED).attempts.values()
    assert attempt_object(attempt)["awaits"] == "the answer to the question from the gateway"
    whole = wording.verdict(attempt_object(attempt), "this phone")
    assert whole == "the log ends before the pairing does; next would be the answer to the question from this phone"


def test_an_attempt_that_came_to_an_end_awaits_nothing():
    (attempt,) = read(log().sent(REQUEST).got(failed(5)).text).attempts.values()
    assert "awaits" not in attempt_object(attempt)


@pytest.mark.parametrize(
    "line",
    [
        log().ends("Remote User Terminated Connection (0x13)").text,
        log().mgmt("Event: Device Disconnected (0x000c)", "LE Address: C0:00:00:00:00:01 (Static)",
                   "Reason: Connection terminated by remote host (0x03)").text,
        "> HCI Event: Disconn Complete (0x05) plen 4\n    status 0x00 handle 64 reason 0x13\n",
        "[00:00:02.300,000] <inf> app: Disconnected: C0:00:00:00:00:01 (random) (reason 0x13)\n",
        "I (5120) NimBLE_BLE_PRPH: disconnect; reason=531\n",
        "<info> app: Disconnected. conn_handle: 0x0, reason: 0x13\n",
    ],
)  # fmt: skip
def test_an_end_alone_is_told_alike_by_each_stack(line):
    model = read(line)
    (finding,) = model.findings
    assert (list(model.attempts), finding.cause, finding.confidence) == ([], "application-disconnect", "possible")
    assert finding.title == "The peer ended the link; the log does not show what came before"


def test_a_line_that_a_finding_quotes_was_understood():
    model = read('I see "Failed to set up: Authentication error: key or slot (key index) is incorrect"\n')
    assert [finding.cause for finding in model.findings] == ["profile-unavailable"]
    assert model.not_understood == []
