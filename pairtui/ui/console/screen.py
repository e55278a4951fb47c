"""The console: devices, attempt, log, and the keys that work on them."""

from collections.abc import Callable, Iterable
from functools import cached_property
from inspect import isawaitable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Horizontal
from textual.events import Key
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from pairtui.pairing.actions import Action, Connect, Pair, RemoveAndPair
from pairtui.pairing.attempt import Attempt
from pairtui.pairing.state import Adapter
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.commands.table import Command, Question
from pairtui.ui.hub import ConsoleHub
from pairtui.ui.text.hints import (
    ALL,
    choose_adapter,
    device_of,
    failure_text,
    holder_warning,
    next_adapter,
    no_attempt,
    no_devices,
)
from pairtui.ui.text.times import Clock, day_and_time, model_now
from pairtui.ui.themes import Look
from pairtui.ui.widgets.attempt import AttemptPane
from pairtui.ui.widgets.bars import Footer, TitleBar
from pairtui.ui.widgets.devices import DevicePane
from pairtui.ui.widgets.log import LogPane

if TYPE_CHECKING:
    from pairtui.ui.console.dispatch import Dispatch

SAID_FOR = 6.0
HAVE_ATTEMPTS = (Pair, RemoveAndPair, Connect)
TICK, SLOW_TICK = 1.0, 5.0
_PARTS = ("adapters", "devices", "attempts", "sources", "log", "history")


class ConsoleScreen(Screen[None]):
    """The main screen. It reads the model when it is told that it changed, and draws what differs."""

    def __init__(
        self,
        hub: ConsoleHub,
        look: Look,
        clock: Clock,
        hostname: str,
        keymap: Keymap,
        choose_theme: Callable[[], None],
        adapter: str = "",
    ) -> None:
        super().__init__()
        self.keymap = keymap
        # Textual reads BINDINGS from the class, and the keys are each user's own.
        self._bindings = BindingsMap(
            Binding(key, f"command('{command.id}', '{key}')", command.label, show=False, priority=priority)
            for command in keymap.commands
            for key in command.keys
            for priority in (True, False)  # in the order of the keys; and what the filter had no use for
        )
        self._hub, self.model, self.look, self._clock = hub, hub.model, look, clock
        self._seen: dict[str, int] = {}
        self._adapter: str | None = adapter or None
        self._shown: int | None = None  # None follows the newest attempt
        self._quiet: Timer | None = None
        self._choose_theme = choose_theme
        self.title_bar = TitleBar(look, hostname)
        self.devices = DevicePane(look, self._now, clock, self._selected)
        self.attempt = AttemptPane(look, self._now, keymap.key("diagnosis"))
        self.log_pane = LogPane(look, keymap.key("findings"))
        self.footer = Footer(look, keymap, self.run)

    @cached_property
    def _dispatch(self) -> "Dispatch":
        from pairtui.ui.console.dispatch import Dispatch  # the first frame does not wait for the dialogs

        return Dispatch(self)

    def compose(self) -> ComposeResult:
        """The panes."""
        yield self.title_bar
        with Horizontal(id="body"):
            yield self.devices
            yield self.attempt
        yield self.log_pane
        yield self.footer

    def on_mount(self) -> None:
        """Draw, and let time pass: ages, and how long the peer has been silent."""
        self.devices.focus()
        self.model_changed()
        if self.keymap.notices:
            more = f" ({len(self.keymap.notices) - 1} more in the log)" if len(self.keymap.notices) > 1 else ""
            self.say(f"{self.keymap.notices[0]}{more}")
        self.set_interval(SLOW_TICK if self.look.slow else TICK, self.tick)

    def _now(self) -> float:
        return model_now(self.model, self._clock)

    def when(self, at: float | None) -> str:
        """A time of the model, with the day where it is not today."""
        return day_and_time(at, self._now(), self.look.local)

    def tick(self) -> None:
        """A second went by."""
        self._show_devices()
        self.attempt.redraw()

    def model_changed(self) -> None:
        """Redraw the panes whose part of the model changed."""
        revisions = self.model.revisions
        now = {name: getattr(revisions, name) for name in _PARTS}
        now["findings"] = len(self.model.findings)
        changed = {name for name, number in now.items() if self._seen.get(name) != number}
        self._seen = now
        if changed & {"adapters", "sources"}:
            self.title_bar.show(self.model, self._adapters())
        if changed & {"adapters", "sources", "devices"}:
            self._show_devices()
        if changed & {"attempts", "devices", "adapters", "findings"}:
            self._show_attempt()
        if changed & {"log", "findings", "adapters"}:
            warning = holder_warning(self.model, self.keymap.key)
            self.log_pane.show(self.model.log, len(self.model.findings), warning)
        if changed - {"log"}:
            self.footer.show(self.situation())

    def _adapters(self) -> list[Adapter]:
        """The adapters whose devices are shown: one of them, or all."""
        if self._adapter == ALL:
            return [self.model.adapters[key] for key in sorted(self.model.adapters)]
        one = choose_adapter(self.model, self._adapter)
        return [one] if one else []

    def _show_devices(self) -> None:
        adapter = choose_adapter(self.model, self._adapter)
        self.devices.show(self.model, self._adapters(), no_devices(self.model, adapter, self.keymap.key))

    def _show_attempt(self) -> None:
        now = self.situation()
        self.devices.follow(now.target.key if now.target else None)
        reason = self.keymap.command("pair").available(now)
        hint = no_attempt(now.device, reason, self.model.findings, self.keymap.key)
        self.attempt.show(*self._chosen_attempt(), hint, several=len(self.model.adapters) > 1)

    def _chosen_attempt(self) -> tuple[Attempt | None, tuple[int, int]]:
        ids = sorted(self.model.attempts)
        if not ids:
            return None, (0, 0)
        at = ids.index(self._shown) if self._shown in ids else len(ids) - 1
        return self.model.attempts[ids[at]], (at + 1, len(ids))

    def situation(self) -> CommandContext:
        """What the commands work on now."""
        attempt, (_, total) = self._chosen_attempt()
        device = self.devices.device
        return CommandContext(
            device,
            choose_adapter(self.model, device.adapter if device and self._adapter == ALL else self._adapter),
            attempt,
            device_of(self.model, attempt),
            total,
            len(self.model.adapters),
            len(self.model.findings),
            sum(device.bonded or device.paired for device in self.model.devices.values()),
            getattr(self._hub, "actions", None),
            len(self.model.attempts) + sum(not past.current for past in self.model.history.values()),
        )

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is typed into the filter is no command, however fast it comes."""
        typed = action == "command" and self.focused is self.devices and self.devices.types(str(parameters[1]))
        return False if typed else super().check_action(action, parameters)

    def action_command(self, name: str, key: str) -> None:
        """A key of the table was pressed."""
        self._dispatch.run(self.keymap.command(name), key)

    def on_key(self, event: Key) -> None:
        """A key of no command says so; no key is silent."""
        if event.is_printable and not any(event.key in command.keys for command in self.keymap.commands):
            self.say(f"{event.character} does nothing here; {self.keymap.key('help')} shows all keys.", "muted")

    def run(self, command: Command) -> None:
        """Carry out a command that was clicked or chosen in the palette."""
        self._dispatch.run(command)

    @property
    def pane(self) -> str:
        """The id of the pane that has the focus."""
        return (self.focused or self.devices).id or ""

    def send(self, wanted: Iterable[Action]) -> None:
        """Send actions, one after the other; an attempt they start is shown."""
        actions = tuple(wanted)
        if any(isinstance(action, Pair | RemoveAndPair) for action in actions):
            self._shown = None
        self.run_worker(self._send(actions), exit_on_error=False)

    async def _send(self, wanted: tuple[Action, ...]) -> None:
        problem = await self.carry(wanted)
        if problem:
            self.say(f"✗ {problem}", "error")

    async def carry(self, wanted: Iterable[Action]) -> str:
        """Carry out actions one after the other until one fails; what went wrong in a sentence, or "".

        A pairing or a connection that fails has an attempt that says so.
        """
        for action in wanted:
            under_way = self._hub.perform(action)
            ended = await under_way if isawaitable(under_way) else None
            if ended is None:
                continue
            if ended.error is not None:
                return "" if isinstance(action, HAVE_ATTEMPTS) else failure_text(ended)
            if ended.text:
                self.say(f"✓ {ended.text[0].upper()}{ended.text[1:]}.", "ok")
        return ""

    def ask(self, question: Question, answered: Callable[[bool | None], None]) -> None:
        """Put a question whose answer is no unless the user says yes."""
        from pairtui.ui.screens.question import YesNo  # the first frame does not wait for the dialogs

        self.app.push_screen(YesNo(self.look, question), answered)

    def say(self, text: str, role: str = "warning") -> None:
        """Say something for a moment, in place of the footer."""
        if self._quiet is not None:
            self._quiet.stop()
        self.footer.say(text, role)
        self._quiet = self.set_timer(SAID_FOR, lambda: self.footer.say(""))

    def moves(self) -> dict[str, Callable[[str], None]]:
        """The commands that only change what is shown."""
        return {
            "up": lambda _: self._move(-1),
            "down": lambda _: self._move(1),
            "page-up": lambda _: self._move(-10),
            "page-down": lambda _: self._move(10),
            "first": lambda _: self._move(-(10**6)),
            "last": lambda _: self._move(10**6),
            "next-pane": lambda _: self._go(1),
            "previous-pane": lambda _: self._go(-1),
            "earlier": lambda _: self._turn(-1),
            "later": lambda _: self._turn(1),
            "adapter": lambda _: self._next_adapter(),
            "filter": lambda _: self._filter(),
            "log": lambda _: self._toggle_log(),
            "back": lambda _: self._back(),
            "theme": lambda _: self._choose_theme(),
            "palette": lambda _: self._palette(),
            "quit": lambda _: self.app.exit(),
        }

    def _selected(self) -> None:
        self._show_attempt()
        self.footer.show(self.situation())

    def _move(self, by: int) -> None:
        focused = self.focused
        pane = focused if isinstance(focused, AttemptPane | LogPane) else self.devices
        pane.move(by)

    def _go(self, by: int) -> None:
        panes: list[Widget] = [self.devices, self.attempt, self.log_pane]
        at = next((at for at, pane in enumerate(panes) if pane is self.focused), 0)
        pane = panes[(at + by) % len(panes)]
        # A narrow terminal shows one of the two, and only what is shown can take the focus.
        self.set_class(pane is self.attempt, "-reading")
        pane.focus()

    def _turn(self, by: int) -> None:
        ids = sorted(self.model.attempts)
        at = ids.index(self._shown) if self._shown in ids else len(ids) - 1
        at = min(max(at + by, 0), len(ids) - 1)
        self._shown = None if at == len(ids) - 1 else ids[at]
        self._selected()

    def _next_adapter(self) -> None:
        self._adapter = next_adapter(self.model, self._adapter)
        self._seen = {}
        self.model_changed()

    def _filter(self) -> None:
        self.set_focus(self.devices)
        self.devices.start_filter()

    def _toggle_log(self) -> None:
        self.log_pane.toggle_class("-large")
        self.log_pane.redraw()

    def _back(self) -> None:
        self.devices.stop_filter()
        self._shown = None
        self._show_devices()
        self._selected()
        self.devices.focus()

    def _palette(self) -> None:
        from pairtui.ui.console.palette import (
            CommandPaletteScreen,  # the palette brings widgets that nothing else needs
        )

        self.app.push_screen(CommandPaletteScreen())

    def restyle(self, look: Look) -> None:
        """Draw everything in another theme."""
        self.look = look
        for pane in (self.title_bar, self.devices, self.attempt, self.log_pane, self.footer):
            pane.restyle(look)
