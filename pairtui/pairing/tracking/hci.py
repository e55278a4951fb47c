"""What HCI commands and events on LE links do to the attempts, and connections of both transports."""

from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome, Side
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import Course, Seen
from pairtui.pairing.tracking.attempts import Attempts, on
from pairtui.pairing.tracking.smp import complete_keys
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.record import Direction
from pairtui.protocol.streams.hci import IsoOnAclLink

_WHO_ENDED = {
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

SMP_TIMEOUT = 30.0
"""Seconds that either side waits for the other's next PDU (Vol 3, Part H, 3.4)."""

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
        if course is None or not course.takes(event.at):
            bredr = event.link is not None and event.link.transport == "bredr"
            course = attempts.open(Kind.AUTHENTICATION if bredr else Kind.ENCRYPTION, event.link, event.at)
        attempts.step(course, event, "failed")
        side = Side.LOCAL if message.status == 0x16 else Side.PEER
        attempts.fail(course, "hci", message.status, side, seen_of(event), "encryption")
        return
    if course is None:
        return
    if isinstance(message, hci.EncryptionKeyRefreshComplete) or message.mode:
        _encrypted(attempts, course, event)
    else:
        attempts.step(course, event)


def _encrypted(attempts: Attempts, course: Course, event: Traced) -> None:
    attempts.step(course, event, "ok")
    if not (course.undecided(event.at) if course.failed else course.takes(event.at)):
        return
    course.encrypted = True
    if course.failed:  # by the reply of D-Bus, which overtook the trace
        return
    bredr = course.attempt.pairing in ("ssp", "pin")
    if course.attempt.kind is Kind.PAIRING and (course.smp_begun or course.pair_called or bredr):
        attempts.succeed(course, Outcome.PAIRED, event.at)
        complete_keys(attempts, course, event)
    else:
        attempts.succeed(course, Outcome.ENCRYPTED, event.at)


@on(hci.Disconnect)
def disconnecting(attempts: Attempts, event: Traced) -> None:
    """This host ends the link."""
    course = attempts.on_link(event.link)
    if course is not None:
        attempts.step(course, event)


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
    asked_only = undecided and not course.smp_begun and course.attempt.kind is Kind.PAIRING
    if undecided and not (asked_only and not course.pair_called):
        reached = course.reached()
        attempts.step(course, event, "failed")
        attempts.fail(course, "hci", message.reason, who_ended(course, message.reason), seen_of(event), reached)
    elif lost_in_keys(course, message.reason) or waited_for_keys(course, event.at):
        attempts.step(course, event, "failed")
        attempts.fail(
            course, "hci", message.reason, who_ended(course, message.reason), seen_of(event), "key distribution"
        )
    else:
        attempts.step(course, event)
    if course.pair_called and course.failed:
        course.link = replace(course.link, handle=None) if course.link else None
    else:
        attempts.finish(course)


def lost_in_keys(course: Course, reason: int) -> bool:
    """Whether a link broke in the middle of key distribution; a normal end may only look so where a log has gaps."""
    waiting = course.encrypted and course.attempt.kind is Kind.PAIRING and course.attempt.level is None
    return waiting and not course.failed and reason in (0x08, 0x22, 0x3D, 0x3E) and not course.keys_complete()


def waited_for_keys(course: Course, at: float | None) -> bool:
    """Whether the link ended as SMP's timer ran out over a key that was agreed on and never came."""
    pdus = [s.at for s in course.seen if isinstance(s.message, smp.PDUS) and s.at is not None]
    waiting = course.encrypted and course.attempt.kind is Kind.PAIRING and course.attempt.level is None
    if not waiting or course.failed or course.keys_complete() or not pdus or at is None:
        return False
    return SMP_TIMEOUT - 2 <= at - pdus[-1] <= SMP_TIMEOUT + 5


def who_ended(course: Course, reason: int) -> Side:
    """Who ended the link. Where the peer never answered and this host gave up, it is the peer's silence."""
    side = _WHO_ENDED.get(reason, Side.UNKNOWN)
    if course.first(hci.Disconnect) is not None:
        pdus = [s for s in course.seen if isinstance(s.message, smp.PDUS)]
        our_turn = bool(pdus) and pdus[-1].direction is not Direction.SENT
        silent = course.request is not None and not our_turn and silence(course) >= 25
        return Side.PEER if silent else Side.LOCAL
    return side


def silence(course: Course) -> float:
    """Seconds between the last SMP PDU and the host's hanging up; 0 where times are lost."""
    pdus = [s.at for s in course.seen if isinstance(s.message, smp.PDUS) and s.at is not None]
    ends = [
        s.at
        for s in course.seen
        if isinstance(s.message, hci.Disconnect | hci.DisconnectionComplete) and s.at is not None
    ]
    return max(0.0, ends[0] - pdus[-1]) if pdus and ends else 0.0


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
