"""An attempt of the history, and two of them side by side, as rows to read."""

from pairtui.pairing.attempt import Attempt, HistoryEntry
from pairtui.report.comparison import Line, compare
from pairtui.ui.screens.details import diagnosis_text
from pairtui.ui.text.cells import width, wrap
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.text.times import When
from pairtui.ui.widgets.ladder import lifelines, outcome, rungs

_NAME = 18


def past_rows(past: HistoryEntry, columns: int, when: When) -> list[Row]:
    """When and with whom, the whole ladder, the whole diagnosis."""
    attempt = past.attempt
    word, role = outcome(attempt)
    address = " ".join(filter(None, (attempt.peer.address, attempt.peer.address_type)))
    rows = [row((f"{word}  ", role), (when(attempt.started), "muted"), (f"  {address}", "muted"))]
    if past.capture:
        rows += paragraph(f"capture: {past.capture}, in the folder of the history", "muted", columns)
    rows += [BLANK, lifelines(attempt, columns)]
    rows += [line for rung in rungs(attempt, columns, 2, headings=True) for line in rung.lines]
    if attempt.diagnosis:
        rows += [BLANK, *diagnosis_text(attempt, attempt.diagnosis, columns)]
    return rows


def comparison_rows(one: Attempt, other: Attempt, columns: int, when: When) -> list[Row]:
    """The first difference, then every parameter and every step in two columns, what differs marked."""
    found = compare(one, other)
    room = (columns - _NAME - 3) // 2
    names = [attempt.peer.name or attempt.peer.address or "" for attempt in (one, other)]
    heads = [f"{when(attempt.started)} {name}".strip() for attempt, name in zip((one, other), names, strict=True)]
    rows = [*paragraph(found.summary, "warning" if _differ(found.steps) else "text", columns), BLANK]
    rows += _beside("", heads[0], heads[1], room, ("  ", "text"), "heading")
    rows += [line for item in found.parameters for line in _line(item, room)]
    rows += [BLANK, row(("Steps", "heading"))]
    return rows + [line for item in found.steps for line in _line(item, room)]


def _differ(lines: "tuple[Line, ...]") -> bool:
    return any(line.differs for line in lines)


def _line(line: Line, room: int) -> list[Row]:
    mark = ("≠ ", "warning") if line.differs else ("  ", "muted")
    return _beside(line.name, line.one or "–", line.other or "–", room, mark, "warning" if line.differs else "text")


def _beside(name: str, one: str, other: str, room: int, mark: tuple[str, str], role: str) -> list[Row]:
    columns = [wrap(name, _NAME - 1), wrap(one, room), wrap(other, room)]
    rows = []
    for at in range(max(map(len, columns))):
        cells = [column[at] if at < len(column) else "" for column in columns]
        rows.append(
            row(
                mark if at == 0 else ("  ", "text"),
                *_cell(cells[0], _NAME, "muted"),
                *_cell(cells[1], room + 1, role),
                (cells[2], role),
            )
        )
    return rows


def _cell(text: str, room: int, role: str) -> tuple[tuple[str, str], ...]:
    return ((text, role), (" " * max(room - width(text), 0), "text"))
