"""Events as lines for a person: the time on the clock, and a sentence without secrets."""

from collections.abc import Callable, Mapping

from pairtui.pairing import events
from pairtui.pairing.action_outcomes import outcome
from pairtui.pairing.events import Event, SourceState
from pairtui.pairing.evidence.steps import detail_of, log_text, text_of
from pairtui.protocol.record import Direction, LogLine
from pairtui.report.wording import safe

DATED = 1e8
"""Times above this are POSIX seconds; those below count from a log's start."""

Name = Callable[[str], str]
"""What a device is called, by its key."""

_ARROWS = {Direction.SENT: "gateway ─▶ peer", Direction.RECEIVED: "gateway ◀─ peer", Direction.HOST: "in the gateway"}


def event_line(event: Event, name: Name = lambda key: key, offset: int = 0) -> str:
    """The event as one line, its time `offset` seconds east of UTC; "" for what says nothing to a person."""
    said = _sentence(event, name)
    return safe(f"{clock(event.at, offset)}  {said}") if said else ""


def clock(at: float | None, offset: int = 0) -> str:
    """`14:03:26.123` of POSIX seconds, `26.123` of seconds since a log's start, blank where there is none."""
    if at is None:
        return " " * 12
    if at < DATED:
        return f"{at:12.3f}"
    at += offset
    return f"{int(at) // 3600 % 24:02}:{int(at) // 60 % 60:02}:{at % 60:06.3f}"


def _sentence(event: Event, name: Name) -> str:
    match event:
        case events.Traced():
            return _traced(event)
        case events.AdapterChanged(adapter=adapter, changes=changes):
            return f"{adapter}: {_changes(changes)}" if changes else ""
        case events.AdapterRemoved(adapter=adapter):
            return f"{adapter} is gone"
        case events.DeviceChanged(device=device, changes=changes):
            return f"{name(device)}: {_changes(changes)}" if changes else ""
        case events.DeviceRemoved(device=device):
            return f"{name(device)} is no longer known"
        case events.PromptRaised(kind=kind, device=device):
            return f"BlueZ asks about {name(device)}: {kind.value.replace('-', ' ')}"
        case events.PromptClosed(why=why):
            return f"the question is over: {why}"
        case events.SourceChanged():
            return _source(event)
        case events.AgentChanged(command=command, ours=ours, owner=owner):
            who = "pairtui" if ours else command or owner or "nobody"
            return f"{who} answers BlueZ's questions"
        case events.ActionStarted() | events.ActionFinished():
            return _action(event, name)
        case events.Logged(source=source, text=text):
            return f"{source}: {text}"
    return ""


def _traced(event: events.Traced) -> str:
    if isinstance(event.message, LogLine):
        return f"{event.message.ident}: {log_text(event.message)}"
    peer = f" {event.link.address}" if event.link and event.link.address else ""
    detail = detail_of(event.message)
    what = f"{text_of(event.message)}{f': {detail}' if detail else ''}"
    return f"{_ARROWS.get(event.direction, event.direction.value)}{peer}  {what}"


def _changes(changes: Mapping[str, object]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_value(value)}" for key, value in changes.items())


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | "":
            return "none"
        case tuple() | list() | set() | frozenset():
            return " ".join(sorted(map(str, value))) or "none"
    return str(value)


def _source(event: events.SourceChanged) -> str:
    words = {
        SourceState.UP: "is up",
        SourceState.DOWN: "is down",
        SourceState.PAUSED: "is paused",
        SourceState.ENDED: "has ended",
    }
    why = event.why.rstrip(".") or event.detail
    do = f". Do: {event.remedy}" if event.remedy else ""
    return f"{event.source} {words.get(event.state, 'is starting')}{f': {why}' if why else ''}{do}"


def _action(event: "events.ActionStarted | events.ActionFinished", name: Name) -> str:
    kind = type(event.action).__name__
    device = getattr(event.action, "device", "")
    label = name(device) if device else ""
    if isinstance(event, events.ActionStarted):
        return f"{kind}{f' {label}' if label else ''} begins"
    if event.error is not None:
        return f"{kind}{f' {label}' if label else ''} failed: {event.text or event.error}"
    return event.text or outcome(event.action, label) or f"{kind} is done"
