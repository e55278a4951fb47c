"""Failures that a text has twice: in an excerpt and in the whole log, or in a sentence and in the log beside it."""

from collections.abc import Container, Mapping

from pairtui.pairing.attempt import Attempt, Failure, Outcome
from pairtui.protocol.record import LogLine

_PROMPT = "bluetoothctl"

_END_OF_CALL = "Creating device failed: "
"""How bluez-simple-agent of BlueZ 4 reports it (test/simple-agent)."""

_OF_PROGRAMS = "dbus:"
"""Codes that sum up a failure for a program, and so for the sentence that asks about it."""


def shorter_account(attempts: Mapping[int, Attempt], mine: Attempt) -> int | None:
    """The number of the shorter of two attempts that are the same failure; None where it is reported once."""
    if mine.failure is None or mine.ended is None or mine.ended == int(mine.ended):
        return None
    for other in attempts.values():
        same = other.id != mine.id and other.failure is not None and other.failure.code == mine.failure.code
        if same and other.ended == mine.ended and other.adapter == mine.adapter:
            return other.id if len(other.steps) < len(mine.steps) else mine.id
    return None


def headlines(attempts: Mapping[int, Attempt], unconnected: Container[str] = ()) -> list[int]:
    """The numbers of the attempts that are only words of a sentence: for a failure which the log beside it shows.

    Or for a step of a pairing, where another sentence says how it ended. `unconnected` are the codes of connections
    that the log shows to have failed after a good pairing.
    """
    failed = [attempt for attempt in attempts.values() if attempt.failure]
    logged = [attempt for attempt in failed if not _over_a_report(attempt)]
    return [
        attempt.id
        for attempt in attempts.values()
        if (_over_a_report(attempt) and any(_sums_up(attempt, shown) for shown in logged))
        or (attempt.failure is not None and attempt.failure.code in unconnected and _headline(attempt))
        or (attempt.outcome is Outcome.INCOMPLETE and failed and _quoted(attempt))
    ] + _over_a_trace([attempt for attempt in failed if not _headline(attempt)])


def _over_a_trace(failed: list[Attempt]) -> list[int]:
    """bluetoothctl's account of the one pairing whose trace stands below it and names no device."""
    calls = [each for each in failed if _of_a_prompt(each)]
    traced = [each for each in failed if any(not isinstance(step.message, LogLine) for step in each.steps)]
    one = len(calls) == len(traced) == 1 and len(failed) == 2
    if not one or traced[0].peer.address is not None or calls[0].id > traced[0].id:
        return []
    return [calls[0].id] if _sums_up(calls[0], traced[0]) else []


def _of_a_prompt(attempt: Attempt) -> bool:
    messages = [step.message for step in attempt.steps]
    return bool(messages) and all(isinstance(m, LogLine) and m.ident == _PROMPT for m in messages)


def of_another_call(said: object, before: list[object]) -> bool:
    """Whether the program that writes one such line for each call to pair had written another before."""
    ends = [each.text for each in before if isinstance(each, LogLine) and each.text.startswith(_END_OF_CALL)]
    return isinstance(said, LogLine) and said.text.startswith(_END_OF_CALL) and bool(ends) and said.text not in ends


def announced(attempts: Mapping[int, Attempt], mine: Attempt) -> Failure | None:
    """How a sentence before the log says that this attempt ended, which the log itself leaves open."""
    earlier = [attempt.failure for attempt in attempts.values() if attempt.id < mine.id and _headline(attempt)]
    return earlier[-1] if earlier and not _quoted(mine) else None


def _headline(attempt: Attempt) -> bool:
    """Whether only sentences report this failure."""
    return attempt.outcome is Outcome.FAILED and _quoted(attempt)


def _quoted(attempt: Attempt) -> bool:
    """Whether only sentences report this attempt."""
    messages = [step.message for step in attempt.steps]
    return bool(messages) and all(isinstance(m, LogLine) and m.quoted for m in messages)


def _over_a_report(attempt: Attempt) -> bool:
    """Whether only sentences report this failure, or a program's error alone, of no device that is named."""
    messages = [step.message for step in attempt.steps]
    alone = len(messages) == 1 and isinstance(messages[0], LogLine) and messages[0].ident == _PROMPT
    return _headline(attempt) or (attempt.outcome is Outcome.FAILED and alone and attempt.peer.address is None)


def _sums_up(attempt: Attempt, shown: Attempt) -> bool:
    """Whether the failure of one is the other's in a program's words: the same code, or what a trace led to."""
    code, other = (each.failure.code if each.failure else "" for each in (attempt, shown))
    traced = any(not isinstance(step.message, LogLine) for step in shown.steps)
    return code == other or (code.startswith(_OF_PROGRAMS) and traced and not other.startswith(_OF_PROGRAMS))
