"""Attempts read back from a document."""

from typing import Any

from pairtui.pairing.attempt import (
    Alternative,
    Attempt,
    Confidence,
    Diagnosis,
    Evidence,
    Failure,
    Fix,
    InvestigationResult,
    Kind,
    KnownDevice,
    Outcome,
    Peer,
    Phase,
    Side,
    Step,
    Trial,
)
from pairtui.protocol.record import Direction


class NotAnAttempt(ValueError):
    """An object is no attempt of a document; the text says which part is wrong."""


def attempt_from(data: Any) -> Attempt:
    """The attempt that `document.attempt_object` gave `data` for, without decoded messages. Raises NotAnAttempt."""
    try:
        return _attempt(data)
    except KeyError as error:
        raise NotAnAttempt(f"{error.args[0]} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise NotAnAttempt(str(error)) from error


def _attempt(data: dict[str, Any]) -> Attempt:
    return Attempt(
        id=_number(data["id"]),
        kind=Kind(data["kind"]),
        adapter=_text(data["adapter"]),
        peer=Peer(
            address=_text(data["peer"]["address"]),
            address_type=_text(data["peer"]["address_type"]),
            name=_text(data["peer"]["name"]),
            modalias=_text(data["peer"].get("modalias")),
            firmware=_text(data["peer"].get("firmware")),
        ),
        transport=data["transport"],
        role=data["role"],
        started=_seconds(data["started"]),
        ended=_seconds(data["ended"]),
        pairing=_text(data["pairing"]),
        association_model=_text(data["association_model"]),
        level=None if data["level"] is None else _number(data["level"]),
        outcome=Outcome(data["outcome"]),
        failure=_failure(data["failure"]) if data["failure"] else None,
        steps=tuple(map(_step, data["steps"])),
        diagnosis=_diagnosis(data["diagnosis"]) if data["diagnosis"] else None,
        live=False,
        investigation=investigation_from(data["investigation"]) if data.get("investigation") else None,
    )


def investigation_from(data: dict[str, Any]) -> InvestigationResult:
    """What `investigation.result_object` gave `data` for. Raises KeyError, TypeError, ValueError, AttributeError."""
    trials = tuple(map(_trial, data["trials"]))
    left = tuple(str(one["experiment"]) for one in data["left"])
    counts = (_number(data["failed"]), _number(data["unchanged"]))
    return InvestigationResult(str(data["result"]), str(data["cause"]), *counts, trials, left, bool(data["bonded"]))


def _trial(data: dict[str, Any]) -> Trial:
    before, weights = ({str(k): float(v) for k, v in data[name].items()} for name in ("before", "weights"))
    said, experiment = _text(data["failure"]) or "", _text(data["experiment"]) or ""
    return Trial(str(data["title"]), bool(data["paired"]), said, before, weights, experiment)


def _failure(data: dict[str, Any]) -> Failure:
    code, name, step = (str(data[key]) for key in ("code", "name", "step"))
    return Failure(code, name, Side(data["by"]), step, _record(data["record"]))


def _step(data: dict[str, Any]) -> Step:
    text, _, detail = str(data["text"]).partition(": ")
    return Step(
        _seconds(data["at"]),
        _record(data["record"]),
        Direction(data["direction"]),
        text,
        detail,
        Phase(data["phase"]),
        str(data["mark"]),
    )


def _diagnosis(data: dict[str, Any]) -> Diagnosis:
    cause, title, explanation = (str(data[key]) for key in ("cause", "title", "explanation"))
    evidence = tuple(Evidence(str(item["text"]), _record(item["record"])) for item in data["evidence"])
    fixes = tuple(Fix(str(item["text"]), _text(item["action"])) for item in data["fixes"])
    alternatives = tuple(map(_alternative, data.get("alternatives", ())))
    side, known = Side(data.get("by", "unknown")), data.get("device")
    device = KnownDevice(str(known["id"]), str(known["title"]), tuple(map(str, known["sources"]))) if known else None
    sure = Confidence(data["confidence"])
    return Diagnosis(cause, title, explanation, sure, evidence, fixes, side, alternatives, device)


def _alternative(data: dict[str, Any]) -> Alternative:
    cause, title, settles = (str(data[key]) for key in ("cause", "title", "settles"))
    supports, contradicts = (tuple(map(str, data[key])) for key in ("for", "against"))
    return Alternative(cause, title, Confidence(data["confidence"]), supports, contradicts, settles)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)


def _record(value: Any) -> int | None:
    return None if value is None else _number(value)


def _number(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a whole number")
    return value
