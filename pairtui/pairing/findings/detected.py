"""What was seen beside the attempts, before it is weighed."""

from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.causes import Text
from pairtui.pairing.attempt import Failure, Finding, Side
from pairtui.pairing.diagnosis import outside
from pairtui.pairing.evidence.facts import Fact
from pairtui.protocol.immutable import immutable


@immutable()
class Detected:
    """Facts that belong to no attempt, each with what shows it, and the code that came with them, where one did.

    `stated` is a cause with the words for it of the line that states it, `machine` where that line was written by
    another machine than the log.
    """

    facts: tuple[Fact, ...]
    failure: Failure | None = None
    stated: tuple[str, Text] | None = None
    machine: str = ""

    def finding(self, machine: str) -> Finding:
        """What they come to on the machine that wrote the log."""
        return outside(self.facts, self.machine or machine, self.failure, self.stated)

    def holds(self, name: str) -> bool:
        """Whether this fact is one of them."""
        return any(fact.name == name for fact in self.facts)

    def with_fact(self, name: str, text: str = "", record: int | None = None) -> "Detected":
        """These facts and one more."""
        return replace(self, facts=(*self.facts, Fact(name, text, record)))


def detected(
    names: str,
    text: str,
    record: int | None,
    code: tuple[str, int | str] | None = None,
    by: Side = Side.UNKNOWN,
) -> Detected:
    """These facts, with spaces between, of which the record shows all, and the code that is reported with them.

    `text` may name the code as `{name}` and `{code}`.
    """
    failure = None
    if code is not None:
        failure = Failure(codes.code_text(*code), codes.name(*code), by, "connection", record)
        text = text.replace("{name}", failure.name).replace("{code}", failure.code)
    return Detected(tuple(Fact(name, text, record) for name in names.split()), failure)


def coded(space: str, number: int | str, by: Side, names: str, text: str, record: int | None) -> Detected:
    """These facts as `detected` makes them, and the code and its side `by` among them."""
    code = codes.code_text(space, number)
    seen = detected(f"{code} {names}", text, record, (space, number), by)
    return seen.with_fact(f"{code} {by}")
