"""A device as one line of the list, as many columns as there is room for, and as the card under the list."""

from collections.abc import Callable
from functools import lru_cache

from pairtui.pairing.state import Device
from pairtui.protocol.immutable import immutable
from pairtui.ui.text.cells import cut, fit, width
from pairtui.ui.text.device_facts import (
    address_kind,
    class_words,
    company_of,
    services_of,
    transport_mark,
    transport_words,
)
from pairtui.ui.text.glyphs import curve
from pairtui.ui.text.rows import BLANK, Row, Span, row, shorten
from pairtui.ui.text.times import age

STALE = 10.0
"""Seconds after which a device that was not heard shows its age instead of its curve."""

CARD = 4
WITH_WORDS = 46
"""Columns from which the state of a device is written out."""

LEAST_NAME = 20
LONGEST_NAME = 28
LEAST_SERVICES = 10


@immutable()
class Column:
    """A column of the list: what sorts by it, its title, and the first and the last cell but one it takes."""

    order: str
    title: str
    start: int
    end: int


@immutable()
class Layout:
    """How wide each part of a line is in a pane of so many `columns`; a part that does not fit has no cells."""

    columns: int
    several: bool
    """Whether the adapter is named in each line."""
    transports: bool = False
    """Whether the transport is: not all have LE only."""

    @property
    def words(self) -> bool:
        """Whether the state is written out."""
        return self.columns >= WITH_WORDS

    @property
    def bars(self) -> int:
        """Cells of the curve."""
        return 6 if self.words else 4

    @property
    def right(self) -> int:
        """Cells of strength, curve and state."""
        return (3 if self.several else 0) + 5 + self.bars + 1 + (14 if self.words else 3)

    def parts(self) -> dict[str, int]:
        """Cells of the parts left of the strength, each with the space behind it."""
        mark = 0 if not self.transports else 7 if self.words else 4
        parts = _parts(self.columns - 2 - self.right - mark)
        return {"name": parts["name"], "transport": mark, **parts} if mark else parts

    def heads(self) -> list[Column]:
        """The columns that have a title, where there is more than the name."""
        parts = self.parts()
        if "address" not in parts:
            return []
        found, at = [], 2
        for name, cells in parts.items():
            if name != "name":
                found.append(Column(name, _TITLES[name], at, at + cells))
            at += cells
        at += 3 if self.several else 0
        state = self.columns - 14
        return [*found, Column("strength", " dBm", at, at + 5), Column("bond", "state", state, self.columns)]


@lru_cache(64)
def _parts(room: int) -> dict[str, int]:
    if room < LEAST_NAME + 1 + 15:
        return {"name": room}
    parts = {"name": LEAST_NAME + 1, "address": 15}
    room -= sum(parts.values())
    for name, cells in (("seen", 6), ("company", 16), ("services", LEAST_SERVICES)):
        if cells <= room:
            parts[name] = cells
            room -= cells
    more = min(room, LONGEST_NAME + 1 - parts["name"]) if "services" in parts else room
    parts["name"] += more
    if "services" in parts:
        parts["services"] += room - more
    order = ("name", "company", "services", "address", "seen")
    return {name: parts[name] for name in order if name in parts}


_TITLES = {"transport": "over", "company": "company", "services": "services", "address": "address", "seen": "seen"}


def device_line(device: Device, layout: Layout, now: float, failed: bool, selected: bool, fill: str) -> Row:
    """One line of the list; whether the last attempt with the device `failed`, and whether it is `selected`."""
    spans: list[Span] = [("▌ " if selected else "  ", "accent")]
    near = device.rssi is not None or device.connected or device.busy
    for part, cells in layout.parts().items():
        if part == "name":
            text = _label(device, cells - 1)
        elif part == "transport":
            text = transport_mark(device, layout.words)
        else:
            text = _PARTS[part](device, now)
        spans.append((fit(text, cells - 1) + " ", "text" if part == "name" and near else "muted"))
    if layout.several:
        spans.append((f"{cut(device.adapter.removeprefix('hci'), 2):>2} ", "muted"))
    spans += [_strength(device), _signal(device, layout.bars, now), *_states(device, failed, layout.words)]
    return row(*spans, fill=fill)


_PARTS: dict[str, Callable[[Device, float], str]] = {
    "company": lambda device, _: company_of(device),
    "services": lambda device, _: ", ".join(services_of(device)),
    "address": lambda device, _: address_kind(device) or "BR/EDR",
    "seen": lambda device, now: "" if device.last_seen is None else age(now - device.last_seen),
}


def _strength(device: Device) -> Span:
    if device.rssi is None:
        return "   – ", "muted"
    return f"{device.rssi:4} ", "ok" if device.rssi >= -70 else "text" if device.rssi >= -85 else "warning"


def _signal(device: Device, bars: int, now: float) -> Span:
    if device.busy:
        return fit(device.busy, bars) + " ", "accent"
    quiet = now - device.last_seen if device.last_seen is not None else None
    if device.rssi is None or (quiet is not None and quiet >= STALE):
        return fit(age(quiet) if quiet is not None else "", bars, right=True) + " ", "muted"
    return curve(device.history, bars) + " ", "host"


def card_rows(device: Device, columns: int, failed: bool, several: bool) -> list[Row]:
    """The card of the selected device: address, states, company and services."""
    title = f"─ {cut(device.label, columns - 4)} "
    rule = row((title[:2], "border"), (title[2:], "muted"), ("─" * (columns - width(title)), "border"))
    kind = address_kind(device) or transport_words(device)
    if several:
        kind += f" {device.adapter}"
    bredr = (transport_words(device), class_words(device)) if device.tells_bredr else ()
    about = " · ".join(part for part in (*bredr, company_of(device), ", ".join(services_of(device))) if part)
    return [
        rule,
        shorten(row((" ", "text"), (device.address or device.key, "text"), (f" {kind}", "muted")), columns),
        row((" ", "text"), *_words(device, failed, columns - 1)),
        row((" ", "text"), (cut(about, columns - 1), "muted")),
    ]


def no_card(columns: int, text: str) -> list[Row]:
    """The card where no device is selected."""
    return [row(("─" * columns, "border")), row((text, "muted")), *[BLANK] * (CARD - 2)]


def _label(device: Device, room: int) -> str:
    """Its name; of an address that does not fit the end, by which devices of one maker differ."""
    if device.name or len(device.label) <= room:
        return device.label
    octets = device.label.split(":")
    return "…" + ":".join(octets[-max((room - 1 + 1) // 3, 1) :])


def _facts(device: Device, failed: bool) -> list[tuple[str, str, str]]:
    """Glyph, word and role of all that is true of a device; whether the last attempt with it `failed`."""
    bonded = device.has_bond
    every = (
        (device.blocked, "⊘", "blocked", "error"),
        (bool(device.busy), "◌", device.busy, "accent"),
        (device.connected, "●", "connected", "link"),
        (bonded, "✓", "bonded" if device.bonded else "paired", "ok"),
        (device.trusted, "★", "trusted", "warning"),
        (failed and not device.busy, "✗", "failed", "error"),
    )
    return [(glyph, word, role) for true, glyph, word, role in every if true]


def _states(device: Device, failed: bool, words: bool) -> list[Span]:
    facts = [fact for fact in _facts(device, failed) if fact[0] != "◌"]
    if words:
        glyph, word, role = facts[0] if facts else ("", "", "muted")
        rest = "".join(glyph for glyph, _, _ in facts[1:])
        return [(fit(f"{glyph} {word} {rest}" if glyph else "", 14), role)]
    glyphs: list[Span] = [(glyph, role) for glyph, _, role in facts[:3]]
    return [*glyphs, (" " * (3 - len(glyphs)), "text")]


def _words(device: Device, failed: bool, room: int) -> list[Span]:
    facts = _facts(device, failed)
    if not facts:
        return [("○ not paired", "muted")]
    spans: list[Span] = []
    for glyph, word, role in facts:
        text = f"{' ' if spans else ''}{glyph} {word}"
        if width(text) > room:
            text = f" {glyph}"
        if width(text) <= room:
            spans.append((text, role))
            room -= width(text)
    return spans
