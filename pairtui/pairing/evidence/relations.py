"""Relations between the messages of one attempt: whose turn it was, for how long nothing came, who ended the link."""

from typing import NamedTuple

from pairtui.pairing.attempt import Side
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen, side_of
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.record import Direction

SMP_TIMEOUT = 30.0
"""Seconds that either side waits for the other's next PDU (Vol 3, Part H, 3.4)."""

SILENT = 25.0
"""Seconds of silence from which on it is the timer that ended a pairing."""

_ENDED_BY = {
    0x13: Side.PEER,
    0x14: Side.PEER,
    0x15: Side.PEER,
    0x16: Side.LOCAL,
    0x08: Side.PEER,
    0x22: Side.PEER,
    0x3E: Side.PEER,
    0x04: Side.PEER,
}
"""Who ended a link, by reason. A supervision, response or page timeout is the peer's silence."""

_KEY_MISSING, _LOCAL_HOST = 0x06, 0x16

_AUTHENTICATION_FAILURE = 0x05
"""What both sides hear whichever of them found the other's result wrong (Vol 1, Part F, 2.5); Linux, too, takes it for
nobody's (hci_event.c). Only the question and its answer before it show who refused."""

ASKED = (
    mgmt.UserConfirmationRequest,
    mgmt.UserPasskeyRequest,
    mgmt.PinCodeRequest,
    hci.UserConfirmationRequest,
    hci.UserPasskeyRequest,
    hci.PinCodeRequest,
)
REFUSED = (
    mgmt.UserConfirmationNegativeReply,
    mgmt.UserPasskeyNegativeReply,
    mgmt.PinCodeNegativeReply,
    hci.UserConfirmationRequestNegativeReply,
    hci.UserPasskeyRequestNegativeReply,
    hci.PinCodeRequestNegativeReply,
)
ACCEPTED = (
    mgmt.UserConfirmationReply,
    mgmt.UserPasskeyReply,
    mgmt.PinCodeReply,
    hci.UserConfirmationRequestReply,
    hci.UserPasskeyRequestReply,
    hci.PinCodeRequestReply,
)
"""The controller's and the kernel's questions to the user, a no to them, and a yes."""

LINK_LAYER = "the link layer"
"""Who has the turn once a command to start encryption went out: the peer's host and this one wait both."""

_ENCRYPTED = (hci.EncryptionChange, hci.EncryptionChangeV2, hci.EncryptionKeyRefreshComplete)
_TURNS = (*smp.PDUS, hci.LeEnableEncryption, hci.LeLongTermKeyRequest, hci.LeLongTermKeyRequestReply, *_ENCRYPTED)
_ENDS = (hci.Disconnect, hci.DisconnectionComplete, mgmt.CancelPairDevice)


class Turn(NamedTuple):
    """Who had to act after `last`: this host, the peer's host, or the link layer (then `link_layer`, at the peer)."""

    side: Side
    last: Seen
    link_layer: bool = False


def turn(observed: AttemptRecord) -> Turn | None:
    """Whose turn it was when the attempt ended; None before the first message that asks for an answer."""
    said = [s for s in observed.seen if isinstance(s.message, _TURNS) and not _is_an_end(s.message)]
    if not said:
        return None
    last = said[-1]
    match last.message:
        case hci.LeEnableEncryption() | hci.LeLongTermKeyRequestReply():
            return Turn(Side.PEER, last, link_layer=True)
        case hci.EncryptionChange() | hci.EncryptionChangeV2() | hci.EncryptionKeyRefreshComplete():
            return Turn(_distributes(observed), last)
    if observed.encrypted or isinstance(last.message, smp.KEYS):
        return Turn(_distributes(observed), last)
    return Turn(Side.LOCAL if side_of(last.direction) is Side.PEER else Side.PEER, last)


def _is_an_end(message: object) -> bool:
    """Whether the message ends a pairing instead of going on with it."""
    return isinstance(message, smp.PairingFailed) or (isinstance(message, _ENCRYPTED) and message.status != 0)


def _distributes(observed: AttemptRecord) -> Side:
    """Who has to send a key next: the responder until it has sent all, then the initiator (2.4.3, 3.6.1)."""
    for initiator in (False, True):
        agreed = observed.keys_agreed_for(initiator)
        if agreed is not None and agreed & ~observed.keys_sent_by(initiator):
            return Side.LOCAL if initiator == (observed.initiator is not False) else Side.PEER
    return Side.PEER


def silence(observed: AttemptRecord) -> float:
    """Seconds from the last message that asked for an answer to the end or to giving up; 0 where unknown."""
    now = turn(observed)
    end = ending(observed)
    if now is None or now.last.at is None or end is None:
        return 0.0
    return max(0.0, end - now.last.at)


def ending(observed: AttemptRecord) -> float | None:
    """When the attempt ended, by the first message of its end."""
    ends = [s.at for s in observed.seen if isinstance(s.message, _ENDS) and s.at is not None]
    return ends[0] if ends else observed.attempt.ended


def ended_by(observed: AttemptRecord, reason: int) -> Side:
    """Who ended the link. Where it was the peer's turn and this host gave up waiting, it is the peer's silence."""
    asked = observed.first(hci.Disconnect) is not None
    ended = Side.LOCAL if asked else _ENDED_BY.get(reason, Side.UNKNOWN)
    if ended is not Side.LOCAL:
        return ended
    now = turn(observed)
    waited = now is not None and now.side is Side.PEER and silence(observed) >= SILENT
    return Side.PEER if waited else Side.LOCAL


def refused_by(observed: AttemptRecord, status: int) -> Side:
    """Who ended an authentication or encryption that a controller reported with this status."""
    if status == _LOCAL_HOST:
        return ended_by(observed, status)
    if observed.first(*REFUSED, hci.IoCapabilityRequestNegativeReply) is not None:
        return Side.LOCAL
    answered = observed.first(*ACCEPTED, hci.IoCapabilityRequestReply, hci.IoCapabilityResponse) is not None
    without_key = status == _KEY_MISSING and observed.first(hci.LinkKeyRequestNegativeReply) is not None
    return Side.PEER if answered or not (without_key or status == _AUTHENTICATION_FAILURE) else Side.UNKNOWN


def given_up(observed: AttemptRecord) -> bool:
    """Whether this host ended the link while something was under way on it, as far as the log shows."""
    asked = observed.first(hci.Disconnect)
    if asked is None or observed.went_on:
        return False
    done = observed.encryption_seen and observed.smp_begun and observed.keys_complete()
    return not done or asked[0].reason == _AUTHENTICATION_FAILURE


def lost_in_keys(observed: AttemptRecord, reason: int) -> bool:
    """Whether a link broke in the middle of key distribution; a normal end may only look so where a log has gaps."""
    return _waits_for_keys(observed) and reason in (0x08, 0x22, 0x3D, 0x3E)


def cut_in_keys(observed: AttemptRecord) -> bool:
    """Whether the last thing known is a key that one side sent, while others that were agreed on are to come."""
    last = observed.seen[-1].message if observed.seen else None
    stored = observed.attempt.level is not None or observed.failed
    return isinstance(last, smp.KEYS) and not stored and not observed.keys_complete()


def waited_for_keys(observed: AttemptRecord, at: float | None) -> bool:
    """Whether the link ended as SMP's timer ran out over a key that was agreed on and never came."""
    pdus = [s.at for s in observed.seen if isinstance(s.message, smp.PDUS) and s.at is not None]
    if not _waits_for_keys(observed) or not pdus or at is None:
        return False
    return SMP_TIMEOUT - 2 <= at - pdus[-1] <= SMP_TIMEOUT + 5


def _waits_for_keys(observed: AttemptRecord) -> bool:
    stored = observed.attempt.level is not None
    return (
        observed.encrypted
        and observed.smp_begun
        and not stored
        and not observed.failed
        and not observed.keys_complete()
    )


def answered(observed: AttemptRecord) -> Seen | None:
    """The PDU that a Pairing Failed answers: the last of the other side before it."""
    failed = observed.last(smp.PairingFailed)
    if failed is None:
        return None
    at = observed.seen.index(failed[1])
    theirs = [
        s for s in observed.seen[:at] if isinstance(s.message, smp.PDUS) and s.direction is not failed[1].direction
    ]
    return theirs[-1] if theirs else None


def received(seen: Seen) -> bool:
    """Whether the peer sent it."""
    return seen.direction is Direction.RECEIVED
