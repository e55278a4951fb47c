"""What the outer layers said: codes, the time they took, and lines of logs."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pairtui.knowledge import codes, kernel_lines
from pairtui.knowledge.bond_phrases import KEYS_NOT_LOADED
from pairtui.knowledge.log_phrases import LOG_PHRASES
from pairtui.pairing.attempt import Side
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.agent import SAID_NO
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.pairing.evidence.stack_log_state import SMP_TIMED_OUT
from pairtui.pairing.evidence.steps import log_text
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import LogLine

_NEAR = 3.0
"""Seconds around an attempt's end in which a line of the daemon's or the kernel's log is about it."""

_MOST_LINES = 2048
"""So many lines are kept with the facts that they state."""

_OUTER = ("dbus:", "mgmt:", "mgmt-disc:")
"""Code spaces that sum up what happened below."""

_LINES = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in {
        "no-agent-said": r"\ANo agent is registered\Z",
        "no-logged": SAID_NO.pattern,
        "rejected-logged": r"\bNumeric Reject, conn\b",
        "pin-logged": r"\blegacy (?:BR/EDR |PIN )?(?:code )?pairing\b|(?<![a-z])pin[_ ]?code[_ ]?re(?:quest|ply)\b",
        "bond-logged": r"[Ss]ecurity level since LTK is available",
        "hint-logged": r"confirm_hint[ =]1\b",
        "blocked-key-logged": r"(?:LTK|Identity key|Link key) blocked for",
        "bad-key-logged": r"compute shared secret failed|public keys are identical",
        "unexpected-smp-logged": r"unexpected SMP command(?! 0x0b)",
        "keys-not-loaded-logged": rf"{KEYS_NOT_LOADED}|Stored keys for [^\n]{{17,40}} do not match|Dropping keys for",
        "already-asked-logged": r"Authentication already requested",
        "no-endpoint-logged": r"connect failed[^\n]*Protocol not available|Unable to select SEP|No suitable SEP",
        "repairing-allowed-logged": r"\bJustWorksRepairing\b",
        "agent-needed-logged": r"\b(?:unless|if|when|while) [^.\n]{0,30}?"
        r"(?:bluetoothctl|\bagent|blueman|gnome|control center)[^.\n]{0,30}?(?:running|runs|open)\b|"
        r"(?<!or )\b(?:no|without|lacks?|requires?|needs?|missing) (?:an? |any )?"
        r"(?:(?:registered|pairing|BLE|BlueZ|Bluetooth) ){0,2}agent\b(?! (?:is |was )?(?:avail|regist|found))",
        "user-cancelled-reported": r"\b(?:when|if|as) (?:I|we|the user|(?:pairing|it) is) (?:\w+ ){0,6}?"
        r"(?:cancel|declin|dismiss)\w*\b",
        "wrong-passkey-reported": r"\b(?:when|if|as) (?:I|we|the user) (?:\w+ ){0,4}?(?:wrong|incorrect|invalid) "
        r"(?:pass ?-?key|pin|code|digits)\b",
        "link-silent-logged": r"\btype (?:BR/EDR|LE \w+) disconnected with reason 1\b|"
        r"dev_disconnected\(\) Device \S+ disconnected, reason 1\b",
        "smp-timeout-logged": SMP_TIMED_OUT.pattern,
        "zmk-logged": r"\bzmk[:.]",
        "profile-taken-logged": r"Rejecting pairing request to taken profile",
        "bond-kept-logged": r"Refusing new pairing\. The old bond|JustWorks failed, authenticated keys present",
        "refused-at-identity-logged": r"SMP does not allow a pairing failure at this point",
        "peer-manager-logged": r"\bpeer_manager_handler\b|\bPM_EVT_CONN_SEC_",
        "bonded-peer-logged": r"Previously bonded peer connected|PM_EVT_BONDED_PEER_CONNECTED",
        "below-level-logged": r"Failed to set required security level|Connection security is insufficient",
        "passkey-logged": r"\bpasskey for [0-9a-fx*:]{17}",
        "level-3-logged": r"\bsecurity changed[^\n]{0,60}? level:? 3\b(?!,? err)",
        "bonds-full-logged": r"(?:Unable to (?:get|create)|No) keys(?: space)? for|BLE_HS_ESTORE_CAP|"
        r"[Kk]ey storage full|allocate new peer_id for incoming bond|Flash storage is full",
    }.items()
) + tuple((row.fact, row.pattern) for row in LOG_PHRASES if row.fact)
"""Lines that say more of an attempt near them than of themselves, and those that give a cause away alone as well."""


@facts(*(name for name, _ in _LINES))
def logged(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Lines among the attempt's own steps, or of a log near its end."""
    named: set[str] = set()
    for record, line in _lines(observed, around):
        for name in _facts_of(line.text):
            if name not in named:
                named.add(name)
                yield Fact(name, f"{line.ident}: {log_text(line)}", record)


@lru_cache(_MOST_LINES)
def _facts_of(text: str) -> tuple[str, ...]:
    """The facts that a line states: an attempt is weighed at each of its lines, and each time all of them are read."""
    return tuple(name for name, pattern in _LINES if pattern.search(text))


_ADAPTER = re.compile(r"hci[0-9]{1,2}(?=:)")


@facts(*kernel_lines.FACTS)
def controller(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What the kernel says of the attempt's controller near its end."""
    over: tuple[str, ...] = ()
    for record, line in _lines(observed, around):
        adapter = _ADAPTER.match(line.text)
        if adapter and observed.attempt.adapter not in (None, adapter[0]):
            continue
        name = kernel_lines.fact_of(line.text)
        if name == "adapter-on":
            over = kernel_lines.ENDED_BY_POWER
        elif name and name not in over:
            yield Fact(name, f"{line.ident}: {log_text(line)}", record)


def _lines(observed: AttemptRecord, around: GatewayContext) -> list[tuple[int | None, LogLine]]:
    """The attempt's own lines, then those near its end, the newest first."""
    ended = observed.attempt.ended
    near = [
        (record, line)
        for when, record, line in reversed(around.log_lines)
        if when is None or ended is None or abs(ended - when) < _NEAR
    ]
    return [(s.record, s.message) for s in observed.seen if isinstance(s.message, LogLine)] + near


_WITHHELD = ("firmware:", "nordic:unspecified", "cordio:PairFail")
"""Codes by which a program says that it failed and keeps the reason to itself."""


@facts("coded", "outer-only", "reason-withheld", "refused-after-pairing")
def coded(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The failure's code, alone and with the side that it came from; the codes of outer layers; the step."""
    failure = observed.attempt.failure
    if failure is not None:
        side = Side.UNKNOWN if observed.side_by_cause else failure.by
        yield Fact("coded")
        if failure.code.startswith(_OUTER):
            yield Fact("outer-only")
        if failure.code.startswith(_WITHHELD):
            yield Fact("reason-withheld")
        if failure.step == "attribute access" and any(step.mark == "ok" for step in observed.attempt.steps):
            yield Fact("refused-after-pairing", "The stack said before that it is paired")
        by = {Side.LOCAL: "sent by this side", Side.PEER: "from the peer"}.get(side, "")
        name = "" if failure.code.endswith(f":{failure.name}") else f" {failure.name}"
        words = f"{failure.code}{name}" + (f", {by}" if by else "")
        yield Fact(failure.code, words, failure.record)
        yield Fact(f"{failure.code} {side.value}", words, failure.record)
        yield Fact(f"step:{failure.step}")
    if failure is not None and not failure.code.startswith(_OUTER):
        return  # its code says more than those of the outer layers
    if observed.dbus is not None:
        yield Fact(f"dbus:{observed.dbus[0].removeprefix('org.bluez.Error.')}")
    for message, seen in observed.all(mgmt.AuthenticationFailed, mgmt.ConnectFailed, mgmt.CommandComplete):
        if message.status:
            code = codes.code_text("mgmt", message.status)
            yield Fact(code, f"MGMT {message.NAME}: {code} {codes.name('mgmt', message.status)}", seen.record)


_SIGNALLED = re.compile(r"Disconnected (?:- )?(org\.bluez\.Reason\.\w+)")


@facts()
def signalled(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Why the link ended, in the words of the signal that BlueZ sends from 5.82 on."""
    for s in observed.seen:
        if isinstance(s.message, LogLine) and (found := _SIGNALLED.search(s.message.text)):
            yield Fact(f"dbus:{found[1]}", f"BlueZ: the link ended, {found[1]}", at(s))


@facts("took-30s", "took-60s")
def lasted(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """How long the call took, where nothing but the call was seen."""
    begun, ended = observed.attempt.started, observed.attempt.ended
    failure = observed.attempt.failure
    if begun is None or ended is None or failure is None or not failure.code.startswith(("dbus:", "mgmt:")):
        return
    seconds = ended - begun
    words = f"It took {seconds:.1f} s"
    if 28 <= seconds <= 40:
        yield Fact("took-30s", f"{words}: SMP waits 30 s for each message")
    elif 55 <= seconds <= 70:
        yield Fact("took-60s", f"{words}: bluetoothd waits 60 s for its agent")


_SECURITY_FAILED = re.compile(r"[Ss]ecurity failed|[Pp]airing failed")


_PAIRING = re.compile(r"[Pp]airing [Ff]ailed|[Ii]n-progress pairing|\bsmp_dhkey_check|\bsc_smp_send_dhkey_check")
"""Zephyr's words while a pairing runs (4.0, subsys/bluetooth/host/smp.c): a stored key has no part in it."""


@facts("security-failed-line", "pairing-ran")
def stack_lines(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Lines of a microcontroller's stack that state an error, and that it was a pairing that failed."""
    if observed.smp_begun:
        yield Fact("pairing-ran")
    lines = [s for s in observed.seen if isinstance(s.message, LogLine) and s.message.ident in ("zephyr", "nrf5")]
    for s in lines:
        if isinstance(s.message, LogLine) and _SECURITY_FAILED.search(s.message.text):
            yield Fact("security-failed-line", s.message.text, at(s))
    for record, line in _lines(observed, around):
        if line.ident == "zephyr" and _PAIRING.search(line.text):
            yield Fact("pairing-ran", "A pairing was under way", record)
