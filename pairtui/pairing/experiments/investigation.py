"""An investigation: pairs unchanged until it is clear how often that fails, then runs what decides between causes.

It is a generator of what is to be carried out: whoever runs it sends back each attempt that came of it.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pairtui.pairing.actions import Action, Operate, SetCapability, SetPolicy
from pairtui.pairing.attempt import Attempt, Confidence, Outcome
from pairtui.pairing.experiments.choice import MENDED, UNKNOWN, Weights, after, best, weights_of
from pairtui.pairing.experiments.table import EXPERIMENTS, Experiment

CONSTANT = 4
"""So many failures one after the other, none of them otherwise, are no chance: at 3 in 10 that happens once in 120."""

ROUNDS = 10
"""Pairings that tell the rate of a failure that comes and goes."""

MOST = 4
"""Experiments of one investigation, besides the pairings that change nothing."""


class Result(StrEnum):
    """How an investigation ended."""

    CERTAIN = "certain"
    INTERMITTENT = "intermittent"
    HEALTHY = "healthy"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Subject:
    """The device, and how this gateway stands before: the agent's IO capability ("" for none, None for unknown).

    `policy` has the values of the settings that can be set, `controls` are those of a virtual peripheral.
    """

    device: str
    adapter: str
    capability: str | None
    policy: Mapping[str, int] = field(default_factory=dict)
    controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be carried out next: `hand` first, by a person within `seconds`; the actions; a pairing if `pairs`."""

    title: str
    actions: tuple[Action, ...] = ()
    hand: str = ""
    seconds: int = 0
    pairs: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing tried: whether it paired, what it failed with, and what the causes weighed before and after."""

    title: str
    paired: bool
    failure: str
    before: Weights
    weights: Weights
    experiment: str = ""


Asks = Generator[Ask, Attempt | None, None]


class Investigation:
    """Finds out why `subject` does not pair; `result` stands when `asks` has ended.

    `undo` are the actions, by what they put back, that are due at any moment when it is stopped.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.trials: list[Trial] = []
        self.weights: Weights = {UNKNOWN: 1.0}
        self.failure: Attempt | None = None
        self.undo: dict[str, Action] = {}
        self.result = Result.UNDECIDED
        self.cause = UNKNOWN

    @property
    def unchanged(self) -> list[Trial]:
        """The pairings in which nothing was changed."""
        return [trial for trial in self.trials if not trial.experiment]

    @property
    def failed(self) -> int:
        """How many of those failed."""
        return sum(not trial.paired for trial in self.unchanged)

    @property
    def _alike(self) -> bool:
        """Whether they failed alike; the first may have led to another, such as a wait after it."""
        return len({trial.failure for trial in self.unchanged[1:]}) == 1

    def asks(self) -> Asks:
        """Everything to carry out, one after the other."""
        yield from self._pair_unchanged()
        if self.result in (Result.INTERMITTENT, Result.HEALTHY):
            return
        diagnosis = self.failure.diagnosis if self.failure else None
        if diagnosis is not None and diagnosis.confidence is Confidence.CERTAIN and self._alike:
            self.result, self.cause = Result.CERTAIN, diagnosis.cause
            return
        waiting = [one for one in EXPERIMENTS if self._possible(one)] if self._alike else []
        for _ in range(MOST):
            chosen = best(self.weights, waiting)
            if chosen is None:
                break
            waiting.remove(chosen)
            yield from self._experiment(chosen)
            if self.result is not Result.UNDECIDED:
                return
        self.cause = max(self.weights, key=lambda cause: self.weights[cause])

    def _pair_unchanged(self) -> Asks:
        """Pair until it has failed each time, else for the rate."""
        while len(self.unchanged) < ROUNDS:
            number = len(self.unchanged) + 1
            attempt = yield Ask(f"Pair with nothing changed, {number}")
            if not _paired(attempt):
                self._look_at(attempt)
            self._note(f"Pair with nothing changed, {number}", attempt, self.weights)
            if number >= CONSTANT and self.failed == number:
                break
        if not self.failed:
            self.result = Result.HEALTHY
        elif self.failed < len(self.unchanged):
            self.result = Result.INTERMITTENT
            self.cause = self.failure.diagnosis.cause if self.failure and self.failure.diagnosis else UNKNOWN

    def _look_at(self, attempt: Attempt | None) -> None:
        """The failure to explain: the first of its kind, as the repetition is this investigation's own doing."""
        if attempt is not None and (self.failure is None or _code(attempt) != _code(self.failure)):
            self.failure = attempt
            self.weights = weights_of(attempt.diagnosis)

    def _experiment(self, chosen: Experiment) -> Asks:
        """Pair with the change; where it pairs, once more without it, which must fail again."""
        before = self.weights
        attempt = yield self._changed(chosen)
        self.weights = after(before, chosen, _paired(attempt))
        self._note(chosen.title, attempt, before, chosen.id)
        if not _paired(attempt):
            yield Ask("Put back what was changed", self.put_back(), pairs=False)
            return
        if not chosen.hand or chosen.control in self.subject.controls:
            attempt = yield Ask("Pair with that put back", self.put_back())
            self._note("Pair with that put back", attempt, self.weights)
            if _paired(attempt):
                self.result = Result.INTERMITTENT
                return
        cause = max(self.weights, key=lambda one: self.weights[one])
        if cause != UNKNOWN and self.weights[cause] >= MENDED:
            self.result, self.cause = Result.CERTAIN, cause

    def put_back(self) -> tuple[Action, ...]:
        """The actions that put back what is changed now."""
        due = tuple(self.undo.values())
        self.undo.clear()
        return due

    def _changed(self, chosen: Experiment) -> Ask:
        subject, changes = self.subject, list[Action]()
        for setting, value in chosen.settings:
            if subject.policy[setting] != value:
                changes.append(SetPolicy(subject.adapter, setting, value))
                self.undo[setting] = SetPolicy(subject.adapter, setting, subject.policy[setting])
        if chosen.capability and subject.capability is not None:
            changes.append(SetCapability(chosen.capability))
            self.undo["capability"] = SetCapability(subject.capability)
        if chosen.control in subject.controls:
            changes.append(Operate(subject.device, chosen.control))
            self.undo["control"] = Operate(subject.device, _opposite(chosen.control))
        by_hand = bool(chosen.hand) and chosen.control not in subject.controls
        hand, seconds = (chosen.hand, chosen.hand_seconds) if by_hand else ("", 0)
        return Ask(chosen.title, tuple(changes), hand, seconds)

    def _possible(self, one: Experiment) -> bool:
        """Whether this gateway can make the change, and it is one."""
        subject = self.subject
        if one.hand:
            return not subject.controls or one.control in subject.controls
        if one.capability:
            return subject.capability is not None and subject.capability != one.capability
        policy = subject.policy
        settable = all(name in policy for name, _ in one.settings)
        return settable and any(policy[name] != value for name, value in one.settings)

    def _note(self, title: str, attempt: Attempt | None, before: Weights, experiment: str = "") -> None:
        failure = attempt.failure if attempt else None
        said = f"{failure.code} {failure.name}" if failure else "" if _paired(attempt) else "no result"
        self.trials.append(Trial(title, _paired(attempt), said, before, self.weights, experiment))


def _paired(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome is Outcome.PAIRED


def _code(attempt: Attempt) -> str:
    return attempt.failure.code if attempt.failure else ""


def _opposite(control: str) -> str:
    return control.replace("turn on", "turn off") if "turn on" in control else control.replace("turn off", "turn on")
