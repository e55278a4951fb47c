"""What is seen of a log as a whole where none of its messages says what failed."""

from collections.abc import Sequence

from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.findings.detected import Detected, detected


def not_understood(lines: Sequence[tuple[int | None, str]]) -> Detected:
    """Something failed, and no line of it was understood; `lines` with their records."""
    return Detected(tuple(Fact("not-understood", text, record) for record, text in lines[:5]))


def nothing_seen() -> Detected:
    """Nothing of the log was understood as a pairing, which is no verdict."""
    return detected("nothing-seen", "", None)
