"""One check made before a pairing, and its result."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pairtui.pairing.attempt import Fix
from pairtui.pairing.model import Model
from pairtui.pairing.state import Adapter, Device


class Severity(StrEnum):
    """What a check says, the worst first."""

    BLOCKER = "blocker"
    WARNING = "warning"
    UNKNOWN = "unknown"
    NOTE = "note"  # a fault of these versions that need not show
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `text` says how it is in a sentence, `fix` what to do about it."""

    name: str
    severity: Severity
    text: str
    fix: Fix | None = None


Rule = Callable[[Model, Adapter, Device | None], "Check | None"]
"""Looks at one thing; None where there is nothing to say of it."""
