"""What the device book knows of an attempt's peer: fixes in its words, and what is known of the model."""

from collections.abc import Callable

from pairtui.knowledge.devices import Entry
from pairtui.pairing.attempt import Evidence, Fix, KnownDevice
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext


def entry_of(observed: AttemptRecord, around: GatewayContext) -> Entry | None:
    """The entry that the peer is; None where nothing names it, or the book does not have it."""
    peer = observed.attempt.peer
    if not (peer.name or peer.modalias or peer.uuids or peer.manufacturer is not None):
        return None
    return around.book().find(peer.name, peer.modalias, peer.uuids, peer.manufacturer)


def known_device(entry: Entry | None) -> KnownDevice | None:
    """How a diagnosis names the model."""
    return KnownDevice(entry.id, entry.title, entry.sources) if entry else None


def fix_of(name: str, fix: Fix, entry: Entry | None) -> Fix:
    """The fix `name` as it is done with this model: `fix` itself where the book says nothing else."""
    if entry is None or name not in _WORDS:
        return fix
    words, action = _WORDS[name](entry), fix.action
    if name == "pairing-mode" and entry.without:
        words, action = entry.without, None
    return Fix(words, action) if words else fix


def known_of(cause: str, entry: Entry | None) -> tuple[Evidence, ...]:
    """What else is known of this model where this is the cause."""
    return tuple(
        Evidence(f"Known of this model{f' (firmware {trap.firmware})' if trap.firmware else ''}: {trap.text}")
        for trap in (entry.traps if entry else ())
        if cause in trap.causes
    )


def _put_in_pairing_mode(entry: Entry) -> str:
    return f"{entry.pairing_mode}, then pair again" if entry.pairing_mode else ""


def _what_it_wants(entry: Entry) -> str:
    parts = (f"This model pairs with {entry.wants()}" if entry.wants() else "", entry.digits)
    return ". ".join(part for part in parts if part)


_WORDS: dict[str, Callable[[Entry], str]] = {
    "pairing-mode": _put_in_pairing_mode,
    "forget-there": lambda entry: entry.forget,
    "manual": _what_it_wants,
    "manual-model": _what_it_wants,
    "fixed-passkey": lambda entry: entry.digits,
    "pin-on-label": lambda entry: entry.digits,
}
