"""The pane of the shown attempt: its ladder, with the diagnosis under it."""

import re
from collections.abc import Callable

from textual.events import Click

from pairtui.pairing.attempt import Attempt, Step
from pairtui.ui.text.rows import Row, between, hints, middle, row
from pairtui.ui.themes import Look
from pairtui.ui.widgets.diagnosis import diagnosis_rows, title_lines
from pairtui.ui.widgets.ladder import TIME, Rung, lifelines, outcome, rungs
from pairtui.ui.widgets.pane import MovingPane

LEAST_RUNGS = 5
"""Rows of the ladder that stay in sight above a long diagnosis."""

WIDEST = 100
SILENCE = 3.0
SMP_TIMEOUT = 30


class AttemptPane(MovingPane):
    """Shows one attempt; up and down choose a step or, below the last one, the verdict while it has the focus.

    A click on a fix calls `do_fix` with its number, one on the verdict's title `read_verdict`; `moved` is called
    when the cursor went somewhere else.
    """

    edge = " "

    def __init__(
        self,
        look: Look,
        now: Callable[[], float],
        why_key: str,
        do_fix: Callable[[str], None] = lambda _: None,
        read_verdict: Callable[[], None] = lambda: None,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(look, id="attempt")
        self._now, self._key = now, why_key
        self._do_fix, self._read_verdict, self._moved = do_fix, read_verdict, moved
        self.attempt: Attempt | None = None
        self.position = (0, 0)
        self.hint: list[str] = []
        self.cursor: int | None = None
        self._top = 0
        self._several, self._here = False, "gateway"
        self._rung_at: list[int] = []
        self._title_at = range(0)  # the lines with the title of the verdict

    def show(
        self,
        attempt: Attempt | None,
        position: tuple[int, int],
        hint: list[str],
        *,
        several: bool = False,
        here: str = "gateway",
    ) -> None:
        """Show `attempt`, the first of `position` out of the second; or `hint` where there is none.

        Where there are `several` adapters it says which one. `here` is what this side is called.
        """
        self._several, self._here = several, here
        if attempt is self.attempt and position == self.position and hint == self.hint:
            return
        if attempt is None or self.attempt is None or attempt.id != self.attempt.id:
            self.cursor = None
        self.attempt, self.position, self.hint = attempt, position, hint
        self.redraw()

    @property
    def columns(self) -> int:
        """The cells a row can take; longer arrows are hard to follow."""
        return min(super().columns, WIDEST)

    @property
    def step(self) -> Step | None:
        """The step under the cursor, the failing or last one before it was moved."""
        anchor = self._anchor()
        return self.attempt.steps[anchor] if self.attempt and anchor is not None else None

    @property
    def on_verdict(self) -> bool:
        """Whether the cursor is on the verdict, below the steps."""
        attempt = self.attempt
        below = self.cursor is not None and attempt is not None and self.cursor >= len(attempt.steps)
        return below and attempt is not None and attempt.diagnosis is not None

    def move(self, by: int) -> None:
        """Move the cursor by so many steps; the verdict comes after the last one."""
        if self.attempt and self.attempt.steps:
            at = self.cursor if self.cursor is not None else self._anchor() or 0
            last = len(self.attempt.steps) - (0 if self.attempt.diagnosis else 1)
            self._go_to(min(max(at + by, 0), last))

    def _go_to(self, step: int) -> None:
        self.cursor = step
        self.redraw()
        self._moved()

    def draw(self) -> list[Row]:
        self._rung_at, self._title_at = [], range(0)
        attempt, columns = self.attempt, self.columns
        if attempt is None:
            return middle(hints(self.hint, min(columns - 4, 44)), columns, self.size.height)
        height = self.size.height - 2
        ladder, diagnosis = self._divide(attempt, height)
        return [self._head(attempt), lifelines(attempt, columns, self._here), *ladder, *diagnosis]

    def _divide(self, attempt: Attempt, height: int) -> tuple[list[Row], list[Row]]:
        columns, verdict = self.columns, attempt.diagnosis
        if verdict is None:
            waiting = self._silence(attempt)
            return [*self._window(rungs(attempt, columns), height - len(waiting)), *waiting], []
        compact = height < 28
        all_rungs = rungs(attempt, columns, 1 if compact else 2, headings=not compact)
        wanted = sum(len(rung.lines) for rung in all_rungs)
        below = diagnosis_rows(verdict, columns, height - 1 - min(wanted, LEAST_RUNGS), self._key)
        ladder = self._window(all_rungs, height - 1 - len(below))
        self._title_at = range(len(ladder) + 3, len(ladder) + 3 + title_lines(verdict, columns))
        if self.on_verdict and self.has_focus:
            count = len(self._title_at)
            below = [*(Row(line.spans, "selected") for line in below[:count]), *below[count:]]
        rule = row((" " * TIME, "text"), ("└" + "─" * (columns - TIME - 2) + "┘", "border"))
        return [*ladder, rule], below

    def _head(self, attempt: Attempt) -> Row:
        word, role = outcome(attempt)
        number, total = self.position
        what = "" if attempt.kind.value == "pairing" else f"{attempt.kind.value} "
        if self._several and attempt.adapter:
            what = f"{attempt.adapter} {what}"
        right = [(f"{what}attempt {number}/{total} ", "heading" if self.has_focus else "muted")]
        mark = ("▌", "accent") if self.has_focus else (" ", "text")
        return between([mark, (f"{word}  ", role), (attempt.peer.label, "heading")], right, self.columns)

    def _silence(self, attempt: Attempt) -> list[Row]:
        last = attempt.steps[-1].at if attempt.steps else attempt.started
        if not attempt.live or attempt.ended is not None or last is None:
            return []
        quiet = int(self._now() - last)
        if quiet < SILENCE:
            return []
        text = f"◌ silent for {quiet} s (SMP timeout {SMP_TIMEOUT} s)"
        return [row((" " * TIME, "text"), (text, "warning" if quiet > 10 else "muted"))]

    def _anchor(self) -> int | None:
        steps = self.attempt.steps if self.attempt else ()
        if self.cursor is not None and not self.on_verdict:
            return min(self.cursor, len(steps) - 1) if steps else None
        failed = [index for index, step in enumerate(steps) if step.mark == "failed"]
        return failed[-1] if failed else len(steps) - 1 if steps else None

    def _window(self, ladder: list[Rung], height: int) -> list[Row]:
        anchor = self._anchor()
        flat: list[tuple[int, Row]] = [(rung.step, line) for rung in ladder for line in rung.lines]
        wanted = [at for at, (step, _) in enumerate(flat) if step == anchor]
        bottom = wanted[-1] + 1 if wanted else len(flat)
        first = wanted[0] if wanted else 0
        if self.cursor is None:
            # What followed a failure matters less than what led to it.
            self._top = max(bottom - height, 0)
        else:
            self._top = max(min(self._top, first, max(len(flat) - height, 0)), bottom - height, 0)
        first_line = 2
        if self._top and height > 0:
            self.goes_on.add(first_line)
        if self._top + height < len(flat) and height > 0:
            self.goes_on.add(first_line + height - 1)
        shown = flat[self._top : self._top + max(height, 0)]
        self._rung_at = [step for step, _ in shown]
        chosen = anchor if self.has_focus and not self.on_verdict else None
        return [Row(line.spans, "selected") if step == chosen else line for step, line in shown]

    def on_blur(self) -> None:
        """The cursor goes away; the ladder follows the attempt again."""
        self.cursor = None

    def everything(self, columns: int) -> list[Row]:
        """The whole ladder and the whole diagnosis in so many cells."""
        if self.attempt is None:
            return hints(self.hint, columns)
        ladder = [line for rung in rungs(self.attempt, columns, 2) for line in rung.lines]
        verdict = self.attempt.diagnosis
        return [*ladder, *(diagnosis_rows(verdict, columns, 10**3, self._key) if verdict else [])]

    def _fix_at(self, y: int) -> str:
        """The number of the fix that line `y` belongs to, "" where it belongs to none."""
        while y > 0 and self._rows[y].text.startswith("    "):
            y -= 1
        found = re.match(r"\[(\d)\] | (\d)  ", self._rows[y].text) if y < len(self._rows) else None
        return (found[1] or found[2]) if found else ""

    def on_click(self, event: Click) -> None:
        at = event.y - 2
        if event.y in self._title_at:
            self._read_verdict()
        elif at >= len(self._rung_at) and event.y < len(self._rows) and (number := self._fix_at(event.y)):
            self._do_fix(number)
        if 0 <= at < len(self._rung_at) and self._rung_at[at] >= 0:
            self._go_to(self._rung_at[at])
