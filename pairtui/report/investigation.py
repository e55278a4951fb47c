"""An investigation as text and as a JSON object."""

from typing import Any

from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.attempt import Diagnosis
from pairtui.pairing.experiments.choice import Weights, weights_of
from pairtui.pairing.experiments.investigation import CONSTANT, ROUNDS, SECONDS, Investigation, Result, Trial
from pairtui.report.document import attempt_object
from pairtui.report.wording import safe


def investigation_object(found: Investigation) -> dict[str, Any]:
    """JSON-ready data: the result, what was tried with the weights before and after, and the failure explained."""
    return {
        "schema": 1,
        "result": found.result.value,
        "cause": found.cause,
        "failed": found.failed,
        "unchanged": len(found.unchanged),
        "trials": [
            {
                "title": trial.title,
                "experiment": trial.experiment or None,
                "paired": trial.paired,
                "failure": trial.failure or None,
                "before": dict(trial.before),
                "weights": dict(trial.weights),
            }
            for trial in found.trials
        ],
        "left": [{"experiment": one.id, "hand": one.hand} for one in found.left],
        "attempt": attempt_object(found.failure) if found.failure else None,
    }


def plan_lines(found: Investigation, diagnosis: Diagnosis | None) -> list[str]:
    """What it would do after a failure with this verdict, how long that takes, and what it changes meanwhile."""
    if found.subject.bonded:
        return [
            f"It uses the bond {CONSTANT} times, {ROUNDS} where that does not fail each time: disconnects, connects, "
            "encrypts and reads. The bond is not removed.",
        ]
    lines = [f"1 Pair {CONSTANT} times with nothing changed, {ROUNDS} where it does not fail each time"]
    planned = found.planned(diagnosis)
    for number, one in enumerate(planned, 2):
        hand = f"; by hand: {one.hand}" if found.needs_hand(one) else ""
        causes = " or ".join(sorted(CAUSES[cause].title for cause in one.passes & set(weights_of(diagnosis))))
        lines.append(f"{number} {one.title}: where it pairs, {causes} ({minutes(one.duration)}{hand})")
    least, most = CONSTANT * SECONDS, ROUNDS * SECONDS + sum(one.duration + SECONDS for one in planned)
    lines.append(f"{minutes(least)} to {minutes(most)}; it stops where one cause is certain.")
    back = "Each bond that this makes is removed again, each setting put back after its pairing."
    return [*lines, f"{back} No other device is touched."]


def minutes(seconds: float) -> str:
    """A time as a person would say it."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def trial_line(trial: Trial) -> str:
    """One thing tried, as a line."""
    came = "paired" if trial.paired else f"failed: {trial.failure}"
    moved = f"  ({_shares(trial.before)} → {_shares(trial.weights)})" if trial.experiment else ""
    return safe(f"  {trial.title}: {came}{moved}")


def investigation_lines(found: Investigation) -> list[str]:
    """The verdict with what carries it, and what to do."""
    title = CAUSES[found.cause].title
    diagnosis = found.failure.diagnosis if found.failure else None
    match found.result:
        case Result.STOPPED:
            return [f"STOPPED  after {len(found.trials)} pairings; nothing is decided"]
        case Result.HEALTHY:
            did = "its bond worked" if found.subject.bonded else "it paired"
            return [f"HEALTHY  {did} {len(found.unchanged)} times of {len(found.unchanged)}: nothing fails now"]
        case Result.INTERMITTENT:
            did = "uses of its bond" if found.subject.bonded else "pairings"
            said = f"{found.failed} of {len(found.unchanged)} {did} failed with nothing changed"
            head = f"INTERMITTENT  it comes and goes: {said}; at the failure: {title} ({found.cause})"
        case Result.CERTAIN:
            head = f"CERTAIN  {title} ({found.cause})"
        case _:
            head = f"UNDECIDED  no experiment here can tell more; the most likely is: {title} ({found.cause})"
    fixes = diagnosis.fixes if diagnosis is not None and diagnosis.cause == found.cause else ()
    return [
        head,
        *(safe(f"  {number} {fix.text}") for number, fix in enumerate(fixes, 1)),
        *(f"  Not tried, as nobody was there to do it: {one.hand}" for one in found.left),
    ]


def _shares(weights: Weights) -> str:
    ranked = sorted(weights.items(), key=lambda item: -item[1])[:3]
    return ", ".join(f"{cause} {weight:.0%}" for cause, weight in ranked)
