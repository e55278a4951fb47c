"""The attempts of this session and of earlier ones in one list."""

from pairtui.pairing.attempt import Attempt, HistoryEntry
from pairtui.pairing.model import Model


def history(model: Model) -> list[HistoryEntry]:
    """Every attempt, the newest first; those of this session as they stand now, with what is kept of them."""
    kept = {past.attempt.id: past for past in model.history.values() if past.current}
    earlier = [past for past in model.history.values() if not past.current]
    now = [_standing(attempt, kept.get(attempt.id)) for _, attempt in sorted(model.attempts.items())]
    # By time, since two sessions may have run at once; the key begins with the start of its own.
    return [*reversed(now), *sorted(earlier, key=lambda past: (past.attempt.started or 0.0, past.key), reverse=True)]


def before(model: Model, attempt: Attempt) -> HistoryEntry | None:
    """The attempt that came before `attempt` of this session, with the same device where there is one."""
    every = history(model)
    at = next((n for n, past in enumerate(every) if past.current and past.attempt.id == attempt.id), len(every))
    older = every[at + 1 :]
    return next((past for past in older if same_device(past.attempt, attempt)), older[0] if older else None)


def same_device(one: Attempt, other: Attempt) -> bool:
    """Whether both were with the same device, as far as its key or address shows."""
    if one.device is not None and one.device == other.device:
        return True
    return one.peer.address is not None and one.peer.address == other.peer.address


def _standing(attempt: Attempt, kept: HistoryEntry | None) -> HistoryEntry:
    if kept is None:
        return HistoryEntry("", attempt, current=True)
    return HistoryEntry(kept.key, attempt, True, kept.pinned, kept.capture)
