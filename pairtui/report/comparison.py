"""Two attempts side by side: what differed in the parameters, the steps and the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pairtui.pairing.attempt import Attempt, Step, seconds_since
from pairtui.protocol.messages.smp import PairingRequest, PairingResponse
from pairtui.protocol.record import Direction


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in both attempts: its name, and what it was in `one` and in the `other`, "" where it was not."""

    name: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether it was not the same in both."""
        return self.one != self.other


@dataclass(frozen=True, slots=True)
class Comparison:
    """`summary` is a sentence about the first step that differs; `parameters` and `steps` are in their order."""

    summary: str
    parameters: tuple[Line, ...]
    steps: tuple[Line, ...]


def compare(one: Attempt, other: Attempt) -> Comparison:
    """What two attempts have in common and what not; times are compared as durations only."""
    left, right = _parameters(one), _parameters(other)
    parameters = tuple(Line(name, left[name], right[name]) for name in left if left[name] or right[name])
    steps = tuple(_steps(one.steps, other.steps))
    return Comparison(_summary(one, other, steps), parameters, steps)


def _parameters(attempt: Attempt) -> dict[str, str]:
    failure, diagnosis = attempt.failure, attempt.diagnosis
    return {
        "outcome": attempt.outcome.value,
        "reason": f"{failure.code} {failure.name}" if failure else "",
        "by": failure.by.value if failure else "",
        "at": failure.step if failure else "",
        "cause": diagnosis.cause if diagnosis else "",
        "device": attempt.peer.name or "",
        "address": " ".join(filter(None, (attempt.peer.address, attempt.peer.address_type))),
        "kind": attempt.kind.value,
        "transport": attempt.transport,
        "gateway is": attempt.role,
        "pairing": attempt.pairing or "",
        "association model": attempt.association_model or "",
        "security level": str(attempt.level or ""),
        "gateway offers": _offer(attempt.steps, Direction.SENT),
        "peer offers": _offer(attempt.steps, Direction.RECEIVED),
        "adapter": attempt.adapter or "",
        "took": _duration(attempt),
    }


def _offer(steps: Sequence[Step], direction: Direction) -> str:
    """The features that a side sent last: its Pairing Request or Response."""
    offers = [step.detail for step in steps if step.direction is direction and step.text in _FEATURES]
    return offers[-1] if offers else ""


_FEATURES = (PairingRequest.NAME, PairingResponse.NAME)


def _duration(attempt: Attempt) -> str:
    seconds = seconds_since(attempt.started, attempt.ended)
    return "" if seconds is None else f"{seconds:.1f} s"


def _steps(one: Sequence[Step], other: Sequence[Step]) -> Iterator[Line]:
    """Both ladders, step beside step where they are of the same kind."""
    kinds = [[(step.direction, _name(step)) for step in steps] for steps in (one, other)]
    for _, begin, end, start, stop in SequenceMatcher(None, kinds[0], kinds[1], autojunk=False).get_opcodes():
        if end - begin == stop - start and kinds[0][begin:end] == kinds[1][start:stop]:
            for left, right in zip(one[begin:end], other[start:stop], strict=True):
                yield Line(_name(left), _said(left), _said(right))
        else:
            for step in one[begin:end]:
                yield Line(_name(step), _said(step), "")
            for step in other[start:stop]:
                yield Line(_name(step), "", _said(step))


_ARROWS = {Direction.SENT: "→", Direction.RECEIVED: "←", Direction.HOST: "◆"}


def _name(step: Step) -> str:
    return f"{_ARROWS[step.direction]} {_whole(step).partition(': ')[0]}"


def _said(step: Step) -> str:
    """What a step said; where it has no fields, that it was there."""
    return _whole(step).partition(": ")[2] or ("failed" if step.mark == "failed" else "yes")


def _whole(step: Step) -> str:
    """Text and fields as a document has them, in which they are one."""
    return f"{step.text}: {step.detail}" if step.detail else step.text


def _summary(one: Attempt, other: Attempt, steps: Sequence[Line]) -> str:
    differing = [line for line in steps if line.differs]
    # What the gateway does inside names the device and the agent; what the two said to each other says more.
    said = [line for line in differing if not line.name.startswith(_ARROWS[Direction.HOST])]
    for line in (said or differing)[:1]:
        if line.one and line.other:
            return f"The first difference is in {line.name}: {line.one} / {line.other}"
        return f"The first difference: only the {'first' if line.one else 'second'} attempt has {line.name}"
    if one.outcome is not other.outcome:
        return f"Every step is the same, and the end is not: {one.outcome.value} / {other.outcome.value}"
    return "Every step is the same in both."
