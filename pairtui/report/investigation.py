"""An investigation as text and as a JSON object."""

from typing import Any

from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.experiments.choice import Weights
from pairtui.pairing.experiments.investigation import Investigation, Result, Trial
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
        "attempt": attempt_object(found.failure) if found.failure else None,
    }


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
        case Result.HEALTHY:
            return [f"HEALTHY  it paired {len(found.unchanged)} times of {len(found.unchanged)}: nothing fails now"]
        case Result.INTERMITTENT:
            said = f"{found.failed} of {len(found.unchanged)} pairings failed with nothing changed"
            head = f"INTERMITTENT  it comes and goes: {said}; at the failure: {title} ({found.cause})"
        case Result.CERTAIN:
            head = f"CERTAIN  {title} ({found.cause})"
        case _:
            head = f"UNDECIDED  no experiment here can tell more; the most likely is: {title} ({found.cause})"
    fixes = diagnosis.fixes if diagnosis is not None and diagnosis.cause == found.cause else ()
    return [head, *(safe(f"  {number} {fix.text}") for number, fix in enumerate(fixes, 1))]


def _shares(weights: Weights) -> str:
    ranked = sorted(weights.items(), key=lambda item: -item[1])[:3]
    return ", ".join(f"{cause} {weight:.0%}" for cause, weight in ranked)
