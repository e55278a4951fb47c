"""What the HCI of a BR/EDR pairing or authentication does to the attempts."""

from collections.abc import Callable
from dataclasses import replace

from pairtui.knowledge.association import simple_pairing_cell
from pairtui.knowledge.codes import code_text
from pairtui.knowledge.key_types import link_key
from pairtui.pairing.attempt import Kind, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.relations import refused_by
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.hci import awaits_encryption, seen_of
from pairtui.protocol.fields import Message
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret

_PAIRING: dict[type, str] = {
    hci.IoCapabilityRequest: "ssp",
    hci.IoCapabilityRequestReply: "ssp",
    hci.IoCapabilityRequestNegativeReply: "ssp",
    hci.IoCapabilityResponse: "ssp",
    hci.UserConfirmationRequest: "ssp",
    hci.UserPasskeyRequest: "ssp",
    hci.UserPasskeyNotification: "ssp",
    hci.PinCodeRequest: "pin",
    hci.PinCodeRequestReply: "pin",
    hci.PinCodeRequestNegativeReply: "pin",
}


@on(
    hci.AuthenticationRequested,
    hci.LinkKeyRequest,
    hci.LinkKeyRequestReply,
    hci.LinkKeyRequestNegativeReply,
    hci.SetConnectionEncryption,
    hci.UserConfirmationRequestReply,
    hci.UserConfirmationRequestNegativeReply,
    hci.UserPasskeyRequestReply,
    hci.UserPasskeyRequestNegativeReply,
    *_PAIRING,
)
def going_on(attempts: AttemptTracker, event: Traced) -> None:
    """An authentication, which becomes a pairing where no stored key answers."""
    paired = attempts.on_link(event.link)
    if isinstance(event.message, hci.SetConnectionEncryption) and paired is not None and awaits_encryption(paired):
        attempts.step(paired, event)
        return
    observed = attempts.begun(Kind.AUTHENTICATION, event)
    how = _PAIRING.get(type(event.message))
    if how is not None:
        model = "pin" if how == "pin" else observed.attempt.association_model
        observed.attempt = replace(observed.attempt, kind=Kind.PAIRING, pairing=how, association_model=model)
    attempts.step(observed, event)
    _associate(attempts, observed)


@on(hci.CommandComplete)
def answer_confirmed(attempts: AttemptTracker, event: Traced) -> None:
    """An answer to the controller's question of which a dump of events shows the end only; or a key size read."""
    message = event.message
    assert isinstance(message, hci.CommandComplete)
    _key_size_read(attempts, event, message)
    answer = _ANSWERS.get(message.opcode)
    if answer is None or event.link is None:
        return
    reply = answer(event.link.address or "")
    observed = attempts.on_link(event.link)
    if observed is None or not observed.takes(event.at) or observed.last(type(reply)) is None:
        going_on(attempts, replace(event, message=reply, direction=Direction.SENT))


_ANSWERS: dict[int, Callable[[str], Message]] = {
    hci.LinkKeyRequestReply.CODE: lambda address: hci.LinkKeyRequestReply(address, Secret(b"")),
    **{
        kind.CODE: kind
        for kind in (
            hci.LinkKeyRequestNegativeReply,
            hci.PinCodeRequestNegativeReply,
            hci.UserConfirmationRequestNegativeReply,
            hci.UserPasskeyRequestNegativeReply,
        )
    },
}


def _associate(attempts: AttemptTracker, observed: AttemptRecord) -> None:
    """The association model of Secure Simple Pairing (Vol 3, Part C, 5.2.2.6), once both sides sent their features."""
    ours, theirs = observed.last(hci.IoCapabilityRequestReply), observed.last(hci.IoCapabilityResponse)
    if ours is None or theirs is None:
        return
    mitm, oob = (ours[0].auth_req | theirs[0].auth_req) & 1, ours[0].oob or theirs[0].oob
    model, _ = simple_pairing_cell(ours[0].io, theirs[0].io, bool(mitm), bool(oob))
    observed.attempt = replace(observed.attempt, association_model=model)
    attempts.store(observed)


@on(hci.KeypressNotification)
def key_pressed(attempts: AttemptTracker, event: Traced) -> None:
    """The peer's user types."""
    observed = attempts.on_link(event.link)
    if observed is not None and observed.takes(event.at):
        attempts.step(observed, event)


def _key_size_read(attempts: AttemptTracker, event: Traced, message: hci.CommandComplete) -> None:
    """The size of the encryption key, at which Linux looks once the link is encrypted."""
    read = hci.EncryptionKeySizeRead.of(message)
    observed = attempts.on_link(event.link)
    if read is not None and observed is not None and observed.encrypted:
        attempts.step(observed, replace(event, message=read))


@on(hci.LinkKeyNotification, mgmt.NewLinkKey)
def key_made(attempts: AttemptTracker, event: Traced) -> None:
    """A link key: the pairing succeeded."""
    observed = attempts.on_link(event.link)
    if observed is None or observed.failed:
        return
    attempts.step(observed, event)
    if observed.attempt.kind is Kind.PAIRING:
        assert isinstance(event.message, hci.LinkKeyNotification | mgmt.NewLinkKey)
        observed.attempt = replace(observed.attempt, level=link_key(event.message.kind).level)
        attempts.succeed(observed, Outcome.PAIRED, event.at)


def _ended_alike(attempts: AttemptTracker, observed: AttemptRecord, status: int, at: float | None) -> bool:
    """Whether Simple Pairing Complete, which names a device and no handle, reported this end just before."""
    failure = observed.attempt.failure
    return failure is not None and failure.code == code_text("hci", status) and not attempts.settled(observed, at)


@on(hci.SimplePairingComplete, hci.AuthenticationComplete)
def complete(attempts: AttemptTracker, event: Traced) -> None:
    """The pairing or the authentication ended."""
    message = event.message
    assert isinstance(message, hci.SimplePairingComplete | hci.AuthenticationComplete)
    observed = attempts.on_link(event.link)
    if observed is None and isinstance(message, hci.AuthenticationComplete) and message.status:
        observed = attempts.unnamed(event.link, lambda one: _ended_alike(attempts, one, message.status, event.at))
    if observed is None or (not observed.in_progress and message.status and not observed.failed):
        if message.status == 0:
            return
        observed = attempts.open(Kind.AUTHENTICATION, event.link, event.at)
    reached = "authentication"
    attempts.step(observed, event, "failed" if message.status else "ok")
    if message.status:
        refused = observed.last(hci.IoCapabilityRequestNegativeReply)
        code = refused[0].reason if refused and refused[0].reason else message.status
        attempts.fail(observed, "hci", code, refused_by(observed, message.status), seen_of(event), reached)
    elif isinstance(message, hci.AuthenticationComplete) and observed.in_progress:
        paired = observed.attempt.kind is Kind.PAIRING
        attempts.succeed(observed, Outcome.PAIRED if paired else Outcome.ENCRYPTED, event.at)
