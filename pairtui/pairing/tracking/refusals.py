"""Requests that were refused for want of security: a pairing that follows is what they asked for."""

from dataclasses import replace

from pairtui.pairing.attempt import Outcome
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.relations import SMP_TIMEOUT

UNSECURED = ("att:0x05", "att:0x0f")
"""Insufficient Authentication and Insufficient Encryption."""


def refused(observed: AttemptRecord) -> bool:
    """Whether all that failed is a request."""
    failure = observed.attempt.failure
    return failure is not None and (failure.code.startswith("att:") or failure.step == "attribute access")


def awaits_pairing(observed: AttemptRecord, at: float | None) -> bool:
    """Whether the pairing that a refused request asks for may still come at this time."""
    ended, failure = observed.attempt.ended, observed.attempt.failure
    unsecured = failure is not None and failure.code in UNSECURED
    return unsecured and at is not None and ended is not None and 0 <= at - ended <= SMP_TIMEOUT


def reopen(observed: AttemptRecord) -> None:
    """Make the attempt one that is under way again: the pairing that the refused request asks for has come."""
    observed.attempt = replace(observed.attempt, outcome=Outcome.INCOMPLETE, failure=None, diagnosis=None, ended=None)
