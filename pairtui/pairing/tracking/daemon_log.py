"""What lines of logs, of bluetoothd, of the programs that call it and of the kernel, do to the attempts."""

import re
from dataclasses import replace

from pairtui.knowledge import kernel_lines
from pairtui.pairing.attempt import Kind, Outcome, Phase, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.steps import log_text
from pairtui.pairing.findings.log_lines import found_in, is_step
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.stack_log import stack_line
from pairtui.protocol.failure_words import speaks_of_failure
from pairtui.protocol.record import LogLine

_ADDRESS = r"((?:[0-9A-Fa-fXx*]{2}[:_]){5}[0-9A-Fa-fXx*]{2})"
_BEGINS = re.compile(rf"adapter_bonding_attempt\(\) (hci\d+) bdaddr {_ADDRESS} type (\d)")
_ENDS = re.compile(rf"bonding_attempt_complete\(\) (hci\d+) bdaddr {_ADDRESS} type (\d) status 0x([0-9a-fA-F]+)")
_ASKS = re.compile(rf"(?:user_confirm_request|user_passkey_request|pin_code_request)_callback\(\) (hci\d+) {_ADDRESS}")
_ANSWERS = re.compile(rf"(?:confirm|passkey|pincode)_reply\(\) (hci\d+) addr {_ADDRESS}")
_NEW = re.compile(rf"\[NEW\] Device {_ADDRESS} ")
_AGENT = re.compile(r"\[agent\] (?:Passkey|PIN code|Confirm|Enter|Accept|Authorize)|Request (?:conf|passk|PIN|auth)")
_ATTEMPTING = re.compile(rf"Attempting to pair with (?:{_ADDRESS}|\S)")
_CONNECTING = re.compile(rf"Attempting to connect to (?:{_ADDRESS}|\S)")
_CONNECTED = re.compile(rf"\[CHG\] Device (?:{_ADDRESS}|\S.*) Connected: (?:yes|no)")
_GONE = re.compile(r"\[CHG\] Device [^\n]* Connected: no\Z")
_FAILED_TO_PAIR = re.compile(r"Failed to pair: org\. ?bluez\.Error\.(\w+)")
_FAILED_TO_CONNECT = re.compile(r"Failed to connect: org\. ?bluez\.Error\.([\w.]+)(?: ([\w-]+))?")
_PAIR_ERROR = re.compile(r"^org\.bluez\.Error\.((?:Authentication|ConnectionAttempt)\w+)")
_CONNECT_ERROR = re.compile(r"^org\.bluez\.Error\.(Failed)\]?:? ((?:le|br)-connection-[\w-]+)")
_BTMGMT = re.compile(
    rf"(?:hci\d+ {_ADDRESS} auth failed with|Pairing with {_ADDRESS} \((BR/EDR|LE [\w ]+)\) failed\.) status 0x(\w\w)"
)
_UNREACHED = re.compile(rf"hci\d+ {_ADDRESS} type (BR/EDR|LE \w+) connect failed \(status 0x(\w\w)")
_PAIRED = re.compile(r"Pairing successful")
_PAIRED_YES = re.compile(
    rf"(?:\[CHG\] Device {_ADDRESS} (?:Paired|Bonded): yes|Paired with {_ADDRESS} \((?:BR/EDR|LE \w+)\))"
)
_PAIR_COMPLETE = re.compile(r"pair_device_complete\(\)\s+[A-Z][\w ]+\(0x(\w\w)\)")
_BONDING_COMPLETE = re.compile(r"device_bonding_complete\(\) bonding 0x\w+ status 0x(?!00)(\w\w)")
_REFUSED = re.compile(
    r"(?:(?:Pair Device|Cancel Pair Device) \(0x00(?:19|1a)\) failed: [\w ]+\(|Pairing failed with status )0x(\w\w)\b"
)
_CONSEQUENCE = re.compile(
    r"(?:dev_disconnected|disconnect_cb)\(\)|disconnected with reason \d|bonding \(nil\) status|"
    r"device_bonding_failed\(\) status|connect_failed_callback\(\)|conn_fail_cb\(\)|status 0xe\b|svc_resolved|"
    r"error updating services|start_discovery_timeout|"
    r"att_disconnected_cb|unexpected SMP command 0x0b|"
    r"[Uu]nable to get io data|Can't get HIDP connection info|Failed to get HIDP|Invalid capability data"
)
"""Lines with a number or a word of failure that follow from something else, or are no pairing's."""

_HARMLESS = re.compile(
    r"sap-server|Sap driver init|Failed to init \w+ plugin|experimental not enabled|Failed to reset Adv Monitors|"
    r"kernel lacks|[Ff]ailed to (?:set privacy|(?:clear|add|remove) UUID|set default system config|obtain handles)|"
    r"Failed to (?:start|stop) discovery|Link Loss service|Time Service could not|gatt-time-server|"
    r"Not enough free handles|Failed to set mode: (?:Rejected|Not Supported|Invalid)"
)
"""What bluetoothd says as it starts of features that it does without."""

_OF_BLUEZ = ("bluetoothd", "kernel", "note", "btmgmt")
"""Who writes lines that no other stack's words are looked for in."""

_DISCONNECTED = 0x0E
_NOTHING_TO_CANCEL = 0x0D
_NO_REASON = 0x00
"""MGMT's Unspecified: bluetoothctl says that the link is gone, and not why."""

_OF_THE_CALL = ("dbus:", "mgmt-disc:")
_NO_LINK = (0x04, 0x07)
"""MGMT Connect Failed and No Resources, which the kernel says before there is a link."""


@on(LogLine)
def log_line(attempts: AttemptTracker, event: Traced) -> None:
    """A line that begins or ends a pairing does so where no trace shows it; one that speaks of it is a step."""
    line = event.message
    assert isinstance(line, LogLine)
    for pattern, act in _ACTS:
        found = pattern.search(line.text)
        if found:
            act(attempts, event, found)
            return
    if kernel_lines.told(line.text) is not None or _HARMLESS.search(line.text):
        return
    if line.ident not in _OF_BLUEZ and stack_line(attempts, event, line.text):
        return
    if is_step(line.text):
        observed = attempts.only(lambda observed: not attempts.settled(observed, event.at))
        if observed is not None:
            attempts.step(observed, event)
        elif found_in(line, event.record) is None:
            attempts.around.note_not_understood(event.record, log_text(line))
    elif not _CONSEQUENCE.search(line.text) and speaks_of_failure(line.text) and found_in(line, event.record) is None:
        attempts.around.note_not_understood(event.record, log_text(line))


def _link(adapter: str | None, address: str, kind: str | None) -> Link:
    transport = "unknown" if kind is None else "bredr" if kind == "0" else "le"
    name = {"1": "public", "2": "random"}.get(kind or "")
    return Link(adapter, None, address.replace("_", ":").upper(), name, transport)


def _begins(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    groups = found.groups()
    link = _link(groups[0], groups[1], groups[2]) if len(groups) == 3 else _named(groups[0])
    observed = attempts.on_link(link)
    if observed is None or not observed.in_progress:
        observed = attempts.open(Kind.PAIRING, link, event.at)
        observed.attempt = replace(observed.attempt, role="initiator")
    observed.pair_called = True
    attempts.step(observed, event)


def _named(address: str | None) -> Link | None:
    return _link(None, address, None) if address else None


def _asked_here(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """bluetoothctl begins something: what it said before belongs to what it did before."""
    for observed in list(attempts.running):
        last = observed.seen[-1] if observed.seen else None
        if observed.in_progress and last and isinstance(last.message, LogLine) and _GONE.search(last.message.text):
            attempts.fail(observed, "mgmt-disc", _NO_REASON, Side.UNKNOWN, last, observed.reached())
        if observed.failed and observed.attempt.failure and observed.attempt.failure.code.startswith(_OF_THE_CALL):
            attempts.finish(observed)
    if found.re is _ATTEMPTING:
        _begins(attempts, event, found)


def _asks(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    observed = attempts.on_link(_link(found[1], found[2], None))
    if observed is not None and observed.in_progress:
        attempts.step(observed, event, phase=Phase.AUTHENTICATION)


def _connected(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    observed = attempts.only(lambda observed: observed.in_progress)
    address = observed.attempt.peer.address if observed is not None else None
    if observed is not None and observed.pair_called and address in (None, (found[1] or "").upper() or None):
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
    told = (
        _CONNECTED.search(line.text) or _NEW.search(line.text) for _, _, line in reversed(attempts.around.log_lines)
    )
    device = next((hit for hit in told if hit), None)
    observed = attempts.open(Kind.PAIRING, _named(device[1]) if device else None, event.at)
    observed.attempt = replace(observed.attempt, role="responder")


def _ends(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    status = int(found[4], 16)
    link = _link(found[1], found[2], found[3])
    observed = attempts.on_link(link)
    if observed is None or (attempts.settled(observed, event.at) and status):
        if status in (0, _DISCONNECTED):
            return  # bluetoothd writes this line on every disconnection, whether a bonding was under way or not
        observed = attempts.open(Kind.PAIRING, link, event.at)
    _close(attempts, observed, event, "mgmt", status)


def _failed(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    observed = _under_way(attempts, event) or attempts.open(Kind.PAIRING, None, event.at)
    observed.dbus = (found[1], "")
    _close(attempts, observed, event, "dbus", found[1])


def _not_connected(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    name = found[2] if found[1] == "Failed" and found[2] else found[1]
    observed = _under_way(attempts, event)
    if observed is not None and attempts.unconnected(observed, event, "dbus", name):
        return
    if observed is None:
        asked = (_CONNECTING.search(line.text) for _, _, line in reversed(attempts.around.log_lines))
        last = next((hit for hit in asked if hit), None)
        observed = attempts.open(Kind.CONNECTION, _named(last[1]) if last else None, event.at)
    observed.dbus = (name, "")
    _close(attempts, observed, event, "dbus", name)


def _under_way(attempts: AttemptTracker, event: Traced) -> AttemptRecord | None:
    """The one attempt that goes on, else the one whose end is not settled."""
    return attempts.only(lambda observed: observed.in_progress) or attempts.only(
        lambda observed: not attempts.settled(observed, event.at)
    )


def _btmgmt(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """What btmgmt prints of the kernel's events and of its own command."""
    paired = found[2] is not None
    transport = "0" if found[3] == "BR/EDR" else None
    link = _link(None, found[2] if paired else found[1], transport)
    observed = attempts.on_link(link) or _under_way(attempts, event)
    if observed is None or attempts.settled(observed, event.at):
        observed = attempts.open(Kind.PAIRING if paired else Kind.AUTHENTICATION, link, event.at)
    _close(attempts, observed, event, "mgmt", int(found[4], 16))


def _unreached(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The kernel's Connect Failed, as bluetoothctl and btmgmt print it: it tells more than the error that follows."""
    observed = _under_way(attempts, event)
    if observed is not None and observed.attempt.peer.address in (None, found[1].upper()):
        transport = "bredr" if found[2] == "BR/EDR" else "le"
        observed.attempt = replace(observed.attempt, transport=transport)
        _close(attempts, observed, event, "mgmt", int(found[3], 16))


def _close(
    attempts: AttemptTracker,
    observed: AttemptRecord,
    event: Traced,
    space: str,
    code: "int | str",
    by: Side = Side.UNKNOWN,
) -> None:
    reached = observed.reached()
    no_link = str(code).startswith("Connection") or (space == "mgmt" and code in _NO_LINK)
    told = not no_link and observed.attempt.kind is not Kind.CONNECTION
    if reached == "connection" and told and _only_lines(observed):
        reached = "pairing"  # these layers do not tell how far it got
    attempts.step(observed, event, "ok" if code == 0 else "" if observed.failed else "failed")
    if code == 0:
        attempts.succeed(observed, Outcome.PAIRED, event.at)
        return
    seen = Seen(event.message, event.direction, event.at, event.record)
    if observed.in_progress:
        attempts.fail(observed, space, code, by, seen, reached)


def _only_lines(observed: AttemptRecord) -> bool:
    return all(isinstance(seen.message, LogLine) for seen in observed.seen)


def _succeeded(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    observed = attempts.only(lambda observed: observed.in_progress)
    if observed is not None:
        _close(attempts, observed, event, "mgmt", 0)


def _chg_paired(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """bluetoothctl tells that a device is paired now."""
    link = _link(None, found[1] or found[2], None)
    observed = attempts.on_link(link) or attempts.only(lambda observed: observed.in_progress)
    if observed is None:
        if attempts.around.traced and attempts.all:
            return
        observed = attempts.open(Kind.PAIRING, link, event.at)
    _close(attempts, observed, event, "mgmt", 0)


def _completed(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The kernel's answer to Pair Device, or to its cancellation."""
    status = int(found[1], 16)
    observed = _under_way(attempts, event)
    if observed is None:
        if status == 0 or (attempts.around.traced and attempts.all):
            return
        observed = attempts.open(Kind.PAIRING, None, event.at)
    # net/bluetooth/mgmt.c cancel_pair_device: there is no pairing left that could be cancelled.
    given_up = found[0].startswith("Cancel") and status == _NOTHING_TO_CANCEL
    _close(attempts, observed, event, "mgmt", status, Side.LOCAL if given_up else Side.UNKNOWN)


_ACTS = (
    (_BEGINS, _begins),
    (_ENDS, _ends),
    (_ASKS, _asks),
    (_ANSWERS, _asks),
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
    (_PAIR_COMPLETE, _completed),
    (_REFUSED, _completed),
    (_BONDING_COMPLETE, _completed),
)
