"""The records of the trace, one marked: its neighbours above, its decoded fields and octets below."""

from collections.abc import Sequence
from functools import partial

from pairtui.pairing.attempt import Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.steps import detail_of, log_text, text_of
from pairtui.pairing.model import Model
from pairtui.protocol.fields import Message
from pairtui.protocol.record import Direction, LogLine
from pairtui.ui.screens.details import has_secrets, meaning_rows, message_rows, octets_text
from pairtui.ui.screens.list_dialog import ListDialog
from pairtui.ui.screens.reader import Reader
from pairtui.ui.text.cells import cut
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.text.times import time_of_day
from pairtui.ui.themes import Look

_SIGNS = {Direction.SENT: "▶", Direction.RECEIVED: "◀", Direction.HOST: "◆"}
_NUMBER = 7


class RecordsDialog(ListDialog[None]):
    """The records that the model keeps, the one with the number `first` marked, else the newest."""

    widest = 112
    about = "Every message of the trace in its order. Enter shows all of one: fields, octets, where it is defined."
    searchable = True

    def __init__(self, look: Look, model: Model, first: int | None) -> None:
        super().__init__(look)
        self._look = look
        self._records: Sequence[Traced] = list(model.records)
        self._failed = {
            number
            for attempt in model.attempts.values()
            if attempt.outcome is Outcome.FAILED
            for number in (*(s.record for s in attempt.steps if s.mark == "failed"), _record(attempt.failure))
            if number is not None
        }
        wanted = (at for at, one in enumerate(self._records) if first is not None and one.record == first)
        self.at = next(wanted, len(self._records) - 1)
        self._said = "" if first is None or self._marked_number() == first else f"#{first} is no longer kept."

    def _marked_number(self) -> int | None:
        return self._records[self.at].record if self._records else None

    def heading(self) -> str:
        number = self._marked_number()
        return f"Records · {len(self._records)} kept{f' · #{number}' if number is not None else ''}"

    def footing(self) -> list[tuple[str, str]]:
        failures = [("{ }", "failures")] if self._failed else []
        return [("Enter", "all of it"), ("/", "search"), *failures, ("Esc", "close")]

    def on_mount(self) -> None:
        super().on_mount()
        self.mark(self.at)

    def lines(self, columns: int) -> list[Row]:
        if not self._records:
            return [row(("There is no record: nothing was traced.", "muted"))]
        return [self._line(one, columns) for one in self._records]

    def _line(self, one: Traced, columns: int) -> Row:
        failed = one.record in self._failed
        number = f"#{one.record}" if one.record is not None else ""
        said = log_text(one.message) if isinstance(one.message, LogLine) else detail_of(one.message)
        name = one.message.ident if isinstance(one.message, LogLine) else text_of(one.message)
        peer = one.link.address if one.link and one.link.address else ""
        head = f"{number:>{_NUMBER}} {time_of_day(one.at, self._look.local)} {_SIGNS[one.direction]} "
        text = f"{name}{f' · {said}' if said else ''}"
        room = max(columns - len(head) - (len(peer) + 1 if columns > 90 else 0), 0)
        role = "error" if failed else {Direction.HOST: "host"}.get(one.direction, one.direction.value)
        spans = [(head, "muted"), (f"{cut(text, room):{room}}", role)]
        return row(*spans, *([(f" {peer}", "muted")] if columns > 90 and peer else []))

    def answer(self, key: str) -> None:
        if key in ("escape", "q", "number_sign"):
            self.dismiss(None)
        elif key == "enter" and self._records:
            one = self._records[self.at]
            content = partial(record_rows, one, self._look.local)
            revealed = partial(record_rows, one, self._look.local, reveal=True) if has_secrets(one.message) else None
            self.app.push_screen(Reader(self._look, f"#{one.record}", content, revealed=revealed))
        elif key in ("left_curly_bracket", "right_curly_bracket"):
            self._failure(1 if key == "right_curly_bracket" else -1)

    def _failure(self, by: int) -> None:
        places = [at for at, one in enumerate(self._records) if one.record in self._failed]
        later = [at for at in places if at > self.at]
        earlier = [at for at in places if at < self.at]
        chosen = later[:1] if by > 0 else earlier[-1:]
        if chosen:
            self.mark(chosen[0])


def _record(failure: object) -> int | None:
    return getattr(failure, "record", None)


def record_rows(one: Traced, local: bool, columns: int, reveal: bool = False) -> list[Row]:
    """All of one record: when, which way, with whom, the fields as decoded, octets, where it is defined."""
    peer = one.link.address if one.link and one.link.address else "no link"
    when = time_of_day(one.at, local)
    rows = [row((f"#{one.record}  {when}  {one.direction.value}  {one.adapter or ''}  {peer}", "muted")), BLANK]
    if isinstance(one.message, LogLine):
        return [*rows, *paragraph(f"{one.message.ident}: {log_text(one.message)}", "text", columns)]
    rows += message_rows(one.message, columns, reveal=reveal)
    if isinstance(one.message, Message):
        octets = paragraph(octets_text(one.message, reveal), "text", columns, indent=2)
        rows += [BLANK, row(("octets", "heading")), *octets, *meaning_rows(one.message, columns)]
    return rows
