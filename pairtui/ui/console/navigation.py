"""Carries out the commands that only change what is shown: the selection, the pane, the attempt, the filter."""

from functools import partialmethod

from textual.widget import Widget

from pairtui.pairing.attempt import Attempt
from pairtui.ui.commands.table import Command
from pairtui.ui.console.host import CommandHost
from pairtui.ui.text.hints import next_adapter
from pairtui.ui.widgets.attempt import AttemptPane
from pairtui.ui.widgets.device_order import ORDERS
from pairtui.ui.widgets.log import LogPane


class Navigation:
    """Moves about on the console screen it belongs to; a method has the name of its command."""

    def __init__(self, console: CommandHost) -> None:
        self._console = console

    def _move(self, by: int) -> None:
        focused = self._console.focused
        pane = focused if isinstance(focused, AttemptPane | LogPane) else self._console.devices
        pane.move(by)

    up, down = partialmethod(_move, -1), partialmethod(_move, 1)
    page_up, page_down = partialmethod(_move, -10), partialmethod(_move, 10)
    first, last = partialmethod(_move, -(10**6)), partialmethod(_move, 10**6)

    def _cycle(self, by: int) -> None:
        console = self._console
        panes: list[Widget] = [console.devices, console.attempt, console.log_pane]
        at = next((at for at, pane in enumerate(panes) if pane is console.focused), 0)
        console.go_to(panes[(at + by) % len(panes)])

    next_pane, previous_pane = partialmethod(_cycle, 1), partialmethod(_cycle, -1)

    def _turn(self, by: int) -> None:
        console = self._console
        console.shown.turn(console.with_device.of(console.devices.selected), by)
        console.selection_changed()

    earlier, later = partialmethod(_turn, -1), partialmethod(_turn, 1)

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

    previous_failure, next_failure = partialmethod(_failure, -1), partialmethod(_failure, 1)

    def theme(self) -> None:
        """Choose the colours."""
        self._console.choose_theme()

    def quit(self) -> None:
        """Leave."""
        self._console.app.exit()

    def newest(self) -> None:
        """To the newest attempt of all devices."""
        newest = self._console.with_device.newest
        if newest is None:
            self._console.say("Nothing was attempted in this session.", "muted")
            return
        self.go_to_attempt(*newest)
        self._console.shown.follow()

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

    def adapter(self) -> None:
        """Show the devices of the next adapter."""
        console = self._console
        console.work_with(next_adapter(console.model, console.adapter))

    def filter(self) -> None:
        """Type a filter of the devices, or search in another pane."""
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

    def everything(self) -> None:
        """Show the weak devices too, or fold them."""
        devices = self._console.devices
        devices.toggle_everything()
        far = f"{devices.folded} weak ones are folded." if devices.folded else "Every device is shown."
        self._console.say(far, "muted")

    def sort(self) -> None:
        """Sort the devices by the next order."""
        devices, names = self._console.devices, list(ORDERS)
        devices.sort_by(names[(names.index(devices.order.by) + 1) % len(names)])
        self._console.say(f"Sorted by {devices.order.by}.", "muted")

    def log(self) -> None:
        """Make the log large, or small again."""
        self._console.log_pane.toggle_class("-large")
        self._console.log_pane.redraw()

    def back(self) -> None:
        """Leave the filter; back to the newest attempt."""
        console = self._console
        console.devices.stop_filter()
        console.shown.follow()
        console.show_devices()
        console.selection_changed()
        console.go_to(console.devices)

    def palette(self) -> None:
        """Find a command by its name."""
        # imported here as every dialog is: the first frame does not wait for it
        from pairtui.ui.screens.palette import CommandPalette

        console = self._console

        def chosen(command: Command | None) -> None:
            if command is not None:
                console.run(command)

        console.app.push_screen(CommandPalette(console.look, console.keymap.commands, console.situation()), chosen)
