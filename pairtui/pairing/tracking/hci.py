"""What HCI commands and events on LE links do to the attempts, and connections of both transports."""

from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome, Side
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import Course, Seen
from pairtui.pairing.evidence.facts.bredr import LEAST_KEY
from pairtui.pairing.evidence.relations import ended_by, lost_in_keys, waited_for_keys
from pairtui.pairing.tracking.attempts import Attempts, on
from pairtui.pairing.tracking.smp import complete_keys
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.streams.hci import IsoOnAclLink

_AUTHENTICATION_FAILURE = 0x05
_UNKNOWN_CONNECTION = 0x02
"""LE Connection Complete after the host cancelled: a failure only if somebody waited for the connection."""


def seen_of(event: Traced) -> Seen:
    """The event as a course keeps it."""
    return Seen(event.message, event.direction, event.at, event.record)


@on(hci.LeConnectionComplete, hci.LeEnhancedConnectionComplete, hci.ConnectionComplete)
def connected(attempts: Attempts, event: Traced) -> None:
    """A link is up, or not: part of an attempt that waits for it; a failure of its own otherwise."""
    message = event.message
    assert isinstance(message, hci.LeConnectionComplete | hci.LeEnhancedConnectionComplete | hci.ConnectionComplete)
    course = attempts.on_link(event.link)
    if course is not None and (not course.takes(event.at) or (message.status == 0 and course.smp_begun)):
        attempts.finish(course)
        course = None
    if message.status == 0:
        if course is not None:
            attempts.adopt(course, event.link)
            attempts.step(course, event, "ok")
        return
    if course is None or (message.status == _UNKNOWN_CONNECTION and not course.pair_called):
        return
    attempts.step(course, event, "failed")
    attempts.fail(course, "hci", message.status, Side.PEER, seen_of(event), "connection")


@on(hci.LeCreateConnection, hci.LeExtendedCreateConnection, hci.CreateConnection, hci.LeCreateConnectionCancel)
def connecting(attempts: Attempts, event: Traced) -> None:
    """Connecting is a step where somebody asked to pair."""
    course = attempts.on_link(event.link)
    if course is not None and course.takes(event.at) and course.pair_called:
        attempts.adopt(course, event.link)
        attempts.step(course, event)


@on(hci.LeEnableEncryption, hci.LeLongTermKeyRequest)
def encryption_starts(attempts: Attempts, event: Traced) -> None:
    """Encryption starts with the key of the pairing that runs, else with a stored one: then it is an attempt itself."""
    course = attempts.on_link(event.link)
    if course is not None and course.takes(event.at) and course.smp_begun:
        attempts.step(course, event)
        return
    if course is None or not course.takes(event.at):
        course = attempts.open(Kind.ENCRYPTION, event.link, event.at)
    attempts.adopt(course, event.link)
    role = "initiator" if isinstance(event.message, hci.LeEnableEncryption) else "responder"
    course.attempt = replace(course.attempt, kind=Kind.ENCRYPTION, role=role)
    attempts.step(course, event)


@on(hci.LeLongTermKeyRequestReply, hci.LeLongTermKeyRequestNegativeReply)
def key_answered(attempts: Attempts, event: Traced) -> None:
    """The host gave the key, or has none: the central then hears PIN or Key Missing."""
    course = attempts.begun(Kind.ENCRYPTION, event)
    negative = isinstance(event.message, hci.LeLongTermKeyRequestNegativeReply)
    attempts.step(course, event, "failed" if negative else "")
    if negative:
        attempts.fail(course, "hci", 0x06, Side.LOCAL, seen_of(event), "encryption")


@on(hci.EncryptionChange, hci.EncryptionChangeV2, hci.EncryptionKeyRefreshComplete)
def encryption_changed(attempts: Attempts, event: Traced) -> None:
    """Encryption is on, or could not be switched on."""
    message = event.message
    assert isinstance(message, hci.EncryptionChange | hci.EncryptionChangeV2 | hci.EncryptionKeyRefreshComplete)
    course = attempts.on_link(event.link)
    if message.status:
        if course is None or not (course.takes(event.at) or awaits_encryption(course)):
            course = attempts.open(Kind.AUTHENTICATION if _is_bredr(event) else Kind.ENCRYPTION, event.link, event.at)
        attempts.step(course, event, "failed")
        side = ended_by(course, message.status) if message.status == 0x16 else Side.PEER
        attempts.fail(course, "hci", message.status, side, seen_of(event), "encryption")
        return
    if course is None:
        return
    if isinstance(message, hci.EncryptionKeyRefreshComplete) or message.mode:
        _encrypted(attempts, course, event)
    else:
        attempts.step(course, event)


def awaits_encryption(course: Course) -> bool:
    """Whether a link key was made or proved, which ends the pairing or authentication, and encryption is to follow."""
    attempt = course.attempt
    over = attempt.outcome in (Outcome.PAIRED, Outcome.ENCRYPTED)
    return attempt.transport == "bredr" and over and not course.encrypted


def _is_bredr(event: Traced) -> bool:
    return event.link is not None and event.link.transport == "bredr"


def _encrypted(attempts: Attempts, course: Course, event: Traced) -> None:
    attempts.step(course, event, "ok")
    if awaits_encryption(course):
        course.encrypted = True
        return
    if not (course.undecided(event.at) if course.failed else course.takes(event.at)):
        return
    course.encrypted = True
    if course.failed:  # by the reply of D-Bus, which overtook the trace
        return
    bredr = course.attempt.pairing in ("ssp", "pin")
    if course.attempt.kind is Kind.PAIRING and (course.smp_begun or course.pair_called or bredr):
        if not course.awaits_word:
            attempts.succeed(course, Outcome.PAIRED, event.at)
        complete_keys(attempts, course, event)
    else:
        attempts.succeed(course, Outcome.ENCRYPTED, event.at)


@on(hci.Disconnect)
def disconnecting(attempts: Attempts, event: Traced) -> None:
    """This host ends the link: over BR/EDR, right after encryption, for want of security (Linux hci_event.c)."""
    course = attempts.on_link(event.link)
    if course is None:
        return
    attempts.step(course, event)
    message = event.message
    assert isinstance(message, hci.Disconnect)
    refused = course.failed and course.last(mgmt.CommandComplete) is not None  # Pair Device ends before the link
    weak = message.reason == _AUTHENTICATION_FAILURE or _short_key(course) or refused
    if course.encrypted and _is_bredr(event) and weak:
        attempts.fail(course, "hci", _AUTHENTICATION_FAILURE, Side.LOCAL, seen_of(event), "encryption")


def _short_key(course: Course) -> bool:
    read = course.last(hci.EncryptionKeySizeRead)
    return read is not None and not read[0].status and read[0].size < LEAST_KEY


_CONNECTED = (hci.LeConnectionComplete, hci.LeEnhancedConnectionComplete, hci.ConnectionComplete)


@on(hci.DisconnectionComplete)
def disconnected(attempts: Attempts, event: Traced) -> None:
    """The link ended: the failure itself where the attempt was still under way, else its last step."""
    message = event.message
    assert isinstance(message, hci.DisconnectionComplete)
    course = attempts.on_link(event.link)
    if course is None or message.status:
        return
    if course.removes_bond and course.first(*_CONNECTED) is None:
        attempts.step(course, event)  # the link on which the bond was: it ends before the new pairing begins
        course.link = replace(course.link, handle=None) if course.link else None
        return
    undecided = course.undecided(event.at)
    if undecided and _word_is_to_come(course, event.at, message.reason):
        attempts.step(course, event)
        course.link = replace(course.link, handle=None) if course.link else None
        return
    asked_only = undecided and not course.smp_begun and course.attempt.kind is Kind.PAIRING
    if undecided and not (asked_only and not course.pair_called):
        reached = course.reached()
        attempts.step(course, event, "failed")
        attempts.fail(course, "hci", message.reason, ended_by(course, message.reason), seen_of(event), reached)
    elif lost_in_keys(course, message.reason) or waited_for_keys(course, event.at):
        attempts.step(course, event, "failed")
        attempts.fail(
            course, "hci", message.reason, ended_by(course, message.reason), seen_of(event), "key distribution"
        )
    else:
        attempts.step(course, event)
    if course.pair_called and course.failed:
        course.link = replace(course.link, handle=None) if course.link else None
    else:
        attempts.finish(course)


def _word_is_to_come(course: Course, at: float | None, reason: int) -> bool:
    """Whether Pair is still to end on an encrypted link that closed in peace: its end tells whether all was well."""
    broken = lost_in_keys(course, reason) or waited_for_keys(course, at)
    return course.encrypted and course.awaits_word and reason in _PEACEFUL and not broken


_PEACEFUL = (0x13, 0x14, 0x15, 0x16)


@on(hci.CommandStatus)
def command_refused(attempts: Attempts, event: Traced) -> None:
    """The controller refused a command that the attempt needs."""
    message = event.message
    assert isinstance(message, hci.CommandStatus)
    needed = (
        hci.LeEnableEncryption.CODE,
        hci.LeCreateConnection.CODE,
        hci.CreateConnection.CODE,
        hci.LeExtendedCreateConnection.CODE,
    )
    course = attempts.on_link(event.link)
    if message.status and message.opcode in needed and course is not None and course.undecided(event.at):
        reached = course.reached()
        attempts.step(course, event, "failed")
        attempts.fail(course, "hci", message.status, Side.LOCAL, seen_of(event), reached)


@on(hci.LePhyUpdateComplete, hci.LeConnectionUpdateComplete, IsoOnAclLink)
def link_changed(attempts: Attempts, event: Traced) -> None:
    """The link's parameters changed in the middle of an attempt, or its data was taken for something else."""
    course = attempts.on_link(event.link)
    if course is not None and course.takes(event.at):
        attempts.step(course, event)
