"""The dialog that finds out why a device does not pair: the plan, each experiment with its outcome, the verdict."""

import asyncio
from time import monotonic

from textual.worker import Worker

from pairtui.experimenter import Experimenter, ExperimentError
from pairtui.hub import ConsoleHub
from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.attempt import Diagnosis, Fix, Trial
from pairtui.pairing.experiments.choice import Weights
from pairtui.pairing.experiments.investigation import Ask, Investigation, Result
from pairtui.pairing.state import Device
from pairtui.report.investigation import investigation_fixes, investigation_head, left_lines, moves, plan_lines
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.question import YesOrNo, answer_at, answers
from pairtui.ui.text.cells import cut, fit
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look
from pairtui.ui.widgets.diagnosis import fix_lines

_TITLE = 40
_ROLES = {Result.CERTAIN: "error", Result.HEALTHY: "ok", Result.INTERMITTENT: "warning"}


class FindOutDialog(Dialog[Fix | None]):
    """Investigates `device` on `hub`; gives the fix that is wanted. `diagnosis` is of the failure that was seen."""

    widest = 90
    live = True
    about = (
        "Pairs with nothing changed until it is clear how often that fails, then runs the experiment that decides "
        "between the causes left. Everything is put back, also where you stop it."
    )

    def __init__(self, look: Look, hub: ConsoleHub, device: Device, diagnosis: Diagnosis | None) -> None:
        super().__init__(look)
        self._experimenter = Experimenter(
            hub, device.adapter, device.address, self._by_hand, began=self._began, ended=lambda _: self.update()
        )
        self._found = Investigation(self._experimenter.subject(attended=True))
        self._plan = plan_lines(self._found, diagnosis)
        self._name, self._address = device.label, device.address
        self._answers = YesOrNo()
        self._ask: Ask | None = None
        self._worker: Worker[None] | None = None
        self._stopping = self._over = False
        self._problem = ""
        self._hand: asyncio.Future[bool] | None = None
        self._until = 0.0

    # ── what runs ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        try:
            await self._experimenter.run(self._found)
        except ExperimentError as problem:
            self._problem = str(problem)
        finally:
            self._over, self._ask = True, None
            self.update()

    def _began(self, ask: Ask) -> None:
        self._ask = ask
        self._until = monotonic() + ask.seconds
        self.update()

    async def _by_hand(self, ask: Ask) -> bool:
        """Whether the user says in time that it is done."""
        self._hand = asyncio.get_running_loop().create_future()
        self._until = monotonic() + ask.seconds
        try:
            async with asyncio.timeout(ask.seconds):
                return await self._hand
        except TimeoutError:
            return False
        finally:
            self._hand = None
            self.update()

    def _begin(self) -> None:
        self._worker = self.run_worker(self._run(), exit_on_error=False)
        self.set_interval(1.0, self.update)
        self.update()

    @property
    def _fixes(self) -> tuple[Fix, ...]:
        return investigation_fixes(self._found.outcome, self._found.failure)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────

    def heading(self) -> str:
        what = "the bond" if self._found.subject.bonded else "why it does not pair"
        return f"Find out: {self._name} · {what}"

    def footing(self) -> list[tuple[str, str]]:
        if self._worker is None:
            return [("y", "begin"), *YesOrNo.footing[1:]]
        if self._over:
            count = len(self._fixes)
            return [*([("1" if count == 1 else f"1-{count}", "fix")] if count else []), ("Esc", "close")]
        hand = [("Enter", "it is done"), ("n", "leave it out")] if self._hand else []
        return [*hand, ("Esc", "stopping …" if self._stopping else "stop")]

    def body(self, columns: int) -> list[Row]:
        if self._worker is None:
            plan = [line for text in self._plan for line in paragraph(text, "text", columns)]
            named = paragraph(f"{self._name} [{self._address}]", "heading", columns)
            return [*named, *plan, BLANK, answers(self._answers.yes)]
        bonded = self._found.subject.bonded
        rows = [line for trial in self._found.trials for line in _trial_rows(trial, columns, bonded)]
        rows += self._under_way(columns)
        return [*rows, BLANK, *(self._verdict(columns) if self._over else _weights(self._found.weights, columns))]

    def _under_way(self, columns: int) -> list[Row]:
        if self._over or self._ask is None:
            return []
        left = max(round(self._until - monotonic()), 0) if self._ask.seconds else 0
        if self._hand is not None:
            return [*paragraph(f"▶ {self._ask.hand}. {left} s left.", "accent", columns)]
        wait = f": it is left alone, {left} s more" if left and not self._ask.hand else ""
        return [row((cut(f"◌ {self._ask.title}{wait}", columns), "accent"))]

    def _verdict(self, columns: int) -> list[Row]:
        found = self._found
        rows = paragraph(investigation_head(found.outcome), _ROLES.get(found.result, "text"), columns)
        if self._problem:
            rows += paragraph(f"✗ {self._problem}", "error", columns)
        for number, fix in enumerate(self._fixes, 1):
            rows += fix_lines(fix, number, columns)
        rows += [line for text in left_lines(found.outcome) for line in paragraph(text, "muted", columns)]
        for left in self._experimenter.not_put_back:
            rows += paragraph(f"✗ Not put back: {left}", "error", columns)
        if self._experimenter.not_put_back:
            return rows
        bond = "so is the bond" if found.subject.bonded else "and no bond of the experiments is left"
        return [*rows, *paragraph(f"The settings are as they were, {bond}.", "muted", columns)]

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────

    def pressed(self, key: str, character: str | None) -> None:
        if self._worker is None:
            self._answer(False if key in ("escape", "q") else self._answers.pressed(key))
        elif self._over:
            self._close(key)
        elif key in ("enter", "n") and self._hand is not None and not self._hand.done():
            self._hand.set_result(key == "enter")
        elif key == "escape" and not self._stopping:
            self._stopping = True
            self._worker.cancel()
            self.update()

    def _answer(self, answer: bool | None) -> None:
        if answer is None:
            self.update()
        elif answer:
            self._begin()
        else:
            self.dismiss(None)

    def _close(self, key: str) -> None:
        fixes = self._fixes
        if key.isdigit() and 1 <= int(key) <= len(fixes):
            self.dismiss(fixes[int(key) - 1])
        elif key in ("escape", "q", "enter"):
            self.dismiss(None)

    def clicked(self, at: int, x: int) -> None:
        if self._worker is None:
            self._answer(answer_at(self.pane.body[at], x))


def _trial_rows(trial: Trial, columns: int, bonded: bool) -> list[Row]:
    glyph, role, came = ("✓", "ok", "works" if bonded else "paired") if trial.paired else ("✗", "error", trial.failure)
    title = max(min(_TITLE, columns - 24), 10)
    rows = [row((f"{glyph} ", role), (fit(trial.title, title), "text"), (cut(f" {came}", columns - 2 - title), role))]
    if trial.experiment:
        rows.append(row((cut(f"  {moves(trial)}", columns), "muted")))
    return rows


def _weights(weights: Weights, columns: int) -> list[Row]:
    """What the causes weigh now."""
    ranked = sorted(weights.items(), key=lambda item: -item[1])[:3]
    return [
        row((f"{weight:>4.0%} ", "accent"), (cut(CAUSES[cause].title, columns - 5), "text"))
        for cause, weight in ranked
        if weight < 1
    ]
