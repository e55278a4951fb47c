"""What bluetoothctl's and btmgmt's lines do to the attempts."""

import re
from dataclasses import replace

from pairtui.knowledge.codes.dbus_connect import OLDER_TEXTS
from pairtui.pairing.attempt import Kind, Outcome, Phase, Side
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.tracking import logged_attempts as logged
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.logged_attempts import ADDRESS
from pairtui.pairing.tracking.running import identified
from pairtui.protocol.record import LogLine

_NEW = re.compile(rf"\[NEW\] Device {ADDRESS} ")
_AGENT = re.compile(r"\[agent\] (?:Passkey|PIN code|Confirm|Enter|Accept|Authorize)|Request (?:conf|passk|PIN|auth)")
_ATTEMPTING = re.compile(rf"Attempting to pair with (?:{ADDRESS}|\S)")
_CONNECTING = re.compile(rf"Attempting to connect to (?:{ADDRESS}|\S)")
_CONNECTED = re.compile(rf"\[CHG\] Device (?:{ADDRESS}|\S.*) Connected: (?:yes|no)|\[SIGNAL\] (?:\S+\.)?Disconnected\b")
_GONE = re.compile(r"\[CHG\] Device [^\n]* Connected: no\Z")
_ENDED = re.compile(r"Failed to (?:pair|connect): ")
_FAILED_TO_PAIR = re.compile(r"Failed to pair: org\. ?bluez\.Error\.(\w+)")
_FAILED_TO_CONNECT = re.compile(
    rf"Failed to connect: org\. ?bluez\.Error\.(?!AlreadyConnected)([\w.]+)"
    rf"(?:[: ]{{1,2}}((?:le|br)-connection-[\w-]+|{'|'.join(OLDER_TEXTS)}))?"
)
_PAIR_ERROR = re.compile(r"^org\.bluez\.Error\.((?:Authentication|ConnectionAttempt)\w+)")
_CONNECT_ERROR = re.compile(r"^org\.bluez\.Error\.(Failed)\]?:? ((?:le|br)-connection-[\w-]+)")
_BTMGMT = re.compile(
    rf"(?:hci\d+ {ADDRESS} auth failed with|Pairing with {ADDRESS} \((BR/EDR|LE [\w ]+)\) failed\.) status 0x(\w\w)"
)
_LINKED = re.compile(r"Connected: yes\Z|\btype (?:BR/EDR|LE \w+) connected\b")
_WHOLE = re.compile(ADDRESS)
_UNREACHED = re.compile(r"hci\d+ (\S{2,20}) type (BR/EDR|LE \w+) connect failed \(status 0x(\w\w)")
_PAIRED = re.compile(r"Pairing successful")
_PAIRED_YES = re.compile(
    rf"(?:\[CHG\] Device {ADDRESS} (?:Paired|Bonded): yes|Paired with {ADDRESS} \((?:BR/EDR|LE \w+)\))"
)
_REFUSED = re.compile(
    r"(?:(?:Pair Device|Cancel Pair Device) \(0x00(?:19|1a)\) failed: [\w ]+\(|(?:Cancel )?Pairing failed with status )"
    r"0x(0\w|1[0-4])\b"
)
_PAIRED_ALREADY = "AlreadyExists"
_NO_REASON = 0x00
"""MGMT's Unspecified: bluetoothctl says that the link is gone, and not why."""
_OF_THE_CALL = ("dbus:", "mgmt-disc:")


def _asked_here(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """bluetoothctl begins something: what it said before belongs to what it did before."""
    for observed in list(attempts.running):
        last = observed.seen[-1] if observed.seen else None
        if observed.in_progress and last and isinstance(last.message, LogLine) and _GONE.search(last.message.text):
            attempts.fail(observed, "mgmt-disc", _NO_REASON, Side.UNKNOWN, last, observed.reached())
        if observed.failed and observed.attempt.failure and observed.attempt.failure.code.startswith(_OF_THE_CALL):
            attempts.finish(observed)
    if found.re is _ATTEMPTING:
        logged.begins(attempts, event, found)


def _connected(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    signal = found[0].startswith("[SIGNAL]")  # it says why the link ended, before the error or after it
    observed = logged.under_way(attempts, event) if signal else attempts.only(lambda observed: observed.in_progress)
    address = (found[1] or "").upper() or None
    if observed is not None and observed.pair_called and (signal or observed.attempt.peer.address in (None, address)):
        attempts.step(observed, event)


def _agent(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The agent of bluetoothctl asks or shows; it repeats what it shows with every digit typed."""
    if not attempts.all and found[0].startswith("[agent]") and not found[0].endswith("Authorize"):
        _called(attempts, event)
    observed = attempts.only(lambda observed: observed.in_progress)
    last = observed.seen[-1].message if observed is not None and observed.seen else None
    if observed is not None and last != event.message:
        attempts.step(observed, event, phase=Phase.AUTHENTICATION)


def _called(attempts: AttemptTracker, event: Traced) -> None:
    """A question before anybody asked to pair: the device named last began a pairing."""
    hits = (
        _CONNECTED.search(line.text) or _NEW.search(line.text) for _, _, line in reversed(attempts.around.log_lines)
    )
    device = next((hit for hit in hits if hit), None)
    observed = attempts.open(Kind.PAIRING, logged.named(device[1]) if device else None, event.at)
    observed.attempt = replace(observed.attempt, role="responder")


def _failed(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    observed = logged.under_way(attempts, event)
    if found[1] == _PAIRED_ALREADY:
        if observed is not None and observed.in_progress and not observed.smp_begun:
            attempts.discard(observed)
        return
    observed = observed or attempts.open(Kind.PAIRING, None, event.at)
    observed.attempt = replace(observed.attempt, kind=Kind.PAIRING)
    observed.dbus = (found[1], "")
    logged.close(attempts, observed, event, "dbus", found[1])


def _not_connected(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    why = found[2] if found[1] == "Failed" or "-connection-" in (found[2] or "") else None
    name = OLDER_TEXTS.get(why, why) if why else found[1]
    observed = logged.under_way(attempts, event)
    if observed is not None and attempts.unconnected(observed, event, "dbus", name):
        return
    if observed is None:
        asked = (_CONNECTING.search(line.text) for _, _, line in reversed(attempts.around.log_lines))
        last = next((hit for hit in asked if hit), None)
        observed = attempts.open(Kind.CONNECTION, logged.named(last[1]) if last else None, event.at)
        _shown_up(attempts, observed, event)
    observed.dbus = (name, "")
    logged.close(attempts, observed, event, "dbus", name)


def _shown_up(attempts: AttemptTracker, observed: AttemptRecord, event: Traced) -> None:
    """A link that bluetoothctl showed since the connection was asked for is a step of it."""
    for at, record, line in reversed(attempts.around.log_lines):
        if line is not event.message and any(each.search(line.text) for each in (_ATTEMPTING, _CONNECTING, _ENDED)):
            return
        if "Connected: yes" in line.text and _CONNECTED.search(line.text):
            attempts.step(observed, replace(event, message=line, record=record, at=at))
            return


def _btmgmt(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """What btmgmt prints of the kernel's events and of its own command."""
    paired = found[2] is not None
    transport = "0" if found[3] == "BR/EDR" else None
    link = logged.link_to(None, found[2] if paired else found[1], transport)
    observed = attempts.on_link(link) or logged.under_way(attempts, event)
    if observed is None or attempts.settled(observed, event.at) or _reconnected(attempts, observed):
        observed = attempts.open(Kind.PAIRING if paired else Kind.AUTHENTICATION, link, event.at)
    logged.close(attempts, observed, event, "mgmt", int(found[4], 16))


def _reconnected(attempts: AttemptTracker, observed: AttemptRecord) -> bool:
    """Whether a line since the failure shows a new link."""
    failure = observed.attempt.failure
    at = failure.record if failure else None
    lines = attempts.around.log_lines
    return at is not None and any(record and record > at and _LINKED.search(line.text) for _, record, line in lines)


def _unreached(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The kernel's Connect Failed, as bluetoothctl and btmgmt print it: it says more than the error that follows."""
    transport = "bredr" if found[2] == "BR/EDR" else "le"
    address = found[1].upper() if _WHOLE.fullmatch(found[1]) else None
    observed = logged.under_way(attempts, event)
    if observed is None and not logged.shown_by_trace(attempts):
        observed = attempts.open(Kind.CONNECTION, logged.named(address), event.at)
    if observed is not None and (address is None or observed.attempt.peer.address in (None, address)):
        observed.attempt = replace(observed.attempt, transport=transport)
        logged.close(attempts, observed, event, "mgmt", int(found[3], 16))


def _succeeded(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    observed = attempts.only(lambda observed: observed.in_progress)
    if observed is not None and not _another_was_paired(attempts, observed):
        logged.close(attempts, observed, event, "mgmt", 0)


def _another_was_paired(attempts: AttemptTracker, observed: AttemptRecord) -> bool:
    """Whether another device was reported as paired since this attempt began: the call that succeeded was its."""
    began = observed.seen[0].record if observed.seen else None
    paired = (
        each.seen[-1].record
        for each in attempts.running
        if each.attempt.outcome is Outcome.PAIRED and each.seen and each.attempt.peer.address
    )
    return began is not None and any(record is not None and record > began for record in paired)


def _chg_paired(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """bluetoothctl reports that a device is paired now: the one under way, unless that is known by another address."""
    link = logged.link_to(None, found[1] or found[2], None)
    observed = attempts.on_link(link) or attempts.only(lambda one: one.in_progress and not identified(one))
    if observed is None:
        if logged.shown_by_trace(attempts):
            return
        observed = attempts.open(Kind.PAIRING, link, event.at)
    logged.close(attempts, observed, event, "mgmt", 0)


ACTS = (
    (_ATTEMPTING, _asked_here),
    (_CONNECTING, _asked_here),
    (_CONNECTED, _connected),
    (_AGENT, _agent),
    (_FAILED_TO_PAIR, _failed),
    (_FAILED_TO_CONNECT, _not_connected),
    (_PAIR_ERROR, _failed),
    (_CONNECT_ERROR, _not_connected),
    (_BTMGMT, _btmgmt),
    (_UNREACHED, _unreached),
    (_PAIRED, _succeeded),
    (_PAIRED_YES, _chg_paired),
    (_REFUSED, logged.completed),
)
"""What a line of these programs does, in the order in which it is asked."""
