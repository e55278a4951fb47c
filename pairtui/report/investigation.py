"""What experiments found out, and what they would do: as sentences and as a JSON object."""

from typing import Any

from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.attempt import Attempt, Diagnosis, Fix, InvestigationResult, Trial
from pairtui.pairing.diagnosis import fixes
from pairtui.pairing.experiments.choice import weights_of
from pairtui.pairing.experiments.investigation import CONSTANT, ROUNDS, SECONDS, Investigation, Result
from pairtui.pairing.experiments.table import EXPERIMENTS
from pairtui.report.fields import fields, known
from pairtui.report.wording import safe

_HANDS = {one.id: one.hand for one in EXPERIMENTS}
_TO_DO = {one.id: one.hand or one.title for one in EXPERIMENTS}


def result_object(found: InvestigationResult) -> dict[str, Any]:
    """JSON-ready data: the result, and what was tried with the causes' weights before and after."""
    return {
        **fields(found, "result", "cause", "bonded", "failed", "unchanged"),
        "trials": [
            {
                **known(trial, "title", "experiment", "paired", "failure"),
                "before": dict(trial.before),
                "weights": dict(trial.weights),
            }
            for trial in found.trials
        ],
        "left": [{"experiment": one, "hand": _HANDS.get(one, "")} for one in found.left],
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
        causes = " or ".join(
            sorted(CAUSES[cause].title for cause in (one.passes | one.helps) & set(weights_of(diagnosis)))
        )
        lines.append(f"{number} {one.title} ({minutes(one.duration)}{hand}). Where it pairs: {causes}")
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
    moved = f"  ({moves(trial)})" if trial.experiment else ""
    return safe(f"{trial.title}: {came}{moved}")


def moves(trial: Trial) -> str:
    """How the outcome moved the weights, the heaviest cause first."""
    ranked = sorted(trial.weights.items(), key=lambda item: -item[1])[:3]
    return ", ".join(f"{cause} {trial.before.get(cause, 0):.0%} → {weight:.0%}" for cause, weight in ranked)


def investigation_head(found: InvestigationResult) -> str:
    """The verdict in a sentence, its result in capitals first."""
    cause = safe(found.cause)
    title = CAUSES[cause].title if cause in CAUSES else cause
    uses = "uses of its bond" if found.bonded else "pairings"
    match found.result:
        case Result.STOPPED:
            return f"STOPPED  after {len(found.trials)} {uses}; nothing is decided"
        case Result.HEALTHY:
            did = "its bond worked" if found.bonded else "it paired"
            return f"HEALTHY  {did} {found.unchanged} times of {found.unchanged}: nothing fails now"
        case Result.INTERMITTENT:
            said = f"{found.failed} of {found.unchanged} {uses} failed with nothing changed"
            return f"INTERMITTENT  it comes and goes: {said}; at the failure: {title} ({cause})"
        case Result.CERTAIN:
            worked = found.unchanged - found.failed
            since = f"; it worked {worked} times, then failed each time" if worked else ""
            return f"CERTAIN  {title} ({cause}){since}"
    return f"UNDECIDED  no experiment here can tell more; the most likely is: {title} ({cause})"


def investigation_fixes(found: InvestigationResult, failure: Attempt | None) -> tuple[Fix, ...]:
    """What to do about the cause: in the words of the verdict on the failure, else of the cause itself."""
    diagnosis = failure.diagnosis if failure else None
    if diagnosis is not None and diagnosis.cause == found.cause:
        return diagnosis.fixes
    certain = found.result == Result.CERTAIN and found.cause in CAUSES
    return fixes(CAUSES[found.cause].fixes, {}, "gateway") if certain else ()


def left_lines(found: InvestigationResult) -> list[str]:
    """What would tell more, a sentence each."""
    return [f"Not tried, and it would tell more: {_TO_DO.get(one, safe(one))}" for one in found.left]


def experiment_lines(found: InvestigationResult) -> list[str]:
    """What was tried, what came, what it means: for a report."""
    return [investigation_head(found), *map(trial_line, found.trials), *left_lines(found)]


def investigation_lines(found: InvestigationResult, failure: Attempt | None) -> list[str]:
    """The verdict, what to do, and what would tell more."""
    return [
        investigation_head(found),
        *(safe(f"  {number} {fix.text}") for number, fix in enumerate(investigation_fixes(found, failure), 1)),
        *(f"  {line}" for line in left_lines(found)),
    ]
