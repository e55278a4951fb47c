"""Joins the attempts of one pairing that both the daemon and the program that asked for it logged."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pairtui.knowledge.codes import SPACES
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.protocol.record import LogLine

_DAEMON = {"bluetoothd"}
_CLIENTS = {"bluetoothctl", "btmgmt", "bluez"}
"""Programs that call the daemon; `bluez` are the words of libraries (`vocabularies.dbus_clients`)."""
_NEAR = 3.0
"""Seconds between the ends of two accounts of the same pairing, where both have times."""


def is_account(observed: AttemptRecord) -> bool:
    """Whether the lines of one of BlueZ's programs alone show it."""
    programs = _programs(observed)
    return bool(programs) and (programs == _DAEMON or programs <= _CLIENTS)


def of_one_pairing(accounts: Iterable[AttemptRecord]) -> Iterator[tuple[AttemptRecord, AttemptRecord]]:
    """The daemon's attempt and a client's where both are of the same pairing; each in the order of the log."""
    every = list(accounts)
    daemons = [each for each in every if _programs(each) == _DAEMON]
    for client in (each for each in every if _programs(each) != _DAEMON):
        same = next((each for each in daemons if _agree(each, client)), None)
        if same is not None:
            daemons.remove(same)
            yield same, client


def join(daemon: AttemptRecord, client: AttemptRecord) -> None:
    """Add the client's steps to the daemon's attempt, which has times and the inner code."""
    mine, theirs = daemon.attempt, client.attempt
    daemon.seen = [*client.seen, *daemon.seen]
    daemon.dbus = daemon.dbus or client.dbus
    peer = replace(mine.peer, address=mine.peer.address or theirs.peer.address, name=mine.peer.name or theirs.peer.name)
    marked = any(step.mark == "failed" for step in mine.steps)
    asked = [replace(step, mark="") if marked else step for step in theirs.steps]
    daemon.attempt = replace(mine, peer=peer, steps=(*asked, *mine.steps))


def _programs(observed: AttemptRecord) -> set[str]:
    """The programs that logged it; the kernel's lines may be beside those of either."""
    programs = {
        s.message.ident if isinstance(s.message, LogLine) and not s.message.quoted else "" for s in observed.seen
    }
    return programs - {"kernel"}


def _agree(daemon: AttemptRecord, client: AttemptRecord) -> bool:
    mine, theirs = daemon.attempt, client.attempt
    named = {mine.peer.address, theirs.peer.address} - {None}
    if mine.outcome is not theirs.outcome or len(named) > 1:
        return False
    if mine.ended is not None and theirs.ended is not None and abs(mine.ended - theirs.ended) > _NEAR:
        return False
    if mine.failure is None or theirs.failure is None:
        return mine.failure is theirs.failure
    return theirs.failure.code in (mine.failure.code, *_codes_above(mine.failure.code))


def _codes_above(code: str) -> tuple[str, ...]:
    """The codes that BlueZ makes of this one for who called it."""
    space, _, number = code.partition(":")
    known = SPACES[space].get(int(number, 16)) if number.startswith("0x") else None
    return known.becomes if known is not None else ()
