"""The states of an adapter that differ from the usual ones, as badges of the title line."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pairtui.pairing.model import Model
from pairtui.pairing.state import Adapter
from pairtui.ui.text.capabilities import CAPABILITIES
from pairtui.ui.text.cells import width
from pairtui.ui.text.rows import Span


class Badge(NamedTuple):
    """A state in a word or two, the same in as few cells as can be understood, its role, and a sentence about it."""

    text: str
    short: str
    role: str
    says: str


_SC_ONLY = 2


def adapter_badges(model: Model, adapters: Sequence[Adapter]) -> list[Badge]:
    """The badges of these adapters, the ones that matter most for a pairing first."""
    found: list[Badge] = []
    for adapter in adapters:
        found += [badge for badge in _of(adapter) if badge not in found]
    if adapters and model.sources.keys() & _LIVE:
        found += _io_capability(model)
    return found


def _io_capability(model: Model) -> list[Badge]:
    from pairtui.pairing.prediction.inputs import capability_of  # not before there is an agent

    capability = capability_of(model)
    if capability is None:
        return []
    name = capability or "none"
    says = f"The agent offers the IO capability {name}." if capability else "There is no agent: prompts are refused."
    short = CAPABILITIES[name][0] if name in CAPABILITIES else name
    return [Badge(f"IO {name}", f"IO {short}", "muted", says)]


_LIVE = {"bluez", "lab"}
"""Sources that have an agent; a recording shows another gateway's."""


def _labels(settings: Iterable[str]) -> list[str]:
    from pairtui.knowledge.settings import SETTINGS  # not before one was changed

    return [SETTINGS[name].label for name in settings if name in SETTINGS]


def _of(adapter: Adapter) -> list[Badge]:
    """What is so of one adapter."""
    changed = _labels(adapter.before) if adapter.before else []
    every = (
        (
            adapter.powered and not adapter.pairable,
            Badge("not pairable", "!pairable", "warning", "Not pairable: a device that asks to pair is refused."),
        ),
        (
            adapter.policy.get("secure-connections") == _SC_ONLY,
            Badge("SC only", "SC only", "warning", "Secure Connections only: legacy pairing is refused."),
        ),
        (
            bool(changed),
            Badge(
                f"{len(changed)} changed",
                f"{len(changed)} chg",
                "accent",
                f"Changed for this session and put back at its end: {', '.join(changed)}.",
            ),
        ),
        (
            adapter.advertising,
            Badge("advertising", "adv", "accent", "Advertising: a phone can find and connect to it."),
        ),
        (adapter.discoverable, Badge("visible", "vis", "accent", "Visible: others can find it by inquiry.")),
    )
    return [badge for true, badge in every if true]


def fitting(badges: Sequence[Badge], room: int) -> list[Span]:
    """As many badges as fit in `room` cells, in short where the whole words do not; `+2` for those left out."""
    texts = [badge.text for badge in badges]
    for at in range(len(badges) - 1, -1, -1):
        if sum(width(text) + 3 for text in texts) > room:
            texts[at] = badges[at].short
    spans: list[Span] = []
    for at, (badge, text) in enumerate(zip(badges, texts, strict=True)):
        more = len(badges) - at - 1
        if width(text) + 3 + (4 if more else 0) > room:
            rest = f" +{more + 1}"
            return [*spans, (rest, "muted")] if width(rest) <= room else spans
        spans += [(" · ", "muted"), (text, badge.role)]
        room -= width(text) + 3
    return spans
