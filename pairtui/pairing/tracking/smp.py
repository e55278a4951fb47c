"""What SMP and ATT PDUs do to the attempts."""

from dataclasses import replace

from pairtui.knowledge.association import associate
from pairtui.pairing.attempt import Kind, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import Course, Seen, side_of
from pairtui.pairing.evidence.context import security_error
from pairtui.pairing.tracking.attempts import Attempts, on
from pairtui.protocol.messages import att, smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Malformed, Unknown


@on(smp.PairingRequest)
def pairing_request(attempts: Attempts, event: Traced) -> None:
    """The initiator begins; its sender tells this host's role. A second request on a link is a second attempt."""
    course = attempts.on_link(event.link) or _asked_for(attempts, event)
    if course is None or not course.takes(event.at) or course.request is not None:
        asked = course if course is not None and course.in_progress and course.pair_called else None
        course = attempts.open(Kind.PAIRING, event.link, event.at)
        if asked is not None:
            course.pair_called, course.required = True, asked.required
    attempts.adopt(course, event.link)
    role = "initiator" if event.direction is Direction.SENT else "responder"
    course.attempt = replace(course.attempt, kind=Kind.PAIRING, role=role)
    course.encrypted = _over_bredr(event)
    attempts.step(course, event)


def _asked_for(attempts: Attempts, event: Traced) -> Course | None:
    """The attempt that somebody here began, on a link that was up before the trace: nothing tells whose it is."""
    if event.link is not None and event.link.address is not None:
        return None
    return attempts.only(lambda course: course.pair_called and course.in_progress)


def _over_bredr(event: Traced) -> bool:
    """Whether this is SMP over BR/EDR: an encrypted link, on which only keys are distributed (2.4.2.4, 3.2)."""
    return event.link is not None and event.link.transport == "bredr"


@on(smp.PairingResponse)
def pairing_response(attempts: Attempts, event: Traced) -> None:
    """The features are known now, and with them the association model."""
    course = attempts.begun(Kind.PAIRING, event)
    attempts.step(course, event, "ok")
    if course.attempt.role == "unknown":
        role = "responder" if event.direction is Direction.SENT else "initiator"
        course.attempt = replace(course.attempt, role=role)
    if _over_bredr(event):
        complete_keys(attempts, course, event)
    elif course.request is not None and course.response is not None:
        course.association = associate(course.request, course.response)
        course.attempt = replace(
            course.attempt,
            pairing=course.association.pairing,
            association_model=course.association.model,
        )
    attempts.store(course)


@on(smp.SecurityRequest)
def security_request(attempts: Attempts, event: Traced) -> None:
    """The peripheral asks for security: a pairing, or encryption with a stored key, will show."""
    course = attempts.begun(Kind.PAIRING, event)
    if course.attempt.role == "unknown":
        role = "initiator" if event.direction is Direction.RECEIVED else "responder"
        course.attempt = replace(course.attempt, role=role)
    attempts.step(course, event)


@on(
    smp.PairingConfirm,
    smp.PairingRandom,
    smp.PairingPublicKey,
    smp.PairingDHKeyCheck,
    smp.KeypressNotification,
    *smp.KEYS,
)
def going_on(attempts: Attempts, event: Traced) -> None:
    """One PDU more of the pairing on this link."""
    course = attempts.on_link(event.link)
    if course is None or (course.failed and not course.undecided(event.at)):
        if course is not None and not attempts.settled(course, event.at):
            attempts.step(course, event)
            return
        nameless = event.link is None or (event.link.handle is None and event.link.address is None)
        if event.direction is Direction.HOST and nameless:
            return  # words that may be of a sentence, and nothing else tells of a pairing
        course = attempts.begun(Kind.PAIRING, event)
    if course.attempt.pairing is None and isinstance(event.message, smp.PairingPublicKey):
        course.attempt = replace(course.attempt, pairing="secure-connections")
    if isinstance(event.message, smp.KEYS):
        course.encrypted = True  # keys go over an encrypted link only (2.4.3), though the log may begin after that
        course.attempt = replace(course.attempt, kind=Kind.PAIRING)
    attempts.step(course, event)
    complete_keys(attempts, course, event)


def complete_keys(attempts: Attempts, course: Course, event: Traced) -> None:
    """The pairing has ended once its key encrypts the link and every agreed key went over."""
    told = course.encryption_seen or (course.request is not None and course.response is not None)
    if told and course.encrypted and not course.failed and not course.awaits_word and course.keys_complete():
        attempts.succeed(course, Outcome.PAIRED, event.at)


@on(smp.PairingFailed)
def pairing_failed(attempts: Attempts, event: Traced) -> None:
    """Whoever sends it refuses; with it the pairing is over, whatever was reached."""
    assert isinstance(event.message, smp.PairingFailed)
    course = attempts.on_link(event.link)
    earlier = course.last(smp.PairingFailed) if course is not None and course.failed else None
    answers = earlier is not None and earlier[1].direction is not event.direction
    if course is not None and answers and not attempts.settled(course, event.at):
        attempts.step(course, event)
        return
    over = course is not None and (
        (course.failed and course.last(smp.PairingFailed) is not None) or attempts.settled(course, event.at)
    )
    if course is None or over:
        course = attempts.open(Kind.PAIRING, event.link, event.at)
    attempts.adopt(course, event.link)
    reached = course.reached()
    early = reached in ("connection", "before the feature exchange")
    if early and event.message.reason in _OF_AUTHENTICATION:
        reached = "authentication"  # the log begins later than the pairing
    elif early or _weighs_features(course, event):
        reached = "feature exchange"
    attempts.step(course, event, "failed")
    seen = Seen(event.message, event.direction, event.at, event.record)
    course.attempt = replace(course.attempt, kind=Kind.PAIRING)
    attempts.fail(course, "smp", event.message.reason, side_of(event.direction), seen, reached)


_OF_AUTHENTICATION = {0x01, 0x04, 0x0B, 0x0C}


def _weighs_features(course: Course, event: Traced) -> bool:
    """Whether a refusal answers the other side's features: nothing but them has been exchanged."""
    assert isinstance(event.message, smp.PairingFailed)
    if event.message.reason in _OF_AUTHENTICATION:
        return False
    pdus = [s for s in course.seen if isinstance(s.message, smp.PDUS)]
    theirs = next((s for s in reversed(pdus) if s.direction is not event.direction), None)
    features = (smp.PairingRequest, smp.PairingResponse, smp.SecurityRequest)
    return theirs is not None and isinstance(theirs.message, features)


@on(att.ErrorResponse)
def att_error(attempts: Attempts, event: Traced) -> None:
    """An attribute needs more security than the link has: a step where a pairing runs because of it."""
    course = attempts.on_link(event.link)
    wanted = security_error(Seen(event.message, event.direction, event.at, event.record))
    if wanted and course is not None and course.takes(event.at) and course.smp_begun:
        attempts.step(course, event)


@on(Malformed, Unknown)
def undecodable(attempts: Attempts, event: Traced) -> None:
    """A PDU that could not be decoded, in a pairing: it may be what the other side refuses."""
    course = attempts.on_link(event.link)
    if course is not None and course.smp_begun and not attempts.settled(course, event.at):
        attempts.step(course, event)
