"""A request that was refused for want of security begins a pairing, and is no attempt of its own beside it."""

import pytest

from pairtui.pairing.attempt import Outcome
from tests.pairing.pasted import read

REFUSED = "E (19655) BT_GATT: gatts_write_attr_perm_check - GATT_INSUF_ENCRYPTION\n"
COMPARED = "E (20900) BT_SMP: Value for numeric comparison = 391840\n"
PAIRED = "I (26475) demo: pair status = success\n"


def attempts(text):
    return [(each.outcome, each.failure and each.failure.code) for each in read(text).attempts.values()]


@pytest.mark.parametrize("text", [REFUSED + PAIRED, REFUSED + COMPARED + PAIRED])
def test_a_pairing_that_its_user_takes_seconds_to_accept_is_the_refused_requests(text):
    assert attempts(text) == [(Outcome.PAIRED, None)]


def test_a_pairing_whose_end_is_not_shown_did_not_fail():
    assert attempts(REFUSED + COMPARED) == [(Outcome.INCOMPLETE, None)]


def test_a_pairing_that_fails_has_its_own_code():
    assert attempts(REFUSED + COMPARED + "E (26475) demo: pair status = fail, reason = 0x51\n") == [
        (Outcome.FAILED, "smp:0x04")
    ]


def test_a_pairing_much_later_is_another():
    assert attempts(REFUSED + PAIRED.replace("26475", "96475")) == [
        (Outcome.FAILED, "att:0x0f"),
        (Outcome.PAIRED, None),
    ]
