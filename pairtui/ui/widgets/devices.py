"""The pane of the devices in range: strength, age, bond, and a card of the selected one."""

from collections.abc import Callable

from textual.events import Click, Key
from textual.keys import key_to_character

from pairtui.pairing.model import Model
from pairtui.pairing.state import Adapter, Device
from pairtui.ui.commands.key_names import written
from pairtui.ui.text.device_attempts import DeviceAttempts
from pairtui.ui.text.device_filter import EXAMPLES, filter_of
from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import BLANK, Row, hints, middle, row
from pairtui.ui.themes import Look
from pairtui.ui.widgets.device_head import kept_filter, list_head, typed_filter
from pairtui.ui.widgets.device_lines import CARD, Layout, card_rows, device_line, no_card
from pairtui.ui.widgets.device_order import DeviceOrder
from pairtui.ui.widgets.device_selection import Selection
from pairtui.ui.widgets.pane import MovingPane

STRENGTH_EVERY = 1.0
"""Seconds between two drawings where nothing changed but how strong the devices are: nobody reads numbers faster."""

SLOW_STRENGTH_EVERY = 10.0
"""As much, where a whole table is a second's worth of the line (9600 bit/s)."""

SETTLING = 5.0
"""Seconds after the first device was heard in which the selection goes to the strongest, unless somebody chooses."""

FOLDED_ABOVE = 40
"""From this number of devices on, those that are far away share one line."""

FAR = -80
"""dBm below which a device is far: pairings at that strength often fail."""

LONGEST_FILTER = 64
_FILTER_KEYS = ("escape", "enter", "backspace", "ctrl+u")


class DevicePane(MovingPane):
    """Shows the devices of one adapter, or of all; the selection is a device, not a line."""

    edge = "│"

    def __init__(
        self,
        look: Look,
        now: Callable[[], float],
        clock: Callable[[], float],
        selected: Callable[[], None],
        fold_key: str,
    ) -> None:
        super().__init__(look, id="devices")
        self._now, self._clock, self._selected = now, clock, selected
        self._fold_key = fold_key
        self._model: Model | None = None
        self.order = DeviceOrder()
        self._top = 0
        self._drawn, self._seen = float("-inf"), -1
        self.devices: dict[str, Device] = {}
        self.adapters: list[Adapter] = []
        self.hint: list[str] = []
        self.keys: list[str] = []
        self._selection = Selection()
        self._known = 0
        self._bredr = False  # whether one of the devices has BR/EDR
        self._heard: float | None = None  # since when devices are in range
        self._following = False
        self.filter = ""
        self.filtering = False
        self.everything = False
        self._attempts = DeviceAttempts({}, {})
        self._failed: frozenset[str] = frozenset()

    def show(self, model: Model, adapters: list[Adapter], hint: list[str], attempts: DeviceAttempts) -> None:
        """Show the devices of these adapters, all where there is none; `hint` where there is no device.

        `attempts` has the devices that no source knows now, and which ones failed last.
        """
        now, seen = self._clock(), self._seen
        self._seen = model.revisions.devices
        still = adapters == self.adapters and hint == self.hint and seen == self._seen
        still = still and attempts.failed == self._failed and attempts.gone == self._attempts.gone
        self._model, self.adapters, self.hint = model, adapters, hint
        self._attempts, self._failed = attempts, attempts.failed
        if still and 0 <= now - self._drawn < self._every:
            return
        self._drawn = now
        keys = {"", *(adapter.key for adapter in adapters)}
        matches = filter_of(self.filter)
        every = {**model.devices, **attempts.gone} if attempts.gone else model.devices
        folds = not self.everything and not self.filter and len(every) > FOLDED_ABOVE
        here = [(key, device) for key, device in every.items() if device.adapter in keys or not adapters]
        self.devices = {key: device for key, device in here if matches(device) and not (folds and self._far(device))}
        self._known = len(here)
        self._selection.place(self.keys)
        self.keys = list(self.order.update(self.devices, now))
        self._bredr = any(device.tells_bredr for device in self.devices.values())
        self.redraw()
        first = self._selection.key
        if self._settling(now):
            self._selection.begin(self.keys)
        if self._selection.update(self.devices, self.keys, every) or self._selection.key != first:
            self.redraw()
            self._selected()

    def _show_again(self) -> None:
        """Another choice of the devices, or another order of them, is wanted."""
        self._drawn = float("-inf")
        if self._model is not None:
            self.show(self._model, self.adapters, self.hint, self._attempts)
        self.redraw()

    def _far(self, device: Device) -> bool:
        """Whether it is weak, and there is nothing to know of it: one of the crowd."""
        last = device.rssi if device.rssi is not None else next(iter(device.history[-1:]), 0)  # after a scan too
        if last >= FAR:
            return False
        known = device.has_bond or device.connected or device.busy or device.controls
        return bool(not known and device.key != self.selected and not self._attempts.of(device.key))

    @property
    def folded(self) -> int:
        """How many devices are left out because they are far away."""
        return self._known - len(self.keys) if self._known and not self.filter else 0

    def toggle_everything(self) -> None:
        """Show the far ones too, or leave them out again."""
        self.everything = not self.everything
        self._show_again()

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

    def choose(self, key: str) -> bool:
        """Select the device of this key; whether it is in the list."""
        if key in self.devices:
            self._choose(self.keys.index(key))
        return key in self.devices

    def _choose(self, at: int) -> None:
        self._selection.choose(self.keys[at])
        self._selection.update(self.devices, self.keys, self.devices)
        self.order.freeze(self._clock())
        self.redraw()
        self._selected()

    def sort_by(self, order: str) -> None:
        """Sort by this, one of `ORDERS`."""
        self.order.sort_by(order)
        self._show_again()

    def start_filter(self) -> None:
        """Take what is typed as the filter, until Enter keeps it or Esc drops it."""
        self.filtering = True
        self.redraw()

    def stop_filter(self) -> None:
        """Show every device again."""
        self.filtering, self.filter = False, ""
        self._drawn = float("-inf")

    def types(self, key: str) -> bool:
        """Whether `key`, by the name that Textual has for it, is typed into the filter now."""
        typed = written(key) if len(written(key)) == 1 else key_to_character(key) or "\0"
        return self.filtering and (key in _FILTER_KEYS or typed.isprintable())

    def on_key(self, event: Key) -> None:
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
        self._show_again()
        if self.filter and self.keys and self.selected not in self.devices:
            self._choose(0)

    def draw(self) -> list[Row]:
        columns, height = self.columns, self.size.height - 1
        if not self.keys:
            hint = [f"No device matches {self.filter!r}.", f"Terms: {EXAMPLES}"] if self.filter else self.hint
            return [self._head(), *middle(hints(hint, columns - 2), columns, height)]
        card = self._card() if height > CARD + 4 else []
        layout, now = self._layout(), self._now()
        card = [*self._fold_line(), *card]
        room = height - len(card)
        at = self._selection.place(self.keys)
        self._top = max(min(self._top, at, max(len(self.keys) - room, 0)), at - room + 1, 0)
        self.goes_on |= ({1} if self._top else set()) | ({room} if self._top + room < len(self.keys) else set())
        shown = self.keys[self._top : self._top + room]
        rows = [
            device_line(
                self.devices[key],
                layout,
                now,
                key in self._failed,
                key == self.selected,
                "selected" if key == self.selected and self.has_focus else "",
            )
            for key in shown
        ]
        return [self._head(), *rows, *[BLANK] * (room - len(rows)), *card]

    def _fold_line(self) -> list[Row]:
        if not self.folded:
            return []
        return [row((f"  {self.folded} more, weaker", "muted"), (f"  {self._fold_key}", "key"))]

    def _layout(self) -> Layout:
        return Layout(self.columns, len(self.adapters) > 1, self._bredr)

    def _card(self) -> list[Row]:
        device = self.device
        if device is None:
            return no_card(self.columns, " The selected device went away." if self.selected else "")
        return card_rows(device, self.columns, device.key in self._failed, len(self.adapters) > 1)

    def _head(self) -> Row:
        if self.filtering:
            return typed_filter(self.filter, self.columns)
        if self.filter:
            return kept_filter(self.filter, len(self.keys), self._known, self.has_focus, self.columns)
        scanning = any(adapter.discovering for adapter in self.adapters)
        return list_head(len(self.keys) + self.folded, scanning, self.order.by, self.has_focus, self._layout())

    def on_blur(self) -> None:
        """The selection is drawn as a mark only."""
        self.filtering = False

    def on_click(self, event: Click) -> None:
        at = self._top + event.y - 1
        head = next((head for head in self._layout().heads() if head.start <= event.x < head.end), None)
        if event.y == 0 and head is not None and self.keys:
            self.sort_by(head.order)
        elif event.y >= 1 and at < len(self.keys):
            self._choose(at)
