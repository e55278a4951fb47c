"""Questions that the rules ask of a course and its surroundings."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pairtui.knowledge.association import JUST_WORKS, NUMERIC_COMPARISON, PASSKEY_ENTRY
from pairtui.pairing.attempt import Diagnosis, Evidence, Side
from pairtui.pairing.evidence.attempt_record import Course, Seen
from pairtui.pairing.evidence.context import Surroundings, security_error
from pairtui.pairing.evidence.steps import log_text
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.record import Direction, LogLine

Rule = Callable[[Course, Surroundings], Diagnosis | None]
"""Looks at a failed course; a diagnosis where the rule's cause fits, else None."""

_ASKED = (
    mgmt.UserConfirmationRequest,
    mgmt.UserPasskeyRequest,
    mgmt.PinCodeRequest,
    hci.UserConfirmationRequest,
    hci.UserPasskeyRequest,
    hci.PinCodeRequest,
)
_REFUSED = (
    mgmt.UserConfirmationNegativeReply,
    mgmt.UserPasskeyNegativeReply,
    mgmt.PinCodeNegativeReply,
    hci.UserConfirmationRequestNegativeReply,
    hci.UserPasskeyRequestNegativeReply,
    hci.PinCodeRequestNegativeReply,
)
_ACCEPTED = (
    mgmt.UserConfirmationReply,
    mgmt.UserPasskeyReply,
    mgmt.PinCodeReply,
    hci.UserConfirmationRequestReply,
    hci.UserPasskeyRequestReply,
    hci.PinCodeRequestReply,
)


_LOG_ASKS = re.compile(r"(?:user_confirm_request|user_passkey_request|pin_code_request)_callback\(\)")
_LOG_ANSWERS = re.compile(r"(?:confirm|passkey|pincode)_reply\(\)")


class Refusal(NamedTuple):
    """bluetoothd said no for the user: the question, the answer, and the seconds between (None without times)."""

    question: Seen | None
    answer: Seen
    seconds: float | None


def refusal(course: Course) -> Refusal | None:
    """The negative reply to a prompt, where the log shows one."""
    answers = [s for s in course.seen if isinstance(s.message, _REFUSED)]
    if not answers:
        return None
    questions = [s for s in course.seen if isinstance(s.message, _ASKED)]
    question = questions[-1] if questions else None
    seconds = None
    if question is not None and question.at is not None and answers[-1].at is not None:
        seconds = max(0.0, answers[-1].at - question.at)
    return Refusal(question, answers[-1], seconds)


def open_question(course: Course) -> Seen | None:
    """The kernel's last question to the user where it got no reply, as far as the trace or bluetoothd's log shows."""
    talk = [s for s in course.seen if _asks(s.message) or _answers(s.message)]
    return talk[-1] if talk and _asks(talk[-1].message) else None


def _asks(message: object) -> bool:
    return isinstance(message, _ASKED) or (isinstance(message, LogLine) and bool(_LOG_ASKS.search(message.text)))


def _answers(message: object) -> bool:
    answered = isinstance(message, LogLine) and bool(_LOG_ANSWERS.search(message.text))
    return answered or isinstance(message, _REFUSED + _ACCEPTED)


def just_works(course: Course) -> bool:
    """Whether the association model is, as far as can be seen, Just Works."""
    if course.association is not None:
        return course.association.model == JUST_WORKS
    hint = course.last(mgmt.UserConfirmationRequest)
    return hint is not None and hint[0].hint == 1


def model_is(course: Course, model: str) -> bool:
    """Whether the association model is this one: by the features, else by what only this model has."""
    if course.association is not None:
        return course.association.model == model
    if model == PASSKEY_ENTRY:
        rounds = len(course.all(smp.PairingConfirm, direction=Direction.SENT))
        asked = course.first(mgmt.PasskeyNotify, mgmt.UserPasskeyRequest, smp.KeypressNotification)
        return rounds > 1 or asked is not None
    hint = course.last(mgmt.UserConfirmationRequest)
    return model == NUMERIC_COMPARISON and hint is not None and hint[0].hint == 0


def log_line(course: Course, around: Surroundings, *words: str) -> Evidence | None:
    """A line of the daemon's or the kernel's log with one of these words, in the attempt or within 3 s of its end."""
    own = own_line(course, *words)
    if own is not None:
        return own
    ended = course.attempt.ended
    for at, record, line in reversed(around.log_lines):
        near = at is None or ended is None or abs(ended - at) < 3
        if near and any(word in line.text for word in words):
            return Evidence(f"{line.ident}: {log_text(line)}", record)
    return None


def own_line(course: Course, *words: str) -> Evidence | None:
    """A line of a log with one of these words, among the attempt's own steps."""
    for s in course.seen:
        if isinstance(s.message, LogLine) and any(word in s.message.text for word in words):
            return Evidence(f"{s.message.ident}: {log_text(s.message)}", s.record)
    return None


def security_error_before(course: Course) -> Seen | None:
    """The peer's ATT refusal that made this host's GATT client ask for security."""
    found = [s for s in course.before if security_error(s)]
    return found[-1] if found else None


def asked_by_gateway(course: Course) -> bool:
    """Whether this host itself asked the central for security."""
    return course.first(smp.SecurityRequest, direction=Direction.SENT) is not None or any(
        isinstance(s.message, smp.SecurityRequest) and s.direction is Direction.SENT for s in course.before
    )


def record_of(course: Course) -> int | None:
    """The record of the failure."""
    return course.attempt.failure.record if course.attempt.failure else None


def failed_by(course: Course) -> Side:
    """Who sent the failure's code."""
    return course.attempt.failure.by if course.attempt.failure else Side.UNKNOWN


def known_device(course: Course, around: Surroundings) -> bool:
    """Whether a bond with this peer was seen, in this log or by BlueZ's word."""
    return course.attempt.peer.address in around.bonds
