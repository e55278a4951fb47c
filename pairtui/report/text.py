"""The analysis document as text for a terminal."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from pairtui.report import wording
from pairtui.report.document import Document, shown_findings
from pairtui.report.document_reader import investigation_from
from pairtui.report.investigation import experiment_lines

_WORDS = {"failed": "FAILED", "paired": "PAIRED", "encrypted": "ENCRYPTED", "incomplete": "INCOMPLETE"}
_COLOURS = {"FAILED": "1;31", "FINDING": "1;31", "PAIRED": "1;32", "ENCRYPTED": "1;32", "INCOMPLETE": "1;33"}
_ARROWS = {"sent": "─▶", "received": "◀─", "host": " ·"}
_ASCII = str.maketrans("─▶◀·✗✓–—‘’“”×µ\u00a0", "-><.x+--''\"\"xu ") | str.maketrans(
    {"…": "...", "→": "->", "←": "<-", "⇠": "<-", "≥": ">=", "≤": "<="}
)
_MARKS = {"failed": "✗", "ok": "✓"}
_NARROWEST = 40


def text(doc: Document, *, width: int = 80, colour: bool = False, ascii_only: bool = False) -> str:
    """The document as lines of at most `width` columns (40 at least), each attempt with its verdict first.

    `colour` adds ANSI colours to the verdicts; `ascii_only` uses no other characters.
    """
    page = _Page(max(width, _NARROWEST), colour)
    page.lines(_head(doc), *wording.summary(doc), "")
    for attempt in doc["attempts"]:
        _attempt(page, attempt, wording.here(doc))
    for finding in shown_findings(doc):
        _finding(page, finding)
    page.block(
        wording.NOT_UNDERSTOOD,
        ((_record(item["record"]), wording.safe(item["text"])) for item in doc["not_understood"]),
    )
    if doc["not_understood"]:
        page.rows.append("")
    if not doc["attempts"]:
        page.block(wording.CONNECTIONS, _connections(doc.get("connections", [])))
    return page.text(ascii_only)


def attempt_text(attempt: dict[str, Any], *, width: int = 80, colour: bool = False, ascii_only: bool = False) -> str:
    """One attempt of this gateway's in the same words, by itself."""
    page = _Page(max(width, _NARROWEST), colour)
    _attempt(page, attempt, wording.here({}))
    return page.text(ascii_only)


def to_ascii(text: str) -> str:
    """`text` in ASCII: the glyphs of a report have twins, any other character becomes `?`."""
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")


class _Page:
    """Lines under construction."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width, self.colour = width, colour
        self.rows: list[str] = []

    def text(self, ascii_only: bool) -> str:
        whole = "\n".join(self.rows).rstrip("\n") + "\n"
        return to_ascii(whole) if ascii_only else whole

    def lines(self, *rows: str) -> None:
        for row in rows:
            self.rows.extend(_wrap(row, self.width, "", "  ") if row else [""])

    def verdict(self, word: str, sentence: str) -> None:
        rows = _wrap(f"{word}  {sentence}", self.width, "", " " * (len(word) + 2))
        if self.colour:
            rows[0] = rows[0].replace(word, f"\x1b[{_COLOURS[word]}m{word}\x1b[0m", 1)
        self.rows.extend(rows)

    def block(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        """A titled list; each row is a label and the text that hangs beside it."""
        rows = list(rows)
        if not rows:
            return
        self.rows.extend([f"  {title}"] if self.rows[-1:] == [""] else ["", f"  {title}"])
        margin = max(len(label) for label, _ in rows)
        for label, words in rows:
            first = f"    {label:<{margin}}  " if margin else "    "
            self.rows.extend(_wrap(words, self.width, first, " " * len(first)))


def _wrap(words: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(words, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [first]


def _head(doc: Document) -> str:
    skipped = f", {doc['skipped']} skipped" if doc["skipped"] else ""
    return f"{wording.safe(doc['file'])}: {doc['format']}, {doc['records']} records{skipped}"


def _attempt(page: _Page, attempt: dict[str, Any], where: str) -> None:
    page.verdict(_WORDS[attempt["outcome"]], wording.verdict(attempt, where))
    adapter = f" on {attempt['adapter']}" if attempt["adapter"] else ""
    page.rows.extend(_wrap(f"Attempt {attempt['id']}: {wording.peer(attempt)}{adapter}", page.width, "  ", "    "))
    page.rows.extend(_wrap(wording.setting(attempt, where), page.width, "  ", "    "))
    if attempt["diagnosis"]:
        found = attempt["diagnosis"]
        _why(page, found, f"{wording.safe(found['title'])} ({found['confidence']})")
    if attempt.get("investigation"):
        tried = experiment_lines(investigation_from(attempt["investigation"]))
        page.block("Experiments", (("", line) for line in tried))
    page.block("Steps", _steps(attempt))
    page.rows.append("")


def _finding(page: _Page, finding: dict[str, Any]) -> None:
    code = f": {finding['code']}" if finding["code"] else ""
    known = wording.confidence_of(finding)
    sure = f" ({known})" if known else ""
    page.verdict(wording.kind(finding).upper(), f"{wording.safe(finding['title'])}{code}{sure}")
    _why(page, finding)
    page.rows.append("")


def _why(page: _Page, diagnosis: dict[str, Any], title: str = "") -> None:
    """The explanation and what follows of it, below the title where no verdict has it already."""
    page.block("Why", [("", words) for words in (title, wording.safe(diagnosis["explanation"])) if words])
    page.block("Evidence", ((_record(item["record"]), wording.safe(item["text"])) for item in diagnosis["evidence"]))
    page.block("Fixes", ((str(n), wording.safe(fix["text"])) for n, fix in enumerate(diagnosis["fixes"], 1)))
    page.block("What else it could be", map(_alternative, diagnosis.get("alternatives", [])))
    more = [("", f"pairtui explain {diagnosis['cause']}")]
    if known := diagnosis.get("device"):
        more.append(("", f"pairtui book {wording.safe(known['id'])} ({wording.safe(known['title'])})"))
    page.block("More", more)


def _connections(items: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    width = max((len(_record(item["record"])) for item in items), default=0)
    for item in items:
        yield f"{_record(item['record']):>{width}} {_ARROWS[item['direction']]}", wording.safe(wording.repeated(item))


def _alternative(other: dict[str, Any]) -> tuple[str, str]:
    against = f"; against it: {', '.join(map(wording.safe, other['against']))}" if other["against"] else ""
    return "-", f"{wording.safe(other['title'])}{against}. It would show by: {wording.safe(other['settles'])}"


def _steps(attempt: dict[str, Any]) -> Iterator[tuple[str, str]]:
    steps = attempt["steps"]
    start = attempt["started"]
    if start is None:
        start = next((step["at"] for step in steps if step["at"] is not None), None)
    times = [wording.elapsed(step["at"], start) for step in steps]
    records = [_record(step["record"]) for step in steps]
    time_width, record_width = max(map(len, times), default=0), max(map(len, records), default=0)
    for step, time, record in zip(steps, times, records, strict=True):
        mark = _MARKS.get(step["mark"], " ")
        label = f"{time:>{time_width}}  {record:>{record_width}} {mark}{_ARROWS[step['direction']]}"
        yield label.rstrip() if not time_width + record_width else label, wording.safe(step["text"])


def _record(record: int | None) -> str:
    return "" if record is None else f"#{record}"
