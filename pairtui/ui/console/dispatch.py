"""Carries out commands: sends their actions, asks where it must, or calls what changes the console."""

from collections.abc import Callable, Sequence

from pairtui.pairing.actions import Action, Pair
from pairtui.pairing.attempt import Fix
from pairtui.pairing.questions import Question
from pairtui.ui.commands.availability import can
from pairtui.ui.commands.key_names import written
from pairtui.ui.commands.table import Command
from pairtui.ui.console.gateway_commands import GatewayCommands
from pairtui.ui.console.host import CommandHost
from pairtui.ui.console.navigation import Navigation
from pairtui.ui.console.reading import Reading


class Dispatch:
    """Runs a command on the console screen it belongs to."""

    def __init__(self, console: CommandHost) -> None:
        self._console = console
        navigation = Navigation(console)
        self._groups = (
            navigation,
            Reading(console, navigation.go_to_attempt),
            GatewayCommands(console, self._ask_then_send, self._carry_fix),
        )

    def run(self, command: Command, key: str = "") -> None:
        """Do what `command` does, or say why it cannot be done now; `key` is what was pressed."""
        console = self._console
        now = console.situation()
        reason = command.available(now)
        if reason is not None:
            console.say(f"{written(key) if key else command.key.split()[0]} {command.name(now)}: {reason}.")
        elif command.does is not None:
            question = command.asks(now) if command.asks else None
            self._ask_then_send(question, command.does(now))
        elif command.id == "fix":
            self._fix(key)
        else:
            self.effect(command)()

    def effect(self, command: Command) -> Callable[[], None]:
        """The method that carries out a command which sends no actions by itself: it has the command's name."""
        name = command.id.replace("-", "_")
        found: Callable[[], None] = next(getattr(group, name) for group in self._groups if hasattr(group, name))
        return found

    def _ask_then_send(self, question: Question | None, wanted: Sequence[Action]) -> None:
        if question is None:
            self._console.send(wanted)
        else:
            self._console.ask(question, lambda: self._console.send(wanted))

    def _fix(self, key: str) -> None:
        fix = self._console.situation().fix(int(key))
        if fix is None:
            self._console.say(f"There is no fix {key}.")
        else:
            self._carry_fix(fix, key)

    def _carry_fix(self, fix: Fix, key: str = "This") -> None:
        from pairtui.pairing.fix_actions import fix_action  # the first frame does not wait for the table

        console, now = self._console, self._console.situation()
        if fix.action is None:
            console.say(f"{key} is for you to do: {fix.text}", "accent")
            return
        device, attempt = now.target, now.attempt
        adapter = (attempt.adapter if attempt else None) or (now.adapter.key if now.adapter else None)
        does = fix_action(fix.action, device is not None and device.has_bond)
        wanted = does.actions(device.key if device else attempt.device if attempt else None, adapter)
        looks_for_it = does.device in (None, Pair)
        if not wanted or (device is None and not looks_for_it):
            why = f"the device is not known to BlueZ now. Scan for it: {console.keymap.key('scan')}."
            console.say(f"Cannot {does.words}: {why}")
        elif reason := next(filter(None, (can(type(action))(now) for action in wanted)), None):
            console.say(f"Cannot {does.words}: {reason}.")
        else:
            self._ask_then_send(does.asks(device) if does.asks and device else None, wanted)
