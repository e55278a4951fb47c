"""Carries out commands: sends their actions, asks where it must, or calls what changes the console."""

from collections.abc import Callable, Sequence

from pairtui.pairing.actions import Action, Pair, RemoveAndPair, Unpair
from pairtui.pairing.attempt import Fix
from pairtui.pairing.state import Device
from pairtui.ui.commands.availability import can
from pairtui.ui.commands.key_names import written
from pairtui.ui.commands.questions import Question, ask_remove_and_pair, ask_unpair
from pairtui.ui.commands.table import Command
from pairtui.ui.console.gateway_commands import GatewayCommands
from pairtui.ui.console.host import CommandHost
from pairtui.ui.console.navigation import Navigation
from pairtui.ui.console.reading import Reading

_ASKING: dict[type[Action], Callable[[Device], Question]] = {Unpair: ask_unpair, RemoveAndPair: ask_remove_and_pair}


def _finds(action: Action) -> bool:
    """Whether it does not need a device that BlueZ knows now: it has none, or looks for it."""
    return isinstance(action, Pair) or not hasattr(action, "device")


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
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._console.send(wanted)
            else:
                self._console.say("Nothing was changed.", "muted")

        self._console.ask(question, answered)

    def _fix(self, key: str) -> None:
        fix = self._console.situation().fix(int(key))
        if fix is None:
            self._console.say(f"There is no fix {key}.")
        else:
            self._carry_fix(fix, key)

    def _carry_fix(self, fix: Fix, key: str = "This") -> None:
        from pairtui.knowledge.fixes import FIX_ACTIONS  # the first frame does not wait for the table
        from pairtui.pairing.fix_actions import actions_for

        console, now = self._console, self._console.situation()
        if fix.action is None:
            console.say(f"{key} is for you to do: {fix.text}", "accent")
        else:
            device, attempt = now.target, now.attempt
            adapter = (attempt.adapter if attempt else None) or (now.adapter.key if now.adapter else None)
            bonded = device is not None and (device.paired or device.bonded)
            about = device.key if device else attempt.device if attempt else None
            wanted = actions_for(fix.action, about, adapter, bonded)
            if not wanted or (device is None and not all(map(_finds, wanted))):
                why = f"the device is not known to BlueZ now. Scan for it: {console.keymap.key('scan')}."
                console.say(f"Cannot {FIX_ACTIONS[fix.action].words}: {why}")
            elif reason := next(filter(None, (can(type(action))(now) for action in wanted)), None):
                console.say(f"Cannot {FIX_ACTIONS[fix.action].words}: {reason}.")
            else:
                ask = next((_ASKING[type(action)] for action in wanted if type(action) in _ASKING), None)
                self._ask_then_send(ask(device) if ask and device else None, wanted)
