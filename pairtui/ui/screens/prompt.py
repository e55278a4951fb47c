"""The dialog of one prompt: answered by the user, closed by the model."""

from collections.abc import Callable

from textual.events import Paste

from pairtui.pairing.actions import Action, AnswerPrompt, CancelPairing
from pairtui.pairing.events import PIN_OCTETS, PromptKind
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device
from pairtui.protocol.values import Secret
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.prompt_rows import SHOWN, YES_NO, countdown, limit, prompt_rows, title
from pairtui.ui.screens.question import YesOrNo, answer_at
from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import Row, row
from pairtui.ui.themes import Look

_ERA = 120.0


class PromptDialog(Dialog[None]):
    """Asks what `model.prompts[prompt]` asks, until it is gone from the model.

    `perform` takes the answer. Nothing is confirmed by accident: No is marked until the user marks Yes.
    """

    about = "BlueZ asks this while a device pairs. It closes by itself when it is answered, withdrawn or too late."

    def __init__(
        self, look: Look, model: Model, prompt: int, clock: Callable[[], float], perform: Callable[[Action], None]
    ) -> None:
        super().__init__(look)
        self.prompt = prompt
        self._model, self._clock, self._perform = model, clock, perform
        self._shown = model.prompts[prompt]
        self.takes_text = self._shown.kind is PromptKind.ENTER_PIN
        now = clock()
        raised = self._shown.raised
        # A source whose clock is not the wall clock's gets its countdown from when it was seen.
        self._raised = raised if raised is not None and abs(now - raised) < _ERA else now
        self._typed = ""
        self._missing = ""
        self._answers = YesOrNo()
        self._sent = False

    @property
    def asks(self) -> bool:
        """Whether an answer is still to be given."""
        return not self._sent and self._shown.kind not in SHOWN

    def on_mount(self) -> None:
        """Count down once a second."""
        super().on_mount()
        self.set_interval(1.0, self.update)

    def heading(self) -> str:
        waiting = len(self._model.prompts)
        return title(self._shown) + (f" · 1 of {waiting}" if waiting > 1 else "")

    def footing(self) -> list[tuple[str, str]]:
        if self._sent:
            return [("", "answer sent")]
        if self._shown.kind in YES_NO:
            return list(YesOrNo.footing)
        if self._shown.kind in SHOWN:
            return [("Esc", "cancel the pairing")]
        return [("Enter", "send"), ("Backspace", "correct"), ("Esc", "refuse")]

    def body(self, columns: int) -> list[Row]:
        prompt = self._model.prompts.get(self.prompt, self._shown)
        self._shown = prompt
        device = self._model.devices.get(prompt.device) or Device(prompt.device)
        whole = limit(prompt)
        left = whole - (self._clock() - self._raised)
        rows = prompt_rows(prompt, device.label, device.address, self._typed, self._answers.yes, columns)
        missing = [row((f"✗ {self._missing}", "warning"))] if self._missing else []
        return [*rows, *missing, countdown(left, whole, columns), row()]

    def pressed(self, key: str, character: str | None) -> None:
        """Answer; nothing more once the answer is sent."""
        kind = self._shown.kind
        if self._sent:
            return
        if key == "escape":
            self._refuse(kind)
        elif kind in YES_NO:
            answer = self._answers.pressed(key)
            if answer is None:
                self.update()
            else:
                self._answer(answer)
        elif kind not in SHOWN:
            self._entry(kind, key, character)

    def on_paste(self, event: Paste) -> None:
        """Type what was pasted."""
        event.stop()
        for character in event.text[: PIN_OCTETS + 1]:
            self.pressed(character, character)

    def clicked(self, at: int, x: int) -> None:
        answer = answer_at(self.pane.body[at], x) if self._shown.kind in YES_NO and not self._sent else None
        if answer is not None:
            self._answer(answer)

    def _entry(self, kind: PromptKind, key: str, character: str | None) -> None:
        passkey = kind is PromptKind.ENTER_PASSKEY
        self._missing = ""
        if key != "enter":
            if passkey and character and character not in "0123456789":
                return
            typed = typed_text(self._typed, key, character, PIN_OCTETS + 1)
            most = 6 if passkey else PIN_OCTETS
            if len(typed) > len(self._typed) and len(typed.encode()) > most:
                self._missing = "a passkey has six digits" if passkey else f"a PIN has {PIN_OCTETS} octets at most"
            else:
                self._typed = typed
            self.update()
        elif passkey and len(self._typed) == 6:
            self._answer(Secret(int(self._typed)))
        elif not passkey and self._typed:
            self._answer(Secret(self._typed))
        else:
            more = 6 - len(self._typed)
            digits = f"{('one', 'two', 'three', 'four', 'five', 'six')[more - 1]} digit{'s' * (more > 1)} more"
            self._missing = digits if passkey else "a PIN has one character at least"
            self.update()

    def _refuse(self, kind: PromptKind) -> None:
        if kind in SHOWN:
            self._sent = True
            self._perform(CancelPairing(self._shown.device))
            self.update()
        else:
            self._answer(False if kind in YES_NO else None)

    def _answer(self, answer: "bool | Secret[int] | Secret[str] | None") -> None:
        self._sent = True
        self._typed = ""
        self._perform(AnswerPrompt(self.prompt, answer))
        self.update()
