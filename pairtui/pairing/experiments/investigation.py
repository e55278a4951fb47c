"""An investigation: pairs unchanged until it is clear how often that fails, then runs what decides between causes.

It is a generator of what is to be carried out: whoever runs it sends back what came of each.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pairtui.pairing.actions import Action, Operate, SetCapability, SetPolicy, SetPreferredBearer
from pairtui.pairing.attempt import Attempt, Confidence, Diagnosis, InvestigationResult, Trial
from pairtui.pairing.experiments.choice import MENDED, UNKNOWN, Weights, after, best, weights_of
from pairtui.pairing.experiments.table import EXPERIMENTS, Experiment

CONSTANT = 4
"""So many failures one after the other, none of them otherwise, are no chance: at 3 in 10 that happens once in 120."""

ROUNDS = 10
"""Pairings that measure the rate of a failure that comes and goes."""

MOST = 4
"""Experiments of one investigation, besides the pairings that change nothing."""

SECONDS = 10
"""What a pairing with nothing changed may take, with its bond removed again."""


class Result(StrEnum):
    """How an investigation ended; STOPPED before it had."""

    CERTAIN = "certain"
    INTERMITTENT = "intermittent"
    HEALTHY = "healthy"
    UNDECIDED = "undecided"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Subject:
    """The device, and the state of this gateway before: the agent's IO capability ("" for none, None for unknown).

    `policy` has the values of the settings that can be set. `controls` are those of a virtual peripheral, each with
    what takes it back. `bearers` are the transports over which it was heard, `bearer` the preferred one. `bonded`: it
    has a bond, which is tried and never removed. `attended`: somebody is there to do what only a hand can.
    """

    device: str
    adapter: str
    capability: str | None
    policy: Mapping[str, int] = field(default_factory=dict)
    controls: Mapping[str, str] = field(default_factory=dict)
    bearers: tuple[str, ...] = ()
    bearer: str = ""
    bonded: bool = False
    attended: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be carried out next: `hand` first, by a person within `seconds`, else a pause of so many; then the
    actions, which put something back if `undoes`; then the device is tried if `tries`.
    """

    title: str
    actions: tuple[Action, ...] = ()
    hand: str = ""
    seconds: int = 0
    tries: bool = True
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class AskOutcome:
    """What came of an Ask: whether the device paired, or its bond `worked`, and the attempt, None where there was none.

    Not `done`: nobody did what was asked by hand, or it cannot be done here, and nothing was tried.
    """

    worked: bool = False
    attempt: Attempt | None = None
    done: bool = True


Asks = Generator[Ask, AskOutcome, None]


class Investigation:
    """Finds out why `subject` does not pair; `result` is final when `asks` has ended.

    `undo` are the actions that put back what is changed, due at any moment when it is stopped. `left` are the
    experiments that would decide more and were not run, as nobody did what they need. `failure` is the one explained,
    `latest` the last with nothing changed.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.trials: list[Trial] = []
        self.left: list[Experiment] = []
        self.weights: Weights = {UNKNOWN: 1.0}
        self.failure: Attempt | None = None
        self.latest: Attempt | None = None
        self.undo: list[Action] = []
        self.result = Result.STOPPED
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
        failures = [trial.failure for trial in self.unchanged if not trial.paired]
        return len(set(failures[1:])) == 1

    @property
    def _since_then(self) -> bool:
        """Whether it worked at first, and from one on has failed each time: something has changed for good."""
        came = [trial.paired for trial in self.unchanged]
        return self.failed >= CONSTANT and not any(came[-self.failed :])

    @property
    def outcome(self) -> InvestigationResult:
        """What it has found out by now."""
        left = tuple(one.id for one in self.left)
        counts = (self.failed, len(self.unchanged))
        trials, bonded = tuple(self.trials), self.subject.bonded
        return InvestigationResult(self.result.value, self.cause, *counts, trials, left, bonded)

    @property
    def _usual(self) -> str:
        """The code of the failure with nothing changed."""
        return self.unchanged[-1].failure.partition(" ")[0]

    def asks(self) -> Asks:
        """Everything to carry out, one after the other."""
        yield from self._try_unchanged()
        if self.result is not Result.STOPPED:
            return
        diagnosis = self.failure.diagnosis if self.failure else None
        if diagnosis is not None and diagnosis.confidence is Confidence.CERTAIN and self._alike:
            self.result, self.cause = Result.CERTAIN, diagnosis.cause
            return
        if self._alike and not self.subject.bonded:
            yield from self._experiments()
        if self.result is Result.STOPPED:
            self.result, self.cause = Result.UNDECIDED, self._heaviest

    def planned(self, diagnosis: Diagnosis | None) -> list[Experiment]:
        """What would be run after a failure with this verdict, in order, as long as none of them pairs."""
        waiting, weights = [one for one in EXPERIMENTS if self._possible(one)], weights_of(diagnosis)
        chosen: list[Experiment] = []
        while not self.subject.bonded and len(chosen) < MOST and (one := best(weights, waiting)) is not None:
            waiting.remove(one)
            chosen.append(one)
            weights = after(weights, one, False)
        return chosen

    @property
    def _other_transport(self) -> str:
        return "bredr" if self.failure is not None and self.failure.transport == "le" else "le"

    def put_back(self) -> tuple[Action, ...]:
        """The actions that put back what is changed now."""
        due = tuple(self.undo)
        self.undo.clear()
        return due

    @property
    def _heaviest(self) -> str:
        return max(self.weights, key=lambda cause: self.weights[cause])

    def _try_unchanged(self) -> Asks:
        """Until it has failed each time, else for the rate."""
        verb = "Use the bond" if self.subject.bonded else "Pair"
        while len(self.unchanged) < ROUNDS:
            number = len(self.unchanged) + 1
            came = yield Ask(f"{verb} with nothing changed, {number}")
            if not came.worked:
                self._look_at(came.attempt)
            self._note(f"{verb} with nothing changed, {number}", came, self.weights)
            if number >= CONSTANT and self.failed == number:
                break
        if not self.failed:
            self.result = Result.HEALTHY
        elif self.failed < len(self.unchanged) and not self._since_then:
            self.result = Result.INTERMITTENT
            self.cause = self.failure.diagnosis.cause if self.failure and self.failure.diagnosis else UNKNOWN

    def _look_at(self, attempt: Attempt | None) -> None:
        """The failure to explain: the first of its kind, as the repetition is this investigation's own doing."""
        if attempt is not None and (self.failure is None or _code(attempt) != _code(self.failure)):
            self.failure = attempt
            self.weights = weights_of(attempt.diagnosis)
        self.latest = attempt or self.latest

    def _experiments(self) -> Asks:
        """The most informative first, until one cause is certain or none adds information."""
        waiting = [one for one in EXPERIMENTS if self._possible(one)]
        done = 0
        while done < MOST and self.result is Result.STOPPED and (chosen := best(self.weights, waiting)) is not None:
            waiting.remove(chosen)
            if self.needs_hand(chosen) and not self.subject.attended:
                self.left.append(chosen)
                continue
            skipped = len(self.left)
            yield from self._experiment(chosen)
            done += len(self.left) == skipped

    def _experiment(self, chosen: Experiment) -> Asks:
        """Pair with the change; where it pairs, once more without it, which must fail again."""
        before = self.weights
        came = yield self._changed(chosen)
        otherwise = not came.worked and came.attempt is not None and _code(came.attempt) != self._usual
        if came.done and not otherwise:  # where the change leads to another failure, nothing is known of this one
            self.weights = after(before, chosen, came.worked)
        if came.done:
            self._note(chosen.title, came, before, chosen.id)
        else:
            self.left.append(chosen)
        if not came.worked:
            if self.undo:
                yield Ask("Put back what was changed", self.put_back(), tries=False, undoes=True)
            return
        if self.undo:
            came = yield Ask("Pair with that put back", self.put_back(), undoes=True)
            self._note("Pair with that put back", came, self.weights)
            self.latest = self.latest if came.worked else came.attempt or self.latest
            if came.worked:
                self.result = Result.INTERMITTENT
                return
        cause = self._heaviest
        if cause != UNKNOWN and self.weights[cause] >= MENDED:
            self.result, self.cause = Result.CERTAIN, cause

    def _changed(self, chosen: Experiment) -> Ask:
        subject, changes = self.subject, list[Action]()
        for setting, value in chosen.settings:
            if subject.policy[setting] != value:
                changes.append(SetPolicy(subject.adapter, setting, value))
                self.undo.append(SetPolicy(subject.adapter, setting, subject.policy[setting]))
        if chosen.capability and subject.capability is not None:
            changes.append(SetCapability(chosen.capability))
            self.undo.append(SetCapability(subject.capability))
        if chosen.control in subject.controls:
            changes.append(Operate(subject.device, chosen.control))
            self.undo.append(Operate(subject.device, subject.controls[chosen.control]))
        if chosen.transport:
            changes.append(SetPreferredBearer(subject.device, self._other_transport))
            self.undo.append(SetPreferredBearer(subject.device, subject.bearer))
        if self.needs_hand(chosen):
            return Ask(chosen.title, tuple(changes), chosen.hand, chosen.hand_seconds)
        return Ask(chosen.title, tuple(changes), seconds=chosen.pause)

    def needs_hand(self, one: Experiment) -> bool:
        """Whether only a person can do what comes first."""
        return bool(one.hand) and one.control not in self.subject.controls

    def _possible(self, one: Experiment) -> bool:
        """Whether the change can be made here, and is one."""
        subject = self.subject
        if one.hand:
            return not subject.controls or one.control in subject.controls
        if one.pause:
            return True
        if one.transport:
            return self._other_transport in subject.bearers
        if one.capability:
            return subject.capability is not None and subject.capability != one.capability
        policy = subject.policy
        settable = all(name in policy for name, _ in one.settings)
        return settable and any(policy[name] != value for name, value in one.settings)

    def _note(self, title: str, came: AskOutcome, before: Weights, experiment: str = "") -> None:
        failure = came.attempt.failure if came.attempt else None
        said = "" if came.worked else f"{failure.code} {failure.name}" if failure else "no result"
        self.trials.append(Trial(title, came.worked, said, before, self.weights, experiment))


def _code(attempt: Attempt) -> str:
    return attempt.failure.code if attempt.failure else ""
