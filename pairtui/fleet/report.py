"""A fleet as one object and as text: gateways, groups of failures, and what those have in common."""

from collections import Counter
from math import isinf
from typing import Any

from pairtui.fleet.payloads import SCHEMA
from pairtui.fleet.view import FleetView
from pairtui.knowledge.counted import counted
from pairtui.report.fields import fields
from pairtui.report.fleet_rows import Condition, Contrast

MOST_LINES = 20

_ATTRIBUTES = {
    "kernel": "Linux {}", "bluez": "BlueZ {}", "controller": "controller {}", "firmware": "firmware {}",
    "pairtui": "pairtui {}", "settings": "settings {}", "model": "devices {}",
}  # fmt: skip


def fleet_object(view: FleetView, now: float) -> dict[str, Any]:
    """Everything as plain data, for JSON."""
    return {
        "schema": SCHEMA,
        "at": round(now, 3),
        "gateways": [
            {
                "gateway": row.label, "status": row.status, "heard": row.heard or None,
                **fields(row, "attempts", "failures", "missing", "waiting", "dropped", "versions", "problem"),
            }
            for row in view.gateways(now)
        ],
        "groups": [
            fields(row, "cause", "model", "environment", "failures", "gateways", "last") for row in view.groups(now)
        ],
        "contrasts": [
            {
                "cause": each.cause, "conditions": dict(each.conditions), "instead": dict(each.instead),
                **fields(each, "failed", "within", "elsewhere", "rest", "gateways", "p"), "text": contrast_text(each),
            }
            for each in view.contrasts(now)
        ],
    }  # fmt: skip


def fleet_text(fleet: dict[str, Any]) -> str:
    """The same for people: how many are there, what fails most, what it has to do with."""
    status = Counter(row["status"] for row in fleet["gateways"])
    lines = [
        f"{counted(len(fleet['gateways']), 'gateway')}: "
        + (", ".join(f"{n} {word}" for word, n in sorted(status.items())) or "-")
    ]
    lines += ["", *(each["text"] for each in fleet["contrasts"][:MOST_LINES])] if fleet["contrasts"] else []
    if fleet["groups"]:
        lines += ["", "Failures by cause and device model:"]
    alike: Counter[tuple[str, str]] = Counter()
    for row in fleet["groups"]:
        alike[row["cause"], row["model"]] += row["failures"]
    for (cause, model), failures in alike.most_common(MOST_LINES):
        lines.append(f"  {cause}: {model}, {counted(failures, 'failure')}")
    return "\n".join(lines) + "\n"


def contrast_text(contrast: Contrast) -> str:
    """One finding in a sentence, with what it may as well be."""
    where = " with ".join(condition_text(each) for each in contrast.conditions)
    often = "only there" if isinf(contrast.ratio) else f"{contrast.ratio:.0f} times as often as elsewhere"
    text = f"{contrast.cause}: {where}: {contrast.failed} of {contrast.within}, {often}"
    if contrast.instead:
        others = ", ".join(condition_text(each) for each in contrast.instead)
        text += f" (or {others}: the same gateways have both)"
    return f"{text}; on {contrast.gateways} gateways, p {contrast.p:.1g}"


def condition_text(condition: Condition) -> str:
    """`Linux 6.1.0`, `devices OMRON BP#`."""
    return _ATTRIBUTES.get(condition[0], condition[0] + " {}").format(condition[1])
