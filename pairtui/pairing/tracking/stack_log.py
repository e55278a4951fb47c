"""What the logs of Zephyr and Nordic stacks tell of a pairing, where no trace shows it."""

import re
from collections.abc import Callable
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.pairing.attempt import Kind, Outcome, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import Course, Seen
from pairtui.pairing.tracking.attempts import Attempts

_ADDRESS = r"((?:[0-9A-Fa-fXx*]{2}:){5}[0-9A-Fa-fXx*]{2})(?: \((public|random)(?:-id)?\))?"
_WORD = r"\b(?:err(?:or)?|reason|status):? ?\(?"
_ERROR = rf"{_WORD}(?:(BT_SECURITY_ERR_[A-Z_]+)|(?!0x)(\d{{1,3}})\b)"
_SECURITY_FAILED = re.compile(rf"[Ss]ecurity(?:[ _]changed)? failed(?: for)?:?(?: {_ADDRESS})?.*?{_ERROR}")
_PAIRING_FAILED = re.compile(
    rf"[Pp]airing [Ff]ailed(?: for| conn)?:?(?: {_ADDRESS})?,?(?:.*?{_ERROR}|.{{0,2}}\((\d{{1,3}})\))"
)
_SECURITY_CHANGED = re.compile(rf"Security changed:?(?: {_ADDRESS})? level (\d)")
_PEER_REFUSED = re.compile(r"(?:[Pp]airing failed \(peer |bt_smp: )reason (0x[0-9a-fA-F]{1,2})\b")
_DISCONNECTED = re.compile(r"[Dd]isconnected:?.*?\(?reason:? ?(0x[0-9a-fA-F]{2}|\d{1,3})\b")
_SEC_STATUS = re.compile(r"BLE_GAP_SEC_STATUS_[A-Z_]+")

_ZEPHYR = {code.name: number for number, code in codes.SPACES["zephyr"].items() if isinstance(number, int)}
_NORDIC = {code.name: number for number, code in codes.SPACES["nordic"].items() if isinstance(number, int)}

_UNSPECIFIED = 0x09
"""BT_SECURITY_ERR_UNSPECIFIED."""

_FEATURES = (0x02, 0x03, 0x05, 0x06, 0x07, 0x09)
"""SMP's reasons that answer the features offered."""

_SMP_IN_NORDIC = 0x80
"""Nordic's statuses from 0x81 on are SMP's reasons with this bit set."""


def stack_line(attempts: Attempts, event: Traced, text: str) -> bool:
    """Take a line of such a log in; False where it says nothing of a pairing, or a trace says more."""
    if attempts.around.traced:
        return False
    for pattern, act in _ACTS:
        found = pattern.search(text)
        if found:
            act(attempts, event, found)
            return True
    return False


def _course(attempts: Attempts, event: Traced, address: str | None, kind: str | None) -> Course:
    running = attempts.only(lambda course: not attempts.settled(course, event.at))
    if running is not None:
        return running
    link = Link(None, None, address.upper(), kind) if address else None
    course = attempts.open(Kind.PAIRING, link, event.at)
    course.attempt = replace(course.attempt, role="responder")
    return course


def _seen(event: Traced) -> Seen:
    return Seen(event.message, event.direction, event.at, event.record)


def _failed(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    """`err` or `reason` of bt_security_err, by number or name; what the peer said, where it is logged, is nearer."""
    address, kind, name, *numbers = found.groups()
    number = next((int(text) for text in numbers if text), _ZEPHYR.get(name or ""))
    if not number:
        return
    course = _course(attempts, event, address, kind)
    attempts.step(course, event, "" if course.failed else "failed")
    attempts.fail(course, "zephyr", number, Side.UNKNOWN, _seen(event), "authentication or encryption")


def _peer_refused(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    course = _course(attempts, event, None, None)
    reason = int(found[1], 16)
    attempts.step(course, event, "failed")
    step = "feature exchange" if reason in _FEATURES else "authentication"
    attempts.fail(course, "smp", reason, Side.PEER, _seen(event), step)


def _security_changed(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    if int(found[3]) < 2:
        return
    course = _course(attempts, event, found[1], found[2])
    attempts.step(course, event, "ok")
    attempts.succeed(course, Outcome.ENCRYPTED, event.at)


def _disconnected(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    """The reason tells more than an error that gives none; beside an error that tells why it is a consequence."""
    course = attempts.only(lambda course: course.failed and not attempts.settled(course, event.at))
    failure = course.attempt.failure if course is not None else None
    if course is None or failure is None:
        return
    reason = int(found[1], 16) if found[1].startswith("0x") else int(found[1])
    nearer = failure.code == f"zephyr:0x{_UNSPECIFIED:02x}"
    attempts.step(course, event, "failed" if nearer else "")
    if nearer:
        attempts.fail(course, "hci", reason, Side.PEER, _seen(event))


def _sec_status(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    number = _NORDIC.get(found[0])
    if not number:
        return
    course = _course(attempts, event, None, None)
    course.attempt = replace(course.attempt, role="initiator")
    attempts.step(course, event, "failed")
    space, code = ("smp", number & ~_SMP_IN_NORDIC) if number & _SMP_IN_NORDIC else ("nordic", number)
    attempts.fail(course, space, code, Side.UNKNOWN, _seen(event), "authentication")


_ACTS: tuple[tuple[re.Pattern[str], Callable[[Attempts, Traced, re.Match[str]], None]], ...] = (
    (_PEER_REFUSED, _peer_refused),
    (_SECURITY_FAILED, _failed),
    (_PAIRING_FAILED, _failed),
    (_SECURITY_CHANGED, _security_changed),
    (_DISCONNECTED, _disconnected),
    (_SEC_STATUS, _sec_status),
)
