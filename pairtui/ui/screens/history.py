"""The history: every attempt of this session and of earlier ones, to read, compare and pin."""

from collections.abc import Callable

from pairtui.knowledge.counted import counted
from pairtui.pairing.actions import Action, SetPinned
from pairtui.pairing.attempt import Attempt, HistoryEntry
from pairtui.pairing.history import history, same_device
from pairtui.pairing.model import Model
from pairtui.ui.screens.list_dialog import ListDialog
from pairtui.ui.text.cells import fit, width
from pairtui.ui.text.rows import Row, Span, row
from pairtui.ui.text.times import When
from pairtui.ui.themes import Look
from pairtui.ui.widgets.ladder import outcome

_NAME = 20


class HistoryDialog(ListDialog[None]):
    """Lists what `history` gives. `read` shows an attempt, `compare` two; `perform` takes what is to be kept.

    `when` writes a time. `only` narrows it to the device of that attempt from the start; then Enter has an attempt of
    this session shown in the console by `show`.
    """

    widest = 100
    searchable = True
    about = "Every attempt that is kept: read one, compare two, pin one so that it is never forgotten."

    def __init__(
        self,
        look: Look,
        model: Model,
        read: Callable[[HistoryEntry], None],
        compare: Callable[[HistoryEntry, HistoryEntry], None],
        perform: Callable[[Action], None],
        when: When,
        only: Attempt | None = None,
        show: Callable[[Attempt], None] | None = None,
    ) -> None:
        super().__init__(look)
        self._when = when
        self._model, self._read, self._compare, self._perform = model, read, compare, perform
        self._only, self._show = only, show
        self._first: HistoryEntry | None = None

    def on_mount(self) -> None:
        """What is kept comes and goes while it is shown."""
        super().on_mount()
        self.set_interval(1.0, self.update)

    @property
    def shown(self) -> list[HistoryEntry]:
        """All attempts, or those with one device."""
        every = history(self._model)
        return [past for past in every if self._only is None or same_device(past.attempt, self._only)]

    def heading(self) -> str:
        whose = f" with {self._only.peer.label}" if self._only else ""
        return f"History · {counted(len(self.shown), 'attempt')}{whose}"

    def footing(self) -> list[tuple[str, str]]:
        shown = self.shown
        marked = shown[self.at] if self.at < len(shown) else None
        return [
            ("Enter", "show" if self._show and marked is not None and marked.current else "read"),
            ("Space", "compare with 1" if self._first else "compare"),
            *([("p", "unpin" if marked.pinned else "pin")] if marked is not None and marked.key else []),
            ("d", "all devices" if self._only else "this device"),
            ("Esc", "back" if self._first else "close"),
        ]

    def lines(self, columns: int) -> list[Row]:
        shown = self.shown
        times = [self._when(past.attempt.started) for past in shown]
        widths = (max(map(len, times), default=0), max((width(past.attempt.peer.label) for past in shown), default=0))
        found = [self._line(past, time, widths, columns) for past, time in zip(shown, times, strict=True)]
        return found or [row(("Nothing was attempted yet.", "muted"))]

    def answer(self, key: str) -> None:
        shown = self.shown
        past = shown[self.at] if self.at < len(shown) else None
        if key in ("escape", "q") and self._first:
            self._first = None
        elif key in ("escape", "q"):
            self.dismiss(None)
            return
        elif past is not None and key == "enter" and past.current and self._show:
            self.dismiss(None)
            self._show(past.attempt)
        elif past is not None and key == "enter":
            self._read(past)
        elif past is not None and key == "space":
            self._choose(past)
        elif past is not None and key == "p" and past.key:
            self._perform(SetPinned(past.key, not past.pinned))
        elif past is not None and key == "d":
            self._only = None if self._only else past.attempt
            self.at = 0
        self.update()

    def _choose(self, past: HistoryEntry) -> None:
        first, self._first = self._first, None if self._first else past
        if first is not None and not _same(first, past):
            self._compare(first, past)

    def _line(self, past: HistoryEntry, time: str, widths: tuple[int, int], columns: int) -> Row:
        attempt = past.attempt
        word, role = outcome(attempt)
        first = self._first is not None and _same(self._first, past)
        marks: list[Span] = [("★pin " if past.pinned else "     ", "warning"), ("1 " if first else "  ", "key")]
        for_time, for_name = widths[0], min(widths[1], _NAME)
        used = 7 + for_time + 1 + 13 + for_name + 1
        return row(
            *marks,
            (f"{time:{for_time}} ", "muted"),
            (f"{fit(' '.join(word.split()[:2]), 12)} ", role),
            (f"{fit(attempt.peer.label, for_name)} ", "text"),
            (fit(_why(attempt), max(columns - used, 0)), "muted"),
        )


def _why(attempt: Attempt) -> str:
    if attempt.failure:
        return f"{attempt.failure.code} {attempt.failure.name}, by {attempt.failure.by.value}"
    level = f" level {attempt.level}" if attempt.level else ""
    return f"{attempt.association_model or attempt.kind.value}{level}"


def _same(one: HistoryEntry, other: HistoryEntry) -> bool:
    return one.attempt.id == other.attempt.id if one.current and other.current else one.key == other.key
