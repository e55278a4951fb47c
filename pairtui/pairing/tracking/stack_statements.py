"""What each kind of statement of another stack's log does to the attempts."""

from collections.abc import Callable
from dataclasses import replace

from pairtui.knowledge.codes.hci import KEY_ERRORS
from pairtui.knowledge.log_phrases import phrase_in
from pairtui.knowledge.vocabularies import Says, Statement
from pairtui.pairing.attempt import Failure, Kind, Outcome, Phase, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.stack_log_state import SMP_TIMED_OUT
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.later_success import connected_after
from pairtui.pairing.tracking.refusals import UNSECURED, awaits_pairing, refused, reopen
from pairtui.pairing.tracking.repeated_accounts import of_another_call
from pairtui.protocol.failure_words import speaks_of_failure
from pairtui.protocol.record import DEBUG, LogLine

_UNSPECIFIC = {
    "zephyr:0x09",
    "nordic:0x1100",
    "nordic:unspecified",
    "firmware:LinkEnded",
    "firmware:Unspecified",
    "nimble:7",
    "bluedroid:102",
}
"""Codes that give no reason: the one of the disconnection beside it says more."""

_NO_LOST_LINK, _HUNG_UP = ("nordic:unspecified", "firmware:Unspecified"), (0x13, 0x16)
"""Codes of a failed pairing that are none of a lost link, and reasons of a side that hangs up because of one."""

_BECAUSE_OF_IT = 0x05
"""Authentication Failure, which hosts end a link with whose pairing failed, says no more than that."""

_ENDED_BY = {0x16: Side.LOCAL, **dict.fromkeys((0x08, 0x13, 0x14, 0x15, 0x22), Side.PEER)}
"""Who ended a link or fell silent, by HCI's reason; the others do not say."""

_ENDED_THERE = (0x08, 0x13)
_KEY_MISSING = 0x06
_HAS_NO_KEY = {"initiator": Side.PEER, "responder": Side.LOCAL}
"""The central asks to encrypt, so it is the peripheral that has no key."""

_NOT_ESTABLISHED = 0x3E
_SILENCE = (("hci", 0x08), ("hci", 0x22), ("cb", 6))
"""Reasons of a disconnection that say that the other side was heard no more."""

_MIC_FAILURE = 0x3D
"""A link that ends so was encrypted with two keys that are not the same, whatever was said before."""

_ANSWERED = 1
"""Seconds in which nobody can have answered a question."""

_FEATURES = (0x02, 0x03, 0x05, 0x06, 0x07, 0x09)
"""SMP's reasons that answer the features offered."""


def act(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    """Do what this statement does to the attempts; `event` has the words that state it."""
    _ACTS[stated.says](attempts, event, stated)


def _seen(event: Traced) -> Seen:
    return Seen(event.message, event.direction, event.at, event.record)


# ── which attempt ─────────────────────────────────────────────────────────────────────────────────────────────────


def _open(attempts: AttemptTracker, event: Traced, stated: Statement, kind: Kind = Kind.PAIRING) -> AttemptRecord:
    link = Link(None, None, stated.address, stated.address_type, stated.transport) if stated.address else None
    observed = attempts.open(kind, link, event.at)
    role = stated.role or attempts.around.log_state.role or observed.attempt.role
    observed.attempt = replace(observed.attempt, role=role, transport=stated.transport)
    attempts.around.log_state.new = False
    return observed


def _running(attempts: AttemptTracker, event: Traced, stated: Statement) -> AttemptRecord | None:
    """The newest attempt this line can be about; None where that is over or another device's."""
    for observed in reversed(attempts.running):
        address = observed.attempt.peer.address
        other = stated.address and address and address != stated.address and not _resolved(attempts, observed, stated)
        over = attempts.around.log_state.new and not observed.in_progress
        if not (other or over or (attempts.settled(observed, event.at) and not awaits_pairing(observed, event.at))):
            if stated.address and not address:
                peer = replace(observed.attempt.peer, address=stated.address, address_type=stated.address_type)
                observed.attempt = replace(observed.attempt, peer=peer)
            return observed
    return None


def _resolved(attempts: AttemptTracker, observed: AttemptRecord, stated: Statement) -> bool:
    """Whether this is the identity of the peer whose resolvable private address the only attempt has."""
    peer = observed.attempt.peer
    private = peer.address_type == "random" and peer.address is not None and peer.address[:1] in "4567"
    known = any(attempt.peer.address == stated.address for attempt in attempts.all.values())
    return private and not known and len(attempts.running) == 1 and not attempts.around.log_state.new


def _attempt_of(attempts: AttemptTracker, event: Traced, stated: Statement) -> AttemptRecord:
    observed = _running(attempts, event, stated) or _open(attempts, event, stated)
    if stated.role and observed.attempt.role == "unknown":
        observed.attempt = replace(observed.attempt, role=stated.role)
    if stated.transport == "bredr" and observed.attempt.transport == "unknown":
        observed.attempt = replace(observed.attempt, transport=stated.transport)
    return observed


def elsewhere(attempts: AttemptTracker) -> bool:
    """Whether a trace shows the pairing: then this log is its echo, or another machine's."""
    return attempts.around.traced and bool(attempts.all)


# ── what each statement does ──────────────────────────────────────────────────────────────────────────────────────


def _failed(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    if elsewhere(attempts):
        return
    observed = _attempt_of(attempts, event, stated)
    if observed.failed and of_another_call(event.message, [s.message for s in observed.seen]):
        observed = _open(attempts, event, stated)
    attempts.step(observed, event, "" if observed.failed else "failed")
    step = stated.step
    if stated.space == "smp" and (not step or stated.by == "peer"):
        step = "feature exchange" if stated.code in _FEATURES else "authentication"
    if stated.space == "gatt" and any(one.phase is Phase.AUTHENTICATION for one in observed.attempt.steps):
        step = "authentication"  # of the pairing that asked its user, not of an older bond
    elif stated.space == "gatt" and observed.attempt.failure and observed.attempt.failure.code in UNSECURED:
        step = "pairing"  # which the phone began for the request that was refused
    side = Side.PEER if _at_once(observed, event, stated) else Side(stated.by)
    attempts.fail(observed, stated.space, stated.code, side, _seen(event), step or "authentication or encryption")


def _at_once(observed: AttemptRecord, event: Traced, stated: Statement) -> bool:
    """Whether Android's AUTH FAILED, which is either side's, came before anybody could have answered on this one."""
    began, now = observed.attempt.started, event.at
    quick = began is not None and now is not None and 0 < now - began < _ANSWERED
    return (stated.space, stated.code) == ("android", 1) and quick


def _begun(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    if elsewhere(attempts):
        return
    observed = _running(attempts, event, stated)
    if observed is not None and refused(observed):
        reopen(observed)
    if observed is None or not observed.in_progress:
        observed = _open(attempts, event, stated)
    asked = stated.says in (Says.ASKED, Says.DENIED)
    attempts.step(observed, event, phase=Phase.AUTHENTICATION if asked else None)


def _reached(outcome: Outcome) -> Callable[[AttemptTracker, Traced, Statement], None]:
    def act(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
        if elsewhere(attempts):
            return
        observed = _attempt_of(attempts, event, stated)
        if refused(observed):
            reopen(observed)
        if observed.failed and stated.says is Says.PAIRED:  # somebody tried again, on the same link
            observed = _open(attempts, event, stated)
        attempts.step(observed, event, "ok")
        attempts.succeed(observed, outcome, event.at)

    return act


def _bonded(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    """The link has a bond: of the pairing under way, else of an earlier one."""
    outcome = Outcome.PAIRED
    if not elsewhere(attempts) and _running(attempts, event, stated) is None:
        _open(attempts, event, stated, Kind.ENCRYPTION)
        outcome = Outcome.ENCRYPTED
    _reached(outcome)(attempts, event, stated)


def _connected(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    """A new link: what failed or was reached before it is over."""
    attempts.around.log_state.new, attempts.around.log_state.ended = True, None
    for observed in list(attempts.running):
        if observed.in_progress or elsewhere(attempts):
            continue
        mine = observed.attempt
        other = stated.address and mine.peer.address and mine.peer.address != stated.address
        attempts.finish(observed)
        if mine.kind is Kind.CONNECTION and not other:
            connected_after(attempts.all, mine.id)


def _not_connected(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    if elsewhere(attempts):
        return
    observed = _running(attempts, event, stated) or _open(attempts, event, stated, Kind.CONNECTION)
    if attempts.unconnected(observed, event, stated.space, stated.code):
        return
    failure = observed.attempt.failure
    nearer = failure is None or (stated.says is Says.DISCONNECTED and failure.code in _UNSPECIFIC)
    attempts.step(observed, event, "failed" if nearer else "")
    if nearer:
        asked = any(step.phase is Phase.AUTHENTICATION for step in observed.attempt.steps[:-1])
        step = "authentication" if asked else stated.step or "connection"
        attempts.fail(observed, stated.space, stated.code, Side(stated.by), _seen(event), step)


def _disconnected(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    """The reason says more than an error that gives none; a pairing under way ends with it."""
    if stated.code == _NOT_ESTABLISHED and stated.space == "hci":
        _not_connected(attempts, event, stated)
        return
    if (stated.space, stated.code) == ("hci", _TIMED_OUT):
        for misnamed in filter(_misnamed, (*attempts.running, *attempts.over)):
            attempts.discard(misnamed)
    observed = _running(attempts, event, stated)
    if observed is None and stated.space and not elsewhere(attempts):
        if stated.space == "hci" and stated.code in KEY_ERRORS:
            observed = _open(attempts, event, stated, Kind.ENCRYPTION)
        elif (stated.space, stated.code) in _SILENCE:
            attempts.around.log_state.lost = (event, stated)
        else:
            attempts.around.log_state.ended = (event, stated)
    elif observed is None and isinstance(event.message, LogLine):
        attempts.around.log_state.reasonless.append((event.message.text, event.record))
    if observed is None or elsewhere(attempts):
        return
    failure = observed.attempt.failure
    nearer = observed.in_progress or (failure is not None and failure.code in _UNSPECIFIC)
    nearer = nearer or (failure is not None and stated.code in _ENDED_THERE and _of_request(failure))
    if failure and stated.space == "hci" and stated.code in _HUNG_UP:
        nearer = nearer and failure.code not in _NO_LOST_LINK
    unsaid = (stated.space, stated.code) == ("hci", _BECAUSE_OF_IT) and failure and failure.code != _LINK_GONE
    nearer = nearer and not (failure and (unsaid or _timed_out(observed)))
    nearer = nearer or (stated.code == _MIC_FAILURE and stated.space == "hci" and failure is None)
    nearer = nearer and bool(stated.space)
    attempts.step(observed, event, "failed" if nearer else "")
    if nearer:
        side = Side(stated.by)
        if stated.space == "hci" and isinstance(stated.code, int):
            side = _ENDED_BY.get(stated.code, Side.UNKNOWN)
            if stated.code == _KEY_MISSING:
                side = _HAS_NO_KEY.get(observed.attempt.role, side)
        step = failure.step if failure else "authentication or encryption"
        attempts.fail(observed, stated.space, stated.code, side, _seen(event), step)


_LINK_GONE = "nimble:7"
"""What NimBLE reports of an encryption whose link ended first: why it ended says more, whatever it is."""


_TIMED_OUT = 0x08


def _misnamed(observed: AttemptRecord) -> bool:
    """Whether somebody alone says Insufficient Authorization: Android has the same number for a link that timed out."""
    failure = observed.attempt.failure
    said = {each.record for each in observed.seen if isinstance(each.message, LogLine) and each.message.quoted}
    return failure is not None and failure.code == "att:0x08" and failure.record in said


def _of_request(failure: Failure) -> bool:
    """Whether Android's error without a reason is that of a request whose link was ending."""
    return (failure.code, failure.step) == ("gatt:133", "attribute access")


def _timed_out(observed: AttemptRecord) -> bool:
    """Whether a line said that SMP's time was over: the link then ends because of it."""
    lines = (each.message for each in observed.seen)
    return any(isinstance(line, LogLine) and SMP_TIMED_OUT.search(line.text) for line in lines)


def _step(attempts: AttemptTracker, event: Traced, stated: Statement) -> None:
    observed = _running(attempts, event, stated)
    line = event.message
    if observed is None and isinstance(line, LogLine) and speaks_of_failure(line.text, numbers=line.priority != DEBUG):
        if phrase_in(line.text) is None:
            attempts.around.note_not_understood(event.record, line.text)
    elif observed is not None and stated.space and observed.in_progress:
        _failed(attempts, event, stated)
    elif observed is not None and not elsewhere(attempts):
        attempts.step(observed, event)


_ACTS: dict[Says, Callable[[AttemptTracker, Traced, Statement], None]] = {
    Says.BEGUN: _begun,
    Says.ASKED: _begun,
    Says.DENIED: _begun,
    Says.FAILED: _failed,
    Says.ENCRYPTED: _reached(Outcome.ENCRYPTED),
    Says.PAIRED: _reached(Outcome.PAIRED),
    Says.BONDED: _bonded,
    Says.CONNECTED: _connected,
    Says.NOT_CONNECTED: _not_connected,
    Says.DISCONNECTED: _disconnected,
    Says.STEP: _step,
    Says.HARMLESS: lambda *_: None,  # understood, and of no consequence
}
