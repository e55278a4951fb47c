"""What link layer control PDUs overheard on the air do to the attempts; the central counts as this side."""

from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import side_of
from pairtui.pairing.tracking.attempts import Attempts, on
from pairtui.pairing.tracking.hci import seen_of
from pairtui.protocol.messages import ll
from pairtui.protocol.record import Direction

_USER_ENDED = 0x13


@on(ll.EncReq)
def encryption_starts(attempts: Attempts, event: Traced) -> None:
    """Encryption with the key of the pairing that runs, or with a stored one."""
    course = attempts.on_link(event.link)
    if course is None or not course.in_progress or not course.smp_begun:
        course = attempts.begun(Kind.ENCRYPTION, event)
        course.attempt = replace(course.attempt, kind=Kind.ENCRYPTION)
    attempts.step(course, event)


@on(ll.StartEncReq)
def key_found(attempts: Attempts, event: Traced) -> None:
    """The peripheral has the key; what follows is ciphertext, so that is as far as the air shows."""
    course = attempts.on_link(event.link)
    if course is None or not course.in_progress:
        return
    attempts.step(course, event, "ok")
    course.encrypted = True
    attempts.succeed(course, Outcome.PAIRED if course.smp_begun else Outcome.ENCRYPTED, event.at)


@on(ll.RejectInd, ll.RejectExtInd)
def rejected(attempts: Attempts, event: Traced) -> None:
    """A controller refuses a procedure: of encryption, it ends the attempt."""
    message = event.message
    assert isinstance(message, ll.RejectInd | ll.RejectExtInd)
    course = attempts.on_link(event.link)
    if course is None or not course.in_progress:
        return
    refused = getattr(message, "rejected", ll.EncReq.CODE)
    of_encryption = course.first(ll.EncReq) is not None and refused == ll.EncReq.CODE
    attempts.step(course, event, "failed" if of_encryption else "")
    if of_encryption:
        attempts.fail(course, "ll", message.error_code, side_of(event.direction), seen_of(event), "encryption")


@on(ll.TerminateInd)
def terminated(attempts: Attempts, event: Traced) -> None:
    """A controller ends the link. An initiator that gives up by itself leaves an attempt without an end."""
    message = event.message
    assert isinstance(message, ll.TerminateInd)
    course = attempts.on_link(event.link)
    if course is None:
        return
    given_up = message.error_code == _USER_ENDED and event.direction is Direction.SENT
    begun = course.smp_begun or course.attempt.kind is Kind.ENCRYPTION
    if course.in_progress and begun and not given_up:
        reached = course.reached()
        attempts.step(course, event, "failed")
        attempts.fail(course, "ll", message.error_code, side_of(event.direction), seen_of(event), reached)
    else:
        attempts.step(course, event)
    attempts.finish(course)


@on(
    ll.EncRsp,
    ll.StartEncRsp,
    ll.PhyReq,
    ll.PhyRsp,
    ll.PhyUpdateInd,
    ll.ConnectionUpdateInd,
    ll.ConnectionParamReq,
    ll.UnknownRsp,
)
def procedure(attempts: Attempts, event: Traced) -> None:
    """A procedure of the link layer beside the pairing: two that run at once can collide."""
    course = attempts.on_link(event.link)
    if course is not None and (course.in_progress or isinstance(event.message, ll.EncRsp | ll.StartEncRsp)):
        attempts.step(course, event)
