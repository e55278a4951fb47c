"""Finds, begins and ends the attempt that a line of BlueZ's logs is about."""

import re
from dataclasses import replace

from pairtui.pairing.attempt import Kind, Outcome, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.mgmt import reached_by_word
from pairtui.protocol.record import LogLine

_MASKED = "XX:XX:XX:XX:XX:XX"
ADDRESS = (
    r"((?:[0-9A-Fa-fXx*]{2}[:_]){5}[0-9A-Fa-fXx*]{2}|[xX*]{2,17}(?= |\Z)|\[[A-Za-z ]{3,20}\]|<[\w -]{2,20}>|"
    r"(?i:(?:my_|bt_)?mac(?:[_-]?addr(?:ess)?)?)\b)"
)
"""A device's address as BlueZ's logs have it, or what somebody put in its place."""
_NOTHING_TO_CANCEL = 0x0D


def link_to(adapter: str | None, address: str, kind: str | None) -> Link:
    """The link to an address as BlueZ's logs write it; `kind` is MGMT's address type, None where it is not known."""
    transport = "unknown" if kind is None else "bredr" if kind == "0" else "le"
    name = {"1": "public", "2": "random"}.get(kind or "")
    whole = address.replace("_", ":").upper()
    return Link(adapter, None, whole if ":" in whole else _MASKED, name, transport)


def named(address: str | None) -> Link | None:
    """The link to a device of which a line has only the address, or nothing."""
    return link_to(None, address, None) if address else None


def begins(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """This gateway asks to pair."""
    groups = found.groups()
    link = link_to(groups[0], groups[1], groups[2]) if len(groups) == 3 else named(groups[0])
    observed = attempts.on_link(link)
    if observed is None or not observed.in_progress:
        observed = attempts.open(Kind.PAIRING, link, event.at)
        observed.attempt = replace(observed.attempt, role="initiator")
    observed.pair_called = True
    attempts.step(observed, event)


def under_way(attempts: AttemptTracker, event: Traced) -> AttemptRecord | None:
    """The one attempt in progress, else the one whose end is not settled; preferably one that this program logged."""
    assert isinstance(event.message, LogLine)
    program = event.message.ident
    return (
        attempts.only(lambda observed: observed.in_progress)
        or attempts.only(lambda observed: not attempts.settled(observed, event.at))
        or attempts.only(lambda observed: _logged_by(observed, program) and not attempts.settled(observed, event.at))
    )


def _logged_by(observed: AttemptRecord, program: str) -> bool:
    return any(isinstance(seen.message, LogLine) and seen.message.ident == program for seen in observed.seen)


def shown_by_trace(attempts: AttemptTracker) -> bool:
    """Whether a trace shows the pairing, so that a line about it begins none."""
    return attempts.around.traced and bool(attempts.all)


def close(
    attempts: AttemptTracker,
    observed: AttemptRecord,
    event: Traced,
    space: str,
    code: "int | str",
    by: Side = Side.UNKNOWN,
) -> None:
    """The attempt ends with this code, 0 for success; the line does not say which step it had reached."""
    reached = reached_by_word(observed, space, code)
    attempts.step(observed, event, "ok" if code == 0 else "" if observed.failed else "failed")
    if code == 0:
        attempts.succeed(observed, Outcome.PAIRED, event.at)
        return
    seen = Seen(event.message, event.direction, event.at, event.record)
    if observed.in_progress or observed.failed:
        attempts.fail(observed, space, code, by, seen, reached)


def completed(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The kernel's answer to Pair Device, or to its cancellation."""
    status = int(found[1], 16)
    observed = under_way(attempts, event)
    if observed is None:
        if status == 0 or shown_by_trace(attempts):
            return
        observed = attempts.open(Kind.PAIRING, None, event.at)
    # net/bluetooth/mgmt.c cancel_pair_device: there is no pairing left that could be cancelled.
    given_up = found[0].startswith("Cancel") and status == _NOTHING_TO_CANCEL
    close(attempts, observed, event, "mgmt", status, Side.LOCAL if given_up else Side.UNKNOWN)
