"""The analysis document as Markdown, ready for an issue tracker."""

import re
from collections.abc import Iterator
from typing import Any

from pairtui.pairing.attempt import InvestigationResult
from pairtui.report import wording
from pairtui.report.document import Document, shown_findings
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
    for finding in shown_findings(doc):
        known = ", ".join(filter(None, (finding["code"], wording.confidence_of(finding))))
        head = f"### {wording.kind(finding)}: {_escape(finding['title'])}"
        lines += [f"{head} ({known})" if known else head, "", *_why(finding)]
    lines += _section(f"### {wording.NOT_UNDERSTOOD}", *map(_item, doc["not_understood"]))
    if not doc["attempts"]:
        shown = doc.get("connections", [])  # a document of an older version has none
        rows = [item | {"text": f"{_ARROWS[item['direction']]} {wording.repeated(item)}"} for item in shown]
        lines += _section(f"### {wording.CONNECTIONS}", *map(_item, rows))
    return "\n".join(lines).rstrip("\n") + "\n"


def _escape(text: str) -> str:
    """`text` as literal text: every character that Markdown could take for markup stands behind a backslash."""
    return _MEANT_AS_MARKUP.sub(r"\\\1", wording.safe(text))


def _attempt(attempt: dict[str, Any], where: str) -> Iterator[str]:
    adapter = f" on {attempt['adapter']}" if attempt["adapter"] else ""
    yield from _section(
        f"### {attempt['outcome'].capitalize()}: {_escape(wording.verdict(attempt, where))}",
        f"- Attempt {attempt['id']}: {_escape(wording.peer(attempt))}{adapter}",
        f"- {_escape(wording.setting(attempt, where))}",
    )
    if diagnosis := attempt["diagnosis"]:
        yield from (f"**{_escape(diagnosis['title'])}** ({diagnosis['confidence']})", "")
        yield from _why(diagnosis)
    if attempt.get("investigation"):
        yield from _experiments(investigation_from(attempt["investigation"]))
    if attempt["steps"]:
        yield from _steps(attempt)


def _experiments(found: InvestigationResult) -> Iterator[str]:
    """What was tried on this device, what came, what it means."""
    yield from _section("Experiments:", f"**{_escape(investigation_head(found))}**")
    yield "| tried | came | causes then |"
    yield "|---|---|---|"
    for trial in found.trials:
        came = "paired" if trial.paired else f"failed: {trial.failure}"
        yield f"| {_escape(trial.title)} | {_escape(came)} | {_escape(moves(trial)) if trial.experiment else ''} |"
    yield from ("", *(f"- {_escape(line)}" for line in left_lines(found)), "")


def _section(title: str, *lines: str) -> Iterator[str]:
    """A title with its lines; nothing where there are none."""
    yield from (title, "", *lines, "") if lines else ()


def _why(diagnosis: dict[str, Any]) -> Iterator[str]:
    yield from (_escape(diagnosis["explanation"]), "")
    yield from _section("Evidence:", *map(_item, diagnosis["evidence"]))
    fixes = enumerate(diagnosis["fixes"], 1)
    yield from _section("Fixes:", *(f"{number}. {_escape(fix['text'])}" for number, fix in fixes))
    others = ((_escape(other["title"]), _escape(other["settles"])) for other in diagnosis.get("alternatives", ()))
    yield from _section("What else it could be:", *(f"- {title}. It would show by: {how}" for title, how in others))
    yield from (f"Cause: `{diagnosis['cause']}` (`pairtui explain {diagnosis['cause']}`)", "")
    if known := diagnosis.get("device"):
        yield from (f"Device: {_escape(known['title'])} (`pairtui book {known['id']}`)", "")


def _item(item: dict[str, Any]) -> str:
    """A text of the log, with its record."""
    return f"- {_escape(item['text'])}" + ("" if item["record"] is None else f" (record {item['record']})")


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
    yield from _section(f"<details><summary>{len(rows)} steps</summary>", f"{fence}text", *rows, fence)
    yield from ("</details>", "")
