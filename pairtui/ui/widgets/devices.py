"""The pane of the devices in range: strength, age, bond, and a card of the selected one."""

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

from textual.events import Click, Key, MouseScrollDown, MouseScrollUp
from textual.keys import key_to_character

from pairtui.pairing.state import Adapter, Device
from pairtui.ui.text.cells import cut, fit, tail, width
from pairtui.ui.text.device_facts import address_kind, company_of, services_of
from pairtui.ui.text.device_filter import EXAMPLES, filter_of
from pairtui.ui.text.glyphs import curve
from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import BLANK, Row, Span, between, hints, middle, row, shorten
from pairtui.ui.text.times import age
from pairtui.ui.themes import Look
from pairtui.ui.widgets.device_order import DeviceOrder
from pairtui.ui.widgets.device_selection import Selection
from pairtui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

STALE = 10.0
"""Seconds after which a device that was not heard shows its age instead of its curve."""

STRENGTH_EVERY = 1.0
"""Seconds between two drawings where nothing changed but how strong the devices are: nobody reads numbers faster."""

SLOW_STRENGTH_EVERY = 10.0
"""As much, where a whole table is a second's worth of the line (9600 bit/s)."""

SETTLING = 5.0
"""Seconds after the first device was heard in which the selection goes to the strongest, unless somebody chooses."""

CARD = 4
LONGEST_FILTER = 64
_FILTER_KEYS = ("escape", "enter", "backspace", "ctrl+u")
WIDE = 46


class DevicePane(Pane, can_focus=True):
    """Shows the devices of one adapter, or of all; the selection is a device, not a line."""

    edge = "│"

    def __init__(
        self, look: Look, now: Callable[[], float], clock: Callable[[], float], selected: Callable[[], None]
    ) -> None:
        super().__init__(look, id="devices")
        self._now, self._clock, self._tell = now, clock, selected
        self._model: Model | None = None
        self._order = DeviceOrder()
        self._top = 0
        self._drawn = float("-inf")
        self.devices: dict[str, Device] = {}
        self.adapters: list[Adapter] = []
        self.hint: list[str] = []
        self.keys: list[str] = []
        self._selection = Selection()
        self._known = 0
        self._heard: float | None = None  # since when devices are in range
        self._following = False
        self.filter = ""
        self.filtering = False

    def show(self, model: "Model", adapters: list[Adapter], hint: list[str]) -> None:
        """Show the devices of these adapters, all where there is none; `hint` where there is no device."""
        now, before = self._clock(), self.devices
        still = adapters == self.adapters and hint == self.hint
        self._model, self.adapters, self.hint = model, adapters, hint
        keys = {"", *(adapter.key for adapter in adapters)}
        matches = filter_of(self.filter)
        self.devices = {
            key: device
            for key, device in model.devices.items()
            if (device.adapter in keys or not adapters) and matches(device)
        }
        self._known = sum(device.adapter in keys or not adapters for device in model.devices.values())
        self._selection.place(self.keys)
        self.keys = list(self._order.update(self.devices, now))
        if not (still and 0 <= now - self._drawn < self._every and _same_but_strength(before, self.devices)):
            self._drawn = now
            self.redraw()
        first = self._selection.key
        if self._settling(now):
            self._selection.begin(self.keys)
        if self._selection.update(self.devices, self.keys, model.devices) or self._selection.key != first:
            self.redraw()
            self._tell()

    def _settling(self, now: float) -> bool:
        """Whether nobody has chosen, and what is strongest is still being found out.

        After that the selection stays with its device: a key must not work on another one that has just come nearer.
        """
        if not any(device.rssi is not None for device in self.devices.values()):
            self._heard = None
        elif self._heard is None:
            self._heard = now
        device = self.device
        here = device is not None and (device.rssi is not None or device.connected)
        return not self._following and (not here or self._heard is None or now - self._heard < SETTLING)

    @property
    def _every(self) -> float:
        return SLOW_STRENGTH_EVERY if self.look.slow else STRENGTH_EVERY

    @property
    def selected(self) -> str | None:
        """The key of the selected device, which may be out of sight for a while."""
        return self._selection.key

    @property
    def device(self) -> Device | None:
        """The selected device."""
        return self.devices.get(self.selected or "")

    def move(self, by: int) -> None:
        """Move the selection by so many lines; the order stands still for a while."""
        if self.keys:
            at = self._selection.place(self.keys)
            self._choose(min(max(at + by, 0), len(self.keys) - 1) if self.selected in self.devices else at)

    def follow(self, key: str | None) -> None:
        """Select the device of the attempt that is shown, until the user has chosen one."""
        self._following = key in self.devices
        if key in self.devices and key != self.selected and not self._selection.chosen:
            self._selection.key = key
            self._selection.update(self.devices, self.keys, self.devices)
            self.redraw()

    def _choose(self, at: int) -> None:
        self._selection.choose(self.keys[at])
        self._selection.update(self.devices, self.keys, self.devices)
        self._order.freeze(self._clock())
        self.redraw()
        self._tell()

    def start_filter(self) -> None:
        """Take what is typed as the filter, until Enter keeps it or Esc drops it."""
        self.filtering = True
        self.redraw()

    def stop_filter(self) -> None:
        """Show every device again."""
        self.filtering, self.filter = False, ""

    def types(self, key: str) -> bool:
        """Whether `key`, by the name that Textual has for it, is typed into the filter now."""
        return self.filtering and (key in _FILTER_KEYS or (key_to_character(key) or "\0").isprintable())

    def on_key(self, event: Key) -> None:
        """Type the filter."""
        if not self.filtering or not (event.is_printable or event.key in _FILTER_KEYS):
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self.filtering = False
        elif event.key == "escape":
            self.stop_filter()
        else:
            self.filter = typed_text(self.filter, event.key, event.character, LONGEST_FILTER)
        if self._model is not None:
            self.show(self._model, self.adapters, self.hint)
            self.redraw()

    def draw(self) -> list[Row]:
        """Header, the part of the list around the selection, card of the selected device."""
        columns, height = self.columns, self.size.height - 1
        if not self.keys:
            hint = [f"No device matches {self.filter!r}.", f"Terms: {EXAMPLES}"] if self.filter else self.hint
            return [self._head(), *middle(hints(hint, columns - 2), columns, height)]
        card = self._card() if height > CARD + 4 else []
        room = height - len(card)
        at = self._selection.place(self.keys)
        self._top = max(min(self._top, at, max(len(self.keys) - room, 0)), at - room + 1, 0)
        shown = self.keys[self._top : self._top + room]
        rows = [self._line(self.devices[key], key == self.selected) for key in shown]
        return [self._head(), *rows, *[BLANK] * (room - len(rows)), *card]

    def _head(self) -> Row:
        mark: Span = ("▌", "accent") if self.has_focus else (" ", "text")
        if self.filtering:
            typed = tail(self.filter, self.columns - 3)
            return between([mark, ("/", "key"), (typed, "heading"), ("▏", "accent")], [], self.columns)
        role = "heading" if self.has_focus else "muted"
        left: list[Span] = [mark, (f"Devices {len(self.keys)}", role)]
        if self.filter:
            count = f" {len(self.keys)} of {self._known} "
            text = cut(self.filter, self.columns - len(count) - 2)
            return between([mark, (f"/{text}", "key"), (count, role)], [], self.columns)
        scanning = any(adapter.discovering for adapter in self.adapters)
        state: Span = ("◌ scanning ", "accent") if scanning else ("○ not scanning ", "muted")
        return between(left, [state], self.columns)

    def _line(self, device: Device, selected: bool) -> Row:
        columns = self.columns
        wide = columns >= WIDE
        bars = 6 if wide else 4
        right: list[Span] = [self._strength(device), self._signal(device, bars), *_states(device, words=wide)]
        if len(self.adapters) > 1:
            right.insert(0, (f"{cut(device.adapter.removeprefix('hci'), 2):>2} ", "muted"))
        room = columns - 2 - sum(width(text) for text, _ in right) - 1
        marker: Span = ("▌ " if selected else "  ", "accent")
        name_role = "text" if device.rssi is not None or device.connected or device.busy else "muted"
        name: Span = (fit(_label(device, room), room) + " ", name_role)
        return row(marker, name, *right, fill="selected" if selected and self.has_focus else "")

    def _strength(self, device: Device) -> Span:
        if device.rssi is None:
            return "   – ", "muted"
        return f"{device.rssi:4} ", "ok" if device.rssi >= -70 else "text" if device.rssi >= -85 else "warning"

    def _signal(self, device: Device, bars: int) -> Span:
        if device.busy:
            return fit(device.busy, bars) + " ", "accent"
        quiet = self._now() - device.last_seen if device.last_seen is not None else None
        if device.rssi is None or (quiet is not None and quiet >= STALE):
            return fit(age(quiet) if quiet is not None else "", bars, right=True) + " ", "muted"
        return curve(device.history, bars) + " ", "host"

    def _card(self) -> list[Row]:
        device = self.device
        if device is None:
            gone = "The selected device went away." if self.selected else ""
            return [row(("─" * self.columns, "border")), row((f" {gone}", "muted")), *[BLANK] * (CARD - 2)]
        title = f"─ {cut(device.label, self.columns - 4)} "
        rule = row((title[:2], "border"), (title[2:], "muted"), ("─" * (self.columns - width(title)), "border"))
        kind = address_kind(device) or "BR/EDR"
        if len(self.adapters) > 1:
            kind += f" {device.adapter}"
        about = " · ".join(part for part in (company_of(device), ", ".join(services_of(device))) if part)
        return [
            rule,
            shorten(row((" ", "text"), (device.address or device.key, "text"), (f" {kind}", "muted")), self.columns),
            row((" ", "text"), *_words(device, self.columns - 1)),
            row((" ", "text"), (cut(about, self.columns - 1), "muted")),
        ]

    def on_blur(self) -> None:
        """The selection is drawn as a mark only."""
        self.filtering = False

    def on_click(self, event: Click) -> None:
        """Select the device that was clicked."""
        at = self._top + event.y - 1
        if event.y >= 1 and at < len(self.keys):
            self._choose(at)

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Go down."""
        self.move(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Go up."""
        self.move(-1)


def _same_but_strength(old: dict[str, Device], new: dict[str, Device]) -> bool:
    if old.keys() != new.keys():
        return False
    return all(
        before is device or _BUT_STRENGTH(before) == _BUT_STRENGTH(device)
        for before, device in zip(old.values(), new.values(), strict=True)
    )


_BUT_STRENGTH = attrgetter(*(name for name in Device.__annotations__ if name not in ("rssi", "history", "last_seen")))


def _label(device: Device, room: int) -> str:
    """Its name; of an address that does not fit the end, which tells devices of one maker apart."""
    if device.name or len(device.label) <= room:
        return device.label
    octets = device.label.split(":")
    return "…" + ":".join(octets[-max((room - 1 + 1) // 3, 1) :])


def _facts(device: Device) -> list[tuple[str, str, str]]:
    """Glyph, word and role of all that is true of a device."""
    bonded = device.bonded or device.paired
    every = (
        (device.blocked, "⊘", "blocked", "error"),
        (bool(device.busy), "◌", device.busy, "accent"),
        (device.connected, "●", "connected", "link"),
        (bonded, "✓", "bonded" if device.bonded else "paired", "ok"),
        (device.trusted, "★", "trusted", "warning"),
    )
    return [(glyph, word, role) for true, glyph, word, role in every if true]


def _states(device: Device, words: bool) -> list[Span]:
    facts = [fact for fact in _facts(device) if fact[0] != "◌"]
    if words:
        glyph, word, role = facts[0] if facts else ("", "", "muted")
        rest = "".join(glyph for glyph, _, _ in facts[1:])
        return [(fit(f"{glyph} {word} {rest}" if glyph else "", 14), role)]
    glyphs: list[Span] = [(glyph, role) for glyph, _, role in facts[:3]]
    return [*glyphs, (" " * (3 - len(glyphs)), "text")]


def _words(device: Device, room: int) -> list[Span]:
    facts = _facts(device)
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
