"""What HCI commands and events on LE links do to the attempts, and connections of both transports."""

from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome, Side
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import CONNECTED, AttemptRecord, Seen
from pairtui.pairing.evidence.facts.agent import said_no
from pairtui.pairing.evidence.facts.bredr import LEAST_KEY
from pairtui.pairing.evidence.relations import ended_by, lost_in_keys, refused_by, waited_for_keys
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.smp import complete_keys
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.streams.hci import IsoOnAclLink

_AUTHENTICATION_FAILURE, _KEY_MISSING = 0x05, 0x06
_UNKNOWN_CONNECTION = 0x02
"""LE Connection Complete after the host cancelled: a failure only if somebody waited for the connection."""

_AT_ONCE = 0.1
"""Seconds within which this host closes a link that falls short of what Pair asked for."""

_NO_ROOM = 0x0D
"""Connection Rejected due to Limited Resources: over LE no device can reject a connection, so this controller did."""


def seen_of(event: Traced) -> Seen:
    """The event as an attempt keeps it."""
    return Seen(event.message, event.direction, event.at, event.record)


@on(hci.LeConnectionComplete, hci.LeEnhancedConnectionComplete, hci.ConnectionComplete)
def connected(attempts: AttemptTracker, event: Traced) -> None:
    """A link is up, or not: part of an attempt that waits for it; a failure of its own otherwise."""
    message = event.message
    assert isinstance(message, hci.LeConnectionComplete | hci.LeEnhancedConnectionComplete | hci.ConnectionComplete)
    observed = attempts.on_link(event.link)
    if observed is not None and (not observed.takes(event.at) or (message.status == 0 and observed.smp_begun)):
        attempts.finish(observed)
        observed = None
    if message.status == 0:
        if observed is not None:
            attempts.adopt(observed, event.link)
            if isinstance(message, hci.ConnectionComplete) and message.encryption:
                _encrypted(attempts, observed, event)  # with the stored key, while the link was being made
            else:
                attempts.step(observed, event, "ok")
        return
    if observed is None or (message.status == _UNKNOWN_CONNECTION and not observed.pair_called):
        return
    attempts.step(observed, event, "failed")
    full = message.status == _NO_ROOM and not isinstance(message, hci.ConnectionComplete)
    unpaired = message.status == _KEY_MISSING and refused_by(observed, message.status) is Side.UNKNOWN
    side = Side.LOCAL if full or said_no(observed) or unpaired else Side.PEER
    attempts.fail(observed, "hci", message.status, side, seen_of(event), "connection")


@on(hci.LeCreateConnection, hci.LeExtendedCreateConnection, hci.CreateConnection, hci.LeCreateConnectionCancel)
def connecting(attempts: AttemptTracker, event: Traced) -> None:
    """Connecting is a step where somebody asked to pair."""
    observed = attempts.on_link(event.link)
    if observed is not None and observed.takes(event.at) and observed.pair_called:
        attempts.adopt(observed, event.link)
        attempts.step(observed, event)


@on(hci.LeEnableEncryption, hci.LeLongTermKeyRequest)
def encryption_starts(attempts: AttemptTracker, event: Traced) -> None:
    """Encryption starts with the key of the pairing that runs, else with a stored one: then it is an attempt itself."""
    observed = attempts.on_link(event.link)
    if observed is not None and observed.takes(event.at) and observed.smp_begun:
        attempts.step(observed, event)
        return
    if observed is None or not observed.takes(event.at):
        observed = attempts.open(Kind.ENCRYPTION, event.link, event.at)
    attempts.adopt(observed, event.link)
    role = "initiator" if isinstance(event.message, hci.LeEnableEncryption) else "responder"
    observed.attempt = replace(observed.attempt, kind=Kind.ENCRYPTION, role=role)
    attempts.step(observed, event)


@on(hci.LeLongTermKeyRequestReply, hci.LeLongTermKeyRequestNegativeReply)
def key_answered(attempts: AttemptTracker, event: Traced) -> None:
    """The host gave the key, or has none: the central then hears PIN or Key Missing."""
    observed = attempts.begun(Kind.ENCRYPTION, event)
    negative = isinstance(event.message, hci.LeLongTermKeyRequestNegativeReply)
    attempts.step(observed, event, "failed" if negative else "")
    if negative:
        attempts.fail(observed, "hci", 0x06, Side.LOCAL, seen_of(event), "encryption")


@on(hci.EncryptionChange, hci.EncryptionChangeV2, hci.EncryptionKeyRefreshComplete)
def encryption_changed(attempts: AttemptTracker, event: Traced) -> None:
    """Encryption is on, or could not be switched on."""
    message = event.message
    assert isinstance(message, hci.EncryptionChange | hci.EncryptionChangeV2 | hci.EncryptionKeyRefreshComplete)
    observed = attempts.on_link(event.link)
    if message.status:
        if observed is None or not (observed.takes(event.at) or awaits_encryption(observed)):
            observed = attempts.open(Kind.AUTHENTICATION if _is_bredr(event) else Kind.ENCRYPTION, event.link, event.at)
        attempts.step(observed, event, "failed")
        side = refused_by(observed, message.status)
        attempts.fail(observed, "hci", message.status, side, seen_of(event), "encryption")
        return
    if observed is None:
        return
    if isinstance(message, hci.EncryptionKeyRefreshComplete) or message.mode:
        _encrypted(attempts, observed, event)
    else:
        attempts.step(observed, event)


def awaits_encryption(observed: AttemptRecord) -> bool:
    """Whether a link key was made or proved, which ends the pairing or authentication, and encryption is to follow."""
    attempt = observed.attempt
    over = attempt.outcome in (Outcome.PAIRED, Outcome.ENCRYPTED)
    return attempt.transport == "bredr" and over and not observed.encrypted


def _is_bredr(event: Traced) -> bool:
    return event.link is not None and event.link.transport == "bredr"


def _encrypted(attempts: AttemptTracker, observed: AttemptRecord, event: Traced) -> None:
    attempts.step(observed, event, "ok")
    if awaits_encryption(observed):
        observed.encrypted = True
        return
    if not (observed.undecided(event.at) if observed.failed else observed.takes(event.at)):
        return
    observed.encrypted = True
    if observed.failed:  # by the reply of D-Bus, which overtook the trace
        return
    bredr = observed.attempt.pairing in ("ssp", "pin")
    if observed.attempt.kind is Kind.PAIRING and (observed.smp_begun or observed.pair_called or bredr):
        if not observed.awaits_word:
            attempts.succeed(observed, Outcome.PAIRED, event.at)
        complete_keys(attempts, observed, event)
    else:
        attempts.succeed(observed, Outcome.ENCRYPTED, event.at)


@on(hci.Disconnect)
def disconnecting(attempts: AttemptTracker, event: Traced) -> None:
    """This host ends the link: over BR/EDR, right after encryption, for want of security (Linux hci_event.c)."""
    observed = attempts.on_link(event.link)
    if observed is None:
        return
    attempts.step(observed, event)
    message = event.message
    assert isinstance(message, hci.Disconnect)
    refused = observed.failed and observed.last(mgmt.CommandComplete) is not None  # Pair Device ends before the link
    weak = message.reason == _AUTHENTICATION_FAILURE or _short_key(observed) or refused
    if observed.encrypted and _is_bredr(event) and weak:
        attempts.fail(observed, "hci", _AUTHENTICATION_FAILURE, Side.LOCAL, seen_of(event), "encryption")


def _before_the_word(observed: AttemptRecord) -> bool:
    """Whether Pair was called and has not returned, and this host closed the link as it was encrypted."""
    on = observed.last(hci.SetConnectionEncryption, hci.EncryptionChange, hci.EncryptionChangeV2)
    closed = observed.last(hci.Disconnect)
    if on is None or closed is None or on[1].at is None or closed[1].at is None:
        return False
    soon = 0 <= closed[1].at - on[1].at < _AT_ONCE
    return soon and observed.pair_called and observed.last(mgmt.CommandComplete, mgmt.CommandStatus) is None


def _short_key(observed: AttemptRecord) -> bool:
    read = observed.last(hci.EncryptionKeySizeRead)
    return read is not None and not read[0].status and read[0].size < LEAST_KEY


@on(hci.DisconnectionComplete)
def disconnected(attempts: AttemptTracker, event: Traced) -> None:
    """The link ended: the failure itself where the attempt was still under way, else its last step."""
    message = event.message
    assert isinstance(message, hci.DisconnectionComplete)
    observed = attempts.on_link(event.link)
    if observed is None or message.status:
        return
    if observed.removes_bond and observed.first(*CONNECTED) is None:
        attempts.step(observed, event)  # the link on which the bond was: it ends before the new pairing begins
        observed.link = replace(observed.link, handle=None) if observed.link else None
        return
    if observed.pair_called and not observed.seen:  # the link on which the last attempt failed
        observed.link = replace(observed.link, handle=None) if observed.link else None
        return
    undecided = observed.undecided(event.at)
    if undecided and _word_is_to_come(observed, event.at, message.reason):
        attempts.step(observed, event)
        observed.link = replace(observed.link, handle=None) if observed.link else None
        return
    if observed.attempt.outcome is Outcome.PAIRED and _before_the_word(observed):
        observed.attempt = replace(observed.attempt, outcome=Outcome.INCOMPLETE, ended=None)
        attempts.step(observed, event)
        attempts.finish(observed)
        return
    if undecided and observed.went_on and message.reason in _PEACEFUL:
        attempts.step(observed, event)
        attempts.finish(observed)
        return
    begun = observed.smp_begun or observed.attempt.pairing in ("ssp", "pin")
    asked_only = undecided and not begun and observed.attempt.kind is Kind.PAIRING
    if undecided and not (asked_only and not observed.pair_called):
        reached = observed.reached()
        attempts.step(observed, event, "failed")
        attempts.fail(observed, "hci", message.reason, ended_by(observed, message.reason), seen_of(event), reached)
    elif lost_in_keys(observed, message.reason) or waited_for_keys(observed, event.at):
        attempts.step(observed, event, "failed")
        attempts.fail(
            observed, "hci", message.reason, ended_by(observed, message.reason), seen_of(event), "key distribution"
        )
    elif awaits_encryption(observed) and message.reason in _KEY_REFUSED:
        attempts.step(observed, event, "failed")
        attempts.fail(observed, "hci", message.reason, Side.PEER, seen_of(event), "authentication")
    else:
        attempts.step(observed, event)
    if observed.failed and (observed.pair_called or observed.takes(event.at)):  # the kernel's word on it is to come
        observed.link = replace(observed.link, handle=None) if observed.link else None
    else:
        attempts.finish(observed)


def _word_is_to_come(observed: AttemptRecord, at: float | None, reason: int) -> bool:
    """Whether Pair is still to return on an encrypted link that closed without an error: its result decides."""
    broken = lost_in_keys(observed, reason) or waited_for_keys(observed, at)
    return observed.encrypted and observed.awaits_word and reason in _PEACEFUL and not broken


_PEACEFUL = (0x13, 0x14, 0x15, 0x16)

_KEY_REFUSED = (0x06, 0x18, 0x29)
"""Reasons by which the peer ends a link over a link key that was just made: missing, not allowed, a unit key."""


@on(hci.CommandStatus)
def command_refused(attempts: AttemptTracker, event: Traced) -> None:
    """The controller refused a command that the attempt needs."""
    message = event.message
    assert isinstance(message, hci.CommandStatus)
    needed = (
        hci.LeEnableEncryption.CODE,
        hci.LeCreateConnection.CODE,
        hci.CreateConnection.CODE,
        hci.LeExtendedCreateConnection.CODE,
    )
    observed = attempts.on_link(event.link)
    if message.status and message.opcode in needed and observed is not None and observed.undecided(event.at):
        reached = observed.reached()
        attempts.step(observed, event, "failed")
        attempts.fail(observed, "hci", message.status, Side.LOCAL, seen_of(event), reached)


@on(
    hci.LePhyUpdateComplete, hci.LeConnectionUpdateComplete, hci.AuthenticatedPayloadTimeoutExpired, IsoOnAclLink
)  # fmt: skip
def link_changed(attempts: AttemptTracker, event: Traced) -> None:
    """The link's parameters changed in the middle of an attempt, or its data was not proved or mistaken."""
    observed = attempts.on_link(event.link)
    if observed is not None and observed.takes(event.at):
        attempts.step(observed, event)
