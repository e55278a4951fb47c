"""The words that text and Markdown reports share: one line that says who refused where, and what was attempted."""

from typing import Any

from pairtui.knowledge.association import MODEL_NAMES
from pairtui.knowledge.counted import counted
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.attempt import seconds_since
from pairtui.pairing.diagnosis import HERE
from pairtui.pairing.evidence.context import machine_of_log

_PAIRINGS = {
    "legacy": "legacy pairing",
    "secure-connections": "Secure Connections pairing",
    "ssp": "Secure Simple Pairing",
    "pin": "PIN pairing",
}


def here(doc: dict[str, Any]) -> str:
    """What the machine that wrote this document's log is called; where its kind is not known it is a host."""
    reading = doc.get("reading", {})
    return HERE[machine_of_log(reading.get("host", ""), reading.get("stack", ""))]


_REFUSALS = ("smp:", "l2cap:", "l2cap-le:", "att:")
"""Code spaces in which somebody says no; in the others something is noticed or reported."""


def safe(text: str) -> str:
    """`text` on one line with nothing that a terminal obeys: every unprintable character becomes `?`."""
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "?" for c in text)


def verdict(attempt: dict[str, Any], where: str = HERE["gateway"]) -> str:
    """`the peer refused at the feature exchange: smp:0x08 Unspecified Reason`; for a good end what was reached.

    `where` is what this side is called.
    """
    failure = attempt["failure"]
    sides = {"local": where, "peer": "the peer"}
    if failure is None:
        cause = attempt["diagnosis"]
        known = sides.get(cause["by"]) if cause and cause["confidence"] != "possible" else None
        if attempt["outcome"] == "failed" and known:
            return f"by {known}; the log does not show with which code"
        return _good_end(attempt, where)
    side = sides.get(failure["by"])
    if side is None:
        words = ""
    elif failure["code"].startswith(_REFUSALS):
        words = f"{side} refused"
    else:
        words = f"by {side}"
    step = safe(failure["step"] or "")
    where = f" {step}" if step.startswith("before ") else f" at the {step}" if step else ""
    return f"{words}{where}: {failure['code']} {safe(failure['name'])}".lstrip(": ")


def _good_end(attempt: dict[str, Any], where: str) -> str:
    level = f", security level {attempt['level']}" if attempt["level"] else ""
    match attempt["outcome"]:
        case "paired":
            return f"{attempt['kind']} succeeded{level}"
        case "encrypted":
            return f"the link is encrypted{level}"
        case "failed":
            return f"the {attempt['kind']} failed; the log does not show with which code"
    awaited = attempt.get("awaits", "").replace("the gateway", where)
    return f"the log ends before the {attempt['kind']} does" + (f"; next would be {awaited}" if awaited else "")


def peer(attempt: dict[str, Any]) -> str:
    """`OMRON BP7350 (AA:BB:CC:DD:EE:FF, random)`, as much of it as the log showed."""
    known = attempt["peer"]
    address = ", ".join(part for part in (known["address"], known["address_type"]) if part)
    if known["name"]:
        return f"{safe(known['name'])} ({address})" if address else safe(known["name"])
    return address or "unknown peer"


def setting(attempt: dict[str, Any], where: str) -> str:
    """`LE legacy pairing, this gateway is initiator, Just Works`, as much of it as the log showed."""
    transport = TRANSPORTS.get(attempt["transport"], "")
    parts = [f"{transport} {_PAIRINGS.get(attempt['pairing'], attempt['kind'])}".lstrip()]
    if attempt["role"] != "unknown":
        parts.append(f"{where} is {attempt['role']}")
    if attempt["association_model"]:
        parts.append(MODEL_NAMES.get(attempt["association_model"], attempt["association_model"]))
    return ", ".join(parts)


def elapsed(at: float | None, start: float | None) -> str:
    """Seconds since the attempt's start, as `+0.204`; empty where the log lost its times, or its clock was set back."""
    seconds = seconds_since(start, at)
    return "" if seconds is None else f"{seconds:+.3f}"


NOT_UNDERSTOOD = "Lines that speak of a failure and were not understood"
CONNECTIONS = "What it shows instead"


def kind(finding: dict[str, Any]) -> str:
    """What stands before a finding's title: without evidence nothing was found."""
    return "Finding" if finding["evidence"] else "No verdict"


def confidence_of(finding: dict[str, Any]) -> str:
    """How sure a finding is; "" where it says that there is none, or a document of an older version does not tell."""
    return str(finding.get("confidence", "")) if finding["evidence"] else ""


def repeated(item: dict[str, Any]) -> str:
    """An entry of `connections` with how often it came in a row."""
    return item["text"] if item["times"] == 1 else f"{item['text']}, {item['times']} times"


_OUTCOMES = ("failed", "incomplete", "paired", "encrypted")
"""Outcomes in the order in which a summary names them."""


def summary(doc: dict[str, Any]) -> list[str]:
    """One line on a log with several attempts, failures first: `3 attempts: 2 failed (1, 3), 1 paired (2)`."""
    attempts = doc["attempts"]
    if len(attempts) < 2:
        return []
    parts = []
    for outcome in _OUTCOMES:
        ids = [str(attempt["id"]) for attempt in attempts if attempt["outcome"] == outcome]
        if ids:
            parts.append(f"{len(ids)} {outcome} ({', '.join(ids)})")
    findings = f"; {counted(len(doc['findings']), 'finding')}" if doc["findings"] else ""
    return [f"{len(attempts)} attempts: {', '.join(parts)}{findings}"]
