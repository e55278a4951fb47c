"""What a later success says of earlier failures: the fixes that it makes needless."""

from dataclasses import replace

from pairtui.pairing.attempt import Attempt, Fix

_REMOVES = "remove-and-pair"


def bond_is_good(attempts: dict[int, Attempt], good: Attempt) -> None:
    """A bond that works now need not be removed for what failed before it with this peer."""
    for earlier in list(attempts.values()):
        if earlier.id >= good.id or earlier.diagnosis is None or earlier.peer.address != good.peer.address:
            continue
        kept = tuple(fix for fix in earlier.diagnosis.fixes if fix.action != _REMOVES)
        if good.peer.address is not None and len(kept) < len(earlier.diagnosis.fixes):
            _first(
                attempts, earlier, f"Nothing to remove now: attempt {good.id} with this device came to a good end", kept
            )


def connected_after(attempts: dict[int, Attempt], number: int) -> None:
    """The connection that failed came about at the next try."""
    attempt = attempts.get(number)
    if attempt is not None and attempt.diagnosis is not None:
        _first(attempts, attempt, "Nothing to do now: the next try connected", attempt.diagnosis.fixes)


def _first(attempts: dict[int, Attempt], attempt: Attempt, text: str, kept: tuple[Fix, ...]) -> None:
    assert attempt.diagnosis is not None
    attempts[attempt.id] = replace(attempt, diagnosis=replace(attempt.diagnosis, fixes=(Fix(text), *kept)))
