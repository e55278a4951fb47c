"""Carries out commands: asks where it must, sends actions, or changes what the console shows."""

from collections.abc import Callable, Sequence
from functools import partial

from pairtui.pairing.actions import Action, Export, RemoveAndPair, SetAlias, Unpair
from pairtui.pairing.attempt import Attempt, Diagnosis, Fix, Kind, Past, Peer
from pairtui.pairing.fix_actions import FIX_ACTIONS, actions_for
from pairtui.pairing.history import before
from pairtui.pairing.state import Device
from pairtui.ui.commands.availability import can
from pairtui.ui.commands.key_names import written
from pairtui.ui.commands.questions import Question, ask_remove_and_pair, ask_unpair
from pairtui.ui.commands.table import Command
from pairtui.ui.console.gateway_commands import GatewayCommands
from pairtui.ui.console.host import CommandHost
from pairtui.ui.console.navigation import Navigation
from pairtui.ui.screens.details import device_rows, diagnosis_text, finding_rows, has_secrets, source_rows, step_rows
from pairtui.ui.screens.help import help_rows
from pairtui.ui.screens.question import Line
from pairtui.ui.screens.reader import Reader
from pairtui.ui.text.hints import device_of
from pairtui.ui.text.rows import BLANK, Row, paragraph, row

_ASKING: dict[type[Action], Callable[[Device], Question]] = {Unpair: ask_unpair, RemoveAndPair: ask_remove_and_pair}


class Dispatch:
    """Runs a command on the console screen it belongs to."""

    def __init__(self, console: CommandHost) -> None:
        self._console = console
        self._navigation = Navigation(console)
        self._own: dict[str, Callable[[str], None]] = {
            "alias": self._alias,
            "fix": self._fix,
            "details": self._details,
            "diagnosis": self._diagnosis,
            "sources": self._sources,
            "findings": self._findings,
            "help": self._help,
            "history": lambda _: self._history(),
            "attempts": self._attempts,
            "compare": self._compare_with_before,
            "records": lambda _: self._records(self._record_of_interest()),
            "copy": self._copy,
            "export": self._export,
            **GatewayCommands(console, self._ask_then_send, self._carry_fix).commands(),
            **self._navigation.commands(),
        }

    def run(self, command: Command, key: str = "") -> None:
        """Do what `command` does, or say why it cannot be done now; `key` is what was pressed."""
        console = self._console
        now = console.situation()
        reason = command.available(now)
        if reason is not None:
            console.say(f"{written(key) if key else command.key.split()[0]} {command.name(now)}: {reason}.")
        elif command.does is None:
            self._own[command.id](key)
        else:
            question = command.asks(now) if command.asks else None
            self._ask_then_send(question, command.does(now))

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
        console, now = self._console, self._console.situation()
        if fix.action is None:
            console.say(f"{key} is for you to do: {fix.text}", "accent")
        else:
            device = now.target
            adapter = (now.attempt.adapter if now.attempt else None) or (now.adapter.key if now.adapter else None)
            bonded = device is not None and (device.paired or device.bonded)
            wanted = actions_for(fix.action, device.key if device else None, adapter, bonded)
            if not wanted:
                why = f"the device is not known to BlueZ now. Scan for it: {console.keymap.key('scan')}."
                console.say(f"Cannot {FIX_ACTIONS[fix.action].words}: {why}")
            elif reason := next(filter(None, (can(type(action))(now) for action in wanted)), None):
                console.say(f"Cannot {FIX_ACTIONS[fix.action].words}: {reason}.")
            else:
                ask = next((_ASKING[type(action)] for action in wanted if type(action) in _ASKING), None)
                self._ask_then_send(ask(device) if ask and device else None, wanted)

    def _alias(self, _: str) -> None:
        device = self._console.situation().device
        if device is None:
            return
        key = device.key

        def named(alias: str | None) -> None:
            if alias is not None:
                self._console.send((SetAlias(key, alias),))

        text = f"A name of your own for {device.address}. An empty one restores its own."
        self._console.app.push_screen(Line(self._console.look, "Alias", text, device.name), named)

    def _details(self, _: str) -> None:
        console = self._console
        attempt, step, device = console.attempt.attempt, console.attempt.step, console.devices.device
        if console.attempt.has_focus and attempt and step:
            content = partial(step_rows, attempt, step, local=console.look.local)
            revealed = partial(content, reveal=True) if has_secrets(step.message) else None
            record = partial(self._records, step.record) if step.record is not None else None
            console.app.push_screen(Reader(console.look, step.text, content, revealed=revealed, record=record))
        elif device is not None:
            key, known = device.key, console.model.known(device)
            self._read(
                device.label,
                lambda columns: device_rows(console.model.devices.get(key, device), columns, known),
            )
        else:
            console.say("There is nothing to show yet.", "muted")

    def _diagnosis(self, _: str) -> None:
        attempt = self._console.attempt.attempt
        diagnosis = attempt.diagnosis if attempt else None
        if attempt is None or diagnosis is None:
            self._console.say("This attempt has no diagnosis: nothing failed, or it is still running.", "muted")
            return
        device = device_of(self._console.model, attempt)
        name = device.label if device else attempt.peer.name or attempt.peer.address or "unknown device"
        first = next((evidence.record for evidence in diagnosis.evidence if evidence.record is not None), None)
        reader = Reader(
            self._console.look,
            f"Why: {name}",
            lambda columns: diagnosis_text(attempt, diagnosis, columns),
            record=partial(self._records, first) if first is not None else None,
            page=partial(self._pages, diagnosis),
        )
        self._console.app.push_screen(reader)

    def _pages(self, diagnosis: Diagnosis) -> None:
        """The page of the knowledge base about the cause, or about one of the runners-up."""
        from pairtui.knowledge.pages import page
        from pairtui.ui.screens.question import Choice

        console = self._console
        causes = [(diagnosis.cause, diagnosis.title), *((one.cause, one.title) for one in diagnosis.alternatives)]

        def chosen(at: int | None) -> None:
            if at is not None:
                lines = page(causes[at][0]).splitlines()
                self._read(
                    causes[at][0], lambda columns: [line for text in lines for line in _page_lines(text, columns)]
                )

        if len(causes) == 1:
            chosen(0)
        else:
            console.app.push_screen(Choice(console.look, "Which page?", causes), chosen)

    def _records(self, first: int | None) -> None:
        from pairtui.ui.screens.records import RecordsDialog

        self._console.app.push_screen(RecordsDialog(self._console.look, self._console.model, first))

    def _record_of_interest(self) -> int | None:
        """The record of the step under the cursor, which is the failing one where nobody moved it."""
        step = self._console.attempt.step
        return step.record if step else None

    def _sources(self, _: str) -> None:
        self._read("Sources", lambda columns: source_rows(self._console.model, columns))

    def _findings(self, _: str) -> None:
        self._read("Findings", lambda columns: finding_rows(self._console.model.findings, columns))

    def _attempts(self, _: str) -> None:
        device = self._console.situation().device
        if device is not None:
            peer = Peer(device.address or None, device.address_type, device.label)
            only = Attempt(0, Kind.PAIRING, device=device.key, peer=peer)
            self._history(only=only, show=lambda attempt: self._navigation.go_to_attempt(device.key, attempt))

    def _history(self, only: Attempt | None = None, show: Callable[[Attempt], None] | None = None) -> None:
        from pairtui.ui.screens.history import HistoryDialog

        console = self._console
        dialog = HistoryDialog(
            console.look,
            console.model,
            self._read_past,
            self._compare,
            lambda action: console.send((action,)),
            console.when,
            only,
            show,
        )
        console.app.push_screen(dialog)

    def _read_past(self, past: Past) -> None:
        from pairtui.ui.screens.attempt_rows import past_rows

        self._read(past.attempt.peer.name or "Attempt", lambda columns: past_rows(past, columns, self._console.when))

    def _compare(self, one: Past, other: Past) -> None:
        from pairtui.ui.screens.attempt_rows import comparison_rows

        first, second = sorted((one.attempt, other.attempt), key=lambda attempt: attempt.started or 0)
        dialog = Reader(
            self._console.look,
            "Two attempts side by side",
            lambda columns: comparison_rows(first, second, columns, self._console.when),
        )
        dialog.widest = 112
        self._console.app.push_screen(dialog)

    def _compare_with_before(self, _: str) -> None:
        attempt = self._console.situation().attempt
        earlier = before(self._console.model, attempt) if attempt else None
        if attempt is None or earlier is None:
            self._console.say("There is no earlier attempt; choose two in the history.", "muted")
            return
        self._compare(earlier, Past("", attempt, current=True))

    def _copy(self, _: str) -> None:
        console = self._console
        attempt, device = console.attempt.attempt, console.devices.device
        if device is not None and console.devices.has_focus:
            what, text = "The address", device.address
        elif attempt is not None and attempt.diagnosis is not None:
            what, text = "The diagnosis", "\n".join(line.text for line in self._verdict(attempt, attempt.diagnosis))
        elif device is not None:
            what, text = "The address", device.address
        else:
            console.say("There is nothing to copy yet.", "muted")
            return
        console.app.copy_to_clipboard(text)
        console.say(f"{what} is in the clipboard of your own computer, where its terminal allows that.", "accent")

    def _verdict(self, attempt: Attempt, diagnosis: Diagnosis) -> list[Row]:
        device = device_of(self._console.model, attempt)
        name = " ".join(filter(None, (device.label if device else attempt.peer.name, attempt.peer.address)))
        return [row((f"{name}, {self._console.when(attempt.started)}", "")), *diagnosis_text(attempt, diagnosis, 100)]

    def _export(self, _: str) -> None:
        from pairtui.ui.screenshot import screen_svg

        self._console.send((Export(screen_svg(self._console.app, "pairtui")),))

    def _help(self, _: str) -> None:
        keymap = self._console.keymap
        self._read("Keys", lambda columns: help_rows(columns, keymap, self._console.pane), *keymap.command("help").keys)

    def _read(self, title: str, content: Callable[[int], list[Row]], *closes: str) -> None:
        self._console.app.push_screen(Reader(self._console.look, title, content, *closes))


def _page_lines(text: str, columns: int) -> list[Row]:
    """A line of a page: headings as such, what is set off as it stands."""
    if text.startswith("#"):
        return [row((text.lstrip("# "), "heading"))]
    return paragraph(text, "text", columns) or [BLANK]
