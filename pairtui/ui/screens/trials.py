"""The dialog of trials: combinations tried one after the other, what was expected and what came of each."""

from pairtui.knowledge.association import MODEL_NAMES
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.inputs import attempts_with, peer_of
from pairtui.pairing.prediction.trials import CombinationTrial, TrialPlan
from pairtui.ui.screens.marked_dialog import Carry
from pairtui.ui.screens.pairing_run import PairingRun
from pairtui.ui.text.cells import cut, fit
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look

_COMBINATION = 37


class TrialsDialog(PairingRun):
    """Runs `plan` by `carry`."""

    widest = 76
    about = "One pairing after the other with other settings, until one works."
    steering = frozenset()

    def __init__(self, look: Look, model: Model, plan: TrialPlan, carry: Carry) -> None:
        super().__init__(look, model, carry)
        self._plan = plan

    @property
    def _device(self) -> str:
        return self._plan.device

    @property
    def _goes_on(self) -> bool:
        return self._plan.now is not None

    async def _next(self) -> None:
        device = self._model.devices.get(self._plan.device)
        before = max((attempt.id for attempt in self._attempts()), default=0)
        self.update()
        problem = await self._carry(self._plan.begin())
        new = [attempt for attempt in self._attempts() if attempt.id > before]
        back = await self._carry(self._plan.restore())
        if device is None or back:
            self._stopped = True
        peer = peer_of(self._model, device) if device else None
        self._plan = self._plan.ended(new[-1] if new else None, problem or back, peer)
        self.update()

    def _attempts(self) -> list[Attempt]:
        device = self._model.devices.get(self._plan.device)
        if device is not None:
            return attempts_with(self._model, device)
        return [one for one in self._model.attempts.values() if one.device == self._plan.device]

    def heading(self) -> str:
        device = self._model.devices.get(self._plan.device)
        return f"Trying combinations with {device.label if device else 'a device that is gone'}"

    def footing(self) -> list[tuple[str, str]]:
        return [("Esc", "close")] if self._over else [("Esc", "stop"), *([("", "stopping …")] if self._stopped else [])]

    def body(self, columns: int) -> list[Row]:
        room = columns - 2 - _COMBINATION
        head = row((fit("  combination here", _COMBINATION + 2), "muted"), (cut("expected / happened", room), "muted"))
        rows = [head]
        for tried in self._plan.tried:
            rows += _tried(tried, self._plan.peer.transport, columns)
        for place, one in enumerate(self._plan.waiting if not self._over else ()):
            running = place == 0 and self._plan.now is not None
            glyph, word = ("◌", "under way") if running else ("○", "waits")
            rows.append(
                row(
                    (f"{glyph} ", "accent" if running else "muted"),
                    (fit(one.named(self._plan.peer.transport), _COMBINATION), "text" if running else "muted"),
                    (cut(f"{word}: {self._plan.expected(one).text}", room), "muted"),
                )
            )
        return [*rows, BLANK, *self._standing(columns)]

    def _standing(self, columns: int) -> list[Row]:
        if not self._over:
            return paragraph("The bond is removed before each try, the settings put back after it.", "muted", columns)
        paired = [one for one in self._plan.tried if one.paired]
        back = "The settings are as they were."
        if paired:
            names = "; ".join(one.combination.named(self._plan.peer.transport) for one in paired)
            return paragraph(f"✓ It pairs with {names}. {back}", "ok", columns)
        if self._stopped:
            return paragraph(f"○ Stopped. {back}", "muted", columns)
        return paragraph(f"✗ None of them paired. {back} The attempts say why: Esc, then [ and ].", "error", columns)


def _tried(tried: CombinationTrial, transport: str, columns: int) -> list[Row]:
    room = columns - 2 - _COMBINATION
    attempt, expected = tried.attempt, tried.expected.text
    if attempt is None or attempt.outcome is Outcome.INCOMPLETE:
        glyph, role, came = "○", "muted", tried.why or "nothing came of it"
    elif tried.paired:
        level = f"level {attempt.level}" if attempt.level else "level not seen"
        model = MODEL_NAMES.get(attempt.association_model or "", "")
        glyph, role, came = "✓", "ok", ", ".join(filter(None, ("paired", model, level)))
    else:
        failure = attempt.failure
        glyph, role, came = "✗", "error", f"{failure.code} {failure.name}" if failure else "failed"
    return [
        row(
            (f"{glyph} ", role),
            (fit(tried.combination.named(transport), _COMBINATION), "text"),
            (cut(came, room), role),
        ),
        row((" " * (_COMBINATION + 2), "muted"), (cut(f"expected {expected}", room), "muted")),
    ]
