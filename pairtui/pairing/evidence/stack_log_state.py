"""What the log of a stack said so far, beside its attempts."""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pairtui.pairing.events import Traced

if TYPE_CHECKING:
    from pairtui.knowledge.vocabularies import Statement

SMP_TIMED_OUT = re.compile(r"\bSMP[ _]timeout\b|SMP command \(code \w+\) received after timeout", re.IGNORECASE)
"""The words of Zephyr's host for SMP's 30 seconds; the application then hears of an error without a reason."""

WAITING = 200
"""Lines kept whose words several stacks have, until something identifies the stack."""


@dataclass(slots=True)
class StackLogState:
    """What the lines of a log said of the stack that wrote them.

    `stacks` are those whose words were seen, with how many statements each made; `waiting` are lines that may count
    once their stack is known. `role` is the machine's own, "" where not known. `new`: a link came up since the
    last attempt. `lost` is the last link outside an attempt that ended in silence, `ended` the last that ended
    otherwise, each with what its line states.
    `reasonless` are lines that report the end of a link without a reason, with their records.
    `host` is the machine whose words came last.
    """

    stacks: dict[str, int] = field(default_factory=dict)
    waiting: deque[tuple[Traced, str]] = field(default_factory=lambda: deque(maxlen=WAITING))
    role: str = ""
    new: bool = False
    lost: "tuple[Traced, Statement] | None" = None
    ended: "tuple[Traced, Statement] | None" = None
    reasonless: "deque[tuple[str, int | None]]" = field(default_factory=lambda: deque(maxlen=5))
    host: str = "unknown"
