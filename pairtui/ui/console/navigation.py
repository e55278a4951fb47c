"""Carries out the commands that only change what is shown: the selection, the pane, the attempt, the filter."""

from collections.abc import Callable

from textual.widget import Widget

from pairtui.pairing.attempt import Attempt
from pairtui.ui.console.host import CommandHost
from pairtui.ui.text.hints import next_adapter
from pairtui.ui.widgets.attempt import AttemptPane
from pairtui.ui.widgets.device_order import ORDERS
from pairtui.ui.widgets.log import LogPane


class Navigation:
    """Moves about on the console screen it belongs to."""

    def __init__(self, console: CommandHost) -> None:
        self._console = console

    def commands(self) -> dict[str, Callable[[str], None]]:
        """What is carried out here, by the command's id."""
        console = self._console
        return {
            "up": lambda _: self._move(-1),
            "down": lambda _: self._move(1),
            "page-up": lambda _: self._move(-10),
            "page-down": lambda _: self._move(10),
            "first": lambda _: self._move(-(10**6)),
            "last": lambda _: self._move(10**6),
            "next-pane": lambda _: self._next_pane(1),
            "previous-pane": lambda _: self._next_pane(-1),
            "earlier": lambda _: self._turn(-1),
            "later": lambda _: self._turn(1),
            "newest": lambda _: self._newest(),
            "previous-failure": lambda _: self._failure(-1),
            "next-failure": lambda _: self._failure(1),
            "adapter": lambda _: self._next_adapter(),
            "filter": lambda _: self._filter(),
            "everything": lambda _: self._everything(),
            "sort": lambda _: self._sort(),
            "log": lambda _: self._toggle_log(),
            "back": lambda _: self._back(),
            "theme": lambda _: console.choose_theme(),
            "palette": lambda _: self._palette(),
            "quit": lambda _: console.app.exit(),
        }

    def _move(self, by: int) -> None:
        focused = self._console.focused
        pane = focused if isinstance(focused, AttemptPane | LogPane) else self._console.devices
        pane.move(by)

    def _next_pane(self, by: int) -> None:
        console = self._console
        panes: list[Widget] = [console.devices, console.attempt, console.log_pane]
        at = next((at for at, pane in enumerate(panes) if pane is console.focused), 0)
        console.go_to(panes[(at + by) % len(panes)])

    def _turn(self, by: int) -> None:
        console = self._console
        console.shown.turn(console.with_device.of(console.devices.selected), by)
        console.selection_changed()

    def _newest(self) -> None:
        newest = self._console.with_device.newest
        if newest is None:
            self._console.say("Nothing was attempted in this session.", "muted")
            return
        self.go_to_attempt(*newest)
        self._console.shown.follow()

    def _failure(self, by: int) -> None:
        """Go to the failed attempt before or after the one that is shown, whichever device it was with."""
        console = self._console
        failures = console.with_device.failures()
        shown = console.attempt.attempt
        at = shown.id if shown else 10**9
        later = [item for item in failures if item[1].id > at]
        earlier = [item for item in failures if item[1].id < at]
        if by > 0 and later:
            self.go_to_attempt(*later[0])
        elif by < 0 and earlier:
            self.go_to_attempt(*earlier[-1])
        else:
            console.say(f"No attempt failed {'after' if by > 0 else 'before'} this one.", "muted")

    def go_to_attempt(self, key: str, attempt: Attempt) -> None:
        """Select the device of this key, which the filter may hide now, and show this attempt with it."""
        console = self._console
        if not console.devices.choose(key):
            console.devices.stop_filter()
            console.show_devices()
            if not console.devices.choose(key) and attempt.adapter is not None:
                console.work_with(attempt.adapter)
                console.devices.choose(key)
        console.shown.pin(attempt)
        console.selection_changed()

    def _next_adapter(self) -> None:
        console = self._console
        console.work_with(next_adapter(console.model, console.adapter))

    def _filter(self) -> None:
        pane = self._console.focused
        if isinstance(pane, AttemptPane | LogPane):
            self._search(pane)
            return
        self._console.go_to(self._console.devices)
        self._console.devices.start_filter()

    def _search(self, pane: AttemptPane | LogPane) -> None:
        """All that the pane has, to be searched."""
        from pairtui.ui.screens.reader import Reader  # the first frame does not wait for the dialogs

        reader = Reader(self._console.look, "Log" if isinstance(pane, LogPane) else "Attempt", pane.everything)
        reader.widest = 112
        reader.search.begin()
        self._console.app.push_screen(reader)

    def _everything(self) -> None:
        devices = self._console.devices
        devices.toggle_everything()
        far = f"{devices.folded} weak ones are folded." if devices.folded else "Every device is shown."
        self._console.say(far, "muted")

    def _sort(self) -> None:
        devices, names = self._console.devices, list(ORDERS)
        devices.sort_by(names[(names.index(devices.order.by) + 1) % len(names)])
        self._console.say(f"Sorted by {devices.order.by}.", "muted")

    def _toggle_log(self) -> None:
        self._console.log_pane.toggle_class("-large")
        self._console.log_pane.redraw()

    def _back(self) -> None:
        console = self._console
        console.devices.stop_filter()
        console.shown.follow()
        console.show_devices()
        console.selection_changed()
        console.go_to(console.devices)

    def _palette(self) -> None:
        # the palette brings widgets that nothing else needs
        from pairtui.ui.console.palette import CommandPaletteScreen

        self._console.app.push_screen(CommandPaletteScreen())
