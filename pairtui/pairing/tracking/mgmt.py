"""What management commands and events do to the attempts."""

from dataclasses import replace

from pairtui.knowledge.key_types import long_term_key
from pairtui.pairing.attempt import Kind, Outcome, Phase, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.hci import seen_of
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import LogLine
from pairtui.protocol.values import address_text

_AT_ONCE = 0.01
"""Seconds within which the kernel reports a Pairing Failed to bluetoothd."""


@on(mgmt.PairDevice)
def pair_device(attempts: AttemptTracker, event: Traced) -> None:
    """Somebody called Pair()."""
    observed = attempts.on_link(event.link)
    connected_in_vain = observed is not None and observed.failed and observed.attempt.kind is Kind.CONNECTION
    if observed is None or not observed.takes(event.at) or connected_in_vain:
        observed = attempts.open(Kind.PAIRING, event.link, event.at)
        observed.attempt = replace(observed.attempt, role="initiator")
    observed.pair_called = True
    if event.link is not None:
        attempts.asked.append(event.link.address)
    attempts.step(observed, event)


@on(mgmt.CommandComplete, mgmt.CommandStatus)
def command_done(attempts: AttemptTracker, event: Traced) -> None:
    """Pair Device ended: with it the attempt, whatever the air showed."""
    message = event.message
    assert isinstance(message, mgmt.CommandComplete | mgmt.CommandStatus)
    if message.opcode in _REFUSALS:
        _refusal_confirmed(attempts, event, message)
    if message.opcode != mgmt.PairDevice.CODE:
        return
    observed = _asked(attempts, event.adapter, message)
    link = _named_in(event.adapter, message)
    known = link is not None and link.address in attempts.asked
    if known and link is not None:
        attempts.asked.remove(link.address)
    if observed is None and message.status:
        observed = attempts.near(link, lambda observed: observed.attempt.kind is Kind.PAIRING)
        if observed is None or attempts.settled(observed, event.at):
            if known or _told(attempts, link, event.at):  # of an attempt that is over, which this does not change
                return
            observed = attempts.open(Kind.PAIRING, link, event.at)
            observed.attempt = replace(observed.attempt, role="initiator")
    if observed is None:
        return
    if message.status == 0:
        attempts.step(observed, event, "ok")
        attempts.succeed(observed, Outcome.PAIRED, event.at)
        return
    reached = reached_by_word(observed, "mgmt", message.status)
    attempts.step(observed, event, "" if observed.failed else "failed")
    attempts.fail(observed, "mgmt", message.status, Side.UNKNOWN, seen_of(event), reached)


_WORD = 1.0
"""Seconds after its link's end within which the kernel reports how Pair Device ended."""


def _told(attempts: AttemptTracker, link: Link | None, at: float | None) -> bool:
    """Whether a pairing with this device has just failed: then this is the word on it, and its call was not seen."""
    if at is None or link is None or link.address is None:
        return False
    failed = [one for one in attempts.all.values() if one.outcome is Outcome.FAILED and one.ended is not None]
    return any(one.peer.address == link.address and 0 <= at - (one.ended or at) < _WORD for one in failed)


_NO_LINK = (0x04, 0x07)
"""MGMT Connect Failed and No Resources, which the kernel says before there is a link."""
_OUTER = (LogLine, mgmt.PairDevice, mgmt.CommandComplete, mgmt.CommandStatus, mgmt.AuthenticationFailed)


def reached_by_word(observed: AttemptRecord, space: str, code: "int | str") -> str:
    """The step reached by an attempt that ends with this code of an outer layer, which does not say it itself."""
    no_link = str(code).startswith("Connection") or (space == "mgmt" and code in _NO_LINK)
    names_no_step = not no_link and observed.attempt.kind is not Kind.CONNECTION
    reached = observed.reached()
    outer = all(isinstance(seen.message, _OUTER) for seen in observed.seen)
    return "pairing" if reached == "connection" and names_no_step and outer else reached


def _refusal_confirmed(
    attempts: AttemptTracker, event: Traced, message: "mgmt.CommandComplete | mgmt.CommandStatus"
) -> None:
    """A negative reply of which the log shows the end only; a masked address names no device."""
    named, refusal = event.link or _named_in(event.adapter, message), _REFUSALS[message.opcode]
    link = named or Link(event.adapter, None, transport="unknown")
    observed = attempts.near(link, lambda observed: observed.in_progress)
    just_ended = [each for each in attempts.running if _may_be(each, named) and not attempts.settled(each, event.at)]
    if observed is None and any(each.last(refusal) for each in just_ended):
        return
    if observed is None or observed.last(refusal) is None:
        command = refusal(link.address or "", 0)
        refused(attempts, replace(event, message=command, link=link))


def _may_be(observed: AttemptRecord, named: Link | None) -> bool:
    return named is None or observed.attempt.peer.address in (None, named.address)


def _named_in(adapter: str | None, message: "mgmt.CommandComplete | mgmt.CommandStatus") -> Link | None:
    returns = getattr(message, "returns", b"")
    if len(returns) < 6:
        return None
    kind = mgmt.ADDRESS_TYPE.get(returns[6]) if len(returns) > 6 else None
    bredr = kind == "bredr"
    return Link(adapter, None, address_text(returns[:6]), None if bredr else kind, "bredr" if bredr else "le")


def _asked(
    attempts: AttemptTracker, adapter: str | None, message: "mgmt.CommandComplete | mgmt.CommandStatus"
) -> AttemptRecord | None:
    returns = getattr(message, "returns", b"")
    address = address_text(returns[:6]) if len(returns) >= 6 else None
    asked = [
        observed
        for observed in reversed(attempts.running)
        if observed.pair_called and (adapter is None or observed.attempt.adapter in (adapter, None))
    ]
    named = [observed for observed in asked if address is not None and observed.attempt.peer.address == address]
    return named[0] if named else asked[0] if len(asked) == 1 else None


@on(mgmt.AuthenticationFailed, mgmt.ConnectFailed)
def mgmt_failed(attempts: AttemptTracker, event: Traced) -> None:
    """The kernel reports to bluetoothd: status 0x05 for every SMP reason, so an inner code replaces it."""
    message = event.message
    assert isinstance(message, mgmt.AuthenticationFailed | mgmt.ConnectFailed)
    connecting = isinstance(message, mgmt.ConnectFailed)
    observed = attempts.near(event.link, lambda observed: not attempts.settled(observed, event.at))
    observed = observed or attempts.only(lambda observed: _just_failed(observed, event.at))
    if observed is not None and attempts.settled(observed, event.at):
        attempts.finish(observed)
        observed = None
    if observed is None and connecting:
        attempts.around.keep(event)
        return
    if observed is None:
        observed = attempts.open(Kind.AUTHENTICATION, event.link, event.at)
    reached = "connection" if connecting else reached_by_word(observed, "mgmt", message.status)
    attempts.step(observed, event, "" if observed.failed else "failed")
    if observed.undecided(event.at):
        attempts.fail(
            observed, "mgmt", message.status, Side.PEER if connecting else Side.UNKNOWN, seen_of(event), reached
        )


def _just_failed(observed: AttemptRecord, at: float | None) -> bool:
    """Whether an attempt of which only the handle is known failed when this came: the kernel reports it at once."""
    ended = observed.attempt.ended
    unnamed = observed.failed and observed.attempt.peer.address is None
    return unnamed and at is not None and ended is not None and abs(at - ended) < _AT_ONCE


@on(mgmt.NewLongTermKey)
def new_key(attempts: AttemptTracker, event: Traced) -> None:
    """The key that was stored shows the level reached."""
    message = event.message
    assert isinstance(message, mgmt.NewLongTermKey)
    observed = attempts.on_link(event.link)
    if observed is None or observed.failed:
        return
    attempts.step(observed, event)
    observed.attempt = replace(observed.attempt, level=long_term_key(message.kind).level)
    attempts.succeed(observed, Outcome.PAIRED, event.at)


@on(
    mgmt.UserConfirmationNegativeReply,
    mgmt.UserPasskeyNegativeReply,
    mgmt.PinCodeNegativeReply,
)
def refused(attempts: AttemptTracker, event: Traced) -> None:
    """This host says no to a pairing, which is one even where the log begins here."""
    observed = attempts.near(event.link, lambda observed: observed.in_progress)
    if observed is not None and attempts.settled(observed, event.at):
        observed = None
    if observed is None:
        observed = attempts.open(Kind.PAIRING, event.link, event.at)
    attempts.step(observed, event, phase=Phase.AUTHENTICATION)


@on(mgmt.CancelPairDevice)
def cancelled(attempts: AttemptTracker, event: Traced) -> None:
    """This host gives a pairing up; BlueZ (5.87) says so, too, of one that has ended, and begins none with it."""
    link = event.link
    over = link is not None and any(attempt.peer.address == link.address for attempt in attempts.all.values())
    if not over or attempts.on_link(link) is not None:
        refused(attempts, event)


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
def around(attempts: AttemptTracker, event: Traced) -> None:
    """What bluetoothd and its agent did around the attempt."""
    observed = attempts.near(event.link, lambda observed: observed.in_progress)
    if observed is not None and not attempts.settled(observed, event.at):
        attempts.step(observed, event)
    else:
        attempts.around.keep(event)
