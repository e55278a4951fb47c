"""What people say beside a log that a program said, and what it does to the attempts."""

import re
from dataclasses import replace

from pairtui.knowledge.accounts import OF_BONDS, row_about
from pairtui.knowledge.vocabularies import Says, stated
from pairtui.knowledge.vocabularies.roles import of_a_maker
from pairtui.pairing.attempt import Confidence
from pairtui.pairing.diagnosis import diagnose
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.stack_log import LISTED, state
from pairtui.protocol.record import Account, LogLine, Sentence

_FAILURES = (Says.FAILED, Says.NOT_CONNECTED, Says.DISCONNECTED)

_OF_A_PROGRAM = re.compile(
    r"[A-Z]{2,}[ _][A-Z]{3,}|[a-z]{2}[A-Z][a-z]|[A-Z]{3}[a-z]{3}|[A-Z]{4} (?:→|[-=]>) [A-Z]{4}|GATT |"
    r"org\.bluez|-connection-|0x[0-9a-fA-F]|[0-9]{2}|: [0-9]|[a-z]_[a-z]|[Ii]nsufficient|"
    r"[\"'“‘][A-Z]|(?:[a-zA-Z]{2,} ){3}"
)
"""A name, a number, or a message of four words or more: a sentence does not have that by accident."""


_OF_EITHER = ("peer-requires-authentication",)
"""What a code states for sure, and not whether the two were never paired or one of them lost the bond."""


@on(Sentence)
def sentence(attempts: AttemptTracker, event: Traced) -> None:
    """Take in what a person says that a program said: failures only, and only in words that are a program's."""
    assert isinstance(event.message, Sentence)
    log_state = attempts.around.log_state
    log_state.new = log_state.new or bool(LISTED.match(event.message.text))
    log_state.role = log_state.role or of_a_maker(event.message.text)
    found = [
        each
        for each in stated(event.message.text, ())
        if each.statement.says in _FAILURES
        and each.statement.space
        and _OF_A_PROGRAM.search(event.message.text[each.start : each.end])
    ]
    state(attempts, event, event.message.text, log_state, found)


def _of_a_sentence(observed: AttemptRecord) -> bool:
    """Whether somebody's words have a part in it."""
    return any(isinstance(seen.message, LogLine) and seen.message.quoted for seen in observed.seen)


@on(Account)
def account(attempts: AttemptTracker, event: Traced) -> None:
    """Weigh what people report of the bonds into the attempts that are over: where it decides, that is their cause.

    What documentation shows is weighed again as a sample, and so is an error that nobody says to have seen.
    """
    assert isinstance(event.message, Account)
    for observed in attempts.over:
        sample = event.message.documentation or (not event.message.reported and _of_a_sentence(observed))
        if sample and observed.failed and observed.attempt.id in attempts.all:
            attempts.judge(observed)
    reported = row_about(event.message.text, OF_BONDS)
    if reported is None:
        return
    for observed in attempts.over:
        known = observed.attempt.diagnosis
        if known is None or observed.attempt.id not in attempts.all:
            continue
        if known.confidence is not Confidence.POSSIBLE and known.cause not in _OF_EITHER:
            continue
        found = diagnose(observed, attempts.around)
        if found is not None and found.confidence is Confidence.POSSIBLE:
            observed.attempt = replace(observed.attempt, diagnosis=found)
            attempts.store(observed)
