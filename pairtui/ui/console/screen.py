"""The console: devices, attempt, log, and the keys that work on them."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Self

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from pairtui.hub import ConsoleHub
from pairtui.pairing.actions import Action, Pair, RemoveAndPair
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.questions import Question
from pairtui.pairing.state import Adapter
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.keymap import Keymap
from pairtui.ui.commands.table import Command
from pairtui.ui.console.action_runner import ActionRunner
from pairtui.ui.console.bindings import bindings
from pairtui.ui.console.shown_attempt import ShownAttempt
from pairtui.ui.terminal.textual_private import Covered, SteadyScreen
from pairtui.ui.text import hints
from pairtui.ui.text.device_attempts import device_attempts
from pairtui.ui.text.times import Clock, day_and_time, model_now
from pairtui.ui.themes import Look
from pairtui.ui.widgets.attempt import AttemptPane
from pairtui.ui.widgets.bars import Footer, TitleBar
from pairtui.ui.widgets.devices import DevicePane
from pairtui.ui.widgets.log import LogPane

if TYPE_CHECKING:
    from pairtui.ui.console.dispatch import Dispatch

TICK, SLOW_TICK = 1.0, 5.0
_PARTS = ("adapters", "devices", "strengths", "attempts", "sources", "log", "history")


class Body(Covered, Horizontal):
    """The devices beside the attempt."""


class ConsoleScreen(Covered, SteadyScreen, Screen[None]):
    """The main screen. It reads the model when that has changed, and draws what differs."""

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
        self._bindings = BindingsMap(bindings(keymap))
        self.hub, self.model, self.look, self._clock = hub, hub.model, look, clock
        self._seen: dict[str, int] = {}
        self._newest: tuple[int, Outcome] | None = None
        self.adapter: str | None = adapter or None
        self.shown = ShownAttempt()
        self.with_device = device_attempts(self.model)
        self._runner = ActionRunner(hub, self.say)
        self.choose_theme = choose_theme
        self.title_bar = TitleBar(look, hostname)
        self.devices = DevicePane(look, self._now, clock, self._selected, keymap.key("everything"))
        self.attempt = AttemptPane(
            look,
            self._now,
            keymap.key("diagnosis"),
            lambda key: self.action_command("fix", key),
            lambda: self.run(self.keymap.command("diagnosis")),
            lambda: self.footer.show(self.situation()),
        )
        self.log_pane = LogPane(look, keymap.key("findings"))
        self.footer = Footer(look, keymap, self.run)

    def following(self, what: str) -> Self:
        """This screen, with what follows a pairing that the user asks for: the setting `after_pairing`."""
        self._runner.after_pairing = what
        return self

    @cached_property
    def _dispatch(self) -> "Dispatch":
        from pairtui.ui.console.dispatch import Dispatch  # the first frame does not wait for the dialogs

        return Dispatch(self)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        with Body(id="body"):
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
        self.show_devices()
        self.attempt.redraw()

    def model_changed(self) -> None:
        """Redraw the panes whose part of the model changed."""
        revisions = self.model.revisions
        now = {name: getattr(revisions, name) for name in _PARTS}
        now["findings"] = len(self.model.findings) + len(self.model.not_understood)
        changed = {name for name, number in now.items() if self._seen.get(name) != number}
        self._seen = now
        if changed & {"adapters", "sources"}:
            self.title_bar.show(self.model, self._adapters())
        if changed & {"attempts", "devices"}:
            self.with_device = device_attempts(self.model)
        if changed & {"adapters", "sources", "devices", "strengths", "attempts"}:
            self.show_devices()
        if changed & {"attempts", "devices", "adapters", "findings", "sources"}:
            self.show_attempt()
        if changed & {"log", "findings", "adapters"}:
            warning = hints.holder_warning(self.model, self.keymap.key)
            unread = len(hints.not_understood(self.model))
            self.log_pane.show(self.model.log, len(self.model.findings), unread, warning)
        if changed - {"log", "strengths"}:
            self.footer.show(self.situation())

    def _adapters(self) -> list[Adapter]:
        """The adapters whose devices are shown: one of them, or all."""
        if self.adapter == hints.ALL:
            return [self.model.adapters[key] for key in sorted(self.model.adapters)]
        one = hints.choose_adapter(self.model, self.adapter)
        return [one] if one else []

    def show_devices(self) -> None:
        """Show the devices of the adapters in use."""
        adapter = hints.choose_adapter(self.model, self.adapter)
        hint = hints.no_devices(self.model, adapter, self.keymap.key)
        self.devices.show(self.model, self._adapters(), hint, self.with_device)

    def show_attempt(self) -> None:
        """Show the attempt of the selected device, or what to do where there is none."""
        newest = self.with_device.newest
        self.devices.follow(newest[0] if newest else None)
        now = self.situation()
        reason = self.keymap.command("pair").available(now)
        after, read = self._runner.after_pairing, hints.recorded(self.model)
        hint = hints.no_attempt(now.device, reason, self.model.findings, self.keymap.key, after, read)
        here, several = hints.here(self.model), len(self.model.adapters) > 1
        self.attempt.show(*self._attempt_of_selected(), hint, several=several, here=here)
        self._announce_elsewhere()

    def _attempt_of_selected(self) -> tuple[Attempt | None, tuple[int, int]]:
        return self.shown.among(self.with_device.of(self.devices.selected))

    def _announce_elsewhere(self) -> None:
        """Say what becomes of the newest attempt where it is with another device than the selected one."""
        newest = self.with_device.newest
        if newest is None:
            return
        key, attempt = newest
        now = (attempt.id, attempt.outcome)
        if now != self._newest and key != self.devices.selected and attempt.live:
            self.say(*hints.elsewhere(attempt, self.keymap.key("newest")))
        self._newest = now

    def situation(self) -> CommandContext:
        """What the commands work on now."""
        attempt, (_, total) = self._attempt_of_selected()
        device = self.devices.device
        adapter = hints.choose_adapter(
            self.model, device.adapter if device and self.adapter == hints.ALL else self.adapter
        )
        return CommandContext(
            device,
            adapter,
            attempt,
            hints.device_of(self.model, attempt),
            total,
            len(self.model.adapters),
            len(self.model.findings) + len(hints.not_understood(self.model)),
            sum(device.has_bond for device in self.model.devices.values()),
            getattr(self.hub, "actions", None),
            len(self.model.attempts) + sum(not past.current for past in self.model.history.values()),
            device is None or device.key in self.model.devices,
            hints.links_through(self.model, adapter),
            self.pane,
            bool(self.devices.keys),
            self.attempt.has_focus and self.attempt.on_verdict,
            hints.playing(self.model),
        )

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
            self.shown.follow()
            if self.has_class("-narrow"):
                self.go_to(self.attempt)
        self.run_worker(self._send(actions), exit_on_error=False)

    async def _send(self, wanted: tuple[Action, ...]) -> None:
        problem = await self.carry(wanted)
        if problem:
            self.say(f"✗ {problem}", "error")

    async def carry(self, wanted: Iterable[Action]) -> str:
        """Carry out actions one after the other until one fails; what went wrong in a sentence, or ""."""
        return await self._runner.carry(wanted)

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        """Put a question; `then` is called where the user says yes."""
        from pairtui.ui.screens.question import ConfirmDialog  # the first frame does not wait for the dialogs

        self.app.push_screen(
            ConfirmDialog(self.look, question), lambda yes: then() if yes else self.say("Nothing was changed.", "muted")
        )

    def say(self, text: str, role: str = "warning") -> None:
        """Say something for a moment, in place of the footer."""
        self.footer.say(text, role)

    def selection_changed(self) -> None:
        """Another device, or another of its attempts, is what the keys work on."""
        self.show_attempt()
        self.footer.show(self.situation())

    def _selected(self) -> None:
        self.shown.follow()
        self.selection_changed()

    def watch_focused(self) -> None:
        """The footer shows the keys of the pane that has the focus."""
        if self.is_mounted:
            self.footer.show(self.situation())

    def go_to(self, pane: Widget) -> None:
        """Give the focus to a pane. A narrow terminal shows one of the two, and only what is shown can take it."""
        self.set_class(pane is self.attempt, "-reading")
        if pane.focusable:
            self.set_focus(pane)  # at once: what is typed next goes there
        else:
            pane.focus()

    def work_with(self, adapter: str | None) -> None:
        """Show the devices of this adapter, of `hints.ALL`, or of the first where it is None."""
        self.adapter = adapter
        self._seen = {}
        self.model_changed()

    def restyle(self, look: Look) -> None:
        """Draw everything in another theme."""
        self.look = look
        for pane in (self.title_bar, self.devices, self.attempt, self.log_pane, self.footer):
            pane.restyle(look)
