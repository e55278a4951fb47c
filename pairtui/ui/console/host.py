"""What a command may ask of the console it works on."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

    from pairtui.hub import ConsoleHub
    from pairtui.pairing.actions import Action
    from pairtui.pairing.model import Model
    from pairtui.pairing.questions import Question
    from pairtui.ui.commands.availability import CommandContext
    from pairtui.ui.commands.keymap import Keymap
    from pairtui.ui.commands.table import Command
    from pairtui.ui.console.shown_attempt import ShownAttempt
    from pairtui.ui.text.device_attempts import DeviceAttempts
    from pairtui.ui.themes import Look
    from pairtui.ui.widgets.attempt import AttemptPane
    from pairtui.ui.widgets.devices import DevicePane
    from pairtui.ui.widgets.log import LogPane


class CommandHost(Protocol):
    """The main screen as the commands see it."""

    adapter: str | None
    hub: "ConsoleHub"
    model: "Model"
    look: "Look"
    keymap: "Keymap"
    devices: "DevicePane"
    attempt: "AttemptPane"
    log_pane: "LogPane"
    shown: "ShownAttempt"
    with_device: "DeviceAttempts"
    choose_theme: Callable[[], None]

    @property
    def app(self) -> "App[Any]":
        """The application, which has the dialogs and the clipboard."""

    @property
    def focused(self) -> "Widget | None":
        """What the keys go to."""

    @property
    def pane(self) -> str:
        """The id of the pane that has the focus."""

    def situation(self) -> "CommandContext":
        """What the commands work on now."""

    def when(self, at: float | None) -> str:
        """A time of the model, as the user reads it."""

    def run(self, command: "Command") -> None:
        """Carry out a command."""

    def say(self, text: str, role: str = "warning") -> None:
        """Say something for a moment."""

    def ask(self, question: "Question", then: Callable[[], None]) -> None:
        """Put a question; `then` is called where the user says yes."""

    def send(self, wanted: "Iterable[Action]") -> None:
        """Send actions, one after the other."""

    async def carry(self, wanted: "Iterable[Action]") -> str:
        """Carry out actions until one fails; what went wrong in a sentence, or ""."""

    def go_to(self, pane: "Widget") -> None:
        """Give the focus to a pane."""

    def work_with(self, adapter: str | None) -> None:
        """Show the devices of one adapter, or of all."""

    def show_devices(self) -> None:
        """Draw the devices."""

    def selection_changed(self) -> None:
        """Another device, or another of its attempts, is what the keys work on."""
