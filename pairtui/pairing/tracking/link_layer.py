"""What link layer control PDUs overheard on the air do to the attempts; the central counts as this side."""

from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import side_of
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.hci import seen_of
from pairtui.protocol.messages import ll
from pairtui.protocol.record import Direction

_USER_ENDED = 0x13


@on(ll.EncReq)
def encryption_starts(attempts: AttemptTracker, event: Traced) -> None:
    """Encryption with the key of the pairing that runs, or with a stored one."""
    observed = attempts.on_link(event.link)
    if observed is None or not observed.in_progress or not observed.smp_begun:
        observed = attempts.begun(Kind.ENCRYPTION, event)
        observed.attempt = replace(observed.attempt, kind=Kind.ENCRYPTION)
    attempts.step(observed, event)


@on(ll.StartEncReq)
def key_found(attempts: AttemptTracker, event: Traced) -> None:
    """The peripheral has the key; what follows is ciphertext, so that is as far as the air shows."""
    observed = attempts.on_link(event.link)
    if observed is None or not observed.in_progress:
        return
    attempts.step(observed, event, "ok")
    observed.encrypted = True
    attempts.succeed(observed, Outcome.PAIRED if observed.smp_begun else Outcome.ENCRYPTED, event.at)


@on(ll.RejectInd, ll.RejectExtInd)
def rejected(attempts: AttemptTracker, event: Traced) -> None:
    """A controller refuses a procedure: of encryption, it ends the attempt."""
    message = event.message
    assert isinstance(message, ll.RejectInd | ll.RejectExtInd)
    observed = attempts.on_link(event.link)
    if observed is None or not observed.in_progress:
        return
    refused = getattr(message, "rejected", ll.EncReq.CODE)
    of_encryption = observed.first(ll.EncReq) is not None and refused == ll.EncReq.CODE
    attempts.step(observed, event, "failed" if of_encryption else "")
    if of_encryption:
        attempts.fail(observed, "ll", message.error_code, side_of(event.direction), seen_of(event), "encryption")


@on(ll.TerminateInd)
def terminated(attempts: AttemptTracker, event: Traced) -> None:
    """A controller ends the link. An initiator that gives up by itself leaves an attempt without an end."""
    message = event.message
    assert isinstance(message, ll.TerminateInd)
    observed = attempts.on_link(event.link)
    if observed is None:
        return
    given_up = message.error_code == _USER_ENDED and event.direction is Direction.SENT
    begun = observed.smp_begun or observed.attempt.kind is Kind.ENCRYPTION
    if observed.in_progress and begun and not given_up:
        reached = observed.reached()
        attempts.step(observed, event, "failed")
        attempts.fail(observed, "ll", message.error_code, side_of(event.direction), seen_of(event), reached)
    else:
        attempts.step(observed, event)
    attempts.finish(observed)


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
def procedure(attempts: AttemptTracker, event: Traced) -> None:
    """A procedure of the link layer beside the pairing: two that run at once can collide."""
    observed = attempts.on_link(event.link)
    if observed is not None and (observed.in_progress or isinstance(event.message, ll.EncRsp | ll.StartEncRsp)):
        attempts.step(observed, event)
