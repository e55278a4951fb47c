"""The analysis document: what a log or capture showed, as plain data that goes into JSON, text and Markdown."""

from collections.abc import Sequence
from typing import Any

from pairtui.pairing.attempt import (
    Alternative,
    Attempt,
    Diagnosis,
    Evidence,
    Finding,
    Fix,
    InvestigationResult,
    KnownDevice,
    Outcome,
    Step,
)  # fmt: skip
from pairtui.pairing.diagnosis.expected_message import expected
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.context import machine_of_log
from pairtui.pairing.evidence.steps import detail_of, text_of
from pairtui.pairing.findings import whole_log
from pairtui.pairing.model import Model
from pairtui.protocol.text.formats import LOGS
from pairtui.report.fields import fields
from pairtui.report.investigation import result_object

SCHEMA = 1

Document = dict[str, Any]
"""One document; its keys are the contract of `pairtui analyze --format json`."""


def document(model: Model, *, file: str, format: str, records: int, skipped: int) -> Document:
    """The document of everything `model` holds; its attempts are numbered from 1 in order of their beginning.

    `file` is the input's name, `format` its format as a reader names it; `records` counts the input's entries,
    `skipped` those that were damaged or have no layout here.
    """
    return {
        "schema": SCHEMA,
        "file": file,
        "format": format,
        "records": records,
        "skipped": skipped,
        "attempts": [
            attempt_object(model.attempts[key]) | {"id": number} for number, key in enumerate(sorted(model.attempts), 1)
        ],
        "findings": [_finding(finding) for finding in model.findings or _no_verdict(model, log=format in LOGS)],
        "reading": {"stack": model.reading.stack, "host": model.reading.host},
        "not_understood": [{"record": record, "text": text} for record, text in model.not_understood],
        "connections": _connections(model.connections),
    }


def _no_verdict(model: Model, *, log: bool) -> list[Finding]:
    """At the end of a `log`, or of a trace with a link, in which nothing ended: that this is no verdict.

    Nobody is to take it for a good one. Where lines were not understood they are quoted instead.
    """
    if not model.finished or any(attempt.outcome is Outcome.FAILED for attempt in model.attempts.values()):
        return []
    if model.not_understood:
        return [whole_log.not_understood(model.not_understood).finding(model.around.machine)]
    if model.attempts or not (model.connections or log):
        return []
    return [whole_log.nothing_seen().finding(model.around.machine)]


def failed(doc: Document) -> bool:
    """Whether an attempt failed, or something outside an attempt is shown to have gone wrong."""
    outside = any(finding["evidence"] for finding in doc["findings"])
    return outside or any(attempt["outcome"] == "failed" for attempt in doc["attempts"])


def shown_findings(doc: Document) -> list[dict[str, Any]]:
    """The findings of a document; of a trace in which nothing ended and nothing failed: that this is no verdict."""
    if doc["findings"] or doc["attempts"]:
        return list(doc["findings"])
    reading = doc.get("reading", {})  # a document of an older version has none
    machine = machine_of_log(reading.get("host", ""), reading.get("stack", ""))
    return [_finding(whole_log.nothing_seen().finding(machine))]


def attempt_object(attempt: Attempt) -> dict[str, Any]:
    """One attempt as it stands in a document."""
    return {
        **fields(attempt, "id", "kind", "adapter"),
        "peer": fields(attempt.peer, "address", "address_type", "name", "modalias", "firmware"),
        **fields(attempt, "transport", "role", "started", "ended", "pairing", "association_model", "level", "outcome"),
        "failure": fields(attempt.failure, "code", "name", "by", "step", "record") if attempt.failure else None,
        "steps": [_step(step) for step in attempt.steps],
        "diagnosis": _diagnosis(attempt.diagnosis) if attempt.diagnosis else None,
        **({"awaits": awaited} if attempt.outcome is Outcome.INCOMPLETE and (awaited := expected(attempt)) else {}),
        **({"investigation": result_object(attempt.investigation)} if attempt.investigation else {}),
    }


def investigation_object(found: InvestigationResult, failure: Attempt | None) -> dict[str, Any]:
    """What `pairtui find-out --json` writes: what experiments found out, and the failure that they explain."""
    return {"schema": SCHEMA, **result_object(found), "attempt": attempt_object(failure) if failure else None}


def _step(step: Step) -> dict[str, Any]:
    return {
        **fields(step, "at", "record", "direction"),
        "text": f"{step.text}: {step.detail}" if step.detail else step.text,
        **fields(step, "phase", "mark"),
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        **fields(diagnosis, "cause", "title", "explanation", "confidence", "by"),
        "evidence": _evidence(diagnosis.evidence),
        "fixes": _fixes(diagnosis.fixes),
        "alternatives": [_alternative(other) for other in diagnosis.alternatives],
        "device": _device(diagnosis.device) if diagnosis.device else None,
    }


def _alternative(other: Alternative) -> dict[str, Any]:
    return {
        **fields(other, "cause", "title", "confidence"),
        "for": list(other.supports),
        "against": list(other.contradicts),
        "settles": other.settles,
    }


def _device(device: KnownDevice) -> dict[str, Any]:
    return {"id": device.id, "title": device.title, "sources": list(device.sources)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **fields(finding, "cause", "code", "by", "title", "explanation", "confidence"),
        "evidence": _evidence(finding.evidence),
        "fixes": _fixes(finding.fixes),
        "alternatives": [_alternative(other) for other in finding.alternatives],
    }


def _connections(events: Sequence[Traced]) -> list[dict[str, Any]]:
    """One row for what came several times in a row."""
    rows: list[dict[str, Any]] = []
    for event in events:
        peer = event.link.address if event.link and event.link.address else ""
        what = ": ".join(filter(None, (text_of(event.message), detail_of(event.message))))
        row = {"direction": event.direction.value, "text": f"{peer}  {what}".strip()}
        if rows and rows[-1].items() >= row.items():
            rows[-1]["times"] += 1
        else:
            rows.append({"record": event.record, "times": 1, **row})
    return rows


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [fields(item, "record", "text") for item in evidence]


def _fixes(fixes: Sequence[Fix]) -> list[dict[str, Any]]:
    return [fields(fix, "text", "action") for fix in fixes]
