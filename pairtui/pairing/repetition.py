"""The same pairing several times: how many succeed, how long they take, and why the others do not."""

from collections import Counter
from collections.abc import Sequence

from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.protocol.immutable import immutable

MOST = 1000
"""Rounds that can be asked for: a production line's shift, and no endless loop."""

NO_ATTEMPT = "no attempt was seen"


@immutable()
class Round:
    """One pairing of them: whether it succeeded, how many seconds it took where that is known, why it did not."""

    paired: bool
    seconds: float | None = None
    level: int | None = None
    cause: str = ""
    reason: str = ""


@immutable()
class Repetition:
    """Rounds with one device, `wanted` of them in all."""

    wanted: int
    rounds: tuple[Round, ...] = ()

    @property
    def paired(self) -> int:
        """How many succeeded."""
        return sum(one.paired for one in self.rounds)

    @property
    def rate(self) -> float | None:
        """The share of them that succeeded, 0 to 1; None before the first."""
        return self.paired / len(self.rounds) if self.rounds else None

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why the others failed, the most frequent first, with how often."""
        return Counter(one.reason for one in self.rounds if not one.paired).most_common()

    @property
    def seconds(self) -> tuple[float, float, float] | None:
        """The shortest, the middle and the longest time of those that succeeded; None where none is known."""
        times = sorted(one.seconds for one in self.rounds if one.paired and one.seconds is not None)
        return (times[0], times[len(times) // 2], times[-1]) if times else None

    def with_round(self, attempt: Attempt | None, problem: str = "") -> "Repetition":
        """One round further: the attempt that came of it, and what went wrong besides."""
        return Repetition(self.wanted, (*self.rounds, _round(attempt, problem)))


def newest(attempts: Sequence[Attempt], after: int) -> Attempt | None:
    """The pairing among the attempts with one device that began after the one with this id, or what came instead."""
    later = [one for one in attempts if one.id > after]
    pairings = [one for one in later if one.kind.value == "pairing"]
    found = pairings or later
    return found[-1] if found else None


def _round(attempt: Attempt | None, problem: str) -> Round:
    if attempt is None:
        return Round(False, reason=problem or NO_ATTEMPT)
    paired = attempt.outcome is Outcome.PAIRED and not problem
    seconds = attempt.ended - attempt.started if attempt.ended is not None and attempt.started is not None else None
    if paired:
        return Round(True, seconds, attempt.level)
    failure, diagnosis = attempt.failure, attempt.diagnosis
    code = f"{failure.code} {failure.name}" if failure else ""
    title = diagnosis.title if diagnosis else problem or attempt.outcome.value
    return Round(
        False, seconds, cause=diagnosis.cause if diagnosis else "", reason=f"{title} ({code})" if code else title
    )
