"""The rows of "will it pair?": what both sides offer, the matrix of combinations, the checks before a pairing."""

from collections.abc import Mapping, Sequence

from pairtui.knowledge.association import IO_LABELS, JUST_WORKS
from pairtui.knowledge.counted import counted
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.prediction.check import Check, Severity
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.prediction import improvements, limit, predict
from pairtui.pairing.prediction.sides import WITHOUT, Combination, GatewaySide, PeerOffer
from pairtui.pairing.state import Device
from pairtui.protocol.messages.smp import io_label
from pairtui.ui.text.cells import cut, fit, wrap
from pairtui.ui.text.rows import Row, Span, hanging, paragraph, row

_SEVERITY = {
    Severity.BLOCKER: ("✗", "error"),
    Severity.WARNING: ("!", "warning"),
    Severity.UNKNOWN: ("○", "muted"),
    Severity.NOTE: ("·", "muted"),
    Severity.OK: ("✓", "ok"),
}
_SHORT = {
    "just-works": "Just Works",
    "passkey-entry": "Passkey",
    "numeric-comparison": "Numeric Comparison",
    "pin": "PIN",
    "oob": "Out of Band",
}
_SHORTEST = {"just-works": "JW", "passkey-entry": "PK", "numeric-comparison": "NC", "pin": "PIN", "oob": "OOB"}
_TYPES = {"gateway": ", type here", "peer": ", type there", "both": ", type both"}
_LABEL = 17
_WIDE_CELL = 27


def verdict(checks: Sequence[Check], today: Prediction | None, paired: bool = False) -> Span:
    """What answers the question; `paired`: there is a bond already."""
    blockers = [check for check in checks if check.severity is Severity.BLOCKER]
    if blockers:
        return f"✗ Not now: {counted(len(blockers), 'thing')} in the way.", "error"
    if today is not None and today.refused:
        return f"✗ Not with today's settings. {today.doing}", "error"
    if today is None:
        return "✓ This gateway is ready to pair.", "ok"
    if today.model is None:
        return f"● Nothing here prevents it. The result {today.text}.", "accent"
    if paired:
        return f"✓ It is paired. Pairing again would give {today.text}. {today.doing}", "ok"
    return f"✓ It should pair: {today.text}. {today.doing}", "ok"


def sides(gateway: GatewaySide, peer: PeerOffer, role: str, columns: int) -> list[Row]:
    """What this gateway is set to, what the device has offered, and which of them is the initiator."""
    here = "unknown" if gateway.capability is None else gateway.capability or "no agent"
    mode = _secure(gateway.secure_connections, peer.transport) if gateway.ssp or peer.transport == "le" else _NO_SSP
    return [
        row(("Gateway    ", "muted"), (cut(f"{here}, {mode}", columns - 11), "text")),
        row(("Device     ", "muted"), (cut(_offer(peer), columns - 11), "text")),
        row(("Initiator  ", "muted"), ("the gateway" if role == "initiator" else "the device", "text")),
    ]


def _secure(value: int | None, transport: str) -> str:
    """Whether a side has Secure Connections: 0 no, 1 yes, 2 nothing else, None unknown."""
    without = f"{WITHOUT[transport]} only"
    return (without, "Secure Connections", "Secure Connections only")[value] if value is not None else _NOT_KNOWN


_NOT_KNOWN = "Secure Connections unknown"
_NO_SSP = "no Secure Simple Pairing: a PIN"


def _offer(peer: PeerOffer) -> str:
    """What the device has offered, as far as it was heard."""
    if peer.ssp is False:
        return _NO_SSP
    if peer.io is None and peer.secure_connections is None:
        return "Secure Simple Pairing, IO not heard yet" if peer.ssp else "not heard yet"
    flags = ["MITM"] if peer.mitm else []
    flags += [f"key {peer.key_size}"] if peer.key_size < 16 else []
    io = "IO unknown" if peer.io is None else io_label(peer.io)
    return ", ".join([io, _secure(peer.secure_connections, peer.transport), *flags])


def bearer_rows(device: Device, transport: str) -> list[Row]:
    """Over which transport this is, where the device has both."""
    if len(device.transports) < 2:
        return []
    other = TRANSPORTS["le" if transport == "bredr" else "bredr"]
    open_ = "" if device.preferred_bearer else " (BlueZ takes the one last seen)"
    over = (f"{TRANSPORTS[transport]}{open_}   ", "text")
    return [row(("Transport  ", "muted"), over, ("b", "key"), (f" {other}", "muted"))]


def matrix_rows(
    cells: Mapping[Combination, Prediction], today: Combination | None, at: Combination, transport: str, columns: int
) -> list[Row]:
    """The matrix: a line for each capability, Secure Connections at the right; today's cell and the chosen marked."""
    room = _room(columns)
    wide = room >= _WIDE_CELL
    names = (WITHOUT[transport], "Secure Connections" if wide else "SC")
    head = row(
        (f"{'IO here':{_LABEL}}", "muted"), *((fit(f"  {name}", room), "muted") for name in names),
    )  # fmt: skip
    rows = [head]
    for capability in IO_LABELS:
        spans: list[Span] = [(f"{capability:{_LABEL}}", "heading" if capability == at.capability else "text")]
        for secure in (False, True):
            one = Combination(capability, secure)
            spans += _cell(cells[one], one == today, one == at, room, wide)
        rows.append(row(*spans))
    return rows


def _room(columns: int) -> int:
    """The cells of one cell of the matrix."""
    return min((columns - _LABEL) // 2, _WIDE_CELL)


def combination_at(line: int, x: int, columns: int) -> Combination | None:
    """The combination whose cell is on that line of `matrix_rows`, its head being line 0, `x` cells from the left."""
    secure = (x - _LABEL) // _room(columns)
    inside = 0 < line <= len(IO_LABELS) and secure in (0, 1)
    return Combination(IO_LABELS[line - 1], bool(secure)) if inside else None


def _cell(what: Prediction, today: bool, chosen: bool, room: int, wide: bool) -> list[Span]:
    if what.refused:
        text, role = "refused" if wide else "no", "error"
    elif what.model is None:
        text, role = (f"depends, L{what.strongest} at most" if wide else f"? L{what.strongest}"), "muted"
    else:
        types = _TYPES.get(what.typist or "", "") if what.model != JUST_WORKS else ""
        name = f"{_SHORT[what.model]}{types}" if wide else _SHORTEST[what.model]
        level = what.level or what.strongest
        text = f"{name} · L{level}" if wide else f"{name} L{level}"
        role = {4: "ok", 3: "ok", 2: "warning"}.get(level, "text")
    return [
        ("▌" if chosen else " ", "accent"),
        ("●" if today else " ", "accent"),
        (fit(text, room - 2), "selected" if chosen else role),
    ]


def chosen_rows(
    what: Prediction,
    at: Combination,
    today: Combination | None,
    can: str | None,
    role: str,
    transport: str,
    columns: int,
) -> list[Row]:
    """What the chosen cell comes to, and what Enter does."""
    name = at.named(transport)
    rows = paragraph(f"{name}: {what.text}. {what.doing}", "text", columns)
    if can is not None:
        return [*rows, *paragraph(f"○ Cannot be set: {can}.", "warning", columns)]
    shows = "advertises" if transport == "le" else "makes this gateway visible"
    does = "pairs" if role == "initiator" else f"{shows}: then pair on the device"
    if at == today:  # what it comes to stands at the top
        return paragraph(f"● {name}: set now. Enter {does}.", "accent", columns)
    return [*rows, row(("Enter", "key"), (f" sets it for this session and {does}.", "muted"))]


def better_rows(gateway: GatewaySide, peer: PeerOffer, role: str, columns: int) -> list[Row]:
    """What would reach a higher level, or why nothing can."""
    rows: list[Row] = []
    now = predict(gateway, peer, role)
    for one, there in improvements(gateway, peer, role)[:2]:
        changes = [f"{one.capability} here"] if one.capability != gateway.capability else []
        if bool(gateway.secure_connections) != one.secure_connections or gateway.secure_connections is None:
            changes.append(f"Secure Connections {'on' if one.secure_connections else 'off'}")
        rows += paragraph(f"▸ {', '.join(changes)} → {there.text}", "accent", columns)
    why = limit(peer) if (now.level or 0) < 4 else ""
    return rows + (paragraph(f"▸ {why}", "muted", columns) if why else [])


def check_rows(checks: Sequence[Check], columns: int, number: int = 0) -> list[Row]:
    """What is in the way, the fixes that a key does numbered on from `number`; what is in order in one line."""
    rows: list[Row] = []
    for check in checks:
        if check.severity is Severity.OK:
            continue
        glyph, role = _SEVERITY[check.severity]
        rows += hanging((glyph, role), wrap(check.text, columns - 2), "text", 2)
        if check.fix is not None and check.fix.action is not None:
            number += 1
            rows.append(row((f"  [{number}] ", "key"), (cut(check.fix.text, columns - 6), "text")))
        elif check.fix is not None:
            rows += paragraph(f"↳ {check.fix.text}", "muted", columns, indent=2)
    good = [check.name for check in checks if check.severity is Severity.OK]
    if good:
        rows += hanging(("✓", "ok"), wrap(f"in order: {', '.join(good)}", columns - 2), "text", 2)
    return rows
