"""Opens what there is to read: details, the diagnosis with its page, records, attempts, sources, help."""

from collections.abc import Callable
from functools import partial

from pairtui.pairing.actions import Export, SetAlias
from pairtui.pairing.attempt import Attempt, Diagnosis, Finding, HistoryEntry, Kind, Peer
from pairtui.pairing.history import before
from pairtui.ui.console.host import CommandHost
from pairtui.ui.screens.details import device_rows, diagnosis_text, finding_rows, has_secrets, source_rows, step_rows
from pairtui.ui.screens.help import help_rows
from pairtui.ui.screens.question import Line
from pairtui.ui.screens.reader import Reader
from pairtui.ui.text.hints import device_of, not_understood
from pairtui.ui.text.page_rows import page_rows
from pairtui.ui.text.rows import Row, row


class Reading:
    """Opens dialogs over the console screen it belongs to; a method has the name of its command.

    `go_to_attempt` shows an attempt with the device of a key.
    """

    def __init__(self, console: CommandHost, go_to_attempt: Callable[[str, Attempt], None]) -> None:
        self._console = console
        self._go_to_attempt = go_to_attempt

    def alias(self) -> None:
        """Give the device a name of your own."""
        device = self._console.situation().device
        if device is None:
            return
        key = device.key

        def named(alias: str | None) -> None:
            if alias is not None:
                self._console.send((SetAlias(key, alias),))

        text = f"A name of your own for {device.address}. An empty one restores its own."
        self._console.app.push_screen(Line(self._console.look, "Alias", text, device.name), named)

    def details(self) -> None:
        """Every field of the step, or all about the device."""
        console = self._console
        attempt, step, device = console.attempt.attempt, console.attempt.step, console.devices.device
        if console.attempt.has_focus and console.attempt.on_verdict and attempt and attempt.diagnosis:
            self._pages(attempt.diagnosis)
        elif console.attempt.has_focus and attempt and step:
            content = partial(step_rows, attempt, step, local=console.look.local)
            revealed = partial(content, reveal=True) if has_secrets(step.message) else None
            record = partial(self._show_records, step.record) if step.record is not None else None
            failure = attempt.failure if step.mark == "failed" else None
            page = partial(self._explain, failure.code) if failure else None
            console.app.push_screen(
                Reader(console.look, step.text, content, revealed=revealed, record=record, page=page)
            )
        elif device is not None:
            key, known = device.key, console.model.known(device)
            devices = console.model.devices
            self._read(device.label, lambda columns: device_rows(devices.get(key, device), columns, known))
        else:
            console.say("There is nothing to show yet.", "muted")

    def diagnosis(self) -> None:
        """The whole diagnosis, with all its evidence."""
        attempt = self._console.attempt.attempt
        diagnosis = attempt.diagnosis if attempt else None
        if attempt is None or diagnosis is None:
            self._console.say("This attempt has no diagnosis: nothing failed, or it is still running.", "muted")
            return
        device = device_of(self._console.model, attempt)
        name = device.label if device else attempt.peer.label
        first = next((evidence.record for evidence in diagnosis.evidence if evidence.record is not None), None)
        reader = Reader(
            self._console.look,
            f"Why: {name}",
            lambda columns: diagnosis_text(attempt, diagnosis, columns),
            record=partial(self._show_records, first) if first is not None else None,
            page=partial(self._pages, diagnosis),
        )
        self._console.app.push_screen(reader)

    def _pages(self, *verdicts: Diagnosis | Finding) -> None:
        """The page of the knowledge base about a cause: of these verdicts, and of their runners-up."""
        from pairtui.knowledge.pages import page
        from pairtui.ui.screens.question import Choice

        others = (other for verdict in verdicts for other in verdict.alternatives)
        causes = list({one.cause: one.title for one in (*verdicts, *others)}.items())

        def chosen(at: int | None) -> None:
            if at is not None:
                self._page(causes[at][0], page(causes[at][0]))

        if len(causes) == 1:
            chosen(0)
        else:
            self._console.app.push_screen(Choice(self._console.look, "Which page?", causes), chosen)

    def _explain(self, code: str) -> None:
        """What a code means, and the page of what it most likely comes from."""
        from pairtui.report.explain import explain

        self._page(code, explain([code]) or "Nothing more is known of it.")

    def _page(self, title: str, text: str) -> None:
        self._read(title, lambda columns: page_rows(text, columns))

    def _show_records(self, first: int | None) -> None:
        from pairtui.ui.screens.records import RecordsDialog

        self._console.app.push_screen(RecordsDialog(self._console.look, self._console.model, first))

    def sources(self) -> None:
        """Each source and adapter, and what to do."""
        self._read("Sources", lambda columns: source_rows(self._console.model, columns))

    def findings(self) -> None:
        """What went wrong outside an attempt."""
        model = self._console.model

        def content(columns: int) -> list[Row]:
            return finding_rows(model.findings, not_understood(model), columns)

        page = partial(self._pages, *model.findings) if model.findings else None
        reader = Reader(self._console.look, "Findings", content, page=page)
        self._console.app.push_screen(reader)

    def attempts(self) -> None:
        """The attempts with the selected device."""
        device = self._console.situation().device
        if device is not None:
            peer = Peer(device.address or None, device.address_type, device.label)
            only = Attempt(0, Kind.PAIRING, device=device.key, peer=peer)
            self._past(only=only, show=lambda attempt: self._go_to_attempt(device.key, attempt))

    def history(self) -> None:
        """The attempts of all sessions."""
        self._past()

    def records(self) -> None:
        """The records around the step under the cursor, which is the failing one where nobody moved it."""
        step = self._console.attempt.step
        self._show_records(step.record if step else None)

    def _past(self, only: Attempt | None = None, show: Callable[[Attempt], None] | None = None) -> None:
        from pairtui.ui.screens.history import HistoryDialog

        console = self._console
        dialog = HistoryDialog(
            console.look,
            console.model,
            self._read_past,
            self._beside,
            lambda action: console.send((action,)),
            console.when,
            only,
            show,
        )
        console.app.push_screen(dialog)

    def _read_past(self, past: HistoryEntry) -> None:
        from pairtui.ui.screens.attempt_rows import past_rows

        self._read(past.attempt.peer.name or "Attempt", lambda columns: past_rows(past, columns, self._console.when))

    def _beside(self, one: HistoryEntry, other: HistoryEntry) -> None:
        from pairtui.ui.screens.attempt_rows import comparison_rows

        first, second = sorted((one.attempt, other.attempt), key=lambda attempt: attempt.started or 0)
        dialog = Reader(
            self._console.look,
            "Two attempts side by side",
            lambda columns: comparison_rows(first, second, columns, self._console.when),
        )
        dialog.widest = 112
        self._console.app.push_screen(dialog)

    def compare(self) -> None:
        """This attempt beside the one before with its device."""
        attempt = self._console.situation().attempt
        earlier = before(self._console.model, attempt) if attempt else None
        if attempt is None or earlier is None:
            self._console.say("There is no earlier attempt; choose two in the history.", "muted")
            return
        self._beside(earlier, HistoryEntry("", attempt, current=True))

    def copy(self) -> None:
        """Copy the address or the diagnosis."""
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

    def export(self) -> None:
        """Write a support bundle."""
        from pairtui.ui.screenshot import screen_svg

        self._console.send((Export(screen_svg(self._console.app, "pairtui")),))

    def help(self) -> None:
        """All keys, and what the glyphs mean."""
        keymap = self._console.keymap
        self._read("Keys", lambda columns: help_rows(columns, keymap, self._console.pane), *keymap.command("help").keys)

    def _read(self, title: str, content: Callable[[int], list[Row]], *closes: str) -> None:
        self._console.app.push_screen(Reader(self._console.look, title, content, *closes))
