"""What management commands and events do to the attempts."""

from dataclasses import replace

from pairtui.knowledge.key_types import long_term_key
from pairtui.pairing.attempt import Kind, Outcome, Phase, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.tracking.attempts import Attempts, on
from pairtui.pairing.tracking.hci import seen_of
from pairtui.protocol.messages import mgmt
from pairtui.protocol.values import address_text


@on(mgmt.PairDevice)
def pair_device(attempts: Attempts, event: Traced) -> None:
    """Somebody called Pair()."""
    course = attempts.on_link(event.link)
    if course is None or not course.takes(event.at):
        course = attempts.open(Kind.PAIRING, event.link, event.at)
        course.attempt = replace(course.attempt, role="initiator")
    course.pair_called = True
    attempts.step(course, event)


@on(mgmt.CommandComplete, mgmt.CommandStatus)
def command_done(attempts: Attempts, event: Traced) -> None:
    """Pair Device ended: with it the attempt, whatever the air showed."""
    message = event.message
    assert isinstance(message, mgmt.CommandComplete | mgmt.CommandStatus)
    if message.opcode in _REFUSALS:
        _refusal_confirmed(attempts, event, message)
    if message.opcode != mgmt.PairDevice.CODE:
        return
    course = _asked(attempts, event.adapter, message)
    if course is None and message.status:
        link = _named_in(event.adapter, message)
        course = attempts.near(link, lambda course: course.attempt.kind is Kind.PAIRING)
        if course is None or attempts.settled(course, event.at):
            course = attempts.open(Kind.PAIRING, link, event.at)
            course.attempt = replace(course.attempt, role="initiator")
    if course is None:
        return
    if message.status == 0:
        attempts.step(course, event, "ok")
        attempts.succeed(course, Outcome.PAIRED, event.at)
        return
    reached = course.reached()
    attempts.step(course, event, "" if course.failed else "failed")
    attempts.fail(course, "mgmt", message.status, Side.UNKNOWN, seen_of(event), reached)


def _refusal_confirmed(attempts: Attempts, event: Traced, message: "mgmt.CommandComplete | mgmt.CommandStatus") -> None:
    """A negative reply of which the log shows the end only."""
    link = event.link or _named_in(event.adapter, message)
    course = attempts.near(link, lambda course: course.in_progress)
    if course is None or course.last(_REFUSALS[message.opcode]) is None:
        address = link.address if link is not None else None
        command = _REFUSALS[message.opcode](address or "", 0)
        refused(attempts, replace(event, message=command, link=link))


def _named_in(adapter: str | None, message: "mgmt.CommandComplete | mgmt.CommandStatus") -> Link | None:
    returns = getattr(message, "returns", b"")
    if len(returns) < 6:
        return None
    kind = mgmt.ADDRESS_TYPE.get(returns[6]) if len(returns) > 6 else None
    bredr = kind == "bredr"
    return Link(adapter, None, address_text(returns[:6]), None if bredr else kind, "bredr" if bredr else "le")


def _asked(
    attempts: Attempts, adapter: str | None, message: "mgmt.CommandComplete | mgmt.CommandStatus"
) -> Course | None:
    returns = getattr(message, "returns", b"")
    address = address_text(returns[:6]) if len(returns) >= 6 else None
    asked = [
        course
        for course in reversed(attempts.running)
        if course.pair_called and (adapter is None or course.attempt.adapter in (adapter, None))
    ]
    named = [course for course in asked if address is not None and course.attempt.peer.address == address]
    return named[0] if named else asked[0] if len(asked) == 1 else None


@on(mgmt.AuthenticationFailed, mgmt.ConnectFailed)
def mgmt_failed(attempts: Attempts, event: Traced) -> None:
    """The kernel tells bluetoothd: status 0x05 for every SMP reason, so an inner code replaces it."""
    message = event.message
    assert isinstance(message, mgmt.AuthenticationFailed | mgmt.ConnectFailed)
    connecting = isinstance(message, mgmt.ConnectFailed)
    course = attempts.near(event.link, lambda course: not attempts.settled(course, event.at))
    if course is not None and attempts.settled(course, event.at):
        attempts.finish(course)
        course = None
    if course is None and connecting:
        attempts.around.keep(event)
        return
    if course is None:
        course = attempts.open(Kind.AUTHENTICATION, event.link, event.at)
    reached = "connection" if connecting else course.reached()
    attempts.step(course, event, "" if course.failed else "failed")
    if course.undecided(event.at):
        attempts.fail(
            course, "mgmt", message.status, Side.PEER if connecting else Side.UNKNOWN, seen_of(event), reached
        )


@on(mgmt.NewLongTermKey)
def new_key(attempts: Attempts, event: Traced) -> None:
    """The key that was stored tells the level reached."""
    message = event.message
    assert isinstance(message, mgmt.NewLongTermKey)
    course = attempts.on_link(event.link)
    if course is None or course.failed:
        return
    attempts.step(course, event)
    course.attempt = replace(course.attempt, level=long_term_key(message.kind).level)
    attempts.succeed(course, Outcome.PAIRED, event.at)


@on(
    mgmt.UserConfirmationNegativeReply,
    mgmt.UserPasskeyNegativeReply,
    mgmt.PinCodeNegativeReply,
    mgmt.CancelPairDevice,
)
def refused(attempts: Attempts, event: Traced) -> None:
    """This host says no to a pairing, which is one even where the log begins here."""
    course = attempts.near(event.link, lambda course: course.in_progress)
    if course is not None and attempts.settled(course, event.at):
        course = None
    if course is None:
        course = attempts.open(Kind.PAIRING, event.link, event.at)
    attempts.step(course, event, phase=Phase.AUTHENTICATION)


_REFUSALS: dict[int, type] = {
    kind.CODE: kind
    for kind in (mgmt.UserConfirmationNegativeReply, mgmt.UserPasskeyNegativeReply, mgmt.PinCodeNegativeReply)
}


@on(
    mgmt.UserConfirmationRequest,
    mgmt.UserConfirmationReply,
    mgmt.UserPasskeyRequest,
    mgmt.UserPasskeyReply,
    mgmt.PasskeyNotify,
    mgmt.PinCodeRequest,
    mgmt.PinCodeReply,
    mgmt.UnpairDevice,
    mgmt.DeviceDisconnected,
    mgmt.NewIrk,
    mgmt.NewCsrk,
)
def around(attempts: Attempts, event: Traced) -> None:
    """What bluetoothd and its agent did around the attempt."""
    course = attempts.near(event.link, lambda course: course.in_progress)
    if course is not None and not attempts.settled(course, event.at):
        attempts.step(course, event)
    else:
        attempts.around.keep(event)
