"""The attempt as a ladder: two lifelines, an arrow for each message over the air."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.attempt import Attempt, Outcome, Phase, Step, seconds_since
from pairtui.protocol.immutable import immutable
from pairtui.protocol.record import Direction
from pairtui.ui.text.cells import cut, fit, width, wrap_to
from pairtui.ui.text.rows import Row, row

TIME = 8
"""Cells of the time before the left lifeline."""


class _Kinds(NamedTuple):
    """Classes of messages by how they are drawn."""

    bars: tuple[type, ...]
    over_the_air: tuple[type, ...]
    inside: tuple[type, ...]


@cache
def _kinds() -> _Kinds:
    # Imported with the first message to draw: the first frame need not wait for some two hundred classes.
    from pairtui.protocol.messages import hci, mgmt
    from pairtui.protocol.record import LogLine

    bars = (
        hci.LeConnectionComplete,
        hci.LeEnhancedConnectionComplete,
        hci.ConnectionComplete,
        hci.DisconnectionComplete,
        hci.EncryptionChange,
        hci.EncryptionChangeV2,
        hci.EncryptionKeyRefreshComplete,
    )
    # HCI traffic that stands for a PDU between the two devices: LL_ENC_REQ, LMP_io_capability_res, LMP keypress.
    air = (hci.LeEnableEncryption, hci.LeLongTermKeyRequest, hci.IoCapabilityResponse, hci.KeypressNotification)
    families = (hci.commands, hci.events, hci.le_events, mgmt.commands, mgmt.events)
    inside = (*(message for family in families for message in family.by_code.values()), LogLine)
    return _Kinds(bars, air, inside)


PAIRING = {
    "legacy": "LE legacy",
    "secure-connections": "LE Secure Connections",
    "ssp": "BR/EDR SSP",
    "pin": "BR/EDR PIN",
}


@immutable()
class Rung:
    """The lines one step takes, and which step it is; `step` is -1 for a phase heading."""

    step: int
    lines: tuple[Row, ...]


def method(attempt: Attempt, room: int) -> str:
    """`LE legacy · Just Works`: the pairing method and the association model, shorter where room is short."""
    pairing = PAIRING.get(attempt.pairing or "", attempt.pairing or TRANSPORTS.get(attempt.transport, ""))
    from pairtui.knowledge.association import MODEL_NAMES  # not before there is an attempt

    model = MODEL_NAMES.get(attempt.association_model or "", attempt.association_model or "")
    long = " · ".join(part for part in (pairing, model) if part)
    if width(long) <= room:
        return long
    return cut(long.replace("LE Secure Connections", "LE SC"), room)


def lifelines(attempt: Attempt, columns: int, here: str = "gateway") -> Row:
    """The heads of the two lifelines, with the method between them; `here` is what this side is called."""
    roles = {"initiator": (" initiator", " responder"), "responder": (" responder", " initiator")}
    ours, theirs = roles.get(attempt.role, ("", ""))
    if columns < 68:
        ours = theirs = ""
    left, right = f"{here}{ours}", f"peer{theirs}"
    room = max(columns - TIME - len(left) - len(right) - 2, 0)
    return row(
        (" " * TIME, "text"),
        (left, "heading"),
        (f" {method(attempt, room):^{room}} ", "accent"),
        (right, "heading"),
    )


def rungs(attempt: Attempt, columns: int, detail_lines: int = 2, headings: bool = True) -> list[Rung]:
    """Every step of the attempt in `columns` cells; each detail in at most so many lines of its own."""
    return list(_rungs(attempt, columns, detail_lines, headings))


def _rungs(attempt: Attempt, columns: int, detail_lines: int, headings: bool) -> Iterator[Rung]:
    headed = {Phase.END}
    for index, step in enumerate(attempt.steps):
        if headings and step.phase not in headed:
            # Once each: the host's messages about a phase can come when the next one is under way.
            headed.add(step.phase)
            yield Rung(-1, (_heading(step.phase.value, columns),))
        yield Rung(
            index, (*_step(attempt, step, columns, detail_lines), *_instead(attempt, step, columns, detail_lines))
        )
        yield from _decided(attempt, index, columns)


def _decided(attempt: Attempt, at: int, columns: int) -> Iterator[Rung]:
    """The association model, and why, where this step is the one after which both sides know it."""
    from pairtui.knowledge.association import MODEL_NAMES, associate
    from pairtui.protocol.messages.smp import PairingRequest, PairingResponse

    response = attempt.steps[at].message
    if not isinstance(response, PairingResponse):
        return
    asked = (step.message for step in reversed(attempt.steps[:at]) if isinstance(step.message, PairingRequest))
    request = next(asked, None)
    if isinstance(request, PairingRequest):
        found = associate(request, response)
        text = f"{MODEL_NAMES.get(found.model, found.model)}: {found.why}"
        yield Rung(-1, (_heading(cut(text, columns - TIME - 8), columns, "accent"),))


def _instead(attempt: Attempt, step: Step, columns: int, lines: int) -> Iterator[Row]:
    """What was expected where the failing step came; in one line without who should have sent it."""
    if step.mark == "failed":
        from pairtui.pairing.diagnosis.expected_message import expected

        room = columns - TIME - 2
        wanted = expected(attempt).partition(" from ")[0] if lines == 1 else expected(attempt)
        for text in wrap_to(f"instead of: {wanted}", room - 5, lines) if wanted else []:
            yield _under(text, "error", room)


def _under(text: str, role: str, room: int) -> Row:
    """A line of its own under a step."""
    return row((" " * TIME, "text"), ("│", "border"), (f"    {fit(text, room - 4)}", role), ("│", "border"))


def _heading(label: str, columns: int, role: str = "muted") -> Row:
    room = columns - TIME - 2
    label = f"╌╌ {label} "
    return row((" " * TIME, "text"), ("├", "border"), (label + "╌" * (room - width(label)), role), ("┤", "border"))


def _clock(attempt: Attempt, step: Step) -> str:
    start = attempt.started if attempt.started is not None else (attempt.steps[0].at if attempt.steps else None)
    seconds = seconds_since(start, step.at)
    return " " * TIME if seconds is None else f"{seconds:7.3f} "


def kind(step: Step) -> str:
    """How a step is drawn: `bar` for the link's own state, `sent` or `received` over the air, `host` for the rest."""
    message = step.message
    if message is None:
        link = step.direction is Direction.RECEIVED and step.phase in (Phase.CONNECTION, Phase.ENCRYPTION)
        return "bar" if link else step.direction.value
    kinds = _kinds()
    if isinstance(message, kinds.bars):
        return "bar"
    if step.direction is Direction.HOST:
        return "host"
    if isinstance(message, kinds.inside) and not isinstance(message, kinds.over_the_air):
        return "host"
    return step.direction.value


def _step(attempt: Attempt, step: Step, columns: int, detail_lines: int) -> Iterator[Row]:
    room = columns - TIME - 2
    how = kind(step)
    role = {"failed": "error", "ok": "ok"}.get(step.mark, "link" if how == "bar" else how)
    head, tail = _ends(how, step.mark)
    space = room - width(head) - width(tail)
    detail = step.detail
    inside = bool(detail) and width(step.text) + width(detail) + 5 <= space
    label = cut(step.text, space - 2)
    middle = [(f" {label}", role)]
    if inside:
        middle.append((f" · {detail}", "error" if step.mark == "failed" else "text"))
    filled = sum(width(text) for text, _ in middle) + 1
    line = " " if how == "host" else "═" if how == "bar" else "─"
    middle.append((" " + line * (space - filled), "muted" if how == "host" else role))
    left, right = _LIFELINES[how]
    yield row(
        (_clock(attempt, step), "error" if step.mark == "failed" else "muted"),
        (left, "border"),
        (head, role),
        *middle,
        (tail, role),
        (right, "border"),
    )
    if detail and not inside:
        if width(detail) > room - 5:
            detail = detail.replace(" · ", " ")
        for text in wrap_to(detail, room - 5, detail_lines):
            yield _under(text, "error" if step.mark == "failed" else "muted", room)


_LIFELINES = {"sent": ("├", "│"), "received": ("│", "┤"), "bar": ("╞", "╡"), "host": ("│", "│")}


def _ends(how: str, mark: str) -> tuple[str, str]:
    sign = {"failed": "✗", "ok": "✓"}.get(mark, "")
    if how == "sent":
        return "──", f"{sign or '─'}▶"
    if how == "received":
        return f"◀{sign or '─'}", "──"
    if how == "bar":
        return f"══{sign}", ""
    return sign or "◆", ""


def outcome(attempt: Attempt) -> tuple[str, str]:
    """Glyph with word, and role, of how the attempt stands."""
    if attempt.outcome is Outcome.INCOMPLETE:
        if attempt.ended is None and attempt.live:
            return f"◌ {'pairing' if attempt.kind.value == 'pairing' else 'running'}", "accent"
        return "○ incomplete", "warning"
    if attempt.outcome is Outcome.FAILED:
        return "✗ failed", "error"
    level = f" level {attempt.level}" if attempt.level else ""
    return f"✓ {attempt.outcome.value}{level}", "ok"
