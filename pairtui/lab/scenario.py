"""Scenarios of a cast: what a user does, step by step, and the verdict each step must end with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pairtui.files.toml_table import Table
from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.fix_actions import FIX_ACTIONS

STEP_KINDS = (
    "pair",
    "remove-and-pair",
    "unpair",
    "connect",
    "disconnect",
    "verify",
    "require-level",
    "operate",
    "fix",
    "set",
    "capability",
    "pairable",
    "advertise",
    "bearer",
)
"""What a step can do: an action of the gateway on the scenario's member, or one of the gateway's settings."""

ANSWERS = ("yes", "no", "shown", "wrong", "leave", "none")
"""How the gateway's user answers a question: the passkey the peer shows, another one, by leaving it, or never."""

SIDES = ("local", "peer")
_ARGUMENT = {"operate", "fix", "set", "capability", "pairable", "advertise", "require-level", "bearer"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a step must end with: a `level` reached (pairing or encryption), or a failure as an analysis writes it.

    `level` 0 stands for a failure with `code`, sent `by` a side, at a `step` of the pairing, for a `cause`.
    """

    level: int = 0
    code: str = ""
    by: str = ""
    step: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the user does: one of STEP_KINDS, with its `value` (a control, a fix, a setting's value …)."""

    do: str
    value: str = ""
    setting: str = ""
    answer: str = "yes"
    verdict: Verdict | None = None

    @property
    def fails(self) -> bool:
        """Whether it is a pairing or a use of the bond that ends in a failure, and can be tried again."""
        return self.do in ("pair", "connect", "verify") and self.verdict is not None and bool(self.verdict.cause)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps with one `member` of the cast, which is changed for it by `changes` (keys of a cast file)."""

    name: str
    title: str
    member: str
    steps: tuple[Step, ...]
    changes: Mapping[str, object] = field(default_factory=dict)


def scenarios_of(whole: Table, members: Mapping[str, object]) -> dict[str, Scenario]:
    """The scenarios of a cast file, by name. Raises TomlError."""
    return {name: _scenario(name, table, members) for name, table in whole.named("scenarios").items()}


def _scenario(name: str, table: Table, members: Mapping[str, object]) -> Scenario:
    member = table.need("member", str, "a member of this cast")
    if member not in members:
        raise table.error("member", f"name one of the members: {', '.join(members)}")
    title = table.take("title", name)
    changes: dict[str, object] = table.take("changes", {})
    steps = tuple(_step(each) for each in table.tables("steps"))
    if not steps:
        raise table.error("steps", 'add at least one, such as { do = "pair", level = 2 }')
    table.end()
    return Scenario(name, title, member, steps, changes)


def _step(table: Table) -> Step:
    do = table.need("do", str, f"one of {', '.join(STEP_KINDS)}")
    if do not in STEP_KINDS:
        raise table.error("do", f"write one of {', '.join(STEP_KINDS)}")
    value = table.need("value", str, f"what to {do}") if do in _ARGUMENT else ""
    if do == "fix" and value not in FIX_ACTIONS:
        raise table.error("value", f"write one of {', '.join(FIX_ACTIONS)}")
    setting = table.need("setting", str, "which setting of the gateway") if do == "set" else ""
    answer = table.take("answer", "yes", ANSWERS)
    step = Step(do, value, setting, answer, _verdict(table))
    table.end()
    return step


def _verdict(table: Table) -> Verdict | None:
    if "level" in table:
        return Verdict(level=table.number("level", 2, 1, 4))
    if "code" not in table:
        return None
    verdict = Verdict(
        0,
        table.need("code", str, "the code it fails with, as smp:0x08"),
        table.take("by", "peer", (*SIDES, "unknown")),
        table.need("step", str, "the step at which it fails, as the analysis names it"),
        table.need("cause", str, "one of the causes of a diagnosis"),
    )
    if verdict.cause not in CAUSES:
        raise table.error("cause", "write one of the causes that `pairtui explain` knows")
    return verdict
