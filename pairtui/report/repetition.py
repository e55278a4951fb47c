"""Repeated pairings as text and as a JSON object."""

from typing import Any

from pairtui.pairing.repetition import Repetition
from pairtui.report.fields import known
from pairtui.report.wording import safe


def repetition_object(found: Repetition) -> dict[str, Any]:
    """JSON-ready data: counts, the success rate (0 to 1), seconds, reasons, and each round."""
    seconds = found.seconds
    return {
        "wanted": found.wanted,
        "done": len(found.rounds),
        "paired": found.paired,
        "rate": found.rate,
        "seconds": None if seconds is None else dict(zip(("shortest", "median", "longest"), seconds, strict=True)),
        "reasons": [{"reason": reason, "count": count} for reason, count in found.reasons],
        "rounds": [known(one, "paired", "seconds", "level", "cause", "reason") for one in found.rounds],
    }


def round_line(number: int, found: Repetition) -> str:
    """The last round as a line."""
    one = found.rounds[-1]
    took = "" if one.seconds is None else f" in {one.seconds:.2f} s"
    level = f", level {one.level}" if one.level else ""
    said = f"paired{level}{took}" if one.paired else f"failed{took}: {one.reason}"
    return safe(f"{number:>4} of {found.wanted}  {said}")


def repetition_lines(found: Repetition) -> list[str]:
    """How many succeeded, how long they took, why the others failed."""
    if found.rate is None:
        return ["No pairing was tried."]
    lines = [f"{found.paired} of {len(found.rounds)} paired ({found.rate:.0%})"]
    if found.seconds:
        lines.append("took {:.2f} s at least, {:.2f} s in the middle, {:.2f} s at most".format(*found.seconds))
    lines += [f"{count} x {safe(reason)}" for reason, count in found.reasons]
    return lines
