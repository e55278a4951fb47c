"""What comes later says of an attempt: a success makes fixes needless, a bond that goes by itself was none."""

from dataclasses import replace

from pairtui.pairing.attempt import Attempt, Diagnosis, Finding, Fix, Outcome

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


def bond_lost(attempts: dict[int, Attempt], address: str, why: Finding) -> None:
    """The device is not paired any more, and nobody removed it: the last pairing with it left no bond."""
    paired = [a for a in attempts.values() if a.peer.address == address and a.outcome is Outcome.PAIRED]
    for last in paired[-1:]:
        found = Diagnosis(why.cause, why.title, why.explanation, why.confidence, why.evidence, why.fixes, why.by)
        attempts[last.id] = replace(last, outcome=Outcome.FAILED, diagnosis=found)


def _first(attempts: dict[int, Attempt], attempt: Attempt, text: str, kept: tuple[Fix, ...]) -> None:
    assert attempt.diagnosis is not None
    attempts[attempt.id] = replace(attempt, diagnosis=replace(attempt.diagnosis, fixes=(Fix(text), *kept)))
