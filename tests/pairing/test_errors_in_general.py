"""What explains an error, or looks for it, says of no failure that it happened: nothing is likely then."""

import pytest

from pairtui.pairing.attempt import Confidence, Outcome
from tests.pairing.pasted import read

EXPLAINED = (
    "The system may show **Peer removed pairing information**: then the two disagree about the key.",
    '- A half bond throws `Code=14 "Peer removed pairing information"`, so clear it on both sides.',
    "On a link that is not encrypted the server answers Insufficient Authentication (0x05).",
    "## What Insufficient Authentication (0x05) is for",
    "- デバイスは、暗号化されていない接続で、`Insufficient Authentication (0x05)` を返します。",
    "错误：Pin or Key Missing (0x06)，设备丢失了密钥。",
)
SOURCE = (
    'GATT_INSUFFICIENT_AUTHENTICATION -> "insufficient authentication (0x05)"',
    "error = 'Failed to pair: org.bluez.Error.ConnectionAttemptFailed'",
    'ESP_LOGI(TAG, "pair status = fail, reason = 0x%x", reason)',
    '@.str.12 = private constant [47 x i8] c"***** pair status = fail, reason = 0x%x *****\\0A\\00", align 1',
)


def surest(text):
    model = read(text)
    failed = [each.diagnosis.confidence for each in model.attempts.values() if each.outcome is Outcome.FAILED]
    return {*failed, *(each.confidence for each in model.findings)}


@pytest.mark.parametrize("text", EXPLAINED)
def test_what_explains_an_error_makes_nothing_likely(text):
    assert surest(f"{text}\n") <= {Confidence.POSSIBLE}


@pytest.mark.parametrize("text", EXPLAINED[:2])
def test_what_somebody_says_to_have_seen_is_likely(text):
    assert surest(f"{text}\nI got this when it was paired last.\n") == {Confidence.LIKELY}


@pytest.mark.parametrize("text", SOURCE)
def test_source_states_no_failure(text):
    assert surest(f"{text}\n") == set()


def test_a_piece_in_backticks_within_a_sentence_is_no_line_of_a_log():
    text = "Any attempt that I made ended early (passkey never entered, `bt_smp: SMP Timeout`, peer walked away).\n"
    assert surest(text) == {Confidence.LIKELY}
