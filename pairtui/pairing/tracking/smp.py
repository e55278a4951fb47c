"""What SMP and ATT PDUs do to the attempts."""

from dataclasses import replace

from pairtui.knowledge.association import associate
from pairtui.pairing.attempt import Kind, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import CONNECTED, AttemptRecord, Seen, side_of
from pairtui.pairing.evidence.context import security_error
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.protocol.messages import att, hci, l2cap, mgmt, smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Malformed, Unknown

_LONGEST_INTERVAL = 0.1
"""Seconds after which nothing comes any more that the peer sent before it heard of the encryption."""


@on(smp.PairingRequest)
def pairing_request(attempts: AttemptTracker, event: Traced) -> None:
    """The initiator begins; its sender shows this host's role. A second request on a link is a second attempt."""
    observed = attempts.on_link(event.link) or attempts.unnamed(event.link, lambda one: one.awaits_word)
    if observed is not None and observed.failed and event.direction is Direction.SENT and _is_ending(observed):
        attempts.step(observed, event)
        return
    if observed is None or not observed.takes(event.at) or observed.request is not None:
        asked = observed if observed is not None and observed.in_progress and observed.pair_called else None
        observed = attempts.open(Kind.PAIRING, event.link, event.at)
        if asked is not None:
            observed.pair_called, observed.required = True, asked.required
    attempts.adopt(observed, event.link)
    role = "initiator" if event.direction is Direction.SENT else "responder"
    observed.attempt = replace(observed.attempt, kind=Kind.PAIRING, role=role)
    observed.encrypted = _over_bredr(event)
    attempts.step(observed, event)


def _is_ending(observed: AttemptRecord) -> bool:
    """Whether this host has asked to end the link: a request that still waited to be sent can begin nothing."""
    last = observed.last(hci.Disconnect, hci.DisconnectionComplete, *CONNECTED)
    return last is not None and isinstance(last[0], hci.Disconnect)


def _over_bredr(event: Traced) -> bool:
    """Whether this is SMP over BR/EDR: an encrypted link, on which only keys are distributed (2.4.2.4, 3.2)."""
    return event.link is not None and event.link.transport == "bredr"


@on(smp.PairingResponse)
def pairing_response(attempts: AttemptTracker, event: Traced) -> None:
    """The features are known now, and with them the association model."""
    observed = attempts.begun(Kind.PAIRING, event)
    attempts.step(observed, event, "ok")
    if observed.attempt.role == "unknown":
        role = "responder" if event.direction is Direction.SENT else "initiator"
        observed.attempt = replace(observed.attempt, role=role)
    if _over_bredr(event):
        complete_keys(attempts, observed, event)
    elif observed.request is not None and observed.response is not None:
        observed.association = associate(observed.request, observed.response)
        observed.attempt = replace(
            observed.attempt,
            pairing=observed.association.pairing,
            association_model=observed.association.model,
        )
    attempts.store(observed)


@on(smp.SecurityRequest)
def security_request(attempts: AttemptTracker, event: Traced) -> None:
    """The peripheral asks for security: a pairing, or encryption with a stored key, will show."""
    observed = attempts.begun(Kind.PAIRING, event)
    if observed.attempt.role == "unknown":
        role = "initiator" if event.direction is Direction.RECEIVED else "responder"
        observed.attempt = replace(observed.attempt, role=role)
    attempts.step(observed, event)


@on(
    smp.PairingConfirm,
    smp.PairingRandom,
    smp.PairingPublicKey,
    smp.PairingDHKeyCheck,
    smp.KeypressNotification,
    *smp.KEYS,
)
def going_on(attempts: AttemptTracker, event: Traced) -> None:
    """One PDU more of the pairing on this link."""
    observed = attempts.on_link(event.link)
    if observed is None or (observed.failed and not observed.undecided(event.at)):
        if observed is not None and not attempts.settled(observed, event.at):
            attempts.step(observed, event)
            return
        nameless = event.link is None or (event.link.handle is None and event.link.address is None)
        if event.direction is Direction.HOST and nameless:
            return  # words that may be of a sentence, and nothing else shows a pairing
        observed = attempts.begun(Kind.PAIRING, event)
    if observed.attempt.pairing is None and isinstance(event.message, smp.PairingPublicKey):
        observed.attempt = replace(observed.attempt, pairing="secure-connections")
    if isinstance(event.message, smp.KEYS):
        observed.encrypted = True  # keys go over an encrypted link only (2.4.3), though the log may begin after that
        observed.attempt = replace(observed.attempt, kind=Kind.PAIRING)
    attempts.step(observed, event)
    complete_keys(attempts, observed, event)


def complete_keys(attempts: AttemptTracker, observed: AttemptRecord, event: Traced) -> None:
    """The pairing has ended once its key encrypts the link and every agreed key went over."""
    conclusive = observed.encryption_seen or (observed.request is not None and observed.response is not None)
    if (
        conclusive
        and observed.encrypted
        and not observed.failed
        and not observed.awaits_word
        and observed.keys_complete()
    ):
        attempts.succeed(observed, Outcome.PAIRED, event.at)


@on(smp.PairingFailed)
def pairing_failed(attempts: AttemptTracker, event: Traced) -> None:
    """Whoever sends it refuses; with it the pairing is over, whatever was reached."""
    assert isinstance(event.message, smp.PairingFailed)
    observed = attempts.on_link(event.link) or _reported(attempts, event)
    if observed is not None and _comes_after(observed, event) and not attempts.settled(observed, event.at):
        attempts.step(observed, event)
        return
    over = observed is not None and (
        (observed.failed and observed.last(smp.PairingFailed) is not None) or attempts.settled(observed, event.at)
    )
    if observed is None or over:
        observed = attempts.open(Kind.PAIRING, event.link, event.at)
    attempts.adopt(observed, event.link)
    reached = observed.reached()
    early = reached in ("connection", "before the feature exchange")
    if _weighs_features(observed, event):
        reached = "feature exchange"
    elif early:  # the log begins later than the pairing
        reached = _STEP.get(event.message.reason, "pairing")
    attempts.step(observed, event, "failed")
    seen = Seen(event.message, event.direction, event.at, event.record)
    observed.attempt = replace(observed.attempt, kind=Kind.PAIRING)
    attempts.fail(observed, "smp", event.message.reason, side_of(event.direction), seen, reached)


def _reported(attempts: AttemptTracker, event: Traced) -> AttemptRecord | None:
    """The attempt that the kernel has just reported as failed, on a link that was up before the trace."""

    def fits(observed: AttemptRecord) -> bool:
        reported = all(isinstance(seen.message, mgmt.AuthenticationFailed) for seen in observed.seen)
        return reported and not attempts.settled(observed, event.at)

    return attempts.unnamed(event.link, fits) if event.direction is Direction.SENT else None


def _comes_after(observed: AttemptRecord, event: Traced) -> bool:
    """Whether a refusal was there: this one crosses it, or is said again to PDUs that were under way."""
    assert isinstance(event.message, smp.PairingFailed)
    earlier = observed.last(smp.PairingFailed) if observed.failed else None
    if earlier is None:
        return False
    asked = observed.last(smp.PairingRequest) is not None
    again = asked and earlier[0].reason == event.message.reason
    return again or earlier[1].direction is not event.direction


_STEP = {
    **dict.fromkeys((0x01, 0x04, 0x0B, 0x0C), "authentication"),
    **dict.fromkeys((0x02, 0x03, 0x05, 0x06, 0x09, 0x0D, 0x0E), "feature exchange"),
    0x0F: "key distribution",
}
"""Where each reason is given; the others fit any step (Core Specification, Vol 3, Part H, 3.5.5)."""


def _weighs_features(observed: AttemptRecord, event: Traced) -> bool:
    """Whether a refusal answers the other side's features: nothing but them has been exchanged."""
    assert isinstance(event.message, smp.PairingFailed)
    if _STEP.get(event.message.reason, "feature exchange") != "feature exchange":
        return False
    pdus = [s for s in observed.seen if isinstance(s.message, smp.PDUS)]
    theirs = next((s for s in reversed(pdus) if s.direction is not event.direction), None)
    features = (smp.PairingRequest, smp.PairingResponse, smp.SecurityRequest)
    return theirs is not None and isinstance(theirs.message, features)


@on(att.ErrorResponse)
def att_error(attempts: AttemptTracker, event: Traced) -> None:
    """An attribute needs more security than the link has, or an error is answered as if it were a request: a step."""
    observed = attempts.on_link(event.link)
    wanted = security_error(Seen(event.message, event.direction, event.at, event.record))
    shown = wanted or getattr(event.message, "request", None) == att.ErrorResponse.CODE
    if shown and observed is not None and observed.takes(event.at) and observed.smp_begun:
        attempts.step(observed, event)
    if not wanted:
        data_came(attempts, event)


@on(att.ReadRequest, att.WriteRequest, l2cap.ConnectionRequest, l2cap.ConnectionResponse, l2cap.ConfigureResponse)
def data_came(attempts: AttemptTracker, event: Traced) -> None:
    """Data waits until encryption has started or was refused (Vol 6, Part B, 5.1.3.1): what comes later shows that."""
    observed = attempts.on_link(event.link)
    if observed is None or not observed.in_progress or event.direction is not Direction.RECEIVED or event.at is None:
        return
    began = observed.last(hci.LeEnableEncryption, hci.LeLongTermKeyRequestReply, hci.LinkKeyRequestReply)
    if began is not None and began[1].at is not None and not observed.smp_begun:
        observed.went_on |= event.at - began[1].at >= _LONGEST_INTERVAL


@on(Malformed, Unknown)
def undecodable(attempts: AttemptTracker, event: Traced) -> None:
    """A PDU that could not be decoded, in a pairing: it may be what the other side refuses."""
    observed = attempts.on_link(event.link)
    if observed is not None and observed.smp_begun and not attempts.settled(observed, event.at):
        attempts.step(observed, event)
