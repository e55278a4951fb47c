"""Logs that end within a line, or before the pairing does: the last thing they hold is taken, and nothing more."""

import pytest

from pairtui.pairing.attempt import Confidence, Outcome
from tests.pairing.pasted import read
from tests.pairing.test_misleading_logs import CLASSIC, CONFIRM, JUST_WORKS, REQUEST, RESPONSE, log

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
