"""What lines of bluetoothd's debug log, bluetoothctl and the kernel do to the attempts."""

import re
from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome, Side
from pairtui.pairing.attempts import Attempts, on
from pairtui.pairing.course import Course, Seen
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.log_findings import is_step
from pairtui.pairing.on_stack_log import stack_line
from pairtui.protocol.record import LogLine

_ADDRESS = r"((?:[0-9A-Fa-f]{2}[:_]){5}[0-9A-Fa-f]{2})"
_BEGINS = re.compile(rf"adapter_bonding_attempt\(\) (hci\d+) bdaddr {_ADDRESS} type (\d)")
_ENDS = re.compile(rf"bonding_attempt_complete\(\) (hci\d+) bdaddr {_ADDRESS} type (\d) status 0x([0-9a-fA-F]+)")
_ASKS = re.compile(rf"(?:user_confirm_request|user_passkey_request|pin_code_request)_callback\(\) (hci\d+) {_ADDRESS}")
_ATTEMPTING = re.compile(rf"Attempting to pair with {_ADDRESS}")
_FAILED_TO_PAIR = re.compile(r"Failed to pair: org\.bluez\.Error\.(\w+)")
_FAILED_TO_CONNECT = re.compile(r"Failed to connect: org\.bluez\.Error\.([\w.]+)(?: ([\w-]+))?")
_PAIRED = re.compile(r"Pairing successful")

_DISCONNECTED = 0x0E


@on(LogLine)
def log_line(attempts: Attempts, event: Traced) -> None:
    """A line that begins or ends a pairing does so where no trace shows it; one that speaks of it is a step."""
    line = event.message
    assert isinstance(line, LogLine)
    if line.ident in ("zephyr", "nrf") and stack_line(attempts, event, line.text):
        return
    for pattern, act in _ACTS:
        found = pattern.search(line.text)
        if found:
            act(attempts, event, found)
            return
    if is_step(line.text):
        course = attempts.only(lambda course: not attempts.settled(course, event.at))
        if course is not None:
            attempts.step(course, event)


def _link(adapter: str | None, address: str, kind: str | None) -> Link:
    transport = "bredr" if kind == "0" else "le"
    name = {"1": "public", "2": "random"}.get(kind or "")
    return Link(adapter, None, address.replace("_", ":").upper(), name, transport)


def _begins(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    groups = found.groups()
    link = _link(groups[0], groups[1], groups[2]) if len(groups) == 3 else _link(None, groups[0], None)
    course = attempts.on_link(link)
    if course is None or not course.in_progress:
        course = attempts.open(Kind.PAIRING, link, event.at)
        course.attempt = replace(course.attempt, role="initiator")
    course.pair_called = True
    attempts.step(course, event)


def _asks(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    course = attempts.on_link(_link(found[1], found[2], None))
    if course is not None and course.in_progress:
        attempts.step(course, event)


def _ends(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    status = int(found[4], 16)
    link = _link(found[1], found[2], found[3])
    course = attempts.on_link(link)
    if course is None or (attempts.settled(course, event.at) and status):
        if status in (0, _DISCONNECTED):
            return  # bluetoothd writes this line on every disconnection, whether a bonding was under way or not
        course = attempts.open(Kind.PAIRING, link, event.at)
    _close(attempts, course, event, "mgmt", status)


def _failed(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    course = attempts.only(lambda course: not attempts.settled(course, event.at)) or attempts.open(
        Kind.PAIRING, None, event.at
    )
    course.dbus = (found[1], "")
    _close(attempts, course, event, "dbus", found[1])


def _not_connected(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    name = found[2] if found[1] == "Failed" and found[2] else found[1]
    course = attempts.only(lambda course: not attempts.settled(course, event.at)) or attempts.open(
        Kind.CONNECTION, None, event.at
    )
    course.dbus = (name, "")
    _close(attempts, course, event, "dbus", name)


def _close(attempts: Attempts, course: Course, event: Traced, space: str, code: "int | str") -> None:
    reached = course.reached()
    attempts.step(course, event, "ok" if code == 0 else "" if course.failed else "failed")
    if code == 0:
        attempts.succeed(course, Outcome.PAIRED, event.at)
        return
    seen = Seen(event.message, event.direction, event.at, event.record)
    if course.in_progress:
        attempts.fail(course, space, code, Side.UNKNOWN, seen, reached)


def _succeeded(attempts: Attempts, event: Traced, found: re.Match[str]) -> None:
    course = attempts.only(lambda course: course.in_progress)
    if course is not None:
        _close(attempts, course, event, "mgmt", 0)


_ACTS = (
    (_BEGINS, _begins),
    (_ENDS, _ends),
    (_ASKS, _asks),
    (_ATTEMPTING, _begins),
    (_FAILED_TO_PAIR, _failed),
    (_FAILED_TO_CONNECT, _not_connected),
    (_PAIRED, _succeeded),
)
