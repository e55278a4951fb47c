"""Logs that end within a line, or before the pairing does: the last thing they hold is taken, and nothing more."""

import pytest

from pairtui.pairing.attempt import Confidence, Outcome
from pairtui.pairing.diagnosis.expected_message import expected
from pairtui.report import wording
from pairtui.report.document import attempt_object
from tests.pairing.pasted import read
from tests.pairing.test_misleading_logs import (
    CLASSIC,
    CONFIRM,
    JUST_WORKS,
    PHONE,
    RANDOM,
    REQUEST,
    RESPONSE,
    SECURITY,
    failed,
    log,
)

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


@pytest.mark.parametrize(
    ("said", "cause", "sure"),
    [
        (log().got(JUST_WORKS), "agent-rejected", Confidence.POSSIBLE),
        (log().sent(REQUEST).got(JUST_WORKS), "agent-rejected", Confidence.LIKELY),
    ],
)
def test_a_no_at_once_is_somebodys_only_where_the_offer_shows_that_there_was_an_agent(said, cause, sure):
    asked = (
        said.mgmt("Event: User Confirmation Request (0x000f)", f"LE Address: {PHONE} (Static)", "Confirm hint: 0x01")
        .mgmt("Command: User Confirmation Negative Reply (0x001d)", f"LE Address: {PHONE} (Static)")
        .sent(failed(1))
    )
    (attempt,) = read(asked.text).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == (cause, sure)
    assert attempt.diagnosis.alternatives[0].cause == "no-agent"


REFUSED = (
    "ATT: Error Response (0x01) len 4\n        Read Request (0x0a)\n        Handle: 0x0010\n"
    "        Error: Insufficient Authentication (0x05)"
)


@pytest.mark.parametrize(
    ("began", "sure"),
    [(log(), Confidence.POSSIBLE), (log().connected(role="Peripheral (0x01)"), Confidence.CERTAIN)],
)
def test_who_asked_for_a_pairing_is_certain_only_where_the_log_begins_with_the_link(began, sure):
    said = began.got(REFUSED).sent(SECURITY).got(REQUEST).sent(failed(5))
    (attempt,) = read(said.text).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("gatt-client-triggers-pairing", sure)
    if sure is Confidence.POSSIBLE:
        assert "agent-rejected" in [one.cause for one in attempt.diagnosis.alternatives]


def test_a_request_for_protection_says_that_there_was_an_agent_before_the_log_begins():
    protected = SECURITY.replace("No MITM", "MITM").replace("(0x09)", "(0x0d)").replace("(0x01)", "(0x05)")
    assert protected != SECURITY
    (attempt,) = read(log().got(REFUSED).sent(protected).got(REQUEST).sent(failed(5)).text).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("no-agent", Confidence.POSSIBLE)
    assert attempt.diagnosis.alternatives[0].cause == "gatt-client-triggers-pairing"


@pytest.mark.parametrize(("ended", "sure"), [(False, Confidence.POSSIBLE), (True, Confidence.LIKELY)])
def test_nothing_followed_a_refusal_for_sure_only_where_the_link_has_ended(ended, sure):
    said = log().connected().got(REFUSED)
    (finding,) = read((said.ends("Remote User Terminated Connection (0x13)") if ended else said).text).findings
    assert (finding.cause, finding.confidence) == ("peer-requires-authentication", sure)


def test_a_question_whose_name_btmon_cut_and_whose_number_was_lost_is_a_question():
    said = log().connected().sent(REQUEST).got(JUST_WORKS)
    said = said.mgmt("Event: User Confirmation R..", f"LE Address: {PHONE} (Static)", "Confirm hint: 0x01")
    text = said.text.replace("Confirmation R.. plen 7", "Confirmation R..")
    (attempt,) = read(text).attempts.values()
    assert attempt.diagnosis.cause == "prompt-timeout"
    went_on = text + log().sent(CONFIRM).got(CONFIRM).text
    (attempt,) = read(went_on).attempts.values()
    assert attempt.diagnosis is None, "this side goes on only after the answer"


def test_a_refusal_of_an_attribute_without_its_packet_is_nobodys():
    text = (
        "    ATT: Error (0x01)\n      Error: Insufficient authentication (5)\n      Read req (0x0a) on handle 0x000c\n"
    )
    model = read(text)
    told = [*model.findings, *(attempt.diagnosis for attempt in model.attempts.values())]
    assert told and all((one.by, one.confidence) == ("unknown", "possible") for one in told)


BONDING = "        Initiator key distribution: Sign (0x04)\n        Responder key distribution: EncKey (0x01)"
KEY = "SMP: Encryption Information (0x06) len 16\n        Long term key: 00112233445566778899aabbccddeeff"


def test_a_log_that_ends_among_the_keys_ends_before_the_pairing_does():
    said = log().connected().sent(f"{REQUEST}\n{BONDING}").got(f"{JUST_WORKS}\n{BONDING}")
    said = said.sent(CONFIRM).got(CONFIRM).sent(RANDOM).got(RANDOM).starts_encryption().encryption()
    (attempt,) = read(said.got(KEY).text).attempts.values()
    assert (attempt.outcome, attempt.diagnosis) == (Outcome.INCOMPLETE, None)
