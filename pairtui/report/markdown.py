"""The analysis document as Markdown, ready for an issue tracker."""

import re
from collections.abc import Iterator
from typing import Any

from pairtui.pairing.attempt import InvestigationResult
from pairtui.report import wording
from pairtui.report.document import Document
from pairtui.report.document_reader import investigation_from
from pairtui.report.investigation import investigation_head, left_lines, moves

_MEANT_AS_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!@&])")
_ARROWS = {"sent": "->", "received": "<-", "host": "--"}


def markdown(doc: Document) -> str:
    """The document as Markdown. Text from the log cannot format, link, mention or start a comment."""
    lines = [f"## {_escape(doc['file'])}", ""]
    lines += [f"{_escape(doc['format'])}, {doc['records']} records, {doc['skipped']} skipped", ""]
    for line in wording.summary(doc):
        lines += [_escape(line), ""]
    for attempt in doc["attempts"]:
        lines += _attempt(attempt, wording.here(doc))
    for finding in doc["findings"]:
        code = f" ({finding['code']})" if finding["code"] else ""
        lines += [f"### Finding: {_escape(finding['title'])}{code}", "", *_why(finding)]
    lines += _list(wording.NOT_UNDERSTOOD, doc["not_understood"])
    if sentences := wording.nothing_seen(doc):
        none, more = sentences
        shown = doc.get("connections", [])  # a document of an older version has none
        rows = [item | {"text": f"{_ARROWS[item['direction']]} {wording.repeated(item)}"} for item in shown]
        lines += [_escape(none), "", *_list(wording.CONNECTIONS, rows), _escape(more), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _list(title: str, items: list[dict[str, Any]]) -> list[str]:
    """What a log says under a title, with the records; nothing where it says nothing of it."""
    return [f"### {title}", "", *(f"- {_escape(item['text'])}{_record(item)}" for item in items), ""] if items else []


def _escape(text: str) -> str:
    """`text` as literal text: every character that Markdown could take for markup stands behind a backslash."""
    return _MEANT_AS_MARKUP.sub(r"\\\1", wording.safe(text))


def _attempt(attempt: dict[str, Any], where: str) -> Iterator[str]:
    yield f"### {attempt['outcome'].capitalize()}: {_escape(wording.verdict(attempt, where))}"
    yield ""
    adapter = f" on {attempt['adapter']}" if attempt["adapter"] else ""
    yield f"- Attempt {attempt['id']}: {_escape(wording.peer(attempt))}{adapter}"
    yield f"- {_escape(wording.setting(attempt, where))}"
    yield ""
    diagnosis = attempt["diagnosis"]
    if diagnosis:
        yield f"**{_escape(diagnosis['title'])}** ({diagnosis['confidence']})"
        yield ""
        yield from _why(diagnosis)
    if attempt.get("investigation"):
        yield from _experiments(investigation_from(attempt["investigation"]))
    if attempt["steps"]:
        yield from _steps(attempt)


def _experiments(found: InvestigationResult) -> Iterator[str]:
    """What was tried on this device, what came, what it means."""
    yield "Experiments:"
    yield ""
    yield f"**{_escape(investigation_head(found))}**"
    yield ""
    yield "| tried | came | causes then |"
    yield "|---|---|---|"
    for trial in found.trials:
        came = "paired" if trial.paired else f"failed: {trial.failure}"
        yield f"| {_escape(trial.title)} | {_escape(came)} | {_escape(moves(trial)) if trial.experiment else ''} |"
    yield ""
    for line in left_lines(found):
        yield f"- {_escape(line)}"
    yield ""


def _why(diagnosis: dict[str, Any]) -> Iterator[str]:
    yield _escape(diagnosis["explanation"])
    yield ""
    if diagnosis["evidence"]:
        yield "Evidence:"
        yield ""
        for item in diagnosis["evidence"]:
            yield f"- {_escape(item['text'])}{_record(item)}"
        yield ""
    if diagnosis["fixes"]:
        yield "Fixes:"
        yield ""
        for number, fix in enumerate(diagnosis["fixes"], 1):
            yield f"{number}. {_escape(fix['text'])}"
        yield ""
    if diagnosis.get("alternatives"):
        yield "What else it could be:"
        yield ""
        for other in diagnosis["alternatives"]:
            yield f"- {_escape(other['title'])}. It would show by: {_escape(other['settles'])}"
        yield ""
    yield f"Cause: `{diagnosis['cause']}` (`pairtui explain {diagnosis['cause']}`)"
    yield ""
    if known := diagnosis.get("device"):
        yield f"Device: {_escape(known['title'])} (`pairtui book {known['id']}`)"
        yield ""


def _record(item: dict[str, Any]) -> str:
    return "" if item["record"] is None else f" (record {item['record']})"


def _steps(attempt: dict[str, Any]) -> Iterator[str]:
    """The steps in a block that is folded away; a fence longer than any run of backticks in it cannot be left."""
    rows = []
    for step in attempt["steps"]:
        record = "" if step["record"] is None else f"record {step['record']}"
        time = wording.elapsed(step["at"], attempt["started"])
        failed = "  FAILED" if step["mark"] == "failed" else ""
        rows.append(f"{time:>9}  {record:<13} {_ARROWS[step['direction']]} {wording.safe(step['text'])}{failed}")
    runs = re.findall(r"`+", "\n".join(rows))
    fence = "`" * max(3, *(len(run) + 1 for run in runs)) if runs else "```"
    yield f"<details><summary>{len(rows)} steps</summary>"
    yield ""
    yield f"{fence}text"
    yield from rows
    yield fence
    yield ""
    yield "</details>"
    yield ""
