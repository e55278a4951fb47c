"""What should have come where an attempt failed, as recorded captures show it."""

from pathlib import Path

import pytest

from pairtui.pairing.attempt import Outcome
from pairtui.pairing.diagnosis.expected_message import expected
from pairtui.sources.capture.source import read_file

CAPTURES = Path(__file__).parents[1] / "captures"


@pytest.mark.parametrize(("capture", "wanted"), [
    ("09-not-in-pairing-mode", "Pairing Response from the peer"),
    ("08-phone-0x05-not-bondable", "Pairing Response from the gateway"),
    ("03-03-sc-only-refuses-legacy", "Pairing Confirm from the gateway"),
    ("03-06-encryption-key-size-by-us", "Pairing Public Key from the gateway"),
    ("03-drop-link-lost-in-pairing", "Pairing Public Key from the peer"),
    ("03-01-passkey-entry-failed-by-peer", "Pairing Confirm from the peer"),
    ("03-04-confirm-value-wrong-passkey-legacy", "Pairing Random from the peer"),
    ("03-0c-numeric-comparison-failed-by-us", "Pairing DHKey Check from the gateway"),
    ("03-0b-dhkey-check-failed-by-us", "an encrypted link"),
    ("04-jw-sc-bond-lost-at-peer", "an encrypted link"),
    ("03-08-among-keys-legacy", "the rest of the keys"),
])  # fmt: skip
def test_what_was_expected(capture, wanted):
    attempts = read_file(str(CAPTURES / f"{capture}.btsnoop")).model.attempts.values()
    assert [expected(attempt) for attempt in attempts if attempt.outcome is Outcome.FAILED] == [wanted]


def test_nothing_is_expected_where_nothing_failed():
    attempts = read_file(str(CAPTURES / "02-jw-sc-ok.btsnoop")).model.attempts.values()
    assert {expected(attempt) for attempt in attempts} == {""}
