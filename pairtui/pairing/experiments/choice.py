"""How much each cause weighs, what an outcome makes of that, and which experiment is most informative for its time."""

from collections.abc import Iterable, Mapping
from math import log2

from pairtui.pairing.attempt import Confidence, Diagnosis
from pairtui.pairing.experiments.table import OF_A_BOND, Experiment

UNKNOWN = "unknown"
"""What no experiment here would mend."""

Weights = Mapping[str, float]
"""By cause; together 1."""

_UNNAMED = {Confidence.CERTAIN: 0.02, Confidence.LIKELY: 0.2, Confidence.POSSIBLE: 0.4}
"""By how sure the verdict is, what is left to causes that it does not name."""

_AS_PREDICTED = 0.97
_IN_SOME = 0.5
"""How often an experiment that helps with a cause makes the device pair: where it fails, that says little."""

_LEAST = 0.02
"""The bits below which an experiment is not worth its time."""

MENDED = 0.94
"""The weight from which on a cause is the one, where the experiment that mends it alone has paired."""


def weights_of(diagnosis: Diagnosis | None) -> Weights:
    """What the verdict makes of the causes: its own before its runners-up, each of which weighs half the one before.

    Every pairing here is one without a bond: what such a pairing rules out weighs nothing.
    """
    if diagnosis is None:
        return {UNKNOWN: 1.0}
    every = [diagnosis.cause, *(other.cause for other in diagnosis.alternatives)]
    named = [cause for cause in every if cause != UNKNOWN and cause not in OF_A_BOND]
    if not named:
        return {UNKNOWN: 1.0}
    share = {cause: 0.5**place for place, cause in reversed(list(enumerate(named)))}
    rest = _UNNAMED[diagnosis.confidence]
    total = sum(share.values())
    weighed = {cause: (1 - rest) * share[cause] / total for cause in dict.fromkeys(named)}
    return {**weighed, UNKNOWN: rest}


def after(weights: Weights, experiment: Experiment, paired: bool) -> Weights:
    """What the outcome makes of the weights (Bayes)."""
    found = {cause: weight * _likelihood(cause, experiment, paired) for cause, weight in weights.items()}
    total = sum(found.values())
    return {cause: weight / total for cause, weight in found.items()}


def best(weights: Weights, experiments: Iterable[Experiment]) -> Experiment | None:
    """The one with most information in a second; None where none has any."""
    worth = [(one, _information(weights, one)) for one in experiments]
    worthwhile = [(one, bits) for one, bits in worth if bits > _LEAST]
    if not worthwhile:
        return None
    return max(worthwhile, key=lambda found: found[1] / found[0].duration)[0]


def _likelihood(cause: str, experiment: Experiment, paired: bool) -> float:
    certain = _AS_PREDICTED if cause in experiment.passes else 1 - _AS_PREDICTED
    pairs = _IN_SOME if cause in experiment.helps else certain
    return pairs if paired else 1 - pairs


def _information(weights: Weights, experiment: Experiment) -> float:
    """The bits by which the outcome is expected to lessen the doubt."""
    expected = 0.0
    for paired in (True, False):
        chance = sum(weight * _likelihood(cause, experiment, paired) for cause, weight in weights.items())
        expected += chance * _entropy(after(weights, experiment, paired))
    return _entropy(weights) - expected


def _entropy(weights: Weights) -> float:
    return -sum(weight * log2(weight) for weight in weights.values() if weight > 0)
