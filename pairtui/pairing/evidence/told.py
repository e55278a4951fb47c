"""What the log of a stack told so far, beside its attempts."""

from collections import deque
from dataclasses import dataclass, field

from pairtui.pairing.events import Traced

WAITING = 200
"""Lines kept whose words several stacks have, until something tells the stack."""


@dataclass(slots=True)
class Told:
    """What the lines of a log told of the stack that wrote them.

    `stacks` are those whose words were seen, with how many statements each made; `waiting` are lines that may count
    once their stack is told. `role` is the machine's own, "" where nothing told it. `new`: a link came up since the
    last attempt. `lost` is the last link outside an attempt that ended in silence, with HCI's reason.
    `host` is the machine whose words came last.
    """

    stacks: dict[str, int] = field(default_factory=dict)
    waiting: deque[tuple[Traced, str]] = field(default_factory=lambda: deque(maxlen=WAITING))
    role: str = ""
    new: bool = False
    lost: tuple[Traced, int] | None = None
    host: str = "unknown"
